/*
 * The wide pass runs at a quarter of the size, as nothing of its result is finer. Thread-safe.
 */
#include "lib/matte/foreground.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"
#include "lib/matte/box.h"

enum { N = FIELD_CHANNELS, SHRINK = 4 };

/* Radii of the blurs over the picture's longer side; 90 and 6 px of 1000 in the paper. */
static const double wide_ratio = 0.09, narrow_ratio = 0.006;

/* Person and background, each as weighted colours and the weight: (w R, w G, w B, w). */
typedef struct Layers {
    Field person;
    Field background;
} Layers;

static int layers_new(Arena *arena, int width, int height, Layers *ret_layers)
{
    return field_new(arena, width, height, &ret_layers->person) ||
                   field_new(arena, width, height, &ret_layers->background)
               ? IDP_E_MEMORY
               : IDP_OK;
}

static int layers_blur(Arena *arena, const Layers *layers, int radius, const Layers *ret_layers)
{
    return box_mean(arena, &layers->person, radius, &ret_layers->person) ||
                   box_mean(arena, &layers->background, radius, &ret_layers->background)
               ? IDP_E_MEMORY
               : IDP_OK;
}

/* Means of the picture's cells, weighted by alpha and by 1 - alpha. */
static void shrink(const Plane rgb[3], const Plane *alpha, const Layers *layers)
{
    const int width = layers->person.width, height = layers->person.height;

    for (int y = 0; y < height * SHRINK && y < alpha->height; y++) {
        float *person = field_row(&layers->person, y / SHRINK);
        float *background = field_row(&layers->background, y / SHRINK);

        if (y % SHRINK == 0)
            for (int i = 0; i < width * N; i++)
                person[i] = background[i] = 0.0f;
        for (int x = 0; x < alpha->width; x++) {
            const float a = plane_row(alpha, y)[x];
            const int at = x / SHRINK * N;

            for (int c = 0; c < 3; c++) {
                person[at + c] += a * plane_row(&rgb[c], y)[x];
                background[at + c] += (1.0f - a) * plane_row(&rgb[c], y)[x];
            }
            person[at + 3] += a;
            background[at + 3] += 1.0f - a;
        }
    }
}

/* F and B of the mixture I = a F + (1 - a) B, near the blurred F and B. */
static inline void correct(const float person[N], const float background[N], const float colour[3],
                           float a, float ret_f[3], float ret_b[3])
{
    const float person_share = 1.0f / (person[3] + 1e-5f);
    const float background_share = 1.0f / (background[3] + 1e-5f);

    for (int c = 0; c < 3; c++) {
        const float f = person[c] * person_share, b = background[c] * background_share;
        const float error = colour[c] - a * f - (1.0f - a) * b;

        ret_f[c] = fminf(fmaxf(f + a * error, 0.0f), 1.0f);
        ret_b[c] = fminf(fmaxf(b + (1.0f - a) * error, 0.0f), 1.0f);
    }
}

/* The layers at full size with the colours of the wide pass. */
SIMD_CLONES
static void spread(const Plane rgb[3], const Plane *alpha, const Layers *wide, const Layers *layers)
{
    for (int y = 0; y < alpha->height; y++) {
        const float *person = field_row(&wide->person, y / SHRINK);
        const float *background = field_row(&wide->background, y / SHRINK);
        float *out_person = field_row(&layers->person, y);
        float *out_background = field_row(&layers->background, y);

        for (int x = 0; x < alpha->width; x++) {
            const float a = plane_row(alpha, y)[x];
            const float colour[3] = {plane_row(&rgb[0], y)[x], plane_row(&rgb[1], y)[x],
                                     plane_row(&rgb[2], y)[x]};
            float f[3], b[3];

            correct(person + x / SHRINK * N, background + x / SHRINK * N, colour, a, f, b);
            for (int c = 0; c < 3; c++) {
                out_person[x * N + c] = a * f[c];
                out_background[x * N + c] = (1.0f - a) * b[c];
            }
            out_person[x * N + 3] = a;
            out_background[x * N + 3] = 1.0f - a;
        }
    }
}

SIMD_CLONES
static void finish(const Plane rgb[3], const Plane *alpha, const Layers *narrow,
                   const Plane foreground[3])
{
    for (int y = 0; y < alpha->height; y++) {
        const float *person = field_row(&narrow->person, y);
        const float *background = field_row(&narrow->background, y);

        for (int x = 0; x < alpha->width; x++) {
            const float colour[3] = {plane_row(&rgb[0], y)[x], plane_row(&rgb[1], y)[x],
                                     plane_row(&rgb[2], y)[x]};
            float f[3], b[3];

            correct(person + x * N, background + x * N, colour, plane_row(alpha, y)[x], f, b);
            for (int c = 0; c < 3; c++)
                plane_row(&foreground[c], y)[x] = 255.0f * f[c];
        }
    }
}

int foreground_estimate(Arena *arena, const Plane rgb[3], const Plane *alpha,
                        const Plane foreground[3])
{
    const int width = alpha->width, height = alpha->height;
    const int small_width = (width + SHRINK - 1) / SHRINK;
    const int small_height = (height + SHRINK - 1) / SHRINK;
    const double side = width > height ? width : height;
    const int wide_radius = (int)fmax(1.0, wide_ratio * side / SHRINK);
    const int narrow_radius = (int)fmax(1.0, narrow_ratio * side + 0.5);
    Layers small, wide, layers, narrow;
    const ArenaMark mark = arena_get_mark(arena);

    if (layers_new(arena, small_width, small_height, &small) ||
        layers_new(arena, small_width, small_height, &wide) ||
        layers_new(arena, width, height, &layers) || layers_new(arena, width, height, &narrow))
        return IDP_E_MEMORY;
    shrink(rgb, alpha, &small);
    if (layers_blur(arena, &small, wide_radius, &wide))
        return IDP_E_MEMORY;
    spread(rgb, alpha, &wide, &layers);
    if (layers_blur(arena, &layers, narrow_radius, &narrow))
        return IDP_E_MEMORY;
    finish(rgb, alpha, &narrow, foreground);
    arena_return_to(arena, mark);
    return IDP_OK;
}
