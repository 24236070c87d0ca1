/* Rows of batches, whole: closed days and rules with them. */
#ifndef SRC_STORE_BATCH_H
#define SRC_STORE_BATCH_H

#include "src/model/batch.h"
#include "src/store/db.h"

/* NOT_FOUND; DAMAGED: rules or closed days that cannot be read. */
int store_batch_get(Db *db, int64_t id, Batch *ret_batch, Message *ret_message);

enum { CURRENT_BATCHES_MAX = 8 };

/* The school's batches that have not ended, the earliest first; later ones than the maximum wait.
 */
int store_batch_list_current(Db *db, int64_t school_id, int64_t now_ms,
                             int64_t ret_ids[CURRENT_BATCHES_MAX], size_t *ret_n_ids,
                             Message *ret_message);

#endif
