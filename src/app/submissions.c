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

/* What was handed in, or waits for its payment. */
static int read_view(Db *db, const Journey *journey, SubmissionView *view, Message *message)
{
    int64_t draft_id;
    Purchase purchase;
    int status;

    *view = (SubmissionView){.state = journey->state};
    if (journey->state == JOURNEY_PAYMENT) {
        status = store_purchase_find(db, journey->id, &purchase, message);
        draft_id = status ? 0 : purchase.draft_id;
    } else {
        status = store_submission_find(db, journey->id, &view->submission, message);
        draft_id = view->submission.draft_id;
    }
    return status ? status : store_submission_get_draft_id(db, draft_id, view->draft_id, message);
}

static int get(Db *db, void *context, Message *message)
{
    Question *question = context;
    Journey journey;
    const int status = store_journey_find(db, question->account_id, &journey, message);

    return status ? status : read_view(db, &journey, &question->view, message);
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

/* The draft is under way already. */
static bool is_chosen(Db *db, const JourneyStep *step)
{
    const Choice *choice = step->context;
    SubmissionView view;
    Message ignored;

    return step->journey.state >= JOURNEY_PAYMENT &&
           !read_view(db, &step->journey, &view, &ignored) &&
           !strcmp(view.draft_id, choice->draft_id);
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
                        .is_repeat = is_chosen,
                        .context = &choice};
    const int status = journey_step_take(db, &step, ret_message);

    return status ? status : submissions_get(db, account_id, ret_view, ret_message);
}

static bool is_back(Db *db, const JourneyStep *step)
{
    (void)db;
    return step->journey.state == JOURNEY_SHOOT;
}

int submissions_withdraw(const App *app, Db *db, int64_t account_id, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_WITHDRAWN,
                        .action = "submission.withdraw",
                        .is_repeat = is_back};

    return journey_step_take(db, &step, ret_message);
}

/* --- the school's */

int submissions_reset(const App *app, Db *db, int64_t staff_id, int64_t student_id,
                      const char *remark, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .event = EVENT_RESET,
                        .action = "submission.reset",
                        .staff_id = staff_id,
                        .remark = remark,
                        .is_repeat = is_back};
    Journey journey;
    int status = store_journey_find_student(db, student_id, &journey, ret_message);

    if (status)
        return status;
    if (remark && strlen(remark) >= REMARK_BYTES)
        return status_set(ret_message, STATUS_ARGUMENT, "a remark has %d bytes at most",
                          REMARK_BYTES - 1);
    step.journey_id = journey.id;
    return journey_step_take(db, &step, ret_message);
}
