/* Names. Constant data. */
#include "src/model/production.h"

#include <string.h>

static const char *const state_names[PRODUCTION_STATE_COUNT] = {[PRODUCTION_WAITING] = "waiting",
                                                                [PRODUCTION_CLAIMED] = "claimed",
                                                                [PRODUCTION_FINISHED] = "finished",
                                                                [PRODUCTION_RETURNED] = "returned"};

static const char *const hand_names[HAND_REASON_COUNT] = {
    [HAND_BATCH] = "batch",     [HAND_WARNINGS] = "warnings", [HAND_AUDIT] = "audit",
    [HAND_PROBLEM] = "problem", [HAND_MACHINE] = "machine",
};

const char *production_state_get_name(ProductionState state)
{
    return state_names[state];
}

const char *hand_reason_get_name(HandReason reason)
{
    return hand_names[reason];
}

ProductionState production_state_parse(const char *name)
{
    ProductionState state = 0;

    while (state < PRODUCTION_STATE_COUNT && strcmp(state_names[state], name) != 0)
        state++;
    return state;
}

HandReason hand_reason_parse(const char *name)
{
    HandReason reason = HAND_BATCH;

    if (!name)
        return HAND_NONE;
    while (reason < HAND_REASON_COUNT && strcmp(hand_names[reason], name) != 0)
        reason++;
    return reason;
}
