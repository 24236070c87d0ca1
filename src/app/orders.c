/* Money. Thread-safe; a connection each. */
#include "src/app/orders.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/app/journey_step.h"
#include "src/store/batch.h"
#include "src/store/journey.h"
#include "src/store/student.h"
#include "src/store/submission.h"

/* Zeros if the journey has no student (any more): money may come all the same. */
static int find_batch(Db *db, int64_t journey_id, Batch *ret_batch, Message *message)
{
    Journey journey;
    Student student;
    int status = store_journey_get(db, journey_id, &journey, message);

    *ret_batch = (Batch){0};
    if (status || !journey.student_id)
        return status;
    status = store_student_get(db, journey.student_id, &student, message);
    return status ? status : store_batch_get(db, student.batch_id, ret_batch, message);
}

int orders_get(Db *db, int64_t account_id, Purchase *ret_purchase, Message *ret_message)
{
    Journey journey;
    const int status = store_journey_find(db, account_id, &journey, ret_message);

    return status ? status : store_purchase_find(db, journey.id, ret_purchase, ret_message);
}

/* --- settling */

typedef struct Settlement {
    const App *app;
    const Payment *payment;
    Purchase purchase;
} Settlement;

/* By the order's own provider, by the school at any time, for nothing if the school pays for all.
 */
static int is_payable_by(const Purchase *purchase, const Batch *batch, const Payment *payment)
{
    if (!strcmp(payment->provider, payment_unified.name))
        return batch->is_payment_unified && !payment->amount_fen;
    return payment->amount_fen == purchase->amount_fen &&
           (!strcmp(payment->provider, purchase->provider) ||
            !strcmp(payment->provider, payment_offline.name));
}

static int add_audit(Db *db, const Settlement *settlement, Message *message)
{
    const Payment *payment = settlement->payment;
    char detail[96];
    AuditEntry entry = {.actor = "system", .action = "order.paid", .detail = detail};

    if (payment->staff_id)
        snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, payment->staff_id);
    snprintf(entry.subject, sizeof entry.subject, "order:%" PRId64, settlement->purchase.id);
    snprintf(detail, sizeof detail, "{\"provider\":\"%s\",\"amount_fen\":%" PRId64 "}",
             payment->provider, payment->amount_fen);
    return audit_append(settlement->app, db, &entry, message);
}

/* The order, but not yet the journey. */
static int save(Db *db, Settlement *settlement, Message *message)
{
    const Payment *payment = settlement->payment;
    Purchase *purchase = &settlement->purchase;
    int status;

    purchase->state = PURCHASE_PAID;
    purchase->amount_fen = payment->amount_fen;
    purchase->changed_ms = clock_now_ms(&settlement->app->clock);
    snprintf(purchase->provider, sizeof purchase->provider, "%s", payment->provider);
    snprintf(purchase->reference, sizeof purchase->reference, "%s", payment->reference);
    status = store_purchase_save(db, purchase, message);
    return status ? status : add_audit(db, settlement, message);
}

static int save_with_step(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    (void)row;
    step->journey.is_paid = 1;
    return save(db, step->context, message);
}

/* Who waits to have paid goes on; if the draft was erased meanwhile, to choose another one. */
static int go_on(Db *db, Settlement *settlement, Message *message)
{
    const Purchase *purchase = &settlement->purchase;
    const int gone =
        store_submission_check_draft(db, purchase->journey_id, purchase->draft_id, message);
    JourneyStep step = {.app = settlement->app,
                        .journey_id = purchase->journey_id,
                        .event = gone ? EVENT_WITHDRAWN : EVENT_PAID,
                        .action = gone ? "journey.withdraw" : "journey.paid",
                        .actor = settlement->payment->staff_id ? NULL : "system",
                        .staff_id = settlement->payment->staff_id,
                        .prepare = save_with_step,
                        .context = settlement};

    if (gone && gone != STATUS_NOT_FOUND)
        return gone;
    return journey_step_run(db, &step, message);
}

/* The student is elsewhere: withdrew while the money was on its way, or begins anew. */
static int settle_only(Db *db, Settlement *settlement, Journey *journey, Message *message)
{
    int status = save(db, settlement, message);

    if (status)
        return status;
    journey->is_paid = 1;
    journey->changed_ms = clock_now_ms(&settlement->app->clock);
    return store_journey_save(db, journey, message);
}

