/* Steps. Thread-safe; a connection each. */
#include "src/app/journey_step.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/audit.h"
#include "src/store/batch.h"
#include "src/store/journey.h"
#include "src/store/student.h"

static int add_audit(Db *db, const JourneyStep *step, Message *message)
{
    AuditEntry entry = {.action = step->action};

    if (step->actor)
        snprintf(entry.actor, sizeof entry.actor, "%s", step->actor);
    else
        snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, step->account_id);
    snprintf(entry.subject, sizeof entry.subject, "journey:%" PRId64, step->journey.id);
    return audit_append(step->app, db, &entry, message);
}

static int find_or_begin(Db *db, JourneyStep *step, Message *message)
{
    const int64_t now_ms = clock_now_ms(&step->app->clock);
    const int status = store_journey_find(db, step->account_id, &step->journey, message);

    if (status != STATUS_NOT_FOUND)
        return status;
    step->journey = (Journey){.account_id = step->account_id,
                              .state = JOURNEY_CONSENT,
                              .wants_messages = -1,
                              .created_ms = now_ms,
                              .changed_ms = now_ms};
    return store_journey_add(db, &step->journey, message);
}

static int load(Db *db, JourneyStep *step, Message *message)
{
    int status = find_or_begin(db, step, message);

    step->student = (Student){0};
    step->batch = (Batch){0};
    if (status || !step->journey.student_id)
        return status;
    status = store_student_get(db, step->journey.student_id, &step->student, message);
    return status ? status : store_batch_get(db, step->student.batch_id, &step->batch, message);
}

static JourneyFacts get_facts(const JourneyStep *step)
{
    const Journey *journey = &step->journey;

    return (JourneyFacts){.is_settled = journey->is_paid || step->batch.is_payment_unified,
                          .has_review = step->batch.has_school_review,
                          .is_prepared = journey->precautions_id && journey->requirements_id};
}

static int run(Db *db, void *context, Message *message)
{
    JourneyStep *step = context;
    Journey *journey = &step->journey;
    const JourneyRow *row;
    JourneyFacts facts;
    int status = load(db, step, message);

    if (status)
        return status;
    facts = get_facts(step);
    row = journey_find(journey->state, step->event, &facts);
    if (!row)
        return status_set(message, STATUS_CONFLICT, "%s is not allowed in the state %s",
                          step->action, journey_state_get_name(journey->state));
    status = step->prepare ? step->prepare(db, step, row, message) : STATUS_OK;
    if (status)
        return status;
    journey->state = row->next;
    journey->changed_ms = clock_now_ms(&step->app->clock);
    status = store_journey_save(db, journey, message);
    return status ? status : add_audit(db, step, message);
}

int journey_step_take(Db *db, JourneyStep *step, Message *ret_message)
{
    return db_transact(db, run, step, ret_message);
}

static int run_load(Db *db, void *context, Message *message)
{
    return load(db, context, message);
}

int journey_step_load(Db *db, JourneyStep *step, Message *ret_message)
{
    return db_transact(db, run_load, step, ret_message);
}
