/*
 * What becomes of a claimed photo: a finished file, the photo as it is, a return with reasons; and
 * the delivery of finals. No file becomes a final one that the library does not find to keep the
 * standard.
 */
#include "src/api/production.h"

#include <math.h>
#include <string.h>

#include <idphoto/photo.h>

#include "src/api/reasons.h"
#include "src/app/finals.h"
#include "src/blob/vault.h"

enum { PHOTO_BYTES_MAX = 4 * 1024 * 1024, DELIVERY_MAX = 500 };

/* --- the standard */

static json_t *pack_number(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *pack_rule(const IdpRuleResult *result)
{
    const IdpRule *rule = idp_rule_find(result->code, result->measure);

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:{s:s, s:s}}", "code", result->code,
                     "measure", result->measure, "value", pack_number(result->value), "least",
                     pack_number(result->threshold_min), "most", pack_number(result->threshold_max),
                     "unit", result->unit, "text", "zh", rule ? rule->text.zh : "", "en",
                     rule ? rule->text.en : "");
}

static json_t *pack_failed(const IdpReport *report)
{
    json_t *rules = json_array();

    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].verdict == IDP_VERDICT_FAIL)
            json_array_append_new(rules, pack_rule(&report->rules[i]));
    return json_pack("{s:o}", "rules", rules);
}

/* 0, or -1: answered. */
static int check_standard(const ApiCall *call, IdpBytes file)
{
    IdpReport report;
    IdpError error;
    Message message;
    const int status = idp_photo_validate(call->api->options.engine, file, NULL, &report, &error);

    if (status) {
        message_set(&message, "the engine: %.200s", error.message);
        call_answer_status(call, status == IDP_E_MEMORY ? STATUS_MEMORY : STATUS_INTERNAL,
                           &message);
        return -1;
    }
    if (report.verdict != IDP_VERDICT_FAIL)
        return 0;
    json_answer_problem(call, PROBLEM_NOT_STANDARD, NULL, pack_failed(&report));
    return -1;
}

/* --- a final */

static void answer_item(const ApiCall *call, int64_t id)
{
    Production production;
    Message message;
    const int status = store_production_get(call->db, id, &production, &message);

    if (status)
        production_api_refuse(call, status, &message);
    else
        json_answer(call, 200, production_api_pack(call, &production));
}

/* An object that nothing names is an orphan, which tucai purge finds if it cannot be removed here.
 */
static void remove_blob(const ApiCall *call, const BlobName *name)
{
    BlobStore *blobs = call->api->options.blobs;
    Message ignored;

    blobs->driver->remove(blobs, name, &ignored);
}

/* The final before this one, of which a problem was reported. */
static void remove_replaced(const ApiCall *call, const Production *production)
{
    BlobName name;

    if (!blob_name_parse(production->final_blob, &name))
        remove_blob(call, &name);
}

static int keep(const ApiCall *call, const CryptKey *key, const ProductionClaim *claim,
                IdpBytes file, Message *message)
{
    const ApiOptions *options = &call->api->options;
    BlobName name;
    int status = vault_put(options->blobs, key, file.data, file.n_bytes, &name, message);

    if (status)
        return status;
    status = production_finish(options->app, call->db, claim, name.text, message);
    if (status && status != STATUS_GONE) /* it may have been committed after all */
        remove_blob(call, &name);
    return status;
}

static void finish(const ApiCall *call, const ProductionPictures *pictures, const CryptKey *key,
                   IdpBytes file)
{
    const ProductionClaim claim = {.id = pictures->production.id, .staff_id = call->actor.staff_id};
    Message message;
    int status;

    if (check_standard(call, file))
        return;
    status = keep(call, key, &claim, file, &message);
    if (status) {
        production_api_refuse(call, status, &message);
        return;
    }
    remove_replaced(call, &pictures->production);
    answer_item(call, claim.id);
}

/* Whose claim it is not finds out before the work is done. 0, or -1: answered. */
static int find_own(const ApiCall *call, ProductionPictures *ret_pictures, CryptKey *ret_key)
{
    Message message;
    int status;

    if (production_api_find(call, ret_pictures))
        return -1;
    if (ret_pictures->production.state != PRODUCTION_CLAIMED ||
        ret_pictures->production.claimed_by != call->actor.staff_id) {
        call_answer_problem(call, PROBLEM_CLAIM_LOST);
        return -1;
    }
    status = keys_get(call->api->options.keys, ret_pictures->key_name, ret_key, &message);
    if (status)
        production_api_refuse(call, status, &message);
    return status ? -1 : 0;
}

