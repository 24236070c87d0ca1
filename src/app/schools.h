/* What officers change of a school: whom its students may turn to. By version, with an audit row.
 */
#ifndef SRC_APP_SCHOOLS_H
#define SRC_APP_SCHOOLS_H

#include "src/app/app.h"
#include "src/model/school.h"
#include "src/store/db.h"

/*
 * Writes the contact over the version that school->version names. contact: UTF-8. ARGUMENT: empty,
 * or SCHOOL_CONTACT_BYTES or longer. CONFLICT: another officer was faster; nothing has changed
 * then.
 */
int schools_set_contact(const App *app, Db *db, int64_t staff_id, const School *school,
                        const char *contact, Message *ret_message);

#endif
