/* Samples, not sums: a cell of 100 x 100 pixels is known well enough from 36 of them. */
#include "lib/auth/grid.h"

#include <math.h>

enum { SAMPLES_MAX = 6 };

static int clamp(double value, int n)
{
    return value < 0 ? 0 : value >= n ? n - 1 : (int)value;
}

static float mean_cell(const RgbImage *image, Rect cell)
{
    const int n_x = (int)fmin(fmax(ceil(cell.width), 1), SAMPLES_MAX);
    const int n_y = (int)fmin(fmax(ceil(cell.height), 1), SAMPLES_MAX);
    unsigned sum = 0;

    for (int j = 0; j < n_y; j++) {
        const uint8_t *row =
            rgb_image_row(image, clamp(cell.y + (j + 0.5) * cell.height / n_y, image->height));

        for (int i = 0; i < n_x; i++) {
            const uint8_t *pixel =
                row + 3 * (size_t)clamp(cell.x + (i + 0.5) * cell.width / n_x, image->width);

            sum += 77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2];
        }
    }
    return (float)sum / (float)(256 * n_x * n_y);
}

void grid_fill(const RgbImage *image, Rect rect, int side, float *ret_grid)
{
    const double width = rect.width / side, height = rect.height / side;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            ret_grid[y * side + x] =
                mean_cell(image, (Rect){rect.x + x * width, rect.y + y * height, width, height});
}

double grid_correlate(const float *a, const float *b, int n)
{
    double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;

    for (int i = 0; i < n; i++) {
        mean_a += (double)a[i] / n;
        mean_b += (double)b[i] / n;
    }
    for (int i = 0; i < n; i++) {
        const double da = (double)a[i] - mean_a, db = (double)b[i] - mean_b;

        aa += da * da;
        bb += db * db;
        ab += da * db;
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}
