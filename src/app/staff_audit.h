/* For the files of staff accounts: an audit row about one of them. */
#ifndef SRC_APP_STAFF_AUDIT_H
#define SRC_APP_STAFF_AUDIT_H

#include "src/app/app.h"
#include "src/store/db.h"

/* actor NULL: the member of staff itself. Inside a transaction. */
int staff_audit(const App *app, Db *db, const char *actor, const char *action, int64_t staff_id,
                Message *ret_message);

#endif
