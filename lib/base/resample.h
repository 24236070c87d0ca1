/*
 * Resampling of pictures.
 *
 * warp: a small network input from any affine grid on a picture (crop, rotation, mirror,
 * padding). plane_resize: separable filtering of a float plane from a rectangle of the source to a
 * new size.
 */
#ifndef LIB_BASE_RESAMPLE_H
#define LIB_BASE_RESAMPLE_H

#include "lib/base/arena.h"
#include "lib/base/image.h"

/* Maps output pixel centres to source coordinates: x' = xx*x + xy*y + x0, y' = yx*x + yy*y + y0. */
typedef struct Affine {
    double xx, xy, x0;
    double yx, yy, y0;
} Affine;

/* The grid that fills width x height from a rectangle of the source; mirrored left to right if
 * asked. */
Affine affine_from_rect(Rect rect, int width, int height, int is_mirrored);

/* The grid that fills size x size from a square of the source, turned by angle_rad clockwise. */
Affine affine_from_square(double centre_x, double centre_y, double side, double angle_rad,
                          int size);

typedef enum WarpBorder {
    WARP_BORDER_BLACK,    /* outside the source: 0 */
    WARP_BORDER_REPLICATE /* outside the source: the nearest pixel */
} WarpBorder;

/* How pixel values 0..255 become network inputs: value * gain + offset, R G B interleaved (NHWC).
 */
typedef struct TensorRange {
    float gain;
    float offset;
} TensorRange;

/*
 * Fills ret_tensor[height][width][3]. Bilinear; where the grid is coarser than the source, each
 * output is the mean of samples spread over its cell, so nothing aliases. That costs the square of
 * the shrink: shrink the picture first (rgb_image_shrink) where it is more than 2.
 */
void warp_rgb_to_tensor(const RgbImage *source, const Affine *grid, WarpBorder border,
                        TensorRange range, int width, int height, float *ret_tensor);

/*
 * Mean of factor x factor pixels (factor >= 1; the last row and column of blocks may be smaller).
 * For factor 1 the result is the source itself. IDP_E_MEMORY.
 */
int rgb_image_shrink(Arena *arena, const RgbImage *source, int factor, RgbImage *ret_image);

/* Bilinear value of a plane at source coordinates (pixel centres at .5), edges replicated. */
float plane_sample(const Plane *plane, double x, double y);

typedef enum ResizeKernel {
    RESIZE_TRIANGLE, /* linear: interpolation when growing, tent filter when shrinking */
    RESIZE_LANCZOS3  /* sharper, with overshoot: clamp the result to its range */
} ResizeKernel;

/*
 * Resamples rect of source (which may reach outside: edges are replicated) to a new plane of
 * width x height. Kernels widen when shrinking. IDP_E_MEMORY. Scratch is given back.
 */
int plane_resize(Arena *arena, const Plane *source, Rect rect, int width, int height,
                 ResizeKernel kernel, Plane *ret_plane);

/* The same for four channels at once, which costs little more than one. */
int plane4_resize(Arena *arena, const Plane4 *source, Rect rect, int width, int height,
                  ResizeKernel kernel, Plane4 *ret_plane);

#endif
