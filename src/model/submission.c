/* Names. Thread-safe: constant. */
#include "src/model/submission.h"

#include <string.h>

static const char *const decision_names[DECISION_COUNT] = {[DECISION_NONE] = "",
                                                           [DECISION_APPROVED] = "approved",
                                                           [DECISION_RETURNED] = "returned",
                                                           [DECISION_WITHDRAWN] = "withdrawn",
                                                           [DECISION_RESET] = "reset"};

static const char *const state_names[PURCHASE_STATE_COUNT] = {[PURCHASE_OPEN] = "open",
                                                              [PURCHASE_PAID] = "paid",
                                                              [PURCHASE_CLOSED] = "closed",
                                                              [PURCHASE_REFUNDED] = "refunded"};

const char *decision_get_name(Decision decision)
{
    return decision_names[decision];
}

const char *purchase_state_get_name(PurchaseState state)
{
    return state_names[state];
}

Decision decision_parse(const char *name)
{
    Decision decision = 0;

    while (decision < DECISION_COUNT && strcmp(decision_names[decision], name) != 0)
        decision++;
    return decision;
}

PurchaseState purchase_state_parse(const char *name)
{
    PurchaseState state = 0;

    while (state < PURCHASE_STATE_COUNT && strcmp(state_names[state], name) != 0)
        state++;
    return state;
}
