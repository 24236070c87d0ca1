/*
 * A network's opinion on whether a face is live: fr_liveness (of the kind of MiniFASNet), which
 * looks at the texture of the face and at what surrounds it.
 */
#ifndef LIB_AUTH_LIVENESS_H
#define LIB_AUTH_LIVENESS_H

#include "lib/base/arena.h"
#include "lib/face/face.h"
#include "lib/infer/infer.h"

extern const ModelSpec LIVENESS_SPEC;

typedef struct Liveness {
    double live;       /* probability of a live face, 0..1: the mean of the views asked */
    double confidence; /* 0..1: lower where the picture has no room for the wide view */
} Liveness;

/*
 * Asks the network about the face with its surroundings and, unless that convinces, the face alone.
 * IDP_E_MEMORY, IDP_E_MODEL. Thread-safe; scratch is given back.
 */
int liveness_measure(const Model *model, Arena *arena, const RgbImage *image, const Face *face,
                     Liveness *ret_liveness, IdpError *error);

#endif
