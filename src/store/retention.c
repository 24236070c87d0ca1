/* One connection a caller. */
#include "src/store/retention.h"

#include <stdio.h>
#include <string.h>

#include "src/store/blob_ref.h"
#include "src/store/one.h"

enum { PAGE_ROWS = 500, SQL_BYTES = 512 };

#define OF_BATCH                                                                                   \
    " IN (SELECT j.id FROM journey j JOIN student s ON s.id = j.student_id WHERE s.batch_id = $1)"
#define DELIVERED                                                                                  \
    " IN (SELECT j.id FROM journey j JOIN student s ON s.id = j.student_id WHERE s.batch_id = $1 " \
    "AND j.state = 'delivered' AND j.changed_ms <= $2)"

#define IN_USE "(u.decision IS NULL OR u.decision = 'approved')"
#define NOT_TO_BE_PAID                                                                             \
    " AND NOT EXISTS (SELECT 1 FROM journey y WHERE y.id = t.journey_id AND y.state = 'payment')"

/* $1 is the batch, $2 the time. */
static const struct {
    BlobHolder holder;
    const char *condition;
} kinds[RETENTION_KIND_COUNT] = {
    [RETENTION_RAW] = {HOLDER_SHOT, "t.journey_id" OF_BATCH " AND t.received_ms <= $2"},
    [RETENTION_DELIVERED_RAW] = {HOLDER_SHOT, "t.journey_id" DELIVERED},
    [RETENTION_UNUSED_RAW] = {HOLDER_SHOT,
                              "t.journey_id" OF_BATCH
                              " AND t.received_ms <= $2 AND NOT EXISTS (SELECT 1 FROM draft d JOIN "
                              "submission u ON u.draft_id = d.id WHERE d.shot_id = t.id "
                              "AND " IN_USE ")" NOT_TO_BE_PAID},
    [RETENTION_FAILED] = {HOLDER_SHOT,
                          "t.journey_id" OF_BATCH " AND t.state IN ('failed', 'broken') "
                          "AND t.finished_ms <= $2"},
    [RETENTION_DRAFTS] = {HOLDER_DRAFT, "t.journey_id" OF_BATCH
                                        " AND t.created_ms <= $2 AND NOT EXISTS (SELECT 1 "
                                        "FROM submission u WHERE u.draft_id = t.id "
                                        "AND " IN_USE ")" NOT_TO_BE_PAID},
    [RETENTION_FINALS] = {HOLDER_PRODUCTION, "t.submission_id IN (SELECT u.id FROM submission u "
                                             "WHERE u.journey_id" DELIVERED ")"},
    [RETENTION_RETURNED] = {HOLDER_PRODUCTION,
                            "t.state = 'returned' AND t.queued_ms <= $2 AND t.submission_id IN "
                            "(SELECT u.id FROM submission u WHERE u.journey_id" OF_BATCH ")"},
    [RETENTION_FINAL_DRAFTS] = {HOLDER_DRAFT, "t.journey_id" DELIVERED},
    [RETENTION_PROOFS] = {HOLDER_EXCEPTION, "t.journey_id" OF_BATCH " AND t.asked_ms <= $2"},
};

int store_retention_drop(Db *db, RetentionKind kind, int64_t batch_id, int64_t until_ms,
                         int64_t now_ms, int64_t *ret_n_rows, Message *ret_message)
{
    const DbValue params[] = {db_int(batch_id), db_int(until_ms)};

    return store_blob_ref_drop(db, kinds[kind].holder, kinds[kind].condition, params, 2, now_ms,
                               ret_n_rows, ret_message);
}

int store_retention_count(Db *db, RetentionKind kind, int64_t batch_id, int64_t until_ms,
                          int64_t *ret_n_rows, Message *ret_message)
{
    const DbValue params[] = {db_int(batch_id), db_int(until_ms)};

    return store_blob_ref_count(db, kinds[kind].holder, kinds[kind].condition, params, 2,
                                ret_n_rows, ret_message);
}

