/* The median, for the times of benches. */
#ifndef SRC_CMD_STOPWATCH_H
#define SRC_CMD_STOPWATCH_H

#include <stddef.h>

/* Sorts the values and returns the middle one (the mean of the two middle ones); NaN of none. */
double stopwatch_get_median(double *values, size_t n);

#endif
