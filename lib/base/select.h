/* The k-th smallest of many numbers, without sorting them all. Pure, thread-safe. */
#ifndef LIB_BASE_SELECT_H
#define LIB_BASE_SELECT_H

#include <stddef.h>

/* Reorders values[n] (no NaN) and returns the one that would be at position k < n if sorted. */
float select_nth(float *values, size_t n, size_t k);

#endif
