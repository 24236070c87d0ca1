/* The providers that need no service. Thread-safe: constant. */
#include "src/app/payment.h"

#include <stdio.h>

static int create_nothing(void *context, const Purchase *purchase,
                          char ret_ticket[PAYMENT_TICKET_BYTES], Message *ret_message)
{
    (void)context, (void)purchase, (void)ret_message;
    snprintf(ret_ticket, PAYMENT_TICKET_BYTES, "{}");
    return STATUS_OK;
}

static int find_nothing(void *context, const Purchase *purchase, Payment *ret_payment,
                        Message *ret_message)
{
    (void)context, (void)purchase, (void)ret_payment;
    return status_set(ret_message, STATUS_NOT_FOUND, "the school has recorded no payment");
}

static int find_unified(void *context, const Purchase *purchase, Payment *ret_payment,
                        Message *ret_message)
{
    (void)context, (void)ret_message;
    *ret_payment = (Payment){.amount_fen = 0};
    snprintf(ret_payment->number, sizeof ret_payment->number, "%s", purchase->number);
    snprintf(ret_payment->provider, sizeof ret_payment->provider, "%s", payment_unified.name);
    snprintf(ret_payment->reference, sizeof ret_payment->reference, "%s", purchase->number);
    return STATUS_OK;
}

const PaymentProvider payment_offline = {"offline", NULL, create_nothing, find_nothing};
const PaymentProvider payment_unified = {"unified", NULL, create_nothing, find_unified};
