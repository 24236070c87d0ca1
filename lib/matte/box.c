/*
 * Running sums, down the columns first, then along each row. Float sums drift by about one part in
 * 10^6 over a row, far below what the filters built on them can tell. Thread-safe.
 */
#include "lib/matte/box.h"

#include <string.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"

int field_new(Arena *arena, int width, int height, Field *ret_field)
{
    float *values = ARENA_NEW(arena, float, (size_t)width *(size_t)height *(size_t)FIELD_CHANNELS);

    if (!values)
        return IDP_E_MEMORY;
    *ret_field = (Field){.width = width, .height = height, .values = values};
    return IDP_OK;
}

SIMD_CLONES
static void add_row(const float *restrict row, float sign, size_t n, float *restrict sums)
{
    for (size_t i = 0; i < n; i++)
        sums[i] += sign * row[i];
}

/* Means along one row of column sums; n_rows of them were added up. */
SIMD_CLONES
static void average_row(const float *restrict sums, int width, int radius, int n_rows,
                        float *restrict out)
{
    float total[FIELD_CHANNELS] = {0};

    for (int x = 0; x < width && x < radius; x++)
        for (int c = 0; c < FIELD_CHANNELS; c++)
            total[c] += sums[x * FIELD_CHANNELS + c];
    for (int x = 0; x < width; x++) {
        const int first = x - radius > 0 ? x - radius : 0;
        const int last = x + radius < width ? x + radius : width - 1;
        const float share = 1.0f / (float)(n_rows * (last - first + 1));

        if (x + radius < width)
            for (int c = 0; c < FIELD_CHANNELS; c++)
                total[c] += sums[last * FIELD_CHANNELS + c];
        if (x - radius > 0)
            for (int c = 0; c < FIELD_CHANNELS; c++)
                total[c] -= sums[(first - 1) * FIELD_CHANNELS + c];
        for (int c = 0; c < FIELD_CHANNELS; c++)
            out[x * FIELD_CHANNELS + c] = total[c] * share;
    }
}

int box_mean(Arena *arena, const Field *field, int radius, const Field *ret_mean)
{
    const ArenaMark mark = arena_get_mark(arena);
    const int height = field->height;
    const size_t n = (size_t)field->width * (size_t)FIELD_CHANNELS;
    float *sums = ARENA_NEW_ZEROED(arena, float, n);

    if (!sums)
        return IDP_E_MEMORY;
    for (int y = 0; y < height && y < radius; y++)
        add_row(field_row(field, y), 1.0f, n, sums);
    for (int y = 0; y < height; y++) {
        const int first = y - radius > 0 ? y - radius : 0;
        const int last = y + radius < height ? y + radius : height - 1;

        if (y + radius < height)
            add_row(field_row(field, last), 1.0f, n, sums);
        if (y - radius > 0)
            add_row(field_row(field, first - 1), -1.0f, n, sums);
        average_row(sums, field->width, radius, last - first + 1, field_row(ret_mean, y));
    }
    arena_return_to(arena, mark);
    return IDP_OK;
}
