/*
 * Closed-form matting: alpha of the unknown pixels from the colours round them.
 *
 * Method: Levin, Lischinski, Weiss, "A Closed-Form Solution to Natural Image Matting" (2008): in
 * every 3 x 3 window alpha is an affine function of colour. Its quadratic form, plus a small pull
 * towards a prior, is minimised over the unknown pixels by conjugate gradients.
 */
#ifndef LIB_MATTE_CLOSED_FORM_H
#define LIB_MATTE_CLOSED_FORM_H

#include <idphoto/error.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

typedef struct ClosedFormOptions {
    float epsilon;   /* least colour variance of a window, for colours 0..1 */
    int n_steps_max; /* of conjugate gradients */
    float tolerance; /* stop at this residual over the first one */
} ClosedFormOptions;

/*
 * rgb: colours 0..1. unknown: 1 where alpha is wanted, 0 where *alpha already holds it.
 * prior, prior_weight: the pull of each pixel, weight * (alpha - prior)^2; both may be NULL.
 * alpha: in, the known values and a first guess of the others; out, the solution in 0..1.
 * All planes have the same size, at least 3 x 3. *ret_n_steps (may be NULL): steps taken.
 * IDP_E_MEMORY. Scratch is given back.
 */
int closed_form_solve(Arena *arena, const Plane rgb[3], const Plane *unknown, const Plane *prior,
                      const Plane *prior_weight, const ClosedFormOptions *options,
                      const Plane *alpha, int *ret_n_steps, IdpError *error);

#endif
