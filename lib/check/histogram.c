/* Histograms of regions. Thread-safe: no state. */
#include "lib/check/histogram.h"

#include <math.h>

#include "lib/base/range.h"

void histogram_take(const Region *region, const Plane *plane, float min, float max,
                    Histogram *ret_histogram)
{
    const float scale = HISTOGRAM_BINS / (max - min);

    *ret_histogram = (Histogram){.min = min, .max = max};
    for (int y = region->box.top; y < region->box.bottom; y++) {
        const uint8_t *mask = region->mask + (size_t)y * (size_t)region->width;
        const float *values = plane_row(plane, y);

        for (int x = region->box.left; x < region->box.right; x++)
            if (mask[x]) {
                const float at = range_clamp((values[x] - min) * scale, 0.0f, HISTOGRAM_BINS - 1);

                ret_histogram->bins[(int)at]++;
                ret_histogram->n_total++;
            }
    }
}

double histogram_get_quantile(const Histogram *histogram, double share)
{
    const double wanted = share * histogram->n_total;
    const double width = (double)(histogram->max - histogram->min) / HISTOGRAM_BINS;
    double n_below = 0;

    for (int i = 0; i < HISTOGRAM_BINS; i++) {
        const double n = histogram->bins[i];

        if (n > 0 && n_below + n >= wanted)
            return (double)histogram->min + width * (i + (wanted - n_below) / n);
        n_below += n;
    }
    return NAN;
}

double histogram_get_entropy_bits(const Histogram *histogram)
{
    double sum = 0;

    for (int i = 0; i < HISTOGRAM_BINS; i++) {
        const double share = histogram->bins[i] / histogram->n_total;

        sum -= share > 0 ? share * log2(share) : 0;
    }
    return histogram->n_total > 0 ? sum : NAN;
}
