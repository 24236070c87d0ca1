/* Steps. Thread-safe; a connection each. */
#include "src/app/journey_step.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/audit.h"
#include "src/app/journey_effects.h"
#include "src/store/batch.h"
#include "src/store/journey.h"
#include "src/store/student.h"
#include "src/store/video.h"

static int add_audit(Db *db, const JourneyStep *step, Message *message)
{
    char reasons[REASONS_TEXT_BYTES], detail[REASONS_TEXT_BYTES + 16];
    AuditEntry entry = {.action = step->action, .detail = step->reasons ? detail : NULL};

    reasons_format(step->reasons, reasons);
    snprintf(detail, sizeof detail, "{\"reasons\":%s}", reasons);
    if (step->actor)
        snprintf(entry.actor, sizeof entry.actor, "%s", step->actor);
    else if (step->staff_id)
        snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, step->staff_id);
    else
        snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, step->account_id);
    snprintf(entry.subject, sizeof entry.subject, "journey:%" PRId64, step->journey.id);
    return audit_append(step->app, db, &entry, message);
}

static int find_or_begin(Db *db, JourneyStep *step, Message *message)
{
    const int64_t now_ms = clock_now_ms(&step->app->clock);
    int status;

    if (step->journey_id) {
        status = store_journey_get(db, step->journey_id, &step->journey, message);
        if (!status)
            step->account_id = step->journey.account_id;
        return status;
    }
    status = store_journey_find(db, step->account_id, &step->journey, message);
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

static int get_facts(Db *db, const JourneyStep *step, JourneyFacts *ret_facts, Message *message)
{
    const Journey *journey = &step->journey;
    int has_watched = 0;
    const int status = store_viewing_is_finished(db, step->account_id, &has_watched, message);

    *ret_facts = (JourneyFacts){.is_settled = journey->is_paid || step->batch.is_payment_unified ||
                                              !step->batch.rules.fee_fen,
                                .has_review = step->batch.has_school_review,
                                .is_prepared = journey->precautions_id &&
                                               journey->requirements_id && has_watched,
                                .has_watched = has_watched};
    return status;
}

int journey_step_run(Db *db, JourneyStep *step, Message *ret_message)
{
    Journey *journey = &step->journey;
    const JourneyRow *row;
    JourneyFacts facts;
    int status = load(db, step, ret_message);

    if (!status)
        status = get_facts(db, step, &facts, ret_message);
    if (status)
        return status;
    row = journey_find(journey->state, step->event, &facts);
    if (!row && step->is_repeat && journey->state != JOURNEY_CONSENT && step->is_repeat(db, step))
        return STATUS_OK; /* consent withdrawn: nothing that went before holds any more */
    if (!row)
        return status_set(ret_message, STATUS_CONFLICT, "%s is not allowed in the state %s",
                          step->action, journey_state_get_name(journey->state));
    status = step->prepare ? step->prepare(db, step, row, ret_message) : STATUS_OK;
    if (status)
        return status;
    journey->state = row->next;
    journey->changed_ms = clock_now_ms(&step->app->clock);
    /* First of all: of two at once, one is undone here and run again, instead of meeting the rows
     * that the other's effects have added. */
    status = store_journey_save(db, journey, ret_message);
    if (!status)
        status = journey_effects_run(db, step, row, ret_message);
    return status ? status : add_audit(db, step, ret_message);
}

static int run(Db *db, void *context, Message *message)
{
    return journey_step_run(db, context, message);
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
