/*
 * Which blobs the database names, and how it lets go of them: one table of all columns that do
 * (blob_ref.c; a test holds it against the schema).
 */
#ifndef SRC_STORE_BLOB_REF_H
#define SRC_STORE_BLOB_REF_H

#include "src/store/db.h"

enum { BLOB_REF_BYTES = 33 };

typedef enum BlobHolder {
    HOLDER_SHOT,
    HOLDER_DRAFT,
    HOLDER_PRODUCTION,
    HOLDER_EXCEPTION,
    HOLDER_VIDEO,
    HOLDER_COUNT
} BlobHolder;

/* Called with each name; not 0 ends it and is the answer. */
typedef int BlobRefVisitor(void *context, const char *name, Message *message);

/*
 * Visits every name once or more, in pages; inside db_snapshot, so that no row is missed that
 * moves meanwhile.
 */
int store_blob_ref_visit(Db *db, BlobRefVisitor *visit, void *context, Message *ret_message);

/*
 * Inside db_transact. Of the rows t that the condition (a text of SQL over params) holds for, takes
 * some hundreds: notes their blobs for erasure, and clears everything that is of the photo. To be
 * called again until ret_n_rows is 0.
 */
int store_blob_ref_drop(Db *db, BlobHolder holder, const char *condition, const DbValue *params,
                        size_t n_params, int64_t now_ms, int64_t *ret_n_rows, Message *ret_message);

/* How many rows that would take in the end. */
int store_blob_ref_count(Db *db, BlobHolder holder, const char *condition, const DbValue *params,
                         size_t n_params, int64_t *ret_n_rows, Message *ret_message);

#endif
