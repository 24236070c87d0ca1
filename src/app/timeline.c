/*
 * The timeline is read from the rows that the steps left: submission, production, messages. The
 * state decides which of them count, so that a photo that went back to production is not final any
 * more. Thread-safe; a connection each.
 */
#include "src/app/timeline.h"

#include "src/store/batch.h"
#include "src/store/journey.h"
#include "src/store/message.h"
#include "src/store/production.h"
#include "src/store/student.h"
#include "src/store/submission.h"

static const char *const names[TIMELINE_STEP_COUNT] = {
    [TIMELINE_SUBMITTED] = "submitted",   [TIMELINE_REVIEW] = "review",
    [TIMELINE_PRODUCTION] = "production", [TIMELINE_SAMPLE] = "sample",
    [TIMELINE_FINAL] = "final",           [TIMELINE_PROOFREAD] = "proofread",
    [TIMELINE_DELIVERED] = "delivered"};

/* From this state on the step is behind. */
static const JourneyState from_states[TIMELINE_STEP_COUNT] = {
    [TIMELINE_SUBMITTED] = JOURNEY_REVIEW,      [TIMELINE_REVIEW] = JOURNEY_PRODUCTION,
    [TIMELINE_PRODUCTION] = JOURNEY_PRODUCTION, [TIMELINE_SAMPLE] = JOURNEY_SAMPLE,
    [TIMELINE_FINAL] = JOURNEY_FINAL,           [TIMELINE_PROOFREAD] = JOURNEY_PROOFREAD,
    [TIMELINE_DELIVERED] = JOURNEY_DELIVERED};

const char *timeline_step_get_name(TimelineStep step)
{
    return names[step];
}

static int read_batch(Db *db, const Journey *journey, Timeline *timeline, Message *message)
{
    Student student = {0};
    Batch batch = {0};
    int status = store_student_get(db, journey->student_id, &student, message);

    if (!status)
        status = store_batch_get(db, student.batch_id, &batch, message);
    if (!status)
        timeline->has_review = batch.has_school_review;
    return status;
}

static int read_submission(Db *db, int64_t journey_id, Timeline *timeline, Message *message)
{
    static const struct {
        TimelineStep step;
        InboxKind kind;
    } told[] = {{TIMELINE_SAMPLE, INBOX_SAMPLE_READY}, {TIMELINE_DELIVERED, INBOX_DELIVERED}};
    Submission submission;
    int status = store_submission_find(db, journey_id, &submission, message);

    if (status)
        return status;
    timeline->at_ms[TIMELINE_SUBMITTED] = submission.submitted_ms;
    if (submission.decision == DECISION_APPROVED)
        timeline->at_ms[TIMELINE_REVIEW] = submission.decided_ms;
    for (size_t i = 0; !status && i < sizeof told / sizeof told[0]; i++)
        status = store_message_find_time(db, journey_id, told[i].kind, submission.submitted_ms,
                                         &timeline->at_ms[told[i].step], message);
    return status;
}

static int read_production(Db *db, int64_t journey_id, Timeline *timeline, Message *message)
{
    Production production;
    const int status = store_production_find(db, journey_id, &production, message);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    timeline->at_ms[TIMELINE_PRODUCTION] = production.queued_ms;
    timeline->at_ms[TIMELINE_FINAL] = production.finished_ms;
    timeline->at_ms[TIMELINE_PROOFREAD] = production.proofread_ms;
    return STATUS_OK;
}

typedef struct Question {
    int64_t account_id;
    Timeline timeline;
} Question;

static int get(Db *db, void *context, Message *message)
{
    Question *question = context;
    Timeline *timeline = &question->timeline;
    Journey journey;
    int status = store_journey_find(db, question->account_id, &journey, message);

    *timeline = (Timeline){.state = JOURNEY_CONSENT};
    if (status)
        return status;
    timeline->state = journey.state;
    if (journey.student_id)
        status = read_batch(db, &journey, timeline, message);
    if (!status && journey.state >= JOURNEY_REVIEW)
        status = read_submission(db, journey.id, timeline, message);
    if (!status && journey.state >= JOURNEY_PRODUCTION)
        status = read_production(db, journey.id, timeline, message);
    for (int i = 0; i < TIMELINE_STEP_COUNT; i++)
        if (journey.state < from_states[i])
            timeline->at_ms[i] = 0;
    return status;
}

int timeline_get(Db *db, int64_t account_id, Timeline *ret_timeline, Message *ret_message)
{
    Question question = {.account_id = account_id};
    const int status = db_snapshot(db, get, &question, ret_message);

    if (!status)
        *ret_timeline = question.timeline;
    return status;
}
