/* What a step changes besides the state (EFFECT_* of src/model/journey.h). For journey_step.c. */
#ifndef SRC_APP_JOURNEY_EFFECTS_H
#define SRC_APP_JOURNEY_EFFECTS_H

#include "src/app/journey_step.h"

/*
 * Carries out the effects of the row, in the step's transaction, after its journey is saved.
 * ARGUMENT: a draft was confirmed, and none was chosen. NOT_FOUND: the draft or the submission that
 * the effect is about is not there. CONFLICT: it has ended before.
 */
int journey_effects_run(Db *db, JourneyStep *step, const JourneyRow *row, Message *ret_message);

#endif
