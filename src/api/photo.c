/*
 * The student's photo on its way through production: sample, final, proofreading. The clean photo
 * is given out only once it is the final one.
 */
#include "src/api/json.h"
#include "src/api/media.h"
#include "src/app/finals.h"

static const char file_name[] = "graduation-photo.jpg"; /* says nothing of whose it is */

static json_t *pack(const FinalView *view)
{
    const Production *production = &view->production;

    return json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o}", "state",
                     journey_state_get_name(view->state), "has_sample", view->has_sample,
                     "has_final", view->has_final, "queued_ms", json_time(production->queued_ms),
                     "finished_ms", json_time(view->has_final ? production->finished_ms : 0),
                     "proofread_ms", json_time(production->proofread_ms), "problem_ms",
                     json_time(production->problem_ms));
}

/* Who has not even begun has no photo. 0, or -1: answered. */
static int get_view(const ApiCall *call, FinalView *ret_view)
{
    Message message;
    const int status = finals_get(call->db, call->actor.account_id, ret_view, &message);

    if (status == STATUS_NOT_FOUND)
        *ret_view = (FinalView){.state = JOURNEY_CONSENT};
    else if (status) {
        call_answer_status(call, status, &message);
        return -1;
    }
    return 0;
}

void photo_api_read(ApiCall *call)
{
    FinalView view;

    if (!get_view(call, &view))
        json_answer(call, 200, pack(&view));
}

void photo_api_sample(ApiCall *call)
{
    FinalView view;

    if (get_view(call, &view))
        return;
    if (view.has_sample)
        media_answer(call, view.key_name, view.production.sample_blob, NULL);
    else
        call_answer_problem(call, PROBLEM_NOT_FOUND);
}

void photo_api_final(ApiCall *call)
{
    FinalView view;

    if (get_view(call, &view))
        return;
    if (view.has_final)
        media_answer(call, view.key_name, view.production.final_blob, file_name);
    else
        call_answer_problem(call, PROBLEM_NOT_FOUND);
}

void photo_api_proofread(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    const int64_t account_id = call->actor.account_id;
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *problem = NULL;
    json_int_t seen_ms = 0;
    int is_correct, status;
    Message message;

    if (json_read(call, &json, "{s:b, s?s, s?I}", "is_correct", &is_correct, "problem", &problem,
                  "finished_ms", &seen_ms))
        return;
    if (is_correct == (problem != NULL)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    status = is_correct ? finals_proofread(options->app, call->db, account_id, seen_ms, &message)
                        : finals_report_problem(options->app, call->db, options->keys, account_id,
                                                seen_ms, problem, &message);
    if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_WORDS_TOO_LONG);
    else if (status == STATUS_DENIED)
        call_answer_problem(call, PROBLEM_CHANGED);
    else if (status == STATUS_CONFLICT || status == STATUS_NOT_FOUND)
        call_answer_problem(call, PROBLEM_FINAL_MISSING);
    else if (status)
        call_answer_status(call, status, &message);
    else
        photo_api_read(call);
}
