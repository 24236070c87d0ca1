/* Small pictures with known alpha for the tests of the matte. */
#ifndef TESTS_UNIT_MATTE_SHAPES_H
#define TESTS_UNIT_MATTE_SHAPES_H

#include <math.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

static inline void shapes_new_planes(Arena *arena, int width, int height, Plane *planes, int n)
{
    for (int i = 0; i < n; i++)
        assert_int_equal(plane_new(arena, width, height, &planes[i]), 0);
}

static inline void shapes_fill(const Plane *plane, float value)
{
    for (int y = 0; y < plane->height; y++)
        for (int x = 0; x < plane->width; x++)
            plane_row(plane, y)[x] = value;
}

/* A disc of half the picture's smaller side with a ramp of alpha, soft_px wide, at its edge. */
static inline void shapes_draw_disc(const Plane *alpha, float soft_px)
{
    const float radius =
        0.25f * (float)(alpha->width < alpha->height ? alpha->width : alpha->height);

    for (int y = 0; y < alpha->height; y++) {
        for (int x = 0; x < alpha->width; x++) {
            const float dx = (float)x - 0.5f * (float)alpha->width;
            const float dy = (float)y - 0.5f * (float)alpha->height;
            const float ramp = (radius - sqrtf(dx * dx + dy * dy)) / soft_px + 0.5f;

            plane_row(alpha, y)[x] = fminf(fmaxf(ramp, 0.0f), 1.0f);
        }
    }
}

/* The mixture of two plain colours, each with a slow change across the picture. */
static inline void shapes_mix(const Plane *alpha, const float front[3], const float back[3],
                              const Plane rgb[3])
{
    for (int c = 0; c < 3; c++) {
        for (int y = 0; y < alpha->height; y++) {
            for (int x = 0; x < alpha->width; x++) {
                const float a = plane_row(alpha, y)[x];
                const float slope = 0.1f * ((float)x / (float)alpha->width - 0.5f);

                plane_row(&rgb[c], y)[x] = a * (front[c] + slope) + (1.0f - a) * (back[c] - slope);
            }
        }
    }
}

#endif
