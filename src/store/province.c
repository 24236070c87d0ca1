/* The tables school, college, batch and batch_closed_day. One connection a caller. */
#include "src/store/province.h"

#include "src/store/one.h"

int store_school_count(Db *db, int64_t *ret_n_schools, Message *ret_message)
{
    return store_ask_number(db, "SELECT count(*) FROM school", NULL, 0, ret_n_schools, ret_message);
}

int store_school_add(Db *db, const char *code, const char *name, const char *contact,
                     int64_t *ret_id, Message *ret_message)
{
    const DbValue params[] = {db_text(code), db_text(name), db_text(contact)};

    return store_ask_number(
        db, "INSERT INTO school (code, name, contact) VALUES ($1, $2, $3) RETURNING id", params, 3,
        ret_id, ret_message);
}

int store_college_add(Db *db, int64_t school_id, const char *name, int64_t *ret_id,
                      Message *ret_message)
{
    const DbValue params[] = {db_int(school_id), db_text(name)};

    return store_ask_number(db,
                            "INSERT INTO college (school_id, name) VALUES ($1, $2) RETURNING id",
                            params, 2, ret_id, ret_message);
}

static int add_closed_day(Db *db, int64_t batch_id, LocalDay day, Message *message)
{
    const DbValue params[] = {db_int(batch_id), db_int(day)};

    return db_run(db, "INSERT INTO batch_closed_day (batch_id, day) VALUES ($1, $2)", params, 2,
                  NULL, message);
}

int store_batch_add(Db *db, const char *name, const char *verification, const Batch *batch,
                    int64_t *ret_id, Message *ret_message)
{
    char rules[BATCH_RULES_TEXT_BYTES];
    int64_t id;
    int status;

    batch_rules_format(&batch->rules, rules);
    const DbValue params[] = {
        db_int(batch->school_id),
        db_text(name),
        db_text(verification),
        db_int(batch->opens_ms),
        db_int(batch->closes_ms),
        db_int(batch->daily_from_min),
        db_int(batch->daily_to_min),
        db_int(batch->is_payment_unified),
        db_int(batch->has_school_review),
        db_text(batch->is_production_automatic ? "automatic" : "hand"),
        db_text(rules),
    };
    status = store_ask_number(
        db,
        "INSERT INTO batch (school_id, name, verification, opens_ms, closes_ms, daily_from_min, "
        "daily_to_min, is_payment_unified, has_school_review, production, rules) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        params, sizeof params / sizeof params[0], &id, ret_message);
    for (size_t i = 0; !status && i < batch->n_closed_days; i++)
        status = add_closed_day(db, id, batch->closed_days[i], ret_message);
    if (!status)
        *ret_id = id;
    return status;
}
