/*
 * Whether skin was smoothed (A02): its fine detail against that of the eyes and against its own
 * shading, both of which beauty filters spare.
 *
 * Make-up, youth, soft light and heavy compression look alike: advisory only.
 */
#ifndef LIB_AUTH_BEAUTIFY_H
#define LIB_AUTH_BEAUTIFY_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

typedef struct Beautify {
    double skin_eyes;  /* log2 of the fine detail of the skin over that of the eyes */
    double skin_bands; /* log2 of the middle detail of the cheeks over their coarse detail */
    double confidence; /* 0..1: by the size of the face; where it is too small both are NaN */
    Rect cheek;        /* where, working px */
} Beautify;

/* Thread-safe. */
Beautify beautify_measure(const RgbImage *image, const Face *face);

#endif
