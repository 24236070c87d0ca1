/*
 * Four channels side by side everywhere: (R p, G p, B p, p) going in, (a_R, a_G, a_B, b) coming
 * out, so two box means a run are all the filtering there is. Thread-safe.
 */
#include "lib/matte/guided_filter.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
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

/* The affine functions (a_R, a_G, a_B, b) of all windows, averaged at each pixel. */
static int fit(Arena *arena, const GuidedFilter *filter, const Plane *input, Field *ret_functions)
{
    const int width = filter->colours.width, height = filter->colours.height;
    Field functions, means;

    if (field_new(arena, width, height, &functions) || field_new(arena, width, height, &means))
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++) {
        const float *colours = field_row(&filter->colours, y), *p = plane_row(input, y);
        float *out = field_row(&functions, y);

        for (int x = 0; x < width; x++)
            for (int c = 0; c < N; c++)
                out[x * N + c] = colours[x * N + c] * p[x];
    }
    if (box_mean(arena, &functions, filter->radius, &means))
        return IDP_E_MEMORY;
    fit_windows(filter, &means);
    if (box_mean(arena, &means, filter->radius, &functions))
        return IDP_E_MEMORY;
    *ret_functions = functions;
    return IDP_OK;
}

int guided_filter_run(Arena *arena, const GuidedFilter *filter, const Plane *input,
                      const Plane *output)
{
    const ArenaMark mark = arena_get_mark(arena);
    Field functions;
    const int status = fit(arena, filter, input, &functions);

    for (int y = 0; y < output->height && !status; y++) {
        const float *colours = field_row(&filter->colours, y), *f = field_row(&functions, y);
        float *out = plane_row(output, y);

        for (int x = 0; x < output->width; x++)
            out[x] = f[x * N] * colours[x * N] + f[x * N + 1] * colours[x * N + 1] +
                     f[x * N + 2] * colours[x * N + 2] + f[x * N + 3];
    }
    arena_return_to(arena, mark);
    return status;
}

/* The two small pixels, in one direction, between which a large one lies, and the second's share.
 */
typedef struct Between {
    int first, second;
    float share;
} Between;

static Between find_between(int large, int n_large, int n_small)
{
    const float at = ((float)large + 0.5f) * (float)n_small / (float)n_large - 0.5f;
    const int first = at < 0.0f ? 0 : (int)at;

    return (Between){
        .first = first,
        .second = first + 1 < n_small ? first + 1 : first,
        .share = at < 0.0f ? 0.0f : at - (float)first,
    };
}

/* One row of functions between two rows. */
SIMD_CLONES
static void mix_rows(const float *restrict first, const float *restrict second, float share, int n,
                     float *restrict out)
{
    for (int i = 0; i < n; i++)
        out[i] = first[i] + share * (second[i] - first[i]);
}

/* functions: one row of them at the small size; settled: the sum of alpha over its two rows. */
static void apply_row(const float *functions, const float *settled, const Between *across,
                      const Plane rgb[3], int y, const Plane *output)
{
    const float *red = plane_row(&rgb[0], y), *green = plane_row(&rgb[1], y);
    const float *blue = plane_row(&rgb[2], y);
    float *out = plane_row(output, y);

    for (int x = 0; x < output->width; x++) {
        const Between *at = &across[x];
        const float *f = functions + at->first * N, *g = functions + at->second * N;
        const float sum = settled[at->first] + settled[at->second];
        float v[N];

        if (sum == 0.0f || sum == 4.0f) {
            out[x] = sum * 0.25f;
            continue;
        }
        for (int c = 0; c < N; c++)
            v[c] = f[c] + at->share * (g[c] - f[c]);
        out[x] = range_clamp(v[0] * red[x] + v[1] * green[x] + v[2] * blue[x] + v[3], 0.0f, 1.0f);
    }
}

int guided_filter_enlarge(Arena *arena, const GuidedFilter *filter, const Plane *input,
                          const Plane rgb[3], const Plane *output)
{
    const ArenaMark mark = arena_get_mark(arena);
    Between *across = ARENA_NEW(arena, Between, (size_t)output->width);
    float *row = ARENA_NEW(arena, float, (size_t)input->width *N);
    float *settled = ARENA_NEW(arena, float, (size_t)input->width);
    Field functions;
    int status = across && row && settled ? IDP_OK : IDP_E_MEMORY;

    if (!status)
        status = fit(arena, filter, input, &functions);
    for (int x = 0; x < output->width && !status; x++)
        across[x] = find_between(x, output->width, input->width);
    for (int y = 0; y < output->height && !status; y++) {
        const Between at = find_between(y, output->height, input->height);
        const float *first = plane_row(input, at.first), *second = plane_row(input, at.second);

        mix_rows(field_row(&functions, at.first), field_row(&functions, at.second), at.share,
                 input->width * N, row);
        for (int x = 0; x < input->width; x++)
            settled[x] = first[x] + second[x];
        apply_row(row, settled, across, rgb, y, output);
    }
    arena_return_to(arena, mark);
    return status;
}
