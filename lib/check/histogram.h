/*
 * Histogram: how a plane's values are spread over a region, for medians and quantiles of many
 * pixels (a sort of half a face costs milliseconds) and for the entropy. Pure functions.
 */
#ifndef LIB_CHECK_HISTOGRAM_H
#define LIB_CHECK_HISTOGRAM_H

#include "lib/check/region.h"

enum { HISTOGRAM_BINS = 256 };

typedef struct Histogram {
    float min, max; /* the bins share them evenly; values outside count in the outer ones */
    double n_total; /* pixels counted */
    double bins[HISTOGRAM_BINS];
} Histogram;

/* Region and plane have the same size; max > min. */
void histogram_take(const Region *region, const Plane *plane, float min, float max,
                    Histogram *ret_histogram);

/* The value that the share (0..1) does not exceed, linear inside its bin; NaN if it is empty. */
double histogram_get_quantile(const Histogram *histogram, double share);

/* Shannon's, 0..8 bits: the dynamic range of ISO/IEC 29794-5. NaN if it is empty. */
double histogram_get_entropy_bits(const Histogram *histogram);

#endif
