/*
 * 1 / (1 + exp(-x)) by shifts and a polynomial, so that loops over pixels become vector code, which
 * calls of expf prevent. Relative error below 1e-6; x is cut to -20..20.
 */
#ifndef LIB_MATTE_LOGISTIC_H
#define LIB_MATTE_LOGISTIC_H

#include <stdint.h>

#include "lib/base/range.h"

static inline float logistic(float x)
{
    const float round = 12582912.0f; /* 1.5 x 2^23: adding it leaves no room for a fraction */
    const float t = range_clamp(x, -20.0f, 20.0f) * -1.44269504f;
    const float shifted = t + round, f = t - (shifted - round); /* -.5..+.5 */
    const float mantissa =
        1.0f + f * (0.693147182f +
                    f * (0.240226462f + f * (0.0555032724f + f * (0.00961803f + f * 0.00133989f))));
    union {
        float value;
        int32_t bits;
    } power = {.value = shifted}, whole = {.value = round};

    power.bits = (power.bits - whole.bits + 127) * (1 << 23);
    return 1.0f / (1.0f + mantissa * power.value);
}

#endif
