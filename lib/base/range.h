/*
 * Least and greatest as plain comparisons: fminf and fmaxf obey NaN, so compilers call the library
 * for them, pixel by pixel. No argument here is ever NaN.
 */
#ifndef LIB_BASE_RANGE_H
#define LIB_BASE_RANGE_H

static inline float range_min(float a, float b)
{
    return a < b ? a : b;
}

static inline float range_max(float a, float b)
{
    return a > b ? a : b;
}

static inline float range_clamp(float value, float least, float greatest)
{
    return range_min(range_max(value, least), greatest);
}

#endif
