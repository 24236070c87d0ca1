/* The school's review queue: look, open, decide. */
#include "src/app/reviews.h"

#include <string.h>

#include "src/api/media.h"
#include "src/api/page.h"
#include "src/api/reasons.h"
#include "src/store/shot.h"

static json_t *pack_opened_by(const ReviewItem *item)
{
    if (!item->opened_by)
        return json_null();
    return json_pack("{s:I, s:s}", "id", (json_int_t)item->opened_by, "login",
                     item->opened_by_login);
}

static json_t *pack(const ReviewItem *item)
{
    return json_pack("{s:I, s:s, s:I, s:I, s:o, s:s, s:s, s:I, s:b, s:o, s:o}", "id",
                     (json_int_t)item->submission_id, "state", journey_state_get_name(item->state),
                     "student_id", (json_int_t)item->student_id, "school_id",
                     (json_int_t)item->school_id, "college_id",
                     item->college_id ? json_integer(item->college_id) : json_null(), "name_masked",
                     item->name_masked, "student_number", item->student_number, "submitted_ms",
                     (json_int_t)item->submitted_ms, "has_warnings", item->has_warnings,
                     "opened_by", pack_opened_by(item), "opened_ms", json_time(item->opened_ms));
}

/* --- the queue */

static void add(void *context, const ReviewItem *item)
{
    page_rows_add(context, item->submission_id, pack(item));
}

void reviews_api_list(ApiCall *call)
{
    PageRows rows;
    ReviewFilter filter;
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    filter = (ReviewFilter){.school_id = call->actor.school_id,
                            .college_id = call->actor.college_id,
                            .after_id = page.after.id,
                            .n_max = (int64_t)page.limit + 1};
    rows = page_rows_begin(&page);
    status = store_review_visit(call->db, &filter, add, &rows, &message);
    page_rows_answer(call, &rows, status, &message);
}

/* --- one of them */

/* 0, which nothing has, if it is no number. */
static int64_t get_id(const ApiCall *call)
{
    int64_t id = 0;

    call_parse_id(http_get_parameter(call->exchange, "id"), &id);
    return id;
}

static int find(const ApiCall *call, ReviewItem *ret_item, Message *ret_message)
{
    return store_review_get(call->db, get_id(call), ret_item, ret_message);
}

int review_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    ReviewItem item;
    const int status = find(call, &item, ret_message);

    if (!status)
        *ret_subject = (Subject){.school_id = item.school_id, .college_id = item.college_id};
    return status;
}

/* How looking at one, or changing it, ended; the item is read anew after a change. */
static void answer(const ApiCall *call, int status, Message *message)
{
    ReviewItem item;

    if (!status)
        status = find(call, &item, message);
    switch (status) {
    case STATUS_OK:
        json_answer(call, 200, pack(&item));
        break;
    case STATUS_DENIED:
        call_answer_problem(call, PROBLEM_REVIEW_HELD);
        break;
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_REVIEW_OVER);
        break;
    case STATUS_ARGUMENT:
        call_answer_problem(call, PROBLEM_VERDICT_WRONG);
        break;
    default:
        call_answer_failure(call, status, message);
        break;
    }
}

void review_api_get(ApiCall *call)
{
    Message message;

    answer(call, STATUS_OK, &message);
}

void review_api_open(ApiCall *call)
{
    Message message;
    const int status = reviews_open(call->api->options.app, call->db, call->actor.staff_id,
                                    get_id(call), &message);

    answer(call, status, &message);
}

void review_api_decide(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *decision;
    json_t *codes = NULL;
    ReviewVerdict verdict = {.remark = NULL};
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s?o, s?s}", "decision", &decision, "reasons", &codes,
                  "remark", &verdict.remark))
        return;
    verdict.decision = decision_parse(decision);
    if (reasons_read(codes, &verdict.reasons)) {
        call_answer_problem(call, PROBLEM_VERDICT_WRONG);
        return;
    }
    status = reviews_decide(call->api->options.app, call->db, call->actor.staff_id, get_id(call),
                            &verdict, &message);
    if (!status)
        api_wake_makers(call->api);
    answer(call, status, &message);
}

/* The row in the audit log comes first: no photo is seen without one. */
void review_api_photo(ApiCall *call)
{
    ReviewItem item;
    Message message;
    int status = find(call, &item, &message);

    if (!status)
        status = reviews_note_reading(call->api->options.app, call->db, call->actor.staff_id,
                                      item.submission_id, &message);
    if (status)
        answer(call, status, &message);
    else
        media_answer(call, item.key_name, item.photo_blob, NULL);
}

void review_api_report(ApiCall *call)
{
    cleanup_free char *report = NULL;
    ReviewItem item;
    Message message;
    int status = find(call, &item, &message);

    if (!status)
        status = store_shot_get_report(call->db, item.shot_id, &report, &message);
    if (status)
        answer(call, status, &message);
    else
        http_answer(call->exchange, 200, "application/json", report, strlen(report));
}
