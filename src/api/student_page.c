/*
 * One student's page for officers: how it came here, shots with their reasons, drafts, what was
 * handed in, the order, messages. And a shot's pictures and report: each look at one leaves a row
 * in the audit log, before it is shown.
 */
#include "src/api/students.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/media.h"
#include "src/api/reasons.h"
#include "src/api/shots.h"
#include "src/app/inbox.h"
#include "src/app/students.h"
#include "src/store/audit.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/purchase.h"
#include "src/store/shot.h"
#include "src/store/student.h"
#include "src/store/submission.h"

enum { EVENTS_MAX = 100, SHOTS_MAX = 50, DRAFTS_MAX = 100, MESSAGES_MAX = 50 };

/* --- lists; each is bounded, the newest first */

static bool add_event(void *context, const AuditRow *row)
{
    json_array_append_new(context, json_pack("{s:I, s:s, s:s}", "time_ms", (json_int_t)row->time_ms,
                                             "actor", row->actor, "action", row->action));
    return true;
}

static void add_shot(void *context, const Shot *shot, const char *report)
{
    json_array_append_new(
        context,
        json_pack("{s:I, s:s, s:o, s:I, s:o, s:o, s:b, s:b, s:b}", "id", (json_int_t)shot->id,
                  "state", shot_state_get_name(shot->state), "outcome",
                  *shot->outcome ? json_string(shot->outcome) : json_null(), "received_ms",
                  (json_int_t)shot->received_ms, "finished_ms", json_time(shot->finished_ms),
                  "reasons", shots_api_pack_reasons(report), "has_photo", *shot->file_blob != 0,
                  "has_overlay", *shot->overlay_blob != 0, "has_report", report != NULL));
}

static void add_message(void *context, const InboxEntry *entry)
{
    json_array_append_new(context,
                          json_pack("{s:s, s:I, s:o}", "kind", inbox_kind_get_name(entry->kind),
                                    "created_ms", (json_int_t)entry->created_ms, "read_ms",
                                    json_time(entry->read_ms)));
}

static int add_drafts(Db *db, int64_t journey_id, json_t *array, Message *message)
{
    Draft drafts[DRAFTS_MAX];
    size_t n_drafts = 0;
    const int status = store_draft_list(db, journey_id, DRAFTS_MAX, drafts, &n_drafts, message);

    for (size_t i = 0; !status && i < n_drafts; i++)
        json_array_append_new(
            array, json_pack("{s:I, s:I, s:b, s:I}", "id", (json_int_t)drafts[i].id, "shot_id",
                             (json_int_t)drafts[i].shot_id, "has_warnings", drafts[i].has_warnings,
                             "created_ms", (json_int_t)drafts[i].created_ms));
    return status;
}

/* --- what there is one of, or none */

static json_t *pack_attempts(const Attempts *attempts)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:o}", "n_failed_in_row", attempts->n_failed_in_row,
                     "n_other_in_row", attempts->n_other_in_row, "n_timed_locks",
                     attempts->n_timed_locks, "n_not_genuine", attempts->n_not_genuine,
                     "cooldown_until_ms", json_time(attempts->cooldown_until_ms));
}

static int pack_submission(Db *db, int64_t journey_id, json_t **ret_json, Message *message)
{
    Submission submission;
    const int status = store_submission_find(db, journey_id, &submission, message);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *ret_json = json_pack(
        "{s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "id", (json_int_t)submission.id, "draft_id",
        (json_int_t)submission.draft_id, "submitted_ms", (json_int_t)submission.submitted_ms,
        "opened_ms", json_time(submission.opened_ms), "decision",
        submission.decision ? json_string(decision_get_name(submission.decision)) : json_null(),
        "decided_ms", json_time(submission.decided_ms), "reasons", reasons_pack(submission.reasons),
        "remark", *submission.remark ? json_string(submission.remark) : json_null());
    return STATUS_OK;
}

static int pack_order(Db *db, int64_t journey_id, json_t **ret_json, Message *message)
{
    Purchase purchase;
    const int status = store_purchase_find(db, journey_id, &purchase, message);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *ret_json = json_pack(
        "{s:I, s:s, s:I, s:s, s:s, s:I}", "id", (json_int_t)purchase.id, "number", purchase.number,
        "amount_fen", (json_int_t)purchase.amount_fen, "provider", purchase.provider, "state",
        purchase_state_get_name(purchase.state), "changed_ms", (json_int_t)purchase.changed_ms);
    return STATUS_OK;
}

/* --- the page */

