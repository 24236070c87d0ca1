/* Drawing on pictures: lines, outlines, filled boxes and masks, with soft edges. Pure functions. */
#ifndef LIB_COMPOSE_DRAW_H
#define LIB_COMPOSE_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/report.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

/* A copy of the picture. IDP_E_MEMORY. */
int draw_copy(Arena *arena, const RgbImage *source, RgbImage *ret_image);

/* Lays the colour over the pixel; cover: 0..1. */
static inline void draw_mix(uint8_t *pixel, const uint8_t colour[3], float cover)
{
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)((float)pixel[c] + cover * (float)(colour[c] - pixel[c]) + 0.5f);
}

/* Lines reach radius px to either side. Points in pixels of the image; parts outside are cut. */
void draw_line(const RgbImage *image, IdpPoint a, IdpPoint b, double radius,
               const uint8_t colour[3]);
void draw_polygon(const RgbImage *image, const IdpPoint *points, size_t n_points, double radius,
                  const uint8_t colour[3]);
/* The ellipse inside the rectangle. */
void draw_ellipse(const RgbImage *image, const Rect *rect, double radius, const uint8_t colour[3]);

/* Fills the rectangle with round corners. */
void draw_box(const RgbImage *image, const Rect *rect, double corner_px, const uint8_t colour[3]);

/* Lays the colour on where the mask (0..1) covers, its upper left corner at (left, top). */
void draw_mask(const RgbImage *image, const Plane *mask, int left, int top,
               const uint8_t colour[3]);

#endif
