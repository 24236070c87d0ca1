/* Leave to take photos, and the photos sent in. Thread-safe; a connection each. */
#include "src/app/captures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/attempts.h"
#include "src/app/audit.h"
#include "src/app/drafts.h"
#include "src/app/notices.h"
#include "src/store/batch.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/queue.h"
#include "src/store/shot.h"
#include "src/store/student.h"

/* The account's journey and the batch of its student. */
static int load(Db *db, int64_t account_id, Journey *ret_journey, Batch *ret_batch,
                Message *message)
{
    Student student;
    int status = store_journey_find(db, account_id, ret_journey, message);

    if (status || !ret_journey->student_id)
        return status;
    status = store_student_get(db, ret_journey->student_id, &student, message);
    return status ? status : store_batch_get(db, student.batch_id, ret_batch, message);
}

static void refuse(CaptureAnswer *answer, CaptureRefusal refusal, int64_t until_ms)
{
    answer->refusal = refusal;
    answer->until_ms = until_ms;
}

/* Locks come first: drafts stay usable, and the guide's sentence says so. */
static int is_locked(const Journey *journey, int64_t now_ms, CaptureAnswer *answer)
{
    const int64_t until_ms = journey->attempts.locked_until_ms;

    switch (attempts_get_lock(&journey->attempts, now_ms)) {
    case LOCK_BY_SCHOOL:
        refuse(answer, CAPTURE_LOCKED, 0);
        text_format_school_lock(answer->n_drafts > 0, answer->text);
        return 1;
    case LOCK_TIMED:
        refuse(answer, CAPTURE_LOCKED, until_ms);
        text_format_timed_lock(answer->n_drafts > 0, until_ms, answer->text);
        return 1;
    case LOCK_NONE:
        break;
    }
    return 0;
}

static void decide(const Journey *journey, const Batch *batch, int64_t n_making, int64_t now_ms,
                   CaptureAnswer *answer)
{
    WindowInfo window;

    answer->text[0] = 0;
    refuse(answer, CAPTURE_ALLOWED, 0);
    if (journey->state != JOURNEY_SHOOT) {
        refuse(answer, CAPTURE_NOT_READY, 0);
        return;
    }
    if (is_locked(journey, now_ms, answer))
        return;
    window = window_get(batch, now_ms);
    if (window.state != WINDOW_OPEN) {
        refuse(answer, CAPTURE_WINDOW_CLOSED, window.opens_ms);
    } else if (drafts_is_full(&batch->rules, (int)answer->n_drafts)) {
        refuse(answer, CAPTURE_BOX_FULL, 0);
        snprintf(answer->text, sizeof answer->text, "%s", text_get_box_full());
    } else if (now_ms < attempts_get_cooldown_end(&journey->attempts)) {
        refuse(answer, CAPTURE_COOLING_DOWN, attempts_get_cooldown_end(&journey->attempts));
    } else if (n_making) {
        refuse(answer, CAPTURE_MAKING, 0);
    }
}

/* One question, and perhaps the leave. */
typedef struct Question {
    const App *app;
    int64_t account_id;
    CaptureAnswer answer;
} Question;

static int ask(Db *db, Question *question, Journey *journey, Batch *batch, Message *message)
{
    int64_t n_making = 0;
    int status = load(db, question->account_id, journey, batch, message);

    if (!status)
        status = store_draft_count(db, journey->id, &question->answer.n_drafts, message);
    if (!status)
        status = store_shot_count_open(db, journey->id, &n_making, message);
    if (!status)
        decide(journey, batch, n_making, clock_now_ms(&question->app->clock), &question->answer);
    return status;
}

static int ask_only(Db *db, void *context, Message *message)
{
    Journey journey = {0};
    Batch batch = {0};

    return ask(db, context, &journey, &batch, message);
}

int captures_ask(const App *app, Db *db, int64_t account_id, CaptureAnswer *ret_answer,
                 Message *ret_message)
{
    Question question = {.app = app, .account_id = account_id};
    const int status = db_snapshot(db, ask_only, &question, ret_message);

    if (!status)
        *ret_answer = question.answer;
    return status;
}

static int add_leave_audit(Db *db, const Question *question, Message *message)
{
    AuditEntry entry = {.action = "capture.allowed"};

    snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, question->account_id);
    snprintf(entry.subject, sizeof entry.subject, "capture:%" PRId64, question->answer.capture.id);
    return audit_append(question->app, db, &entry, message);
}

static int begin(Db *db, void *context, Message *message)
{
    Question *question = context;
    Capture *capture = &question->answer.capture;
    const int64_t now_ms = clock_now_ms(&question->app->clock);
    Journey journey = {0};
    Batch batch = {0};
    int status = ask(db, question, &journey, &batch, message);

    if (status || question->answer.refusal != CAPTURE_ALLOWED)
        return status;
    *capture = (Capture){.journey_id = journey.id,
                         .created_ms = now_ms,
                         .expires_ms = now_ms + batch.rules.capture_life_ms};
    crypt_make_token(capture->nonce);
    status = store_capture_add(db, capture, message);
    return status ? status : add_leave_audit(db, question, message);
}

int captures_begin(const App *app, Db *db, int64_t account_id, CaptureAnswer *ret_answer,
                   Message *ret_message)
{
    Question question = {.app = app, .account_id = account_id};
    int status =
        notices_refresh(app, db, account_id, ret_message); /* nobody shoots past a new one */

    if (!status)
        status = db_transact(db, begin, &question, ret_message);
    if (!status)
        *ret_answer = question.answer;
    return status;
}

