/* Open, decide. Thread-safe; a connection each. */
#include "src/app/reviews.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/audit.h"
#include "src/app/journey_step.h"

typedef struct Review {
    const App *app;
    int64_t staff_id, submission_id;
    const ReviewVerdict *verdict;
    const char *action; /* of add_audit */
} Review;

static int add_audit(Db *db, void *context, Message *message)
{
    const Review *review = context;
    AuditEntry entry = {.action = review->action};

    snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, review->staff_id);
    snprintf(entry.subject, sizeof entry.subject, "submission:%" PRId64, review->submission_id);
    return audit_append(review->app, db, &entry, message);
}

/* --- opening */

static int take(Db *db, const Review *review, Message *message)
{
    return store_submission_open(db, review->submission_id, review->staff_id,
                                 clock_now_ms(&review->app->clock), message);
}

static int take_with_step(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    (void)row;
    return take(db, step->context, message);
}

static int take_over(Db *db, Review *review, Message *message)
{
    const int status = take(db, review, message);

    review->action = "review.taken-over";
    return status ? status : add_audit(db, review, message);
}

static int open_first(Db *db, Review *review, int64_t journey_id, Message *message)
{
    JourneyStep step = {.app = review->app,
                        .journey_id = journey_id,
                        .event = EVENT_REVIEW_OPENED,
                        .action = "review.open",
                        .staff_id = review->staff_id,
                        .prepare = take_with_step,
                        .context = review};

    return journey_step_run(db, &step, message);
}

static int open_in(Db *db, void *context, Message *message)
{
    Review *review = context;
    Submission submission;
    const int64_t now_ms = clock_now_ms(&review->app->clock);
    const int status = store_submission_get(db, review->submission_id, &submission, message);

    if (status)
        return status;
    if (submission.decision != DECISION_NONE)
        return status_set(message, STATUS_CONFLICT, "the submission is decided");
    if (!submission.opened_by)
        return open_first(db, review, submission.journey_id, message);
    if (submission.opened_by == review->staff_id)
        return take(db, review, message);
    if (now_ms < submission.opened_ms + REVIEW_ABANDONED_MS)
        return status_set(message, STATUS_DENIED, "another reviewer has it");
    return take_over(db, review, message);
}

int reviews_open(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                 Message *ret_message)
{
    Review review = {.app = app, .staff_id = staff_id, .submission_id = submission_id};

    return db_transact(db, open_in, &review, ret_message);
}

/* --- the verdict */

static int check(const ReviewVerdict *verdict, Message *message)
{
    switch (verdict->decision) {
    case DECISION_APPROVED:
        return verdict->reasons || verdict->remark
                   ? status_set(message, STATUS_ARGUMENT, "an approval has no reasons")
                   : STATUS_OK;
    case DECISION_RETURNED:
        return reasons_are_told(verdict->reasons, verdict->remark)
                   ? STATUS_OK
                   : status_set(message, STATUS_ARGUMENT, "a return says why, in bounds");
    default:
        return status_set(message, STATUS_ARGUMENT, "a reviewer approves or returns");
    }
}

/* A return is written by its effect (journey_effects.c), an approval here. */
static int approve(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    Submission *submission = step->context;

    (void)row;
    submission->decision = DECISION_APPROVED;
    submission->decided_by = step->staff_id;
    submission->decided_ms = clock_now_ms(&step->app->clock);
    return store_submission_decide(db, submission, message);
}

static int decide(Db *db, void *context, Message *message)
{
    const Review *review = context;
    const ReviewVerdict *verdict = review->verdict;
    const int is_return = verdict->decision == DECISION_RETURNED;
    Submission submission;
    JourneyStep step = {.app = review->app,
                        .event = is_return ? EVENT_RETURNED : EVENT_APPROVED,
                        .action = is_return ? "review.return" : "review.approve",
                        .staff_id = review->staff_id,
                        .reasons = verdict->reasons,
                        .remark = verdict->remark,
                        .prepare = is_return ? NULL : approve,
                        .context = &submission};
    const int status = store_submission_get(db, review->submission_id, &submission, message);

    if (status)
        return status;
    if (submission.decision == verdict->decision && submission.decided_by == review->staff_id &&
        submission.reasons == verdict->reasons)
        return STATUS_OK;
    if (submission.decision != DECISION_NONE || !submission.opened_by)
        return status_set(message, STATUS_CONFLICT, "the submission is not under review");
    if (submission.opened_by != review->staff_id)
        return status_set(message, STATUS_DENIED, "another reviewer has it");
    step.journey_id = submission.journey_id;
    return journey_step_run(db, &step, message);
}

int reviews_decide(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                   const ReviewVerdict *verdict, Message *ret_message)
{
    Review review = {
        .app = app, .staff_id = staff_id, .submission_id = submission_id, .verdict = verdict};
    const int status = check(verdict, ret_message);

    return status ? status : db_transact(db, decide, &review, ret_message);
}

int reviews_note_reading(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                         Message *ret_message)
{
    Review review = {.app = app,
                     .staff_id = staff_id,
                     .submission_id = submission_id,
                     .action = "review.photo-read"};

    return db_transact(db, add_audit, &review, ret_message);
}
