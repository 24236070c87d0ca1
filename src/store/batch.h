/* Rows of batches, whole: closed days and rules with them. */
#ifndef SRC_STORE_BATCH_H
#define SRC_STORE_BATCH_H

#include "src/model/batch.h"
#include "src/store/db.h"

/* NOT_FOUND; DAMAGED: rules or closed days that cannot be read. */
int store_batch_get(Db *db, int64_t id, Batch *ret_batch, Message *ret_message);

#endif
