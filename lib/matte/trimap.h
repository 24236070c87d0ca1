/* Trimap: from a probability of the person to sure person, sure background and the rest. */
#ifndef LIB_MATTE_TRIMAP_H
#define LIB_MATTE_TRIMAP_H

#include "lib/base/arena.h"
#include "lib/base/image.h"

typedef struct TrimapOptions {
    float person_min;      /* probabilities from here on are person */
    float background_max;  /* probabilities up to here are background */
    int person_erosion_px; /* square, radius */
    int hair_erosion_px;   /* the same for the rows above hair_end_y, where the hair is */
    int hair_end_y;
    int background_erosion_px;
} TrimapOptions;

/*
 * *ret_unknown: 1 where unknown, else 0; *ret_alpha: 1 for sure person, 0 for sure background, the
 * probability where unknown. Both from the arena, of the size of probability. IDP_E_MEMORY.
 */
int trimap_make(Arena *arena, const Plane *probability, const TrimapOptions *options,
                Plane *ret_unknown, Plane *ret_alpha);

#endif
