/* Plain sums over the planes in double, rows outside. Thread-safe. */
#include "lib/matte/confidence.h"

#include <math.h>

#include "lib/base/range.h"

float confidence_get_unsure_ratio(const Plane *alpha)
{
    size_t n_unsure = 0, n_person = 0;

    for (int y = 0; y < alpha->height; y++) {
        const float *row = plane_row(alpha, y);

        for (int x = 0; x < alpha->width; x++) {
            n_unsure += row[x] > 0.1f && row[x] < 0.9f;
            n_person += row[x] > 0.5f;
        }
    }
    return n_person ? (float)((double)n_unsure / (double)n_person) : 0.0f;
}

static float get_difference(const Plane rgb[3], int x0, int y0, int x1, int y1)
{
    float difference = 0.0f;

    for (int c = 0; c < 3; c++)
        difference =
            range_max(difference, fabsf(plane_row(&rgb[c], y0)[x0] - plane_row(&rgb[c], y1)[x1]));
    return difference;
}

float confidence_get_edge_energy(const Plane rgb[3], const Plane *alpha, int reach)
{
    size_t n = 0;
    double sum = 0.0;

    for (int y = reach; y < alpha->height - reach - 1; y++) {
        const float *row = plane_row(alpha, y), *below = plane_row(alpha, y + 1);

        for (int x = reach; x < alpha->width - reach - 1; x++) {
            if ((row[x] > 0.5f) != (row[x + 1] > 0.5f)) {
                sum += (double)get_difference(rgb, x - reach, y, x + 1 + reach, y);
                n++;
            }
            if ((row[x] > 0.5f) != (below[x] > 0.5f)) {
                sum += (double)get_difference(rgb, x, y - reach, x, y + 1 + reach);
                n++;
            }
        }
    }
    return n ? (float)(sum / (double)n) : 0.0f;
}
