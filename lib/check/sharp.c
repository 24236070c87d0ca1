/*
 * Rule P27: is the face sharp?
 *
 * Blur takes the curvature of edges before their slope: the measure is the ratio of the energies of
 * second derivatives at a fine scale and of first derivatives at twice that scale, over the eyes,
 * brows and lips, which everybody has. It depends neither on contrast nor on exposure. Camera noise
 * and JPEG grain, which have curvature and no slope, are measured on the cheeks and subtracted. The
 * two directions are taken apart and joined by their harmonic mean: a shaken picture is sharp in
 * one of them only. Where the face has fewer pixels than the chip, both scales grow with the zoom,
 * so that a small sharp face and a large one measure alike. A face that is too small for that is
 * left unmeasured: P02 refuses it.
 *
 * On real portraits .77 to 1.9; blurred with a sigma of 1.5 px of the finished photo, .71 at most.
 * Thread-safe: no state. Cost: eight short convolutions of the middle of the face.
 */
#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/base/simd.h"
#include "lib/check/histogram.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum {
    TAPS_MAX = 17,           /* 4 sigmas to each side of the coarse scale at the greatest zoom */
    LIPS_OUTLINE_POINTS = 20 /* of Face.lips */
};

static const float fine_sigma = 0.6f, coarse_sigma = 1.2f; /* px of the chip */
static const float zoom_max = 1.6f; /* 50 px between the eyes: below, too few pixels for an edge */

/* What is looked at round an iris, in interocular distances. */
static const float eye_radius_x = 0.425f, eye_radius_y = 0.25f;

static const double deviation_of_normal = 1.4826; /* median deviation to standard deviation */

typedef struct Kernel {
    int radius;
    float taps[TAPS_MAX];
} Kernel;

/* A Gaussian or its first or second derivative, exact on polynomials of that degree. */
static Kernel make_kernel(float sigma, int order)
{
    Kernel kernel = {.radius = (int)ceilf(4 * sigma)};
    const int n_taps = 2 * kernel.radius + 1;
    const float square = sigma * sigma;
    float sum = 0, moment = 0;

    for (int i = 0; i < n_taps; i++) {
        const float x = (float)(i - kernel.radius), weight = expf(-x * x / (2 * square));
        const float factors[3] = {1, x / square, (x * x / square - 1) / square};

        kernel.taps[i] = weight * factors[order];
        sum += kernel.taps[i];
    }
    for (int i = 0; i < n_taps; i++) {
        const float x = (float)(i - kernel.radius);

        kernel.taps[i] -= order ? sum / (float)n_taps : 0;
        moment += kernel.taps[i] * (order == 0 ? 1 : order == 1 ? x : x * x / 2);
    }
    for (int i = 0; i < n_taps; i++)
        kernel.taps[i] /= moment;
    return kernel;
}

SIMD_CLONES
static void add_scaled(const float *restrict from, float factor, int n, float *restrict to)
{
    for (int i = 0; i < n; i++)
        to[i] += factor * from[i];
}

/* Rows top to bottom (exclusive) of the plane filtered down, then along; edges replicated. */
static void convolve(const Plane *plane, const Kernel *down, const Kernel *along, int top,
                     int bottom, float *padded, const Plane *ret_plane)
{
    const int width = plane->width, radius = along->radius;
    float *middle = padded + radius;

    for (int y = top; y < bottom; y++) {
        float *out = plane_row(ret_plane, y);

        memset(middle, 0, (size_t)width * sizeof *middle);
        for (int i = -down->radius; i <= down->radius; i++) {
            const int from = y + i < 0 ? 0 : y + i < plane->height ? y + i : plane->height - 1;

            add_scaled(plane_row(plane, from), down->taps[i + down->radius], width, middle);
        }
        for (int i = 0; i < radius; i++) {
            padded[i] = middle[0];
            middle[width + i] = middle[width - 1];
        }
        memset(out, 0, (size_t)width * sizeof *out);
        for (int i = -radius; i <= radius; i++)
            add_scaled(middle + i, along->taps[i + radius], width, out);
    }
}

typedef struct Parts {
    Region features; /* eyes, brows, lips */
    Region cheeks[2];
    int top, bottom; /* the rows of all */
} Parts;

