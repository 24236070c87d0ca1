/* Whether a photo may be taken, and leave to take one. */
#include "src/api/captures.h"

/* The problem of a refusal; PROBLEM_COUNT: none. */
static ProblemId get_problem(const CaptureAnswer *answer)
{
    switch (answer->refusal) {
    case CAPTURE_ALLOWED:
        break;
    case CAPTURE_NOT_READY:
        return PROBLEM_CAPTURE_NOT_READY;
    case CAPTURE_LOCKED:
        return answer->until_ms ? PROBLEM_CAPTURE_LOCKED_UNTIL : PROBLEM_CAPTURE_LOCKED_BY_SCHOOL;
    case CAPTURE_WINDOW_CLOSED:
        return answer->until_ms ? PROBLEM_CAPTURE_CLOSED : PROBLEM_CAPTURE_ENDED;
    case CAPTURE_BOX_FULL:
        return PROBLEM_CAPTURE_BOX_FULL;
    case CAPTURE_COOLING_DOWN:
        return PROBLEM_CAPTURE_COOLING_DOWN;
    case CAPTURE_MAKING:
        return PROBLEM_CAPTURE_MAKING;
    }
    return PROBLEM_COUNT;
}

json_t *captures_api_pack(const CaptureAnswer *answer, int64_t now_ms)
{
    const ProblemId id = get_problem(answer);
    const Problem *problem = id == PROBLEM_COUNT ? NULL : problem_get(id);
    json_t *text = problem
                       ? json_pack("{s:s, s:s}", "zh", *answer->text ? answer->text : problem->zh,
                                   "en", problem->en)
                       : json_null();

    return json_pack("{s:b, s:o, s:o, s:o, s:I, s:I}", "is_allowed", !problem, "refusal",
                     problem ? json_string(problem->code) : json_null(), "text", text, "until_ms",
                     json_time(answer->until_ms), "n_drafts", (json_int_t)answer->n_drafts,
                     "now_ms", (json_int_t)now_ms);
}

void captures_api_ask(ApiCall *call)
{
    const App *app = call->api->options.app;
    CaptureAnswer answer;
    Message message;
    const int status = captures_ask(app, call->db, call->actor.account_id, &answer, &message);

    if (status == STATUS_NOT_FOUND) /* somebody who has not even agreed */
        answer = (CaptureAnswer){.refusal = CAPTURE_NOT_READY};
    else if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    json_answer(call, 200, captures_api_pack(&answer, clock_now_ms(&app->clock)));
}

void captures_api_refuse(const ApiCall *call, const CaptureAnswer *answer)
{
    const int64_t now_ms = clock_now_ms(&call->api->options.app->clock);

    if (answer->until_ms)
        call_add_retry_after(call, (answer->until_ms - now_ms + 999) / 1000);
    json_answer_problem(call, get_problem(answer), answer->text,
                        json_pack("{s:o, s:I}", "until_ms", json_time(answer->until_ms), "now_ms",
                                  (json_int_t)now_ms));
}

void captures_api_begin(ApiCall *call)
{
    const App *app = call->api->options.app;
    CaptureAnswer answer;
    Message message;
    const int status = captures_begin(app, call->db, call->actor.account_id, &answer, &message);

    if (status == STATUS_NOT_FOUND)
        answer = (CaptureAnswer){.refusal = CAPTURE_NOT_READY};
    else if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    if (answer.refusal != CAPTURE_ALLOWED)
        captures_api_refuse(call, &answer);
    else
        json_answer(call, 201,
                    json_pack("{s:s, s:I, s:I}", "nonce", answer.capture.nonce, "expires_ms",
                              (json_int_t)answer.capture.expires_ms, "now_ms",
                              (json_int_t)clock_now_ms(&app->clock)));
}
