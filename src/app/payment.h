/*
 * Ways to pay: one interface for what asks a payment service.
 *
 * A provider never decides that an order is paid; it says what its service says, and orders_settle
 * (orders.h) compares and decides. Its functions may wait for the network, so they are called
 * outside of transactions. Thread-safe.
 */
#ifndef SRC_APP_PAYMENT_H
#define SRC_APP_PAYMENT_H

#include "src/base/status.h"
#include "src/model/submission.h"

/* Money that came in, as a notice, an answer to a question or the school's cashier tells it. */
typedef struct Payment {
    char number[CRYPT_TOKEN_BYTES]; /* of the order */
    char provider[PROVIDER_BYTES];
    char reference[PAYMENT_REFERENCE_BYTES]; /* of the transaction: pays one order only */
    int64_t amount_fen;
    int64_t staff_id; /* who took it; 0: a service */
} Payment;

enum { PAYMENT_TICKET_BYTES = 2048 };

typedef struct PaymentProvider {
    const char *name; /* stored with the order; stable */
    void *context;
    /* What the client needs to pay the order, as JSON. GONE, BUSY: the service does not answer. */
    int (*create)(void *context, const Purchase *purchase, char ret_ticket[PAYMENT_TICKET_BYTES],
                  Message *ret_message);
    /* NOT_FOUND: not paid so far. GONE, BUSY. */
    int (*query)(void *context, const Purchase *purchase, Payment *ret_payment,
                 Message *ret_message);
} PaymentProvider;

/* Students pay at their school, which records it (orders_take): the ticket says so. */
extern const PaymentProvider payment_offline;

/* The school pays for all: every order is settled, for nothing. Of orders that were opened before
 * the batch was set so. */
extern const PaymentProvider payment_unified;

#endif
