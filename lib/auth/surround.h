/*
 * What a screen or print shows of itself besides its texture: straight edges round the face, and
 * patches of light mirrored by glass or glossy paper. Both also occur in honest photographs (doors,
 * windows, sweat), so both only add to other signals.
 */
#ifndef LIB_AUTH_SURROUND_H
#define LIB_AUTH_SURROUND_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

typedef struct Surround {
    double border_sides; /* 0..4: how far left, right, upper and lower side each are one straight
                            edge between the face and the margin of the picture */
    Rect border;         /* between the best edges, working px */
    double glare_ratio;  /* share of the face in blown colourless patches, 0..1; NaN without face */
} Surround;

/* face NULL: edges are sought round the middle of the picture. IDP_E_MEMORY. Thread-safe; scratch
 * is given back. */
int surround_measure(Arena *arena, const RgbImage *image, const Face *face, Surround *ret_surround);

#endif
