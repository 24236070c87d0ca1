/*
 * Pieces of the picture as floats, at any size: the network's views and the colours of the region.
 */
#ifndef LIB_MATTE_SAMPLE_H
#define LIB_MATTE_SAMPLE_H

#include "lib/base/arena.h"
#include "lib/base/image.h"

/*
 * Resamples rect of the image, which may reach outside (black), to width x height pixels of R G B
 * side by side, 0..1. Each is the mean over its cell, or over one source pixel's extent where the
 * cell is smaller: the area when shrinking, linear interpolation when growing. Scratch is given
 * back. IDP_E_MEMORY.
 */
int sample_rgb(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
               float *ret_pixels);

/* The same into three planes of one size; edges are replicated if rect and image share columns. */
int sample_planes(Arena *arena, const RgbImage *image, Rect rect, const Plane planes[3]);

#endif
