/* Batches as officers list and change them. One connection a caller. */
#include <stdio.h>

#include "src/store/batch.h"
#include "src/store/one.h"

static int read_item(Db *db, const DbRows *rows, BatchItem *item, Message *message)
{
    item->version = db_rows_get_int(rows, 1);
    snprintf(item->name, sizeof item->name, "%s", db_rows_get_text(rows, 2));
    return store_batch_get(db, db_rows_get_int(rows, 0), &item->batch, message);
}

int store_batch_visit(Db *db, int64_t school_id, int64_t after_id, int64_t n_max,
                      BatchVisitor *visit, void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(school_id), db_int(after_id), db_int(n_max)};
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, version, name FROM batch WHERE ($1 = 0 OR school_id = $1) "
                          "AND id > $2 ORDER BY id LIMIT $3",
                          params, 3, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        BatchItem item;

        status = read_item(db, rows, &item, ret_message);
        if (!status)
            visit(context, &item);
    }
    db_rows_free(rows);
    return status;
}

int store_batch_get_item(Db *db, int64_t id, BatchItem *ret_item, Message *ret_message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    int status = db_query(db, "SELECT id, version, name FROM batch WHERE id = $1", &key, 1, &rows,
                          ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such batch");
    if (!status)
        status = read_item(db, rows, ret_item, ret_message);
    db_rows_free(rows);
    return status;
}

static int save_closed_days(Db *db, const Batch *batch, Message *message)
{
    const DbValue id = db_int(batch->id);
    int status =
        db_run(db, "DELETE FROM batch_closed_day WHERE batch_id = $1", &id, 1, NULL, message);

    for (size_t i = 0; !status && i < batch->n_closed_days; i++) {
        const DbValue params[] = {id, db_int(batch->closed_days[i])};

        status = db_run(db, "INSERT INTO batch_closed_day (batch_id, day) VALUES ($1, $2)", params,
                        2, NULL, message);
    }
    return status;
}

int store_batch_save(Db *db, const BatchItem *item, Message *ret_message)
{
    const Batch *batch = &item->batch;
    char rules[BATCH_RULES_TEXT_BYTES];
    int status;

    batch_rules_format(&batch->rules, rules);
    const DbValue params[] = {db_int(batch->id),
                              db_int(item->version),
                              db_text(batch->verification == VERIFY_BY_CODE ? "code" : "roster"),
                              db_int(batch->opens_ms),
                              db_int(batch->closes_ms),
                              db_int(batch->daily_from_min),
                              db_int(batch->daily_to_min),
                              db_int(batch->is_payment_unified),
                              db_int(batch->has_school_review),
                              db_text(batch->is_production_automatic ? "automatic" : "hand"),
                              db_text(rules)};
    status = store_change_one(
        db,
        "UPDATE batch SET version = version + 1, verification = $3, opens_ms = $4, "
        "closes_ms = $5, daily_from_min = $6, daily_to_min = $7, is_payment_unified = $8, "
        "has_school_review = $9, production = $10, rules = $11 WHERE id = $1 AND version = $2",
        params, sizeof params / sizeof params[0], "the batch has changed meanwhile", ret_message);
    return status ? status : save_closed_days(db, batch, ret_message);
}