static int take_parts(Arena *arena, const Chip *chip, Parts *ret_parts)
{
    const ChipLayout *layout = &chip->layout;

    *ret_parts = (Parts){.top = 0};
    if (region_new(arena, layout->width, layout->height, &ret_parts->features) ||
        region_new(arena, layout->width, layout->height, &ret_parts->cheeks[0]) ||
        region_new(arena, layout->width, layout->height, &ret_parts->cheeks[1]))
        return IDP_E_MEMORY;
    for (int side = 0; side < 2; side++) {
        Point2 points[BROW_POINTS > CHEEK_POINTS ? BROW_POINTS : CHEEK_POINTS];

        region_set_ellipse(&ret_parts->features, chip->irises[side][0],
                           eye_radius_x * layout->interocular, eye_radius_y * layout->interocular,
                           1);
        region_take_points(chip->mesh, BROWS[side], BROW_POINTS, points);
        region_set_polygon(&ret_parts->features, points, BROW_POINTS, 1);
        region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, points);
        region_set_polygon(&ret_parts->cheeks[side], points, CHEEK_POINTS, 1);
    }
    region_set_polygon(&ret_parts->features, chip->lips, LIPS_OUTLINE_POINTS, 1);
    ret_parts->top = ret_parts->features.box.top;
    ret_parts->bottom = ret_parts->features.box.bottom;
    for (int side = 0; side < 2; side++) {
        const PixelBox *box = &ret_parts->cheeks[side].box;

        ret_parts->top = box->top < ret_parts->top ? box->top : ret_parts->top;
        ret_parts->bottom = box->bottom > ret_parts->bottom ? box->bottom : ret_parts->bottom;
    }
    return IDP_OK;
}

/* Squares, in place: their mean over a region is the energy. */
static void square_rows(const Plane *plane, int top, int bottom)
{
    for (int y = top; y < bottom; y++) {
        float *row = plane_row(plane, y);

        for (int x = 0; x < plane->width; x++)
            row[x] *= row[x];
    }
}

/* The energy of noise, which the median of the squares on bare skin gives. */
static double get_noise_energy(const Region *cheek, const Plane *squares)
{
    const float most = 4 * (float)region_get_mean(cheek, squares);
    Histogram histogram;

    if (!(most > 0))
        return 0;
    histogram_take(cheek, squares, 0, most, &histogram);
    return deviation_of_normal * deviation_of_normal * histogram_get_quantile(&histogram, 0.5);
}

/* Curvature over slope in one direction: along (x) or down (y). */
static double measure_direction(const Plane *lightness, const Parts *parts, float zoom,
                                int is_along, float *padded, const Plane *scratch)
{
    const Kernel curve = make_kernel(fine_sigma * zoom, 2);
    const Kernel fine = make_kernel(fine_sigma * zoom, 0);
    const Kernel slope = make_kernel(coarse_sigma * zoom, 1);
    const Kernel coarse = make_kernel(coarse_sigma * zoom, 0);
    double curvature, noise;

    convolve(lightness, is_along ? &fine : &curve, is_along ? &curve : &fine, parts->top,
             parts->bottom, padded, scratch);
    square_rows(scratch, parts->top, parts->bottom);
    curvature = region_get_mean(&parts->features, scratch);
    noise = fmin(get_noise_energy(&parts->cheeks[0], scratch),
                 get_noise_energy(&parts->cheeks[1], scratch)); /* hair may hang over one */
    convolve(lightness, is_along ? &coarse : &slope, is_along ? &slope : &coarse, parts->top,
             parts->bottom, padded, scratch);
    square_rows(scratch, parts->top, parts->bottom);
    return (double)zoom * sqrt(fmax(curvature - noise, 0) /
                               fmax(region_get_mean(&parts->features, scratch), 1e-6));
}

static int measure_sharpness(const Scene *scene, const Parts *parts, double *ret_sharpness)
{
    const Chip *chip = &scene->face_chip;
    const float zoom = range_max(chip->zoom, 1);
    float *padded = ARENA_NEW(scene->arena, float, (size_t)chip->layout.width + TAPS_MAX);
    Plane scratch;
    double along, down;

    if (!padded || plane_new(scene->arena, chip->layout.width, chip->layout.height, &scratch))
        return IDP_E_MEMORY;
    along = measure_direction(&chip->lab[0], parts, zoom, 1, padded, &scratch);
    down = measure_direction(&chip->lab[0], parts, zoom, 0, padded, &scratch);
    *ret_sharpness = along + down > 0 ? 2 * along * down / (along + down) : 0;
    return IDP_OK;
}

int check_sharp(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 oval[FACE_OVAL_POINTS];
    IdpPlace place;
    Parts parts;
    double sharpness;

    if (chip->zoom > zoom_max) {
        judge_add_without_value(judge, RULE_BLUR, IDP_VERDICT_UNMEASURED);
        judge_add_without_value(judge, RULE_BLUR_LOW, IDP_VERDICT_UNMEASURED);
        return IDP_OK;
    }
    if (take_parts(scene->arena, chip, &parts) || measure_sharpness(scene, &parts, &sharpness))
        return IDP_E_MEMORY;
    arena_return_to(scene->arena, mark);
    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, oval);
    place = scene_get_place(scene, chip, oval, FACE_OVAL_POINTS);
    judge_add(judge, RULE_BLUR, sharpness, 1, &place);
    judge_add(judge, RULE_BLUR_LOW, sharpness, 1, &place);
    return IDP_OK;
}
