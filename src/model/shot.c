/* Names of states and stages. Constant data. */
#include "src/model/shot.h"

#include <string.h>

static const char *const state_names[SHOT_STATE_COUNT] = {[SHOT_QUEUED] = "queued",
                                                          [SHOT_MAKING] = "making",
                                                          [SHOT_PASSED] = "passed",
                                                          [SHOT_FAILED] = "failed",
                                                          [SHOT_BROKEN] = "broken"};

static const char *const stage_names[SHOT_STAGE_COUNT] = {
    [SHOT_RECEIVED] = "received",         [SHOT_FACE] = "face",
    [SHOT_BACKGROUND] = "background",     [SHOT_CHECKS] = "checks",
    [SHOT_AUTHENTICITY] = "authenticity", [SHOT_ENDED] = "ended"};

const char *shot_state_get_name(ShotState state)
{
    return state_names[state];
}

ShotState shot_state_parse(const char *name)
{
    ShotState state = SHOT_QUEUED;

    while (state < SHOT_STATE_COUNT && strcmp(state_names[state], name) != 0)
        state++;
    return state;
}

const char *shot_stage_get_name(ShotStage stage)
{
    return stage_names[stage];
}

ShotStage shot_stage_parse(const char *name)
{
    ShotStage stage = SHOT_RECEIVED;

    while (name && stage < SHOT_STAGE_COUNT && strcmp(stage_names[stage], name) != 0)
        stage++;
    return stage == SHOT_STAGE_COUNT ? SHOT_RECEIVED : stage;
}
