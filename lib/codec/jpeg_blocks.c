/* The forward transform of ITU-T T.81, A.3.3, of the few frequencies wanted only. */
#include "lib/codec/jpeg_blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = NATIVE_BLOCK, WAVES = 3, BLACK = 2, BLOWN = 253 };

static const struct {
    int u, v;
} frequencies[JPEG_BLOCKS_FREQUENCIES] = {{1, 0}, {0, 1}, {1, 1}, {2, 0}, {0, 2}};

typedef struct Waves {
    float values[WAVES][N]; /* normalised: sum of squares 1 */
} Waves;

static Waves make_waves(void)
{
    Waves waves;

    for (int u = 0; u < WAVES; u++)
        for (int x = 0; x < N; x++)
            waves.values[u][x] =
                (float)(sqrt(u ? 2.0 / N : 1.0 / N) * cos((2 * x + 1) * u * M_PI / (2 * N)));
    return waves;
}

/* Clipping moves coefficients off their steps. */
static int is_clipped(const Plane *luma, int left, int top)
{
    for (int y = 0; y < N; y++)
        for (int x = 0; x < N; x++) {
            const float value = plane_row(luma, top + y)[left + x];

            if (value <= BLACK || value >= BLOWN)
                return 1;
        }
    return 0;
}

/* Coefficients for u, v below WAVES. */
static void transform(const Plane *luma, int left, int top, const Waves *waves,
                      float ret_values[WAVES][WAVES])
{
    float rows[N][WAVES];

    for (int y = 0; y < N; y++) {
        const float *row = plane_row(luma, top + y) + left;

        for (int u = 0; u < WAVES; u++) {
            rows[y][u] = 0;
            for (int x = 0; x < N; x++)
                rows[y][u] += row[x] * waves->values[u][x];
        }
    }
    for (int v = 0; v < WAVES; v++)
        for (int u = 0; u < WAVES; u++) {
            ret_values[v][u] = 0;
            for (int y = 0; y < N; y++)
                ret_values[v][u] += rows[y][u] * waves->values[v][y];
        }
}

void jpeg_blocks_count(const NativeTile *tile, JpegBlocks *ret_blocks)
{
    const Waves waves = make_waves();

    memset(ret_blocks, 0, sizeof *ret_blocks);
    if (!tile->is_jpeg)
        return;
    for (int i = 0; i < JPEG_BLOCKS_FREQUENCIES; i++)
        ret_blocks->steps[i] = tile->steps[frequencies[i].v * N + frequencies[i].u];
    for (int top = 0; top + N <= tile->luma.height; top += N)
        for (int left = 0; left + N <= tile->luma.width; left += N) {
            float values[WAVES][WAVES];

            if (is_clipped(&tile->luma, left, top))
                continue;
            transform(&tile->luma, left, top, &waves, values);
            ret_blocks->n_blocks++;
            for (int i = 0; i < JPEG_BLOCKS_FREQUENCIES; i++) {
                const int step = ret_blocks->steps[i];
                const float value = values[frequencies[i].v][frequencies[i].u];
                const long level = step > 0 ? labs(lrintf(value / (float)step)) : 0;

                if (level < JPEG_BLOCKS_LEVELS)
                    ret_blocks->counts[i][level]++;
            }
        }
}
