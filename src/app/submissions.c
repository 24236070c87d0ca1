/* Confirm, withdraw, reset. Thread-safe; a connection each. */
#include "src/app/submissions.h"

#include <string.h>

#include "src/app/journey_step.h"
#include "src/store/journey.h"
#include "src/store/purchase.h"

/* --- reading */

typedef struct Question {
    int64_t account_id;
    SubmissionView view;
} Question;

static int find_unpaid(Db *db, int64_t journey_id, SubmissionView *view, Message *message)
{
    Purchase purchase;
    const int status = store_purchase_find(db, journey_id, &purchase, message);

    view->submission = (Submission){0};
    if (status)
        return status;
    return store_submission_get_draft_id(db, purchase.draft_id, view->draft_id, message);
}

static int get(Db *db, void *context, Message *message)
{
    Question *question = context;
    SubmissionView *view = &question->view;
    Journey journey;
    int status = store_journey_find(db, question->account_id, &journey, message);

    if (status)
        return status;
    view->state = journey.state;
    if (journey.state == JOURNEY_PAYMENT)
        return find_unpaid(db, journey.id, view, message);
    status = store_submission_find(db, journey.id, &view->submission, message);
    if (status)
        return status;
    return store_submission_get_draft_id(db, view->submission.draft_id, view->draft_id, message);
}

int submissions_get(Db *db, int64_t account_id, SubmissionView *ret_view, Message *ret_message)
{
    Question question = {.account_id = account_id};
    const int status = db_snapshot(db, get, &question, ret_message);

    if (!status)
        *ret_view = question.view;
    return status;
}

/* --- the student's steps */

typedef struct Choice {
    const char *draft_id; /* public */
} Choice;

static int choose_draft(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Choice *choice = step->context;
    ChosenDraft draft;
    const int status =
        store_submission_find_draft(db, step->journey.id, choice->draft_id, &draft, message);

    (void)row;
    if (status)
        return status;
    if (draft.was_returned)
        return status_set(message, STATUS_DENIED, "this photo was returned");
    step->draft_id = draft.id;
    return STATUS_OK;
}

/* Whether the draft is under way already. */
static int is_chosen(const SubmissionView *view, const char *draft_id)
{
    return view->state >= JOURNEY_PAYMENT && !strcmp(view->draft_id, draft_id);
}

int submissions_confirm(const App *app, Db *db, int64_t account_id, const char *draft_id,
                        SubmissionView *ret_view, Message *ret_message)
{
    Choice choice = {draft_id};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_CONFIRMED,
                        .action = "submission.confirm",
                        .prepare = choose_draft,
                        .context = &choice};
    const int done = journey_step_take(db, &step, ret_message);
    SubmissionView view;
    int status;

    if (done && done != STATUS_CONFLICT)
        return done;
    status = submissions_get(db, account_id, &view, ret_message);
    if (status == STATUS_NOT_FOUND || (!status && done && !is_chosen(&view, draft_id)))
        return status_set(ret_message, STATUS_CONFLICT, "no draft can be confirmed now");
    if (!status)
        *ret_view = view;
    return status;
}

/* A step back was refused: is that because the student is there already? */
static int forgive(Db *db, int status, int64_t journey_id, Message *message)
{
    Journey journey;

    if (status != STATUS_CONFLICT || store_journey_get(db, journey_id, &journey, message))
        return status;
    return journey.state == JOURNEY_SHOOT ? STATUS_OK : status;
}

int submissions_withdraw(const App *app, Db *db, int64_t account_id, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_WITHDRAWN,
                        .action = "submission.withdraw"};
    const int status = journey_step_take(db, &step, ret_message);

    return forgive(db, status, step.journey.id, ret_message);
}

/* --- the school's */

int submissions_reset(const App *app, Db *db, int64_t staff_id, int64_t student_id,
                      const char *remark, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .event = EVENT_RESET,
                        .action = "submission.reset",
                        .staff_id = staff_id,
                        .remark = remark};
    Journey journey;
    int status = store_journey_find_student(db, student_id, &journey, ret_message);

    if (status)
        return status;
    if (remark && strlen(remark) >= REMARK_BYTES)
        return status_set(ret_message, STATUS_ARGUMENT, "a remark has %d bytes at most",
                          REMARK_BYTES - 1);
    step.journey_id = journey.id;
    status = journey_step_take(db, &step, ret_message);
    return forgive(db, status, journey.id, ret_message);
}
