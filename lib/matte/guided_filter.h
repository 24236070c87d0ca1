/*
 * Guided filter with a colour guide: smooths a plane along the edges of a picture.
 *
 * He, Sun, Tang, "Guided Image Filtering" (2013): in every window the output is an affine function
 * of the colour, fitted to the input by least squares with the ridge epsilon. What depends on the
 * picture alone is made once and serves any number of inputs.
 */
#ifndef LIB_MATTE_GUIDED_FILTER_H
#define LIB_MATTE_GUIDED_FILTER_H

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/matte/box.h"

typedef struct GuidedFilter {
    int radius;
    Field colours;    /* R G B 1 */
    Field mean;       /* of the windows: R G B - */
    Field inverse[2]; /* of the windows' covariance + epsilon: rr rg rb gg | gb bb - - */
} GuidedFilter;

/* rgb: 0..1. The filter lives in the arena. IDP_E_MEMORY. */
int guided_filter_new(Arena *arena, const Plane rgb[3], int radius, float epsilon,
                      GuidedFilter *ret_filter);

/* output may be input. Scratch is given back. IDP_E_MEMORY. */
int guided_filter_run(Arena *arena, const GuidedFilter *filter, const Plane *input,
                      const Plane *output);

/*
 * Brings input, of the guide's size, to the size of rgb, about twice as large: the affine functions
 * fitted at the small size are applied to the large picture's colours ("Fast Guided Filter", 2015).
 * Where the input is all 0 or all 1 so is the output, which else is cut to 0..1. Scratch is given
 * back. IDP_E_MEMORY.
 */
int guided_filter_enlarge(Arena *arena, const GuidedFilter *filter, const Plane *input,
                          const Plane rgb[3], const Plane *output);

#endif
