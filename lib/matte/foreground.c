/*
 * The spread colours are smooth, so the narrow pass runs at half the size and the wide one at an
 * eighth; only the last correction, where alpha is between 0 and 1, sees every pixel. Thread-safe.
 */
#include "lib/matte/foreground.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/base/simd.h"
#include "lib/matte/box.h"

enum { N = FIELD_CHANNELS, NARROW_SHRINK = 2, WIDE_SHRINK = 4 }; /* the second from the first */

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

/* Adds to the layers' cells, side x side pixels each, the picture weighted by alpha and the rest.
 */
SIMD_CLONES
static void gather(const Plane rgb[3], const Plane *alpha, int side, const Layers *layers)
{
    const size_t n = (size_t)layers->person.width * (size_t)layers->person.height * (size_t)N;

    memset(layers->person.values, 0, n * sizeof(float));
    memset(layers->background.values, 0, n * sizeof(float));
    for (int y = 0; y < alpha->height; y++) {
        const float *red = plane_row(&rgb[0], y), *green = plane_row(&rgb[1], y);
        const float *blue = plane_row(&rgb[2], y), *weight = plane_row(alpha, y);
        float *person = field_row(&layers->person, y / side);
        float *background = field_row(&layers->background, y / side);

        for (int x = 0; x < alpha->width; x++) {
            const float colour[N] = {red[x], green[x], blue[x], 1.0f};
            const int at = x / side * N;

            for (int c = 0; c < N; c++) {
                person[at + c] += weight[x] * colour[c];
                background[at + c] += (1.0f - weight[x]) * colour[c];
            }
        }
    }
}

/* The same from layers of finer cells. */
static void gather_layers(const Layers *fine, const Layers *layers)
{
    const Field *from[2] = {&fine->person, &fine->background};
    const Field *to[2] = {&layers->person, &layers->background};

    for (int i = 0; i < 2; i++) {
        memset(to[i]->values, 0,
               (size_t)to[i]->width * (size_t)to[i]->height * (size_t)N * sizeof(float));
        for (int y = 0; y < from[i]->height; y++)
            for (int x = 0; x < from[i]->width; x++)
                for (int c = 0; c < N; c++)
                    field_row(to[i], y / WIDE_SHRINK)[x / WIDE_SHRINK * N + c] +=
                        field_row(from[i], y)[x * N + c];
    }
}

/* F and B of the mixture I = a F + (1 - a) B, near the spread F and B. */
static inline void correct(const float person[N], const float background[N], const float colour[3],
                           float a, float ret_f[3], float ret_b[3])
{
    const float person_share = 1.0f / (person[3] + 1e-5f);
    const float background_share = 1.0f / (background[3] + 1e-5f);

    for (int c = 0; c < 3; c++) {
        const float f = person[c] * person_share, b = background[c] * background_share;
        const float error = colour[c] - a * f - (1.0f - a) * b;

        ret_f[c] = range_clamp(f + a * error, 0.0f, 1.0f);
        ret_b[c] = range_clamp(b + (1.0f - a) * error, 0.0f, 1.0f);
    }
}

/* The layers' own colours give way to those spread by the wide pass, corrected. */
SIMD_CLONES
static void spread(const Layers *wide, const Layers *layers)
{
    for (int y = 0; y < layers->person.height; y++) {
        const float *wide_person = field_row(&wide->person, y / WIDE_SHRINK);
        const float *wide_background = field_row(&wide->background, y / WIDE_SHRINK);
        float *person = field_row(&layers->person, y);
        float *background = field_row(&layers->background, y);

        for (int x = 0; x < layers->person.width; x++) {
            float *p = person + x * N, *q = background + x * N;
            const float share = 1.0f / (p[3] + q[3]), a = p[3] * share;
            const float colour[3] = {(p[0] + q[0]) * share, (p[1] + q[1]) * share,
                                     (p[2] + q[2]) * share};
            float f[3], b[3];

            correct(wide_person + x / WIDE_SHRINK * N, wide_background + x / WIDE_SHRINK * N,
                    colour, a, f, b);
            for (int c = 0; c < 3; c++) {
                p[c] = p[3] * f[c];
                q[c] = q[3] * b[c];
            }
        }
    }
}

static void finish(const Plane rgb[3], const Plane *alpha, const Layers *narrow,
                   const Plane foreground[3])
{
    for (int y = 0; y < alpha->height; y++) {
        const float *person = field_row(&narrow->person, y / NARROW_SHRINK);
        const float *background = field_row(&narrow->background, y / NARROW_SHRINK);
        const float *a = plane_row(alpha, y);

        for (int c = 0; c < 3; c++)
            for (int x = 0; x < alpha->width; x++)
                plane_row(&foreground[c], y)[x] = 255.0f * plane_row(&rgb[c], y)[x];
        for (int x = 0; x < alpha->width; x++) {
            const int at = x / NARROW_SHRINK * N;
            const float colour[3] = {plane_row(&rgb[0], y)[x], plane_row(&rgb[1], y)[x],
                                     plane_row(&rgb[2], y)[x]};
            float f[3], b[3];

            if (a[x] == 0.0f || a[x] == 1.0f)
                continue;
            correct(person + at, background + at, colour, a[x], f, b);
            for (int c = 0; c < 3; c++)
                plane_row(&foreground[c], y)[x] = 255.0f * f[c];
        }
    }
}

static int divide_up(int n, int by)
{
    return (n + by - 1) / by;
}

int foreground_estimate(Arena *arena, const Plane rgb[3], const Plane *alpha,
                        const Plane foreground[3])
{
    const ArenaMark mark = arena_get_mark(arena);
    const int width = divide_up(alpha->width, NARROW_SHRINK);
    const int height = divide_up(alpha->height, NARROW_SHRINK);
    const int wide_width = divide_up(width, WIDE_SHRINK);
    const int wide_height = divide_up(height, WIDE_SHRINK);
    const double side = width > height ? width : height;
    const int wide_radius = (int)fmax(1.0, wide_ratio * side / WIDE_SHRINK);
    const int narrow_radius = (int)fmax(1.0, narrow_ratio * side + 0.5);
    Layers layers, narrow, cells, wide;
    int status = layers_new(arena, width, height, &layers) ||
                         layers_new(arena, width, height, &narrow) ||
                         layers_new(arena, wide_width, wide_height, &cells) ||
                         layers_new(arena, wide_width, wide_height, &wide)
                     ? IDP_E_MEMORY
                     : IDP_OK;

    if (!status) {
        gather(rgb, alpha, NARROW_SHRINK, &layers);
        gather_layers(&layers, &cells);
        status = layers_blur(arena, &cells, wide_radius, &wide);
    }
    if (!status) {
        spread(&wide, &layers);
        status = layers_blur(arena, &layers, narrow_radius, &narrow);
    }
    if (!status)
        finish(rgb, alpha, &narrow, foreground);
    arena_return_to(arena, mark);
    return status;
}
