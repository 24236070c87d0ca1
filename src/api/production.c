/*
 * The centre's queue: what waits for people, claims, and the pictures to look at. A retoucher sees
 * the pictures of claimed photos only (production_api_subject); each look leaves an audit row.
 */
#include "src/api/production.h"

#include <string.h>

#include "lib/base/alloc.h"
#include "src/api/media.h"
#include "src/api/page.h"
#include "src/app/finals.h"

static json_t *pack_id(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

/* A claim that has run out is none. */
static ProductionState get_state(const Production *production, int64_t now_ms)
{
    return production->state == PRODUCTION_CLAIMED && production->claimed_until_ms <= now_ms
               ? PRODUCTION_WAITING
               : production->state;
}

json_t *production_api_pack(const ApiCall *call, const Production *production)
{
    const int64_t now_ms = clock_now_ms(&call->api->options.app->clock);
    const ProductionState state = get_state(production, now_ms);
    const int is_claimed = state == PRODUCTION_CLAIMED;
    const char *reason = hand_reason_get_name(production->hand_reason);

    return json_pack(
        "{s:I, s:s, s:o, s:b, s:b, s:b, s:o, s:o, s:I, s:o, s:o}", "id", (json_int_t)production->id,
        "state", production_state_get_name(state), "reason",
        reason ? json_string(reason) : json_null(), "has_sample", production->sample_blob[0] != 0,
        "has_final", production->final_blob[0] != 0, "has_problem", production->problem_ms != 0,
        "claimed_by", pack_id(is_claimed ? production->claimed_by : 0), "claimed_until_ms",
        json_time(is_claimed ? production->claimed_until_ms : 0), "queued_ms",
        (json_int_t)production->queued_ms, "finished_ms", json_time(production->finished_ms),
        "finished_by", pack_id(production->finished_by));
}

/* --- the list */

static int read_filter(const ApiCall *call, ProductionFilter *ret_filter)
{
    static const char *const names[] = {
        [PRODUCTION_OPEN] = "open", [PRODUCTION_MINE] = "mine", [PRODUCTION_DONE] = "finished"};
    const char *name = http_get_query(call->exchange, "show");

    *ret_filter = PRODUCTION_OPEN;
    if (!name)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(name, names[i])) {
            *ret_filter = (ProductionFilter)i;
            return 0;
        }
    call_answer_problem(call, PROBLEM_BAD_REQUEST);
    return -1;
}

void production_api_list(ApiCall *call)
{
    cleanup_free Production *found = alloc_zeroed(PAGE_LIMIT_MAX + 1, sizeof *found);
    ProductionFilter filter;
    Page page;
    PageKey last = {0};
    ProductionPlace after;
    json_t *items;
    size_t n = 0;
    Message message;
    int status;

    if (read_filter(call, &filter) || page_read(call, &page))
        return;
    after = (ProductionPlace){page.after.major, page.after.id};
    status = found ? store_production_list(call->db, filter, call->actor.staff_id, &after,
                                           page.limit + 1, found, &n, &message)
                   : status_set(&message, STATUS_MEMORY, "out of memory for a page");
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    items = json_array();
    for (size_t i = 0; i < n && i < page.limit; i++) {
        json_array_append_new(items, production_api_pack(call, &found[i]));
        last = (PageKey){found[i].queued_ms, found[i].id};
    }
    page_answer(call, items, n > page.limit ? &last : NULL);
}

/* --- claims */

static json_t *pack_claims(const ApiCall *call, const ProductionClaims *claims)
{
    json_t *items = json_array();
    Production production;
    Message ignored;

    for (size_t i = 0; i < claims->n_ids; i++)
        if (!store_production_get(call->db, claims->ids[i], &production, &ignored))
            json_array_append_new(items, production_api_pack(call, &production));
    return json_pack("{s:o, s:I}", "items", items, "claimed_until_ms",
                     (json_int_t)claims->until_ms);
}

