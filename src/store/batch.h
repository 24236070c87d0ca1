/* Rows of batches, whole: closed days and rules with them. */
#ifndef SRC_STORE_BATCH_H
#define SRC_STORE_BATCH_H

#include "src/model/batch.h"
#include "src/model/student.h"
#include "src/store/db.h"

/* NOT_FOUND; DAMAGED: rules or closed days that cannot be read. */
int store_batch_get(Db *db, int64_t id, Batch *ret_batch, Message *ret_message);

enum { CURRENT_BATCHES_MAX = 8 };

/* The school's batches that have not ended, the earliest first; later ones than the maximum wait.
 */
int store_batch_list_current(Db *db, int64_t school_id, int64_t now_ms,
                             int64_t ret_ids[CURRENT_BATCHES_MAX], size_t *ret_n_ids,
                             Message *ret_message);

/* What officers see beside it. */
typedef struct BatchItem {
    int64_t version; /* rises with every change */
    char name[STUDENT_TEXT_BYTES];
    Batch batch;
} BatchItem;

/* Of a school (0: all), in the order of their ids, those after the id. */
typedef void BatchVisitor(void *context, const BatchItem *item);

int store_batch_visit(Db *db, int64_t school_id, int64_t after_id, int64_t n_max,
                      BatchVisitor *visit, void *context, Message *ret_message);

/* NOT_FOUND; DAMAGED. */
int store_batch_get_item(Db *db, int64_t id, BatchItem *ret_item, Message *ret_message);

/* Inside db_transact. Writes everything but id, school and name. CONFLICT: the row has another
 * version than this. */
int store_batch_save(Db *db, const BatchItem *item, Message *ret_message);

#endif
