/* The tables batch and batch_closed_day. One connection a caller. */
#include "src/store/batch.h"

#include <inttypes.h>
#include <string.h>

static int read_row(const DbRows *rows, Batch *batch, Message *message)
{
    *batch = (Batch){.id = db_rows_get_int(rows, 0),
                     .school_id = db_rows_get_int(rows, 1),
                     .opens_ms = db_rows_get_int(rows, 2),
                     .closes_ms = db_rows_get_int(rows, 3),
                     .daily_from_min = (int)db_rows_get_int(rows, 4),
                     .daily_to_min = (int)db_rows_get_int(rows, 5),
                     .is_payment_unified = (int)db_rows_get_int(rows, 6),
                     .has_school_review = (int)db_rows_get_int(rows, 7),
                     .is_production_automatic = (int)db_rows_get_int(rows, 8),
                     .verification = strcmp(db_rows_get_text(rows, 10), "code") ? VERIFY_BY_ROSTER
                                                                                : VERIFY_BY_CODE};
    if (batch_rules_parse(db_rows_get_text(rows, 9), &batch->rules))
        return status_set(message, STATUS_DAMAGED, "the rules of batch %" PRId64 " cannot be read",
                          batch->id);
    return STATUS_OK;
}

static int read_closed_days(Db *db, Batch *batch, Message *message)
{
    const DbValue id = db_int(batch->id);
    DbRows *rows = NULL;
    int status = db_query(db, "SELECT day FROM batch_closed_day WHERE batch_id = $1 ORDER BY day",
                          &id, 1, &rows, message);

    if (!status && db_rows_count(rows) > CLOSED_DATES_MAX)
        status = status_set(message, STATUS_DAMAGED, "batch %" PRId64 " has over %d closed days",
                            batch->id, CLOSED_DATES_MAX);
    while (!status && db_rows_next(rows))
        batch->closed_days[batch->n_closed_days++] = (LocalDay)db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return status;
}

int store_batch_list_current(Db *db, int64_t school_id, int64_t now_ms,
                             int64_t ret_ids[CURRENT_BATCHES_MAX], size_t *ret_n_ids,
                             Message *ret_message)
{
    const DbValue keys[] = {db_int(school_id), db_int(now_ms), db_int(CURRENT_BATCHES_MAX)};
    DbRows *rows = NULL;
    const int status = db_query(db,
                                "SELECT id FROM batch WHERE school_id = $1 AND closes_ms > $2 "
                                "ORDER BY opens_ms, id LIMIT $3",
                                keys, 3, &rows, ret_message);

    *ret_n_ids = 0;
    while (!status && db_rows_next(rows))
        ret_ids[(*ret_n_ids)++] = db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return status;
}

int store_batch_get(Db *db, int64_t id, Batch *ret_batch, Message *ret_message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, school_id, opens_ms, closes_ms, daily_from_min, "
                          "daily_to_min, is_payment_unified, has_school_review, "
                          "CASE production WHEN 'automatic' THEN 1 ELSE 0 END, rules, "
                          "verification FROM batch "
                          "WHERE id = $1",
                          &key, 1, &rows, ret_message);

    if (!status)
        status = db_rows_next(rows)
                     ? read_row(rows, ret_batch, ret_message)
                     : status_set(ret_message, STATUS_NOT_FOUND, "there is no such batch");
    db_rows_free(rows);
    return status ? status : read_closed_days(db, ret_batch, ret_message);
}
