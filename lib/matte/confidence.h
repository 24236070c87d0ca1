/* Measures of how far a matte can be trusted: rule P31. */
#ifndef LIB_MATTE_CONFIDENCE_H
#define LIB_MATTE_CONFIDENCE_H

#include "lib/base/image.h"

/* Area with alpha in (.1, .9) over the area with alpha above .5; 0 if there is none. */
float confidence_get_unsure_ratio(const Plane *alpha);

/*
 * How much the picture changes where the matte says the person ends: the mean, over all places
 * where alpha passes .5 between neighbours of a row or column, of the greatest channel's difference
 * between the pixels `reach` before and after. rgb: 0..1; so is the result, 0 without such places.
 */
float confidence_get_edge_energy(const Plane rgb[3], const Plane *alpha, int reach);

#endif
