/* From a measured value to evidence for a fault, which adds up as probabilities do. */
#ifndef LIB_CHECK_EVIDENCE_H
#define LIB_CHECK_EVIDENCE_H

#include <math.h>

/* 0 at from, 1 at to (which may be the smaller), straight between; 0 of NaN. */
static inline double ramp(double value, double from, double to)
{
    return fmin(fmax((value - from) / (to - from), 0), 1);
}

#endif
