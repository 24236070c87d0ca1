/*
 * Pictures in memory, all of them borrowed from an arena.
 *
 * RgbImage: 8-bit sRGB, interleaved R G B, rows of stride_bytes.
 * Plane: one float channel, rows of stride floats (a multiple of 16, so rows start aligned).
 * Coordinates: origin top left, x right, y down; a pixel (x, y) covers [x, x+1) x [y, y+1).
 */
#ifndef LIB_BASE_IMAGE_H
#define LIB_BASE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"

typedef struct RgbImage {
    int width, height;
    size_t stride_bytes;
    uint8_t *pixels;
} RgbImage;

typedef struct Plane {
    int width, height;
    size_t stride; /* floats */
    float *values;
} Plane;

/* Four float channels, interleaved, rows of stride floats. One colour and its alpha are one vector.
 */
typedef struct Plane4 {
    int width, height;
    size_t stride; /* floats */
    float *values;
} Plane4;

/* A rectangle in pixels of some picture, not necessarily on its grid or inside it. */
typedef struct Rect {
    double x, y, width, height;
} Rect;

/* 0, or IDP_E_MEMORY. Pixels are not initialised. */
int rgb_image_new(Arena *arena, int width, int height, RgbImage *ret_image);
int plane_new(Arena *arena, int width, int height, Plane *ret_plane);
int plane4_new(Arena *arena, int width, int height, Plane4 *ret_plane);

static inline uint8_t *rgb_image_row(const RgbImage *image, int y)
{
    return image->pixels + (size_t)y * image->stride_bytes;
}

static inline float *plane_row(const Plane *plane, int y)
{
    return plane->values + (size_t)y * plane->stride;
}

static inline float *plane4_row(const Plane4 *plane, int y)
{
    return plane->values + (size_t)y * plane->stride;
}

#endif
