/* Finals. Thread-safe; a connection each. */
#include "src/app/finals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/journey_step.h"
#include "src/store/journey.h"
#include "src/store/student.h"

typedef struct Question {
    int64_t account_id;
    FinalView view;
} Question;

static int look(Db *db, void *context, Message *message)
{
    Question *question = context;
    FinalView *view = &question->view;
    Journey journey = {0};
    Student student = {0};
    int status = store_journey_find(db, question->account_id, &journey, message);

    *view = (FinalView){0};
    if (!status && journey.student_id)
        status = store_student_get(db, journey.student_id, &student, message);
    if (status)
        return status;
    status = store_production_find(db, journey.id, &view->production, message);
    if (status && status != STATUS_NOT_FOUND)
        return status;
    view->state = journey.state;
    memcpy(view->key_name, student.key_name, sizeof view->key_name);
    view->has_sample = view->production.sample_blob[0] != 0;
    view->has_final =
        view->production.state == PRODUCTION_FINISHED && view->production.final_blob[0];
    return STATUS_OK;
}

/* At one moment: a step of the machine in between would make state and pictures differ. */
int finals_get(Db *db, int64_t account_id, FinalView *ret_view, Message *ret_message)
{
    Question question = {.account_id = account_id};
    const int status = db_snapshot(db, look, &question, ret_message);

    if (!status)
        *ret_view = question.view;
    return status;
}

/* --- the student's answer */

typedef struct Answer {
    KeyStore *keys;
    const char *words;
    int64_t seen_ms;
} Answer;

/* The final that the answer is about. */
static int find_seen(Db *db, const JourneyStep *step, Production *ret_production, Message *message)
{
    const Answer *answer = step->context;
    const int status = store_production_find(db, step->journey.id, ret_production, message);

    if (status)
        return status;
    return !answer->seen_ms || answer->seen_ms == ret_production->finished_ms
               ? STATUS_OK
               : status_set(message, STATUS_DENIED, "there is another final by now");
}

static void format_context(int64_t production_id, char ret_context[64])
{
    snprintf(ret_context, 64, "production.problem:%" PRId64, production_id);
}

static int set_proofread(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    Production production;
    const int status = find_seen(db, step, &production, message);

    (void)row;
    if (status)
        return status;
    return store_production_set_proofread(db, production.id, clock_now_ms(&step->app->clock),
                                          message);
}

int finals_proofread(const App *app, Db *db, int64_t account_id, int64_t seen_ms,
                     Message *ret_message)
{
    Answer answer = {.seen_ms = seen_ms};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_PROOFREAD,
                        .action = "final.proofread",
                        .prepare = set_proofread,
                        .context = &answer};
    const int status = journey_step_take(db, &step, ret_message);

    /* Once more, from a client that did not hear the answer. */
    if (status == STATUS_CONFLICT && step.journey.state == JOURNEY_PROOFREAD)
        return STATUS_OK;
    return status;
}

static int set_problem(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Answer *answer = step->context;
    const size_t n_bytes = strlen(answer->words);
    uint8_t sealed[PRODUCTION_PROBLEM_SEALED_MAX];
    char context[64];
    Production production;
    CryptKey key;
    int status = find_seen(db, step, &production, message);

    (void)row;
    if (!status)
        status = keys_get(answer->keys, step->student.key_name, &key, message);
    if (status)
        return status;
    format_context(production.id, context);
    crypt_seal(&key, context, answer->words, n_bytes, sealed);
    crypt_wipe(&key, sizeof key);
    return store_production_set_problem(db, production.id, sealed,
                                        n_bytes + CRYPT_SEAL_OVERHEAD_BYTES,
                                        clock_now_ms(&step->app->clock), message);
}

