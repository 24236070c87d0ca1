/* Rates and limits. Thread-safe: pure functions. */
#include "src/cmd/calibrate_rates.h"

#include <math.h>
#include <stdlib.h>

static double get_middle(IdpLimits limits)
{
    return (limits.min + limits.max) / 2;
}

double limits_get_badness(IdpLimits limits, double value)
{
    if (isfinite(limits.min) && isfinite(limits.max))
        return fabs(value - get_middle(limits));
    return isfinite(limits.min) ? -value : value;
}

double limits_get_at(IdpLimits limits, double badness)
{
    if (isfinite(limits.min) && isfinite(limits.max))
        return get_middle(limits) + badness;
    return isfinite(limits.min) ? -badness : badness;
}

static int compare_falling(const void *a, const void *b)
{
    const double x = ((const Sample *)a)->badness, y = ((const Sample *)b)->badness;

    return (x < y) - (x > y);
}

size_t roc_make(Sample *samples, size_t n, RocPoint *ret_points)
{
    RocPoint point = {.badness = INFINITY};
    size_t n_points = 0;

    qsort(samples, n, sizeof *samples, compare_falling);
    for (size_t i = 0; i < n; i++)
        point.n_missed += samples[i].is_broken != 0;
    ret_points[n_points++] = point;
    for (size_t i = 0; i < n;) {
        const double badness = samples[i].badness;

        for (; i < n && samples[i].badness == badness; i++) {
            point.n_false += !samples[i].is_broken;
            point.n_missed -= samples[i].is_broken != 0;
        }
        point.badness = i < n ? (badness + samples[i].badness) / 2 : -INFINITY;
        ret_points[n_points++] = point;
    }
    return n_points;
}

const RocPoint *roc_get_best(const RocPoint *points, size_t n_points, size_t n_good,
                             double share_max)
{
    const RocPoint *best = NULL;

    for (size_t i = 0; i < n_points; i++)
        if ((double)points[i].n_false <= share_max * (double)n_good &&
            (!best || points[i].n_missed < best->n_missed))
            best = &points[i];
    return best;
}

double share_get_upper(size_t n_hits, size_t n)
{
    static const double z = 1.6449; /* one-sided 5 % of the normal distribution */
    const double count = (double)n, share = (double)n_hits / count;

    if (!n)
        return 1;
    return (share + z * z / (2 * count) +
            z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))) /
           (1 + z * z / count);
}
