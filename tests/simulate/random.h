/* Random numbers that are the same everywhere: SplitMix64 (G. Steele et al., 2014). */
#ifndef TESTS_SIMULATE_RANDOM_H
#define TESTS_SIMULATE_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* 0..1 */
static inline double random_uniform(uint64_t *state)
{
    return (double)(random_next(state) >> 11) / 9007199254740992.0;
}

/* Nearly normal, variance 1: the sum of twelve uniform numbers. */
static inline double random_normal(uint64_t *state)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += random_uniform(state);
    return sum;
}

#endif