typedef struct StudentPage {
    StudentItem item;
    json_t *attempts, *events, *shots, *drafts, *messages; /* NULL and empty: has not begun */
    json_t *submission, *order;                            /* NULL: none */
} StudentPage;

static int fill(Db *db, void *context, Message *message)
{
    StudentPage *page = context;
    const int64_t id = page->item.journey_id;
    char subject[32];
    Journey journey;
    int status = store_journey_get(db, id, &journey, message);

    if (status)
        return status;
    snprintf(subject, sizeof subject, "journey:%" PRId64, id);
    page->attempts = pack_attempts(&journey.attempts);
    status = store_audit_visit_subject(db, subject, EVENTS_MAX, add_event, page->events, message);
    if (!status)
        status = store_shot_visit(db, id, SHOTS_MAX, add_shot, page->shots, message);
    if (!status)
        status = add_drafts(db, id, page->drafts, message);
    if (!status)
        status = store_message_visit(db, id, 0, MESSAGES_MAX, add_message, page->messages, message);
    if (!status)
        status = pack_submission(db, id, &page->submission, message);
    return status ? status : pack_order(db, id, &page->order, message);
}

static json_t *pack_page(StudentPage *page, int64_t now_ms)
{
    return json_pack("{s:o, s:o?, s:o, s:o, s:o, s:o?, s:o?, s:o}", "student",
                     students_api_pack(&page->item, now_ms), "attempts", page->attempts, "events",
                     page->events, "shots", page->shots, "drafts", page->drafts, "submission",
                     page->submission, "order", page->order, "messages", page->messages);
}

void student_api_read(ApiCall *call)
{
    StudentPage page = {.events = json_array(),
                        .shots = json_array(),
                        .drafts = json_array(),
                        .messages = json_array()};
    Message message;
    int status = students_api_find(call, &page.item, &message);
    json_t *json;

    if (!status && page.item.journey_id)
        status = db_snapshot(call->db, fill, &page, &message);
    json = pack_page(&page, clock_now_ms(&call->api->options.app->clock));
    if (!status) {
        json_answer(call, 200, json);
        return;
    }
    json_decref(json);
    call_answer_failure(call, status, &message);
}

/* --- a shot's pictures and report */

typedef struct OwnedShot {
    Shot shot;
    StudentItem owner;
} OwnedShot;

static int find_shot(const ApiCall *call, OwnedShot *ret_owned, Message *message)
{
    Journey journey = {0};
    int64_t id;
    int status;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(message, STATUS_NOT_FOUND, "there is no such shot");
    status = store_shot_get(call->db, id, &ret_owned->shot, message);
    if (!status)
        status = store_journey_get(call->db, ret_owned->shot.journey_id, &journey, message);
    return status
               ? status
               : store_student_get_item(call->db, journey.student_id, &ret_owned->owner, message);
}

int student_api_shot_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    OwnedShot owned;
    const int status = find_shot(call, &owned, ret_message);

    if (!status)
        *ret_subject =
            (Subject){.school_id = owned.owner.school_id, .college_id = owned.owner.college_id};
    return status;
}

/* Finds it and notes the reading. 0, or -1: answered. */
static int open_shot(const ApiCall *call, const char *action, OwnedShot *ret_owned)
{
    char subject[32];
    Message message;
    int status = find_shot(call, ret_owned, &message);

    if (!status) {
        snprintf(subject, sizeof subject, "shot:%" PRId64, ret_owned->shot.id);
        status = students_note_reading(call->api->options.app, call->db, call->actor.staff_id,
                                       action, subject, &message);
    }
    if (!status)
        return 0;
    call_answer_failure(call, status, &message);
    return -1;
}

void student_api_shot_photo(ApiCall *call)
{
    OwnedShot owned;

    if (!open_shot(call, "shot.photo-read", &owned))
        media_answer(call, owned.owner.key_name, owned.shot.file_blob, NULL);
}

void student_api_shot_overlay(ApiCall *call)
{
    OwnedShot owned;

    if (!open_shot(call, "shot.overlay-read", &owned))
        media_answer(call, owned.owner.key_name, owned.shot.overlay_blob, NULL);
}

void student_api_shot_report(ApiCall *call)
{
    cleanup_free char *report = NULL;
    OwnedShot owned;
    Message message;
    int status;

    if (open_shot(call, "shot.report-read", &owned))
        return;
    status = store_shot_get_report(call->db, owned.shot.id, &report, &message);
    if (status)
        call_answer_failure(call, status, &message);
    else
        http_answer(call->exchange, 200, "application/json", report, strlen(report));
}
