/* Batches as officers change them: whole, by version, with an audit row. */
#ifndef SRC_APP_BATCHES_H
#define SRC_APP_BATCHES_H

#include "src/app/app.h"
#include "src/model/staff.h"
#include "src/store/batch.h"

/*
 * Whether an officer of this role may change the rule: what photos are taken by is the school's;
 * what costs money, and how long data and sessions are kept, is the centre's.
 */
int batches_may_change_rule(Role role, const char *name);

/* Writes the batch over the version that item->version names. ARGUMENT: it does not fit together.
 * CONFLICT: another officer was faster; nothing has changed then. */
int batches_save(const App *app, Db *db, int64_t staff_id, const BatchItem *item,
                 Message *ret_message);

#endif
