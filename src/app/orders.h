/*
 * Orders: what a student pays once, whatever happens afterwards.
 *
 * A journey has one order; it is opened when a draft is confirmed (journey_effects.c), for the fee
 * of the batch at that time. Everything that says that money came in - a notice of the payment
 * service, its answer to a question, the client that comes back, the school's cashier - ends in
 * orders_settle, which compares order, provider and amount and may be called any number of times.
 * What is paid stays paid: after a return or a reset nothing is asked again.
 */
#ifndef SRC_APP_ORDERS_H
#define SRC_APP_ORDERS_H

#include "src/app/app.h"
#include "src/app/payment.h"
#include "src/store/purchase.h"

enum { RECEIPT_MAX = 32 };

/* The account's order. NOT_FOUND: nothing was ever to be paid. */
int orders_get(Db *db, int64_t account_id, Purchase *ret_purchase, Message *ret_message);

/*
 * For the client, before it pays and when it comes back: asks the provider whether the order is
 * paid and settles it then; else makes what the client needs to pay (JSON; "": it is paid). Waits
 * for the provider; not inside a transaction. NOT_FOUND: there is no order; CONFLICT: it was paid
 * twice; GONE, BUSY: the provider does not answer.
 */
int orders_pay(const App *app, Db *db, int64_t account_id, Purchase *ret_purchase,
               char ret_ticket[PAYMENT_TICKET_BYTES], Message *ret_message);

/*
 * Money came in: the order is paid, and the chosen draft is handed in if the student still waits
 * for that. The same payment again changes nothing. NOT_FOUND: there is no order of that number.
 * DENIED: another amount or another provider than the order's. CONFLICT: it was paid by another
 * payment, or this payment has paid another order: somebody has to give money back.
 */
int orders_settle(const App *app, Db *db, const Payment *payment, Message *ret_message);

/*
 * The school took the money, and wrote a receipt: a number that counts once in a school. receipt: 1
 * to RECEIPT_MAX of A-Z a-z 0-9 and -; else ARGUMENT. The rest as orders_settle.
 */
int orders_take(const App *app, Db *db, int64_t staff_id, int64_t purchase_id, const char *receipt,
                int64_t amount_fen, Message *ret_message);

#endif