void production_api_claim(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    cleanup_with(json_decref_p) json_t *json = NULL;
    ProductionClaims claims;
    json_int_t n;
    Message message;
    int status;

    if (json_read(call, &json, "{s:I}", "n", &n))
        return;
    status = n < 0 ? STATUS_ARGUMENT
                   : production_claim(options->app, call->db, call->actor.staff_id, (size_t)n,
                                      options->claim_ms, &claims, &message);
    if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
    else if (status)
        call_answer_status(call, status, &message);
    else
        json_answer(call, 200, pack_claims(call, &claims));
}

/* --- one photo */

/* The photo that the path names. Statuses of the store. */
static int find_row(const ApiCall *call, Production *ret_production, Message *message)
{
    int64_t id;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(message, STATUS_NOT_FOUND, "no such photo in production");
    return store_production_get(call->db, id, ret_production, message);
}

int production_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Production production;
    const int status = find_row(call, &production, ret_message);

    if (!status)
        *ret_subject = (Subject){.staff_id = production.claimed_by};
    return status;
}

void production_api_refuse(const ApiCall *call, int status, const Message *message)
{
    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_CLAIM_LOST);
    else
        call_answer_failure(call, status, message);
}

int production_api_find(const ApiCall *call, ProductionPictures *ret_pictures)
{
    Production production;
    Message message;
    int status = find_row(call, &production, &message);

    if (!status)
        status = production_get_pictures(call->db, production.id, ret_pictures, &message);
    if (status)
        production_api_refuse(call, status, &message);
    return status ? -1 : 0;
}

static int note_reading(const ApiCall *call, int64_t id, const char *what)
{
    Message message;
    const int status = production_note_reading(call->api->options.app, call->db,
                                               call->actor.staff_id, id, what, &message);

    if (status)
        call_answer_status(call, status, &message);
    return status;
}

void production_api_photo(ApiCall *call)
{
    ProductionPictures pictures;

    if (!production_api_find(call, &pictures) &&
        !note_reading(call, pictures.production.id, "photo"))
        media_answer(call, pictures.key_name, pictures.photo_blob, NULL);
}

void production_api_shot(ApiCall *call)
{
    ProductionPictures pictures;

    if (!production_api_find(call, &pictures) &&
        !note_reading(call, pictures.production.id, "shot"))
        media_answer(call, pictures.key_name, pictures.shot_blob, NULL);
}

void production_api_read(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    char words[PRODUCTION_PROBLEM_BYTES_MAX + 1];
    ProductionPictures pictures;
    Message message;
    json_t *json;
    int status;

    if (production_api_find(call, &pictures) ||
        (pictures.production.problem_ms && note_reading(call, pictures.production.id, "problem")))
        return;
    status = finals_read_problem(call->db, options->keys, pictures.key_name, pictures.production.id,
                                 words, &message);
    if (status && status != STATUS_NOT_FOUND) { /* of a destroyed key: they are gone */
        call_answer_status(call, status, &message);
        return;
    }
    json = production_api_pack(call, &pictures.production);
    if (json)
        json_object_set_new(json, "problem", *words ? json_string(words) : json_null());
    json_answer(call, 200, json);
}

void production_api_renew(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    Production production;
    int64_t until_ms = 0;
    Message message;
    int status = find_row(call, &production, &message);

    if (!status)
        status = production_renew(options->app, call->db, call->actor.staff_id, production.id,
                                  options->claim_ms, &until_ms, &message);
    if (status)
        production_api_refuse(call, status, &message);
    else
        json_answer(call, 200, json_pack("{s:I}", "claimed_until_ms", (json_int_t)until_ms));
}

void production_api_give_back(ApiCall *call)
{
    Production production;
    Message message;
    int status = find_row(call, &production, &message);

    if (!status)
        status = production_give_back(call->api->options.app, call->db, call->actor.staff_id,
                                      production.claimed_by, production.id, &message);
    if (status)
        production_api_refuse(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}
