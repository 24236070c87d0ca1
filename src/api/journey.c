/* The student's steps up to the camera. Each answers with the way as it is afterwards. */
#include "src/api/journey_json.h"
#include "src/app/erasure.h"
#include "src/app/journeys.h"

static void answer(const ApiCall *call, int status, const Message *message)
{
    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_STEP_NOT_NOW);
    else if (status)
        call_answer_status(call, status, message);
    else
        journey_answer(call);
}

void journey_api_get(ApiCall *call)
{
    journey_answer(call);
}

/* A text that was read but is not the latest. */
static void answer_reading(const ApiCall *call, int status, const Message *message)
{
    if (status == STATUS_ARGUMENT || status == STATUS_NOT_FOUND)
        call_answer_problem(call, PROBLEM_TEXT_NEWER);
    else
        answer(call, status, message);
}

void journey_api_consent(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    json_int_t document_id;
    Journey journey;
    Message message;
    int status;

    if (json_read(call, &json, "{s:I}", "document_id", &document_id))
        return;
    status = journeys_consent(call->api->options.app, call->db, call->actor.account_id, document_id,
                              &journey, &message);
    answer_reading(call, status, &message);
}

/* It holds once the database says so: what cannot be destroyed now is destroyed by the next purge,
 * and the log tells. */
void journey_api_withdraw_consent(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    int64_t n_keys, n_blobs;
    Message message;
    int status = erasure_withdraw(options->app, call->db, call->actor.account_id, &message);

    if (status) {
        answer(call, status, &message);
        return;
    }
    status =
        erasure_finish(call->db, options->keys, options->blobs, true, &n_keys, &n_blobs, &message);
    if (status)
        log_event(options->log, LOG_ERROR, "erasure-unfinished", log_number("code", status),
                  log_detail(message.text));
    call_set_cookie(call, "", 0);
    http_answer(call->exchange, 204, NULL, NULL, 0);
}

void journey_api_reading(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    json_int_t document_id;
    const char *name;
    DocumentKind kind;
    Journey journey;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:I}", "kind", &name, "document_id", &document_id))
        return;
    if (document_kind_parse(name, &kind) || kind == DOCUMENT_CONSENT) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    status = journeys_read(call->api->options.app, call->db, call->actor.account_id, kind,
                           document_id, &journey, &message);
    answer_reading(call, status, &message);
}

void journey_api_phone(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *phone;
    Journey journey;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s}", "phone", &phone))
        return;
    status = journeys_give_phone(call->api->options.app, call->db, call->api->options.keys,
                                 call->actor.account_id, phone, &journey, &message);
    if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_PHONE_WRONG);
    else
        answer(call, status, &message);
}

void journey_api_messages(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    int wants_messages;
    Journey journey;
    Message message;
    int status;

    if (json_read(call, &json, "{s:b}", "wants_messages", &wants_messages))
        return;
    status = journeys_choose_messages(call->api->options.app, call->db, call->actor.account_id,
                                      wants_messages, &journey, &message);
    answer(call, status, &message);
}
