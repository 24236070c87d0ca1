/* How far each count lies from the mean of its neighbours, beyond what chance does to counts. Only
 * fine steps are looked at: with coarse ones the counts fall too steeply to be compared. */
#include "lib/auth/double_jpeg.h"

#include <math.h>

#include "lib/codec/jpeg_blocks.h"

enum { LEVEL_FIRST = 2, COUNTS_MIN = 500, STEP_MAX = 3 };

/* The excess of one histogram, and how much was counted in it. */
static void add_frequency(const int counts[JPEG_BLOCKS_LEVELS], double *excess, double *total)
{
    for (int k = LEVEL_FIRST; k + 1 < JPEG_BLOCKS_LEVELS; k++) {
        const double mean = (counts[k - 1] + counts[k + 1]) / 2.0;
        const double chance = sqrt(0.5 * (counts[k - 1] + counts[k + 1]) / 2.0 + counts[k]);

        *excess += fmax(fabs(counts[k] - mean) - chance, 0);
        *total += (counts[k] + mean) / 2;
    }
}

double double_jpeg_measure(const NativeTile *tile)
{
    double excess = 0, total = 0;
    JpegBlocks blocks;

    jpeg_blocks_count(tile, &blocks);
    for (int i = 0; i < JPEG_BLOCKS_FREQUENCIES; i++)
        if (blocks.steps[i] <= STEP_MAX)
            add_frequency(blocks.counts[i], &excess, &total);
    return total >= COUNTS_MIN ? fmin(excess / total / 2, 1) : NAN;
}
