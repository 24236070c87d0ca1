/* Whether one of the two eyes is hidden, for the rule of hair over brows and eyes. */
#ifndef LIB_CHECK_EYE_PAIR_H
#define LIB_CHECK_EYE_PAIR_H

#include "lib/check/scene.h"

typedef struct EyePair {
    double likeness; /* correlation of one eye with the other, mirrored: -1..1 */
    double hidden;   /* score 0..1 that something hangs before one of them */
    int worse;       /* which: 0 left, 1 right */
} EyePair;

/* IDP_E_MEMORY. Scratch is given back. Means nothing behind tinted lenses. */
int eye_pair_compare(const Scene *scene, EyePair *ret_pair);

/* The hidden eye with the cheek below. */
IdpPlace eye_pair_get_place(const Scene *scene, const EyePair *pair);

#endif
