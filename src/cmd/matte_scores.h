/*
 * Scores of an alpha plane against the true one.
 *
 * The picture is split by the true alpha blurred with sigma 6 px: the band, where the blur lies
 * between .02 and .98 (edges and hair, with what is near them); the inside, above; the outside,
 * below.
 */
#ifndef SRC_CMD_MATTE_SCORES_H
#define SRC_CMD_MATTE_SCORES_H

#include "lib/base/arena.h"
#include "lib/base/image.h"

typedef struct MatteScores {
    double band_error;   /* mean absolute difference in the band, percent */
    double sad;          /* sum of absolute differences / 1000 */
    double mse;          /* mean squared difference x 1000 */
    double gradient;     /* sum of squared differences of the gradients (sigma 1.4) / 1000 */
    double inside_leak;  /* alpha below .9, percent of the inside */
    double outside_leak; /* alpha above .1, percent of the outside */
} MatteScores;

/* alpha, truth: 0..1, same size. Scratch is given back. 0 or IDP_E_MEMORY. */
int matte_scores_measure(Arena *arena, const Plane *alpha, const Plane *truth,
                         MatteScores *ret_scores);

#endif
