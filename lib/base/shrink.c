/*
 * rgb_image_shrink: sums down the columns first, which touches every byte of a picture of megabytes
 * and so is straight vector code; then along the row, where one row in `factor` is left. A pixel's
 * three channels are added as four lanes: the fourth is the next pixel's and thrown away.
 */
#include "lib/base/resample.h"

#include <string.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"

enum { CHANNELS = 3, LANES = 4, ROWS_AT_ONCE = 4 };

/* The sums of four bytes fit 16 bits, and so sixteen columns a register. */
SIMD_CLONES static void add_rows(const uint8_t *const rows[ROWS_AT_ONCE], size_t n,
                                 uint32_t *restrict sums)
{
    const uint8_t *restrict a = rows[0], *restrict b = rows[1];
    const uint8_t *restrict c = rows[2], *restrict d = rows[3];

    for (size_t i = 0; i < n; i++)
        sums[i] += (uint16_t)((uint16_t)(a[i] + b[i]) + (uint16_t)(c[i] + d[i]));
}

/* Totals of n_blocks times width columns. Both ends have room for the fourth lane. */
SIMD_CLONES static void add_columns(const uint32_t *restrict sums, size_t n_blocks, size_t width,
                                    uint32_t *restrict totals)
{
    for (size_t i = 0; i < n_blocks; i++, totals += CHANNELS) {
        uint32_t lanes[LANES] = {0};

        for (size_t x = 0; x < width; x++, sums += CHANNELS)
            for (int c = 0; c < LANES; c++)
                lanes[c] += sums[c];
        for (int c = 0; c < LANES; c++)
            totals[c] = lanes[c];
    }
}

/* To the nearest whole number: half a unit more keeps the rounding of the share from mattering (up
 * to a factor of 126). */
SIMD_CLONES static void divide(const uint32_t *restrict totals, size_t n, size_t n_pixels,
                               uint8_t *restrict means)
{
    const float share = 1.0f / (float)n_pixels, half = (float)(n_pixels / 2) + 0.5f;

    for (size_t i = 0; i < n; i++)
        means[i] = (uint8_t)(int)(((float)(int)totals[i] + half) * share);
}

/* What a row of blocks needs: the columns' sums, the blocks' totals, a row of black to add where
 * no four rows are left. */
typedef struct Scratch {
    uint32_t *sums, *totals;
    uint8_t *black;
} Scratch;

static int scratch_new(Arena *arena, int width, int n_blocks, Scratch *ret_scratch)
{
    ret_scratch->sums = ARENA_NEW(arena, uint32_t, CHANNELS * (size_t)width + 1);
    ret_scratch->totals = ARENA_NEW(arena, uint32_t, CHANNELS * (size_t)n_blocks + 1);
    ret_scratch->black = ARENA_NEW_ZEROED(arena, uint8_t, CHANNELS * (size_t)width);
    return ret_scratch->sums && ret_scratch->totals && ret_scratch->black ? IDP_OK : IDP_E_MEMORY;
}

/* One row of blocks, of the n_rows rows from top; the last block may be narrower. */
static void shrink_rows(const RgbImage *source, int top, int n_rows, size_t factor,
                        const Scratch *scratch, uint8_t *ret_row)
{
    const size_t width = (size_t)source->width, n_whole = width / factor, rest = width % factor;
    const size_t n_sums = CHANNELS * width, n_means = CHANNELS * n_whole;

    memset(scratch->sums, 0, (n_sums + 1) * sizeof *scratch->sums);
    for (int y = 0; y < n_rows; y += ROWS_AT_ONCE) {
        const uint8_t *rows[ROWS_AT_ONCE];

        for (int i = 0; i < ROWS_AT_ONCE; i++)
            rows[i] = y + i < n_rows ? rgb_image_row(source, top + y + i) : scratch->black;
        add_rows(rows, n_sums, scratch->sums);
    }
    add_columns(scratch->sums, n_whole, factor, scratch->totals);
    divide(scratch->totals, n_means, factor * (size_t)n_rows, ret_row);
    if (rest) {
        add_columns(scratch->sums + n_means * factor, 1, rest, scratch->totals);
        divide(scratch->totals, CHANNELS, rest * (size_t)n_rows, ret_row + n_means);
    }
}

int rgb_image_shrink(Arena *arena, const RgbImage *source, int factor, RgbImage *ret_image)
{
    const int width = (source->width + factor - 1) / factor;
    const int height = (source->height + factor - 1) / factor;
    Scratch scratch;
    RgbImage image;
    ArenaMark mark;

    if (factor == 1) {
        *ret_image = *source;
        return IDP_OK;
    }
    if (rgb_image_new(arena, width, height, &image))
        return IDP_E_MEMORY;
    mark = arena_get_mark(arena);
    if (scratch_new(arena, source->width, width, &scratch))
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++) {
        const int top = y * factor, n_left = source->height - top;

        shrink_rows(source, top, factor < n_left ? factor : n_left, (size_t)factor, &scratch,
                    rgb_image_row(&image, y));
    }
    arena_return_to(arena, mark);
    *ret_image = image;
    return IDP_OK;
}
