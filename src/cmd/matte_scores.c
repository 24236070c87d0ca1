/*
 * Scores of a matte. The gradient error follows Rhemann et al., "A Perceptually Motivated Online
 * Benchmark for Image Matting" (2009). Thread-safe; sums are taken in double.
 */
#include "src/cmd/matte_scores.h"

#include <math.h>

#include <idphoto/error.h>

enum { RADIUS_MAX = 24 };

/* A Gaussian (order 0) or its derivative (order 1) at -radius..radius; returns the radius. */
static int make_kernel(double sigma, int order, double kernel[2 * RADIUS_MAX + 1])
{
    const int radius = (int)ceil(3.5 * sigma);
    double sum = 0;

    for (int i = -radius; i <= radius; i++)
        sum += kernel[i + radius] = exp(-0.5 * i * i / (sigma * sigma));
    for (int i = 0; i <= 2 * radius; i++)
        kernel[i] *= (order ? (i - radius) / (sigma * sigma) : 1) / sum;
    return radius;
}

static int clamp(int i, int n)
{
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/* Filters along x with one kernel and along y with the other; edges are replicated. */
static int filter(Arena *arena, const Plane *in, double sigma, int order_x, int order_y, Plane *out)
{
    double kernel_x[2 * RADIUS_MAX + 1] = {0}, kernel_y[2 * RADIUS_MAX + 1] = {0};
    const int radius = make_kernel(sigma, order_x, kernel_x);
    Plane rows;

    make_kernel(sigma, order_y, kernel_y);
    if (plane_new(arena, in->width, in->height, &rows) ||
        plane_new(arena, in->width, in->height, out))
        return IDP_E_MEMORY;
    for (int y = 0; y < in->height; y++) {
        const float *row = plane_row(in, y);

        for (int x = 0; x < in->width; x++) {
            double sum = 0;

            for (int k = -radius; k <= radius; k++)
                sum += kernel_x[k + radius] * (double)row[clamp(x + k, in->width)];
            plane_row(&rows, y)[x] = (float)sum;
        }
    }
    for (int y = 0; y < in->height; y++) {
        for (int x = 0; x < in->width; x++) {
            double sum = 0;

            for (int k = -radius; k <= radius; k++)
                sum += kernel_y[k + radius] * (double)plane_row(&rows, clamp(y + k, in->height))[x];
            plane_row(out, y)[x] = (float)sum;
        }
    }
    return IDP_OK;
}

static double share_percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : 0;
}

int matte_scores_measure(Arena *arena, const Plane *alpha, const Plane *truth,
                         MatteScores *ret_scores)
{
    const ArenaMark mark = arena_get_mark(arena);
    double n_band = 0, n_inside = 0, n_outside = 0, n_holes = 0, n_blobs = 0;
    double sum = 0, squares = 0, band = 0, gradient = 0;
    Plane blurred, ax, ay, tx, ty;

    if (filter(arena, truth, 6, 0, 0, &blurred) || filter(arena, alpha, 1.4, 1, 0, &ax) ||
        filter(arena, alpha, 1.4, 0, 1, &ay) || filter(arena, truth, 1.4, 1, 0, &tx) ||
        filter(arena, truth, 1.4, 0, 1, &ty)) {
        arena_return_to(arena, mark);
        return IDP_E_MEMORY;
    }
    for (int y = 0; y < truth->height; y++) {
        for (int x = 0; x < truth->width; x++) {
            const double a = (double)plane_row(alpha, y)[x];
            const double difference = a - (double)plane_row(truth, y)[x];
            const float near = plane_row(&blurred, y)[x];
            const double slope = hypot((double)plane_row(&ax, y)[x], (double)plane_row(&ay, y)[x]) -
                                 hypot((double)plane_row(&tx, y)[x], (double)plane_row(&ty, y)[x]);

            sum += fabs(difference);
            squares += difference * difference;
            gradient += slope * slope;
            if (near >= 0.98f) {
                n_inside++;
                n_holes += a < 0.9;
            } else if (near <= 0.02f) {
                n_outside++;
                n_blobs += a > 0.1;
            } else {
                n_band++;
                band += fabs(difference);
            }
        }
    }
    arena_return_to(arena, mark);
    *ret_scores = (MatteScores){
        .band_error = share_percent(band, n_band),
        .sad = sum / 1000,
        .mse = 1000 * squares / ((double)truth->width * truth->height),
        .gradient = gradient / 1000,
        .inside_leak = share_percent(n_holes, n_inside),
        .outside_leak = share_percent(n_blobs, n_outside),
    };
    return IDP_OK;
}
