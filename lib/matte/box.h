/*
 * Box means of interleaved channels by running sums: the cost does not depend on the radius.
 *
 * Interleaved, so that the sum along a row, which cannot be cut into lanes, runs over the channels
 * of a pixel side by side.
 */
#ifndef LIB_MATTE_BOX_H
#define LIB_MATTE_BOX_H

#include "lib/base/arena.h"

/* Channels of a pixel next to each other, rows without gaps: values[(y * width + x) * 4 + c]. */
enum { FIELD_CHANNELS = 4 };

typedef struct Field {
    int width, height;
    float *values;
} Field;

/* 0, or IDP_E_MEMORY. Not initialised. */
int field_new(Arena *arena, int width, int height, Field *ret_field);

static inline float *field_row(const Field *field, int y)
{
    return field->values + (size_t)y * (size_t)field->width * FIELD_CHANNELS;
}

/*
 * ret_mean (same size, not the same memory): mean over the (2 radius + 1)^2 pixels round each that
 * are inside the field. Scratch is given back. IDP_E_MEMORY.
 */
int box_mean(Arena *arena, const Field *field, int radius, const Field *ret_mean);

#endif
