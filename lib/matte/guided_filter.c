/*
 * Four channels side by side everywhere: (R p, G p, B p, p) going in, (a_R, a_G, a_B, b) coming
 * out, so two box means a run are all the filtering there is. Thread-safe.
 */
#include "lib/matte/guided_filter.h"

#include <idphoto/error.h>

#include "lib/base/simd.h"

enum { N = FIELD_CHANNELS };

static void interleave(const Plane rgb[3], const Field *colours)
{
    for (int y = 0; y < colours->height; y++) {
        float *out = field_row(colours, y);

        for (int x = 0; x < colours->width; x++) {
            for (int c = 0; c < 3; c++)
                out[x * N + c] = plane_row(&rgb[c], y)[x];
            out[x * N + 3] = 1.0f;
        }
    }
}

/* Products of the colours: rr rg rb gg | gb bb 0 0. */
static void multiply_colours(const Field *colours, const Field products[2])
{
    const size_t n = (size_t)colours->width * (size_t)colours->height;

    for (size_t i = 0; i < n; i++) {
        const float *c = colours->values + i * N;
        float *p = products[0].values + i * N, *q = products[1].values + i * N;

        p[0] = c[0] * c[0];
        p[1] = c[0] * c[1];
        p[2] = c[0] * c[2];
        p[3] = c[1] * c[1];
        q[0] = c[1] * c[2];
        q[1] = c[2] * c[2];
        q[2] = q[3] = 0.0f;
    }
}

/* Mean products become, in place, the inverse of covariance + epsilon. */
static void invert_covariances(const Field *mean, const Field products[2], float epsilon)
{
    const size_t n = (size_t)mean->width * (size_t)mean->height;

    for (size_t i = 0; i < n; i++) {
        const float *m = mean->values + i * N;
        float *p = products[0].values + i * N, *q = products[1].values + i * N;
        const float rr = p[0] - m[0] * m[0] + epsilon, rg = p[1] - m[0] * m[1];
        const float rb = p[2] - m[0] * m[2], gg = p[3] - m[1] * m[1] + epsilon;
        const float gb = q[0] - m[1] * m[2], bb = q[1] - m[2] * m[2] + epsilon;
        const float c0 = gg * bb - gb * gb, c1 = gb * rb - rg * bb, c2 = rg * gb - gg * rb;
        const float scale = 1.0f / (rr * c0 + rg * c1 + rb * c2);

        p[0] = c0 * scale;
        p[1] = c1 * scale;
        p[2] = c2 * scale;
        p[3] = (rr * bb - rb * rb) * scale;
        q[0] = (rg * rb - rr * gb) * scale;
        q[1] = (rr * gg - rg * rg) * scale;
    }
}

int guided_filter_new(Arena *arena, const Plane rgb[3], int radius, float epsilon,
                      GuidedFilter *ret_filter)
{
    const int width = rgb[0].width, height = rgb[0].height;
    GuidedFilter filter = {.radius = radius};
    Field products[2];
    ArenaMark mark;

    if (field_new(arena, width, height, &filter.colours) ||
        field_new(arena, width, height, &filter.mean) ||
        field_new(arena, width, height, &filter.inverse[0]) ||
        field_new(arena, width, height, &filter.inverse[1]))
        return IDP_E_MEMORY;
    mark = arena_get_mark(arena);
    if (field_new(arena, width, height, &products[0]) ||
        field_new(arena, width, height, &products[1]))
        return IDP_E_MEMORY;
    interleave(rgb, &filter.colours);
    multiply_colours(&filter.colours, products);
    if (box_mean(arena, &filter.colours, radius, &filter.mean) ||
        box_mean(arena, &products[0], radius, &filter.inverse[0]) ||
        box_mean(arena, &products[1], radius, &filter.inverse[1]))
        return IDP_E_MEMORY;
    invert_covariances(&filter.mean, filter.inverse, epsilon);
    arena_return_to(arena, mark);
    *ret_filter = filter;
    return IDP_OK;
}

/* (R p, G p, B p, p) means become, in place, the coefficients (a_R, a_G, a_B, b). */
static void fit_windows(const GuidedFilter *filter, const Field *moments)
{
    const size_t n = (size_t)moments->width * (size_t)moments->height;

    for (size_t i = 0; i < n; i++) {
        float *v = moments->values + i * N;
        const float *m = filter->mean.values + i * N;
        const float *p = filter->inverse[0].values + i * N;
        const float *q = filter->inverse[1].values + i * N;
        const float r = v[0] - m[0] * v[3], g = v[1] - m[1] * v[3], b = v[2] - m[2] * v[3];
        const float a_r = p[0] * r + p[1] * g + p[2] * b;
        const float a_g = p[1] * r + p[3] * g + q[0] * b;
        const float a_b = p[2] * r + q[0] * g + q[1] * b;

        v[0] = a_r;
        v[1] = a_g;
        v[2] = a_b;
        v[3] -= a_r * m[0] + a_g * m[1] + a_b * m[2];
    }
}

int guided_filter_run(Arena *arena, const GuidedFilter *filter, const Plane *input,
                      const Plane *output)
{
    const ArenaMark mark = arena_get_mark(arena);
    const int width = filter->colours.width, height = filter->colours.height;
    Field moments, means;

    if (field_new(arena, width, height, &moments) || field_new(arena, width, height, &means))
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++) {
        const float *colours = field_row(&filter->colours, y), *p = plane_row(input, y);
        float *out = field_row(&moments, y);

        for (int i = 0; i < width * N; i++)
            out[i] = colours[i] * p[i / N];
    }
    if (box_mean(arena, &moments, filter->radius, &means))
        return IDP_E_MEMORY;
    fit_windows(filter, &means);
    if (box_mean(arena, &means, filter->radius, &moments))
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++) {
        const float *colours = field_row(&filter->colours, y), *a = field_row(&moments, y);
        float *out = plane_row(output, y);

        for (int x = 0; x < width; x++)
            out[x] = a[x * N] * colours[x * N] + a[x * N + 1] * colours[x * N + 1] +
                     a[x * N + 2] * colours[x * N + 2] + a[x * N + 3];
    }
    arena_return_to(arena, mark);
    return IDP_OK;
}
