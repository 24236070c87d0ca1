/*
 * Rates: how often a measure errs on labelled pictures, and which limit would err least.
 *
 * A measure's values are turned into a badness that grows with the fault, so that limits of either
 * side, and pairs of limits round a middle, are treated alike. Pure functions.
 */
#ifndef SRC_CMD_CALIBRATE_RATES_H
#define SRC_CMD_CALIBRATE_RATES_H

#include <stddef.h>

#include <idphoto/rule.h>

/* One picture that was measured and is sure to keep or to break the rule. */
typedef struct Sample {
    double badness;
    int is_broken;
} Sample;

/* What would happen with a limit: good beyond it are refused falsely, broken inside it missed. */
typedef struct RocPoint {
    double badness; /* of the limit */
    size_t n_false, n_missed;
} RocPoint;

/* More is worse. NaN for a value that is NaN. */
double limits_get_badness(IdpLimits limits, double value);

/* The limit that lies at a badness, in the measure's own unit; of a pair the upper one. */
double limits_get_at(IdpLimits limits, double badness);

/*
 * Every limit that tells: between any two neighbours that differ, midway, and beyond the ends, in
 * falling badness. Sorts the samples, of which none is NaN. ret_points has room for n + 1. Returns
 * their count.
 */
size_t roc_make(Sample *samples, size_t n, RocPoint *ret_points);

/* Least missed among the points with at most share_max of the good refused falsely: NULL if none.
 */
const RocPoint *roc_get_best(const RocPoint *points, size_t n_points, size_t n_good,
                             double share_max);

/*
 * The upper end of Wilson's interval: with n_hits of n seen, the true share is above it in 5 % of
 * such samples at most. 1 if n is 0.
 */
double share_get_upper(size_t n_hits, size_t n);

#endif