void finishing_api_put(ApiCall *call)
{
    const HttpBytes body = http_get_body(call->exchange);
    ProductionPictures pictures;
    CryptKey key;

    if (find_own(call, &pictures, &key))
        return;
    finish(call, &pictures, &key, (IdpBytes){body.data ? body.data : "", body.n_bytes});
    crypt_wipe(&key, sizeof key);
}

void finishing_api_accept(ApiCall *call)
{
    cleanup_free void *data = NULL;
    ProductionPictures pictures;
    BlobName name;
    IdpBytes file = {NULL, 0};
    CryptKey key;
    Message message = {""};
    int status;

    if (find_own(call, &pictures, &key))
        return;
    status = blob_name_parse(pictures.photo_blob, &name)
                 ? STATUS_NOT_FOUND
                 : vault_get(call->api->options.blobs, &key, &name, PHOTO_BYTES_MAX, &data,
                             &file.n_bytes, &message);
    file.data = data;
    if (status)
        production_api_refuse(call, status, &message);
    else
        finish(call, &pictures, &key, file);
    crypt_wipe(&key, sizeof key);
}

/* --- back to the student */

void finishing_api_return(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    ProductionClaim claim = {.staff_id = call->actor.staff_id};
    const char *remark = NULL;
    json_t *list;
    unsigned reasons;
    Message message;
    int status;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &claim.id)) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    if (json_read(call, &json, "{s:o, s?s}", "reasons", &list, "remark", &remark))
        return;
    if (reasons_read(list, &reasons)) {
        call_answer_problem(call, PROBLEM_VERDICT_WRONG);
        return;
    }
    status = production_return(call->api->options.app, call->db, &claim, reasons, remark, &message);
    if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_VERDICT_WRONG);
    else if (status)
        production_api_refuse(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}

/* --- delivery */

typedef struct Delivery {
    int is_refused;
    const char *remark;
    json_t *done, *not_done; /* ids */
} Delivery;

/* Not 0: the rest fails too, as the database does. */
static int deliver_one(const ApiCall *call, const Delivery *delivery, json_t *id, Message *message)
{
    const App *app = call->api->options.app;
    const int64_t staff_id = call->actor.staff_id, number = json_integer_value(id);
    const int status =
        delivery->is_refused
            ? finals_refuse(app, call->db, staff_id, number, delivery->remark, message)
            : finals_deliver(app, call->db, staff_id, number, message);

    if (status && status != STATUS_CONFLICT && status != STATUS_NOT_FOUND)
        return status;
    json_array_append(status ? delivery->not_done : delivery->done, id);
    return STATUS_OK;
}

static int are_ids(const json_t *list)
{
    const size_t n = json_array_size(list);

    for (size_t i = 0; i < n; i++)
        if (json_integer_value(json_array_get(list, i)) < 1)
            return 0;
    return n > 0 && n <= DELIVERY_MAX;
}

/* Each final by itself: one that cannot be delivered does not keep the others. */
void finishing_api_deliver(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    Delivery delivery = {.is_refused = 0};
    const char *outcome;
    json_t *ids;
    Message message;
    int status = STATUS_OK;

    if (json_read(call, &json, "{s:o, s:s, s?s}", "ids", &ids, "outcome", &outcome, "remark",
                  &delivery.remark))
        return;
    delivery.is_refused = !strcmp(outcome, "refused");
    if (!are_ids(ids) || (!delivery.is_refused && strcmp(outcome, "delivered") != 0)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    if (delivery.remark && strlen(delivery.remark) >= REMARK_BYTES) {
        call_answer_problem(call, PROBLEM_REMARK_TOO_LONG);
        return;
    }
    delivery.done = json_array();
    delivery.not_done = json_array();
    for (size_t i = 0; !status && i < json_array_size(ids); i++)
        status = deliver_one(call, &delivery, json_array_get(ids, i), &message);
    if (status) {
        json_decref(delivery.done);
        json_decref(delivery.not_done);
        call_answer_status(call, status, &message);
    } else {
        json_answer(call, 200,
                    json_pack("{s:o, s:o}", "done", delivery.done, "not_done", delivery.not_done));
    }
}