/* --- what expires */

static const struct {
    const char *table, *key, *condition;
} expiries[EXPIRY_KIND_COUNT] = {
    [EXPIRY_CAPTURES] = {"capture", "id",
                         "used_ms IS NULL AND expires_ms <= $1 AND NOT EXISTS (SELECT 1 FROM shot "
                         "s WHERE s.capture_id = capture.id)"},
    [EXPIRY_MESSAGES] = {"message", "id", "created_ms <= $1"},
    [EXPIRY_SESSIONS] = {"session", "token_hash", "expires_ms <= $1"},
};

int store_expiry_delete(Db *db, ExpiryKind kind, int64_t until_ms, int64_t *ret_n_rows,
                        Message *ret_message)
{
    const DbValue until = db_int(until_ms);
    char sql[SQL_BYTES];

    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s IN (SELECT %s FROM %s WHERE %s LIMIT %d)",
             expiries[kind].table, expiries[kind].key, expiries[kind].key, expiries[kind].table,
             expiries[kind].condition, PAGE_ROWS);
    return db_run(db, sql, &until, 1, ret_n_rows, ret_message);
}

int store_expiry_count(Db *db, ExpiryKind kind, int64_t until_ms, int64_t *ret_n_rows,
                       Message *ret_message)
{
    const DbValue until = db_int(until_ms);
    char sql[SQL_BYTES];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s", expiries[kind].table,
             expiries[kind].condition);
    return store_ask_number(db, sql, &until, 1, ret_n_rows, ret_message);
}

/* --- batches, audit */

int store_batch_get_next(Db *db, int64_t after_id, int64_t *ret_id, int64_t *ret_delivered_ms,
                         Message *ret_message)
{
    const DbValue after = db_int(after_id);
    DbRows *rows = NULL;
    const int status =
        db_query(db, "SELECT id, delivered_ms FROM batch WHERE id > $1 ORDER BY id LIMIT 1", &after,
                 1, &rows, ret_message);

    if (status)
        return status;
    db_rows_next(rows); /* none: everything reads as 0 */
    *ret_id = db_rows_count(rows) ? db_rows_get_int(rows, 0) : 0;
    *ret_delivered_ms = *ret_id ? db_rows_get_int(rows, 1) : 0;
    db_rows_free(rows);
    return STATUS_OK;
}

int store_audit_delete_first(Db *db, int64_t until_ms, int64_t *ret_n_rows,
                             uint8_t ret_last_hash[AUDIT_HASH_BYTES], Message *ret_message)
{
    const DbValue page = db_int(PAGE_ROWS);
    DbRows *rows = NULL;
    int64_t n = 0, last_id = 0;
    size_t n_bytes;
    int status = db_query(db, "SELECT id, time_ms, hash FROM audit ORDER BY id LIMIT $1", &page, 1,
                          &rows, ret_message);

    while (!status && db_rows_next(rows) && db_rows_get_int(rows, 1) <= until_ms) {
        const void *hash = db_rows_get_blob(rows, 2, &n_bytes);

        if (n_bytes != AUDIT_HASH_BYTES)
            status = status_set(ret_message, STATUS_DAMAGED, "an audit row has no hash");
        else
            memcpy(ret_last_hash, hash, AUDIT_HASH_BYTES);
        last_id = db_rows_get_int(rows, 0);
        n++;
    }
    db_rows_free(rows);
    if (!status && n) {
        const DbValue last = db_int(last_id);

        status = db_run(db, "DELETE FROM audit WHERE id <= $1", &last, 1, NULL, ret_message);
    }
    if (!status)
        *ret_n_rows = n;
    return status;
}

int store_audit_count_until(Db *db, int64_t until_ms, int64_t *ret_n_rows, Message *ret_message)
{
    const DbValue until = db_int(until_ms);

    return store_ask_number(db, "SELECT count(*) FROM audit WHERE time_ms <= $1", &until, 1,
                            ret_n_rows, ret_message);
}
