/* Whether an eye is closed, as a network of its own sees it. */
#ifndef LIB_FACE_EYE_STATE_H
#define LIB_FACE_EYE_STATE_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

extern const ModelSpec EYE_STATE_SPEC;

/*
 * Fills eye_closed of the face from its eye contours. IDP_E_MEMORY, IDP_E_MODEL. Thread-safe;
 * scratch is given back.
 */
int eye_state_run(const Model *model, Arena *arena, const RgbImage *image, Face *face,
                  IdpError *error);

#endif
