/* A picture as a few mean values: what fingerprints and comparisons of whole pictures start from.
 */
#ifndef LIB_AUTH_GRID_H
#define LIB_AUTH_GRID_H

#include "lib/base/image.h"

/*
 * Mean luma (BT.601, 0..255) of side x side cells of a rectangle of the picture, row by row. At
 * most 6 x 6 pixels spread over a cell are looked at; pixels outside repeat the edge.
 * Thread-safe.
 */
void grid_fill(const RgbImage *image, Rect rect, int side, float *ret_grid);

/* The correlation of two grids of n values, -1..1; 0 where one of them is flat. */
double grid_correlate(const float *a, const float *b, int n);

#endif
