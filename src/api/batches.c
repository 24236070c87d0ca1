/*
 * Batches: read, and changed by If-Match, so that two officers do not undo each other's change
 * unseen. What a change does not name stays.
 */
#include "src/app/batches.h"

#include <string.h>

#include "src/api/etag.h"
#include "src/api/page.h"

static json_t *pack_rules(const BatchRules *rules)
{
    json_t *json = json_object();
    const char *name;
    int64_t value;

    for (size_t i = 0; (name = batch_rules_get(rules, i, &value)); i++)
        json_object_set_new(json, name, json_integer(value));
    return json;
}

static json_t *pack_days(const Batch *batch)
{
    json_t *array = json_array();

    for (size_t i = 0; i < batch->n_closed_days; i++)
        json_array_append_new(array, json_integer(batch->closed_days[i]));
    return array;
}

static json_t *pack(const BatchItem *item)
{
    const Batch *batch = &item->batch;

    return json_pack("{s:I, s:I, s:I, s:s, s:s, s:I, s:I, s:i, s:i, s:o, s:b, s:b, s:b, s:o}", "id",
                     (json_int_t)batch->id, "version", (json_int_t)item->version, "school_id",
                     (json_int_t)batch->school_id, "name", item->name, "verification",
                     batch->verification == VERIFY_BY_CODE ? "code" : "roster", "opens_ms",
                     (json_int_t)batch->opens_ms, "closes_ms", (json_int_t)batch->closes_ms,
                     "daily_from_min", batch->daily_from_min, "daily_to_min", batch->daily_to_min,
                     "closed_days", pack_days(batch), "is_payment_unified",
                     batch->is_payment_unified, "has_school_review", batch->has_school_review,
                     "is_production_automatic", batch->is_production_automatic, "rules",
                     pack_rules(&batch->rules));
}

/* --- reading */

static void add(void *context, const BatchItem *item)
{
    page_rows_add(context, item->batch.id, pack(item));
}

void batches_api_list(ApiCall *call)
{
    PageRows rows;
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    rows = page_rows_begin(&page);
    status = store_batch_visit(call->db, call->actor.school_id, page.after.id,
                               (int64_t)page.limit + 1, add, &rows, &message);
    page_rows_answer(call, &rows, status, &message);
}

/* 0, or -1: answered. */
static int find(const ApiCall *call, BatchItem *ret_item)
{
    int64_t id = 0;
    Message message;
    int status;

    call_parse_id(http_get_parameter(call->exchange, "id"), &id);
    status = store_batch_get_item(call->db, id, ret_item, &message);
    if (status)
        call_answer_failure(call, status, &message);
    return status ? -1 : 0;
}

static void answer(const ApiCall *call)
{
    BatchItem item;

    if (!find(call, &item) && !etag_answer_same(call, item.version))
        json_answer(call, 200, pack(&item));
}

void batch_api_read(ApiCall *call)
{
    answer(call);
}

/* --- changing; 0, or -1: a value that cannot be */

static int take_days(const json_t *days, Batch *batch)
{
    if (!days)
        return 0;
    if (!json_is_array(days) || json_array_size(days) > CLOSED_DATES_MAX)
        return -1;
    batch->n_closed_days = json_array_size(days);
    for (size_t i = 0; i < batch->n_closed_days; i++) {
        const json_t *day = json_array_get(days, i);
        const json_int_t number = json_integer_value(day);

        if (!json_is_integer(day) || number < 0 || number > INT32_MAX)
            return -1;
        batch->closed_days[i] = (LocalDay)number;
    }
    return 0;
}

static int take_rules(const ApiCall *call, json_t *rules, Batch *batch)
{
    const char *name;
    json_t *value;

    if (!rules)
        return 0;
    if (!json_is_object(rules))
        return -1;
    json_object_foreach(rules, name, value)
    {
        if (!json_is_integer(value) || !batches_may_change_rule(call->actor.role, name) ||
            batch_rules_set(&batch->rules, name, json_integer_value(value)))
            return -1;
    }
    return 0;
}

static int take_verification(const char *name, Batch *batch)
{
    if (!name)
        return 0;
    batch->verification = strcmp(name, "code") ? VERIFY_BY_ROSTER : VERIFY_BY_CODE;
    return batch->verification == VERIFY_BY_ROSTER && strcmp(name, "roster") ? -1 : 0;
}

static void save(const ApiCall *call, const BatchItem *item)
{
    Message message;
    const int status =
        batches_save(call->api->options.app, call->db, call->actor.staff_id, item, &message);

    if (!status)
        answer(call);
    else if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_CHANGED);
    else if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_SETTINGS_WRONG);
    else
        call_answer_status(call, status, &message);
}

void batch_api_change(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    json_t *days = NULL, *rules = NULL;
    const char *verification = NULL;
    int64_t version;
    BatchItem item;
    Batch *batch = &item.batch;
    json_int_t opens_ms, closes_ms;

    if (find(call, &item) || etag_read_version(call, &version))
        return;
    item.version = version;
    opens_ms = batch->opens_ms;
    closes_ms = batch->closes_ms;
    if (json_read(call, &json, "{s?I, s?I, s?i, s?i, s?o, s?b, s?b, s?s, s?o}", "opens_ms",
                  &opens_ms, "closes_ms", &closes_ms, "daily_from_min", &batch->daily_from_min,
                  "daily_to_min", &batch->daily_to_min, "closed_days", &days, "is_payment_unified",
                  &batch->is_payment_unified, "has_school_review", &batch->has_school_review,
                  "verification", &verification, "rules", &rules))
        return;
    batch->opens_ms = opens_ms;
    batch->closes_ms = closes_ms;
    if (take_days(days, batch) || take_rules(call, rules, batch) ||
        take_verification(verification, batch))
        call_answer_problem(call, PROBLEM_SETTINGS_WRONG);
    else
        save(call, &item);
}