int finals_read_problem(Db *db, KeyStore *keys, const char *key_name, int64_t production_id,
                        char ret_words[PRODUCTION_PROBLEM_BYTES_MAX + 1], Message *ret_message)
{
    uint8_t sealed[PRODUCTION_PROBLEM_SEALED_MAX];
    char context[64];
    size_t n_sealed = 0;
    CryptKey key;
    int status = store_production_get_problem(db, production_id, sealed, &n_sealed, ret_message);

    ret_words[0] = 0;
    if (status || n_sealed < CRYPT_SEAL_OVERHEAD_BYTES)
        return status;
    status = keys_get(keys, key_name, &key, ret_message);
    if (status)
        return status;
    format_context(production_id, context);
    if (crypt_open(&key, context, sealed, n_sealed, (uint8_t *)ret_words))
        status =
            status_set(ret_message, STATUS_DAMAGED,
                       "the problem of production %" PRId64 " cannot be opened", production_id);
    else
        ret_words[n_sealed - CRYPT_SEAL_OVERHEAD_BYTES] = 0;
    crypt_wipe(&key, sizeof key);
    return status;
}

/* The same words again, from a client that did not hear the answer. */
static int is_reported(Db *db, KeyStore *keys, int64_t account_id, const char *words)
{
    char known[PRODUCTION_PROBLEM_BYTES_MAX + 1];
    FinalView view;
    Message ignored;

    return !finals_get(db, account_id, &view, &ignored) && view.state == JOURNEY_PRODUCTION &&
           view.production.hand_reason == HAND_PROBLEM &&
           !finals_read_problem(db, keys, view.key_name, view.production.id, known, &ignored) &&
           !strcmp(known, words);
}

int finals_report_problem(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                          int64_t seen_ms, const char *words, Message *ret_message)
{
    Answer answer = {keys, words, seen_ms};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_PROBLEM_REPORTED,
                        .action = "final.problem",
                        .prepare = set_problem,
                        .context = &answer};
    const size_t n_bytes = strlen(words);
    int status;

    if (!n_bytes || n_bytes > PRODUCTION_PROBLEM_BYTES_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "a problem is told in 1 to %d bytes",
                          PRODUCTION_PROBLEM_BYTES_MAX);
    status = journey_step_take(db, &step, ret_message);
    if (status == STATUS_CONFLICT && is_reported(db, keys, account_id, words))
        return STATUS_OK;
    return status;
}

/* --- delivery */

/* An earlier photo of the same journey, which was returned, is not the one to deliver. */
static int check_finished(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    Production production;
    const int status =
        store_production_get(db, *(const int64_t *)step->context, &production, message);

    (void)row;
    if (status)
        return status;
    return production.state == PRODUCTION_FINISHED
               ? STATUS_OK
               : status_set(message, STATUS_CONFLICT, "the photo is not finished");
}

static int take(Db *db, JourneyStep *step, int64_t production_id, Production *ret_production,
                Message *message)
{
    const int status = store_production_get(db, production_id, ret_production, message);

    if (status)
        return status;
    step->journey_id = ret_production->journey_id;
    step->prepare = check_finished;
    step->context = &ret_production->id;
    return journey_step_take(db, step, message);
}

int finals_deliver(const App *app, Db *db, int64_t staff_id, int64_t production_id,
                   Message *ret_message)
{
    JourneyStep step = {
        .app = app, .staff_id = staff_id, .event = EVENT_DELIVERED, .action = "final.deliver"};
    Production production;
    const int status = take(db, &step, production_id, &production, ret_message);

    if (status == STATUS_CONFLICT && production.state == PRODUCTION_FINISHED &&
        step.journey.state == JOURNEY_DELIVERED)
        return STATUS_OK;
    return status;
}

int finals_refuse(const App *app, Db *db, int64_t staff_id, int64_t production_id,
                  const char *remark, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .staff_id = staff_id,
                        .event = EVENT_REFUSED_BY_REGISTRY,
                        .action = "final.refuse",
                        .reasons = 1U << REASON_REGISTRY,
                        .remark = remark};
    Production production;

    return take(db, &step, production_id, &production, ret_message);
}
