/*
 * Foreground colours: what the person's colour is where the picture shows a mixture.
 *
 * Forte, Pitie, "Approximate Fast Foreground Colour Estimation" (2021): colours of person and
 * background are spread by blurring with alpha as weight, then corrected so that they mix to the
 * picture; twice, first wide, then narrow.
 */
#ifndef LIB_MATTE_FOREGROUND_H
#define LIB_MATTE_FOREGROUND_H

#include "lib/base/arena.h"
#include "lib/base/image.h"

/*
 * rgb: the picture, 0..1; alpha: 0..1. foreground (out): R, G, B 0..255, equal to the picture where
 * alpha is 0 or 1. All planes have one size. IDP_E_MEMORY.
 */
int foreground_estimate(Arena *arena, const Plane rgb[3], const Plane *alpha,
                        const Plane foreground[3]);

#endif
