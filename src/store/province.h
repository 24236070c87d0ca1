/* Rows that set a province up: schools, their colleges and batches. All inside db_transact. */
#ifndef SRC_STORE_PROVINCE_H
#define SRC_STORE_PROVINCE_H

#include "src/model/batch.h"
#include "src/store/db.h"

int store_school_count(Db *db, int64_t *ret_n_schools, Message *ret_message);

/* contact: shown to students where something fails. CONFLICT: the code is taken. */
int store_school_add(Db *db, const char *code, const char *name, const char *contact,
                     int64_t *ret_id, Message *ret_message);

/* CONFLICT: the school has one of that name. */
int store_college_add(Db *db, int64_t school_id, const char *name, int64_t *ret_id,
                      Message *ret_message);

/* verification: "roster" or "code". Closed days and rules with it; batch->id is not looked at.
 * CONFLICT: the school has one of that name. */
int store_batch_add(Db *db, const char *name, const char *verification, const Batch *batch,
                    int64_t *ret_id, Message *ret_message);

#endif