/* --- sending in */

typedef struct Submission {
    const App *app;
    int64_t account_id;
    const CaptureUpload *upload;
    Shot shot;
    int is_new;
} Submission;

/* Whoever has begun inside the window may send in after its end. */
static int check_allowed(Db *db, const Submission *submission, Message *message)
{
    Question question = {.app = submission->app, .account_id = submission->account_id};
    Journey journey = {0};
    Batch batch = {0};
    const int status = ask(db, &question, &journey, &batch, message);

    if (status)
        return status;
    if (question.answer.refusal != CAPTURE_ALLOWED &&
        question.answer.refusal != CAPTURE_WINDOW_CLOSED)
        return status_set(message, STATUS_DENIED, "no photo may be taken now");
    return STATUS_OK;
}

/* The leave, if it may still be used. */
static int find_capture(Db *db, const Submission *submission, int64_t journey_id,
                        Capture *ret_capture, Message *message)
{
    const int status = store_capture_find(db, submission->upload->nonce, ret_capture, message);

    if (status)
        return status;
    if (ret_capture->journey_id != journey_id)
        return status_set(message, STATUS_NOT_FOUND, "there is no such capture");
    if (ret_capture->used_ms)
        return status_set(message, STATUS_CONFLICT, "the capture was used before");
    if (clock_now_ms(&submission->app->clock) >= ret_capture->expires_ms)
        return status_set(message, STATUS_DENIED, "the capture has expired");
    return check_allowed(db, submission, message);
}

static int add_shot(Db *db, Submission *submission, const Journey *journey, const Capture *capture,
                    Message *message)
{
    const int64_t now_ms = clock_now_ms(&submission->app->clock);
    AuditEntry entry = {.action = "shot.received"};
    Shot *shot = &submission->shot;
    int status;

    *shot = (Shot){.journey_id = journey->id, .capture_id = capture->id, .received_ms = now_ms};
    crypt_make_token(shot->public_id);
    snprintf(shot->idempotency_key, sizeof shot->idempotency_key, "%s",
             submission->upload->idempotency_key);
    snprintf(shot->file_blob, sizeof shot->file_blob, "%s", submission->upload->file_blob);
    shot->n_frames = submission->upload->n_frames;
    for (size_t i = 0; i < shot->n_frames; i++)
        shot->frames[i] = submission->upload->frames[i];
    status = store_shot_add(db, shot, message);
    if (!status)
        status = queue_add(db, shot->id, now_ms, message);
    if (status)
        return status;
    snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, submission->account_id);
    snprintf(entry.subject, sizeof entry.subject, "shot:%" PRId64, shot->id);
    return audit_append(submission->app, db, &entry, message);
}

/* What is known of it already, and else the leave that it is to use. */
static int look_up(Db *db, Submission *submission, Journey *ret_journey, Capture *ret_capture,
                   Message *message)
{
    int status = store_journey_find(db, submission->account_id, ret_journey, message);

    submission->is_new = 0;
    if (status)
        return status;
    status = store_shot_find_key(db, ret_journey->id, submission->upload->idempotency_key,
                                 &submission->shot, message);
    if (status != STATUS_NOT_FOUND)
        return status;
    status = find_capture(db, submission, ret_journey->id, ret_capture, message);
    submission->is_new = !status;
    return status;
}

static int look_up_only(Db *db, void *context, Message *message)
{
    Journey journey;
    Capture capture;

    return look_up(db, context, &journey, &capture, message);
}

static int submit(Db *db, void *context, Message *message)
{
    Submission *submission = context;
    Journey journey;
    Capture capture = {0};
    int status = look_up(db, submission, &journey, &capture, message);

    if (status || !submission->is_new)
        return status;
    status = store_capture_use(db, capture.id, clock_now_ms(&submission->app->clock), message);
    return status ? status : add_shot(db, submission, &journey, &capture, message);
}

static int check_upload(const CaptureUpload *upload, Message *message)
{
    const size_t n_key = strlen(upload->idempotency_key);

    if (!n_key || n_key >= IDEMPOTENCY_KEY_BYTES)
        return status_set(message, STATUS_ARGUMENT, "an idempotency key has 1 to %d bytes",
                          IDEMPOTENCY_KEY_BYTES - 1);
    if (upload->n_frames > SHOT_FRAMES_MAX)
        return status_set(message, STATUS_ARGUMENT, "a burst has %d frames at most",
                          SHOT_FRAMES_MAX);
    return STATUS_OK;
}

int captures_look_up(const App *app, Db *db, int64_t account_id, const CaptureUpload *upload,
                     Shot *ret_shot, int *ret_is_new, Message *ret_message)
{
    Submission submission = {.app = app, .account_id = account_id, .upload = upload};
    int status = check_upload(upload, ret_message);

    if (!status)
        status = db_snapshot(db, look_up_only, &submission, ret_message);
    if (status)
        return status;
    *ret_shot = submission.shot;
    *ret_is_new = submission.is_new;
    return STATUS_OK;
}

int captures_submit(const App *app, Db *db, int64_t account_id, const CaptureUpload *upload,
                    Shot *ret_shot, int *ret_is_new, Message *ret_message)
{
    Submission submission = {.app = app, .account_id = account_id, .upload = upload};
    int status = check_upload(upload, ret_message);

    if (!status)
        status = db_transact(db, submit, &submission, ret_message);
    if (status)
        return status;
    *ret_shot = submission.shot;
    *ret_is_new = submission.is_new;
    return STATUS_OK;
}
