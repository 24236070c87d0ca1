/*
 * sRGB to CIE Lab (D65): the colour space in which equal distances look about equally large.
 * Source: IEC 61966-2-1 (transfer curve), CIE 15 (Lab). Pure functions.
 */
#ifndef LIB_BASE_LAB_H
#define LIB_BASE_LAB_H

#include <math.h>
#include <stdint.h>

typedef struct Lab {
    float l, a, b; /* 0..100, about -87..98, about -108..94 */
} Lab;

/* Linear light 0..1 of an sRGB-encoded value 0..1. */
static inline float srgb_to_linear(float v)
{
    return v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
}

/* The cube root of Lab, with its straight start; relative error below 1e-4. */
static inline float lab_root(float t)
{
    union {
        float value;
        uint32_t bits;
    } root = {.value = t};
    float x;

    root.bits = root.bits / 3 + 709921077u;
    x = root.value;
    x = (2.0f * x + t / (x * x)) * (1.0f / 3.0f);
    x = (2.0f * x + t / (x * x)) * (1.0f / 3.0f);
    return t > 0.008856f ? x : 7.787f * t + 16.0f / 116.0f;
}

/* From linear light 0..1. */
static inline Lab lab_from_linear(float r, float g, float b)
{
    const float x = lab_root((0.4124f * r + 0.3576f * g + 0.1805f * b) / 0.9505f);
    const float y = lab_root(0.2126f * r + 0.7152f * g + 0.0722f * b);
    const float z = lab_root((0.0193f * r + 0.1192f * g + 0.9505f * b) / 1.089f);

    return (Lab){116.0f * y - 16.0f, 500.0f * (x - y), 200.0f * (y - z)};
}

#endif