static int settle(Db *db, void *context, Message *message)
{
    Settlement *settlement = context;
    const Payment *payment = settlement->payment;
    Purchase *purchase = &settlement->purchase;
    Journey journey;
    Batch batch;
    int status = store_purchase_find_number(db, payment->number, purchase, message);

    if (status)
        return status;
    if (purchase->state != PURCHASE_OPEN) {
        if (!strcmp(purchase->provider, payment->provider) &&
            !strcmp(purchase->reference, payment->reference))
            return STATUS_OK; /* this very payment, told again */
        return status_set(message, STATUS_CONFLICT, "order %" PRId64 " is %s by another payment",
                          purchase->id, purchase_state_get_name(purchase->state));
    }
    status = find_batch(db, purchase->journey_id, &batch, message);
    if (status)
        return status;
    if (!is_payable_by(purchase, &batch, payment))
        return status_set(message, STATUS_DENIED,
                          "order %" PRId64 " of %" PRId64 " fen by %s: %" PRId64 " fen came by %s",
                          purchase->id, purchase->amount_fen, purchase->provider,
                          payment->amount_fen, payment->provider);
    status = store_journey_get(db, purchase->journey_id, &journey, message);
    if (status)
        return status;
    return journey.state == JOURNEY_PAYMENT ? go_on(db, settlement, message)
                                            : settle_only(db, settlement, &journey, message);
}

int orders_settle(const App *app, Db *db, const Payment *payment, Message *ret_message)
{
    Settlement settlement = {.app = app, .payment = payment};

    return db_transact(db, settle, &settlement, ret_message);
}

/* --- the ways there */

static const PaymentProvider *choose_provider(const App *app, const Purchase *purchase,
                                              const Batch *batch)
{
    if (batch->is_payment_unified)
        return &payment_unified;
    return !strcmp(purchase->provider, app->payment->name) ? app->payment : &payment_offline;
}

int orders_pay(const App *app, Db *db, int64_t account_id, Purchase *ret_purchase,
               char ret_ticket[PAYMENT_TICKET_BYTES], Message *ret_message)
{
    const PaymentProvider *provider;
    Payment payment;
    Batch batch;
    int status = orders_get(db, account_id, ret_purchase, ret_message);

    ret_ticket[0] = 0;
    if (status || ret_purchase->state != PURCHASE_OPEN)
        return status;
    status = find_batch(db, ret_purchase->journey_id, &batch, ret_message);
    if (status)
        return status;
    provider = choose_provider(app, ret_purchase, &batch);
    status = provider->query(provider->context, ret_purchase, &payment, ret_message);
    if (status == STATUS_NOT_FOUND)
        return provider->create(provider->context, ret_purchase, ret_ticket, ret_message);
    if (!status)
        status = orders_settle(app, db, &payment, ret_message);
    return status ? status : store_purchase_get(db, ret_purchase->id, ret_purchase, ret_message);
}

static int is_receipt(const char *text)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-";
    const size_t length = strlen(text);

    return length && length <= RECEIPT_MAX && strspn(text, characters) == length;
}

int orders_take(const App *app, Db *db, int64_t staff_id, int64_t purchase_id, const char *receipt,
                int64_t amount_fen, Message *ret_message)
{
    Payment payment = {.amount_fen = amount_fen, .staff_id = staff_id};
    Purchase purchase;
    Batch batch;
    int status;

    if (!is_receipt(receipt))
        return status_set(ret_message, STATUS_ARGUMENT,
                          "a receipt's number has 1 to %d letters, digits and hyphens",
                          RECEIPT_MAX);
    status = store_purchase_get(db, purchase_id, &purchase, ret_message);
    if (!status)
        status = find_batch(db, purchase.journey_id, &batch, ret_message);
    if (status)
        return status;
    snprintf(payment.number, sizeof payment.number, "%s", purchase.number);
    snprintf(payment.provider, sizeof payment.provider, "%s", payment_offline.name);
    snprintf(payment.reference, sizeof payment.reference, "%" PRId64 "/%s", batch.school_id,
             receipt);
    return orders_settle(app, db, &payment, ret_message);
}
