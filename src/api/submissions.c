/* Handing in: confirm, look, take back; the timeline; the school's reset. */
#include "src/app/submissions.h"

#include <string.h>

#include "src/api/json.h"
#include "src/api/reasons.h"
#include "src/app/timeline.h"
#include "src/store/batch.h"
#include "src/store/student.h"

static json_t *pack_text(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *pack(const SubmissionView *view)
{
    const Submission *submission = &view->submission;

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "state",
                     journey_state_get_name(view->state), "draft_id", view->draft_id,
                     "submitted_ms", json_time(submission->submitted_ms), "opened_ms",
                     json_time(submission->opened_ms), "decision",
                     pack_text(decision_get_name(submission->decision)), "decided_ms",
                     json_time(submission->decided_ms), "reasons",
                     reasons_pack(submission->reasons), "remark", pack_text(submission->remark));
}

void submission_api_confirm(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *draft_id;
    SubmissionView view;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s}", "draft_id", &draft_id))
        return;
    status = submissions_confirm(call->api->options.app, call->db, call->actor.account_id, draft_id,
                                 &view, &message);
    switch (status) {
    case STATUS_OK:
        api_wake_makers(call->api); /* it may be in production at once */
        json_answer(call, 200, pack(&view));
        break;
    case STATUS_DENIED:
        call_answer_problem(call, PROBLEM_DRAFT_RETURNED);
        break;
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_STEP_NOT_NOW);
        break;
    default:
        call_answer_failure(call, status, &message);
        break;
    }
}

void submission_api_get(ApiCall *call)
{
    SubmissionView view;
    Message message;
    const int status = submissions_get(call->db, call->actor.account_id, &view, &message);

    if (status)
        call_answer_failure(call, status, &message);
    else
        json_answer(call, 200, pack(&view));
}

void submission_api_withdraw(ApiCall *call)
{
    Message message;
    const int status =
        submissions_withdraw(call->api->options.app, call->db, call->actor.account_id, &message);

    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_REVIEW_BEGUN);
    else if (status)
        call_answer_status(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}

void timeline_api_get(ApiCall *call)
{
    Timeline timeline;
    Message message;
    json_t *steps;
    const int status = timeline_get(call->db, call->actor.account_id, &timeline, &message);

    if (status) {
        call_answer_failure(call, status, &message);
        return;
    }
    steps = json_array();
    for (int i = 0; i < TIMELINE_STEP_COUNT; i++)
        if (i != TIMELINE_REVIEW || timeline.has_review)
            json_array_append_new(steps, json_pack("{s:s, s:o}", "step",
                                                   timeline_step_get_name((TimelineStep)i), "at_ms",
                                                   json_time(timeline.at_ms[i])));
    json_answer(
        call, 200,
        json_pack("{s:s, s:o}", "state", journey_state_get_name(timeline.state), "steps", steps));
}

/* --- of staff */

int reset_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Student student;
    Batch batch;
    int64_t id;
    int status;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(ret_message, STATUS_NOT_FOUND, "no such student");
    status = store_student_get(call->db, id, &student, ret_message);
    if (!status)
        status = store_batch_get(call->db, student.batch_id, &batch, ret_message);
    if (!status)
        *ret_subject = (Subject){.school_id = batch.school_id, .college_id = student.college_id};
    return status;
}

void reset_api_post(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *remark = NULL;
    Message message;
    int64_t id;
    int status;

    if (json_read(call, &json, "{s?s}", "remark", &remark))
        return;
    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id)) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    status = submissions_reset(call->api->options.app, call->db, call->actor.staff_id, id, remark,
                               &message);
    switch (status) {
    case STATUS_OK:
        http_answer(call->exchange, 204, NULL, NULL, 0);
        break;
    case STATUS_NOT_FOUND: /* nobody has verified as this student yet */
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_NOTHING_TO_RESET);
        break;
    case STATUS_ARGUMENT:
        call_answer_problem(call, PROBLEM_REMARK_TOO_LONG);
        break;
    default:
        call_answer_status(call, status, &message);
        break;
    }
}
