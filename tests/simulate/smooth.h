/*
 * What beauty filters do to the skin, and only to it: for tests and calibration. Skin is what has
 * the colour of the cheeks inside the given face, but for eyes, brows and lips.
 */
#ifndef TESTS_SIMULATE_SMOOTH_H
#define TESTS_SIMULATE_SMOOTH_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

typedef enum SmoothKind {
    SMOOTH_GAUSSIAN,  /* plain blur */
    SMOOTH_BILATERAL, /* edges stay (C. Tomasi, R. Manduchi, 1998) */
    SMOOTH_GUIDED,    /* the same by local linear models (K. He et al., 2010) */
    SMOOTH_KIND_COUNT
} SmoothKind;

const char *smooth_get_name(SmoothKind kind);
SmoothKind smooth_find(const char *name);

/* strength 0..1: how much of the smoothed skin is mixed in; the reach follows the face's size.
 * In place. IDP_E_MEMORY. */
int smooth_skin(Arena *arena, const RgbImage *image, const Face *face, SmoothKind kind,
                double strength);

#endif
