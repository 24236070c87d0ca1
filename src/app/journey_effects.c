/* Effects, each a few rows. Thread-safe; a connection each. */
#include "src/app/journey_effects.h"

#include <stdio.h>
#include <string.h>

#include "src/app/inbox.h"
#include "src/app/payment.h"
#include "src/store/production.h"
#include "src/store/purchase.h"
#include "src/store/submission.h"

/* --- the order */

static void renew_order(const JourneyStep *step, Purchase *purchase)
{
    purchase->state = PURCHASE_OPEN;
    purchase->amount_fen = step->batch.rules.fee_fen;
    purchase->reference[0] = 0;
    crypt_make_token(purchase->number);
    snprintf(purchase->provider, sizeof purchase->provider, "%s", step->app->payment->name);
}

/*
 * A journey has one order. Who withdraws and confirms another draft finds it as it was: number and
 * amount may be known to a payment service already. One that was closed or refunded begins anew.
 */
static int open_order(Db *db, JourneyStep *step, Message *message)
{
    const int64_t now_ms = clock_now_ms(&step->app->clock);
    Purchase purchase = {.journey_id = step->journey.id, .created_ms = now_ms};
    const int found = store_purchase_find(db, step->journey.id, &purchase, message);

    if (!step->draft_id)
        return status_set(message, STATUS_ARGUMENT, "no draft was chosen");
    if (found && found != STATUS_NOT_FOUND)
        return found;
    if (found || purchase.state != PURCHASE_OPEN)
        renew_order(step, &purchase);
    purchase.draft_id = step->draft_id;
    purchase.changed_ms = now_ms;
    return found ? store_purchase_add(db, &purchase, message)
                 : store_purchase_save(db, &purchase, message);
}

/* --- the submission */

/* The draft that was chosen now, or before it was paid. */
static int submit(Db *db, JourneyStep *step, Message *message)
{
    Purchase purchase = {.draft_id = step->draft_id};
    int64_t id;
    int status = STATUS_OK;

    if (step->event == EVENT_PAID)
        status = store_purchase_find(db, step->journey.id, &purchase, message);
    if (!status)
        status = store_submission_check_draft(db, step->journey.id, purchase.draft_id, message);
    if (status)
        return status;
    return store_submission_add(db, step->journey.id, purchase.draft_id,
                                clock_now_ms(&step->app->clock), &id, message);
}

static int queue_production(Db *db, JourneyStep *step, Message *message)
{
    Submission submission;
    const int status = store_submission_find(db, step->journey.id, &submission, message);

    if (status)
        return status;
    return store_production_add(db, submission.id, clock_now_ms(&step->app->clock), message);
}

static Decision get_decision(JourneyEvent event)
{
    switch (event) {
    case EVENT_WITHDRAWN:
        return DECISION_WITHDRAWN;
    case EVENT_RESET:
        return DECISION_RESET;
    default:
        return DECISION_RETURNED;
    }
}

static int unsubmit(Db *db, JourneyStep *step, Message *message)
{
    Submission submission;
    int status = store_submission_find(db, step->journey.id, &submission, message);

    if (status)
        return status;
    if (step->remark && strlen(step->remark) >= sizeof submission.remark)
        return status_set(message, STATUS_ARGUMENT, "a remark has %d bytes at most",
                          REMARK_BYTES - 1);
    submission.decision = get_decision(step->event);
    submission.decided_by = step->staff_id;
    submission.decided_ms = clock_now_ms(&step->app->clock);
    submission.reasons = step->reasons;
    snprintf(submission.remark, sizeof submission.remark, "%s", step->remark ? step->remark : "");
    status = store_submission_decide(db, &submission, message);
    return status ? status : store_production_drop(db, submission.id, message);
}

/* --- the message */

static int tell(Db *db, JourneyStep *step, Message *message)
{
    static const InboxKind kinds[EVENT_COUNT] = {
        [EVENT_PAID] = INBOX_SUBMITTED,
        [EVENT_APPROVED] = INBOX_APPROVED,
        [EVENT_RETURNED] = INBOX_RETURNED,
        [EVENT_RESET] = INBOX_RESET,
        [EVENT_SAMPLE_READY] = INBOX_SAMPLE_READY,
        [EVENT_FINISHED] = INBOX_FINAL_READY,
        [EVENT_DELIVERED] = INBOX_DELIVERED,
        [EVENT_REFUSED_BY_REGISTRY] = INBOX_REGISTRY_REFUSED,
        [EVENT_NOTICE_CHANGED] = INBOX_NOTICE_CHANGED,
    };
    char reasons[REASONS_TEXT_BYTES], detail[INBOX_DETAIL_BYTES];

    reasons_format(step->reasons, reasons);
    snprintf(detail, sizeof detail, "{\"reasons\":%s}", reasons);
    return inbox_tell(step->app, db, step->journey.id, kinds[step->event],
                      step->reasons ? detail : NULL, message);
}

int journey_effects_run(Db *db, JourneyStep *step, const JourneyRow *row, Message *ret_message)
{
    /* In this order: what is handed in may enter production at once. EFFECT_ERASE is not here: who
     * takes that step has the key store, which is no part of this transaction. */
    static const struct {
        unsigned effect;
        int (*run)(Db *db, JourneyStep *step, Message *message);
    } effects[] = {{EFFECT_OPEN_ORDER, open_order},
                   {EFFECT_UNSUBMIT, unsubmit},
                   {EFFECT_SUBMIT, submit},
                   {EFFECT_QUEUE_PRODUCTION, queue_production},
                   {EFFECT_TELL, tell}};
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < sizeof effects / sizeof effects[0]; i++)
        if (row->effects & effects[i].effect)
            status = effects[i].run(db, step, ret_message);
    return status;
}
