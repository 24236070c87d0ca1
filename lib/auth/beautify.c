/*
 * Detail is the root mean square of what lies between one blur and the next, on patches of the
 * cheeks, the forehead and the eyes, in a chip of fixed interocular distance, so that faces of all
 * sizes compare. A filter takes the fine and the middle detail of skin and spares shading and eyes.
 * (The noise of the surroundings was tried as a third yardstick: it told nothing, AUC .58.)
 */
#include "lib/auth/beautify.h"

#include <math.h>

#include "lib/base/resample.h"

enum {
    INTEROCULAR = 110, /* of the patches' scale, px */
    SIDE = 31,         /* of a patch */
    REACH_MAX = 6,
    PADDED = SIDE + 2 * REACH_MAX,
    CHEEK_LEFT = 50, /* points of the mesh */
    CHEEK_RIGHT = 280,
    FOREHEAD = 151
};

/* What lies between the pixel, 3 x 3, 7 x 7 and 13 x 13 means. */
enum { FINE, MIDDLE, COARSE, BANDS };

static const int reaches[BANDS] = {1, 3, REACH_MAX};
static const double interocular_min_px = 40;
static const double rounding = 0.1; /* grey levels: what 8 bits cannot tell */

typedef struct Bands {
    double log_rms[BANDS];
} Bands;

/* Luma round a point of the picture, eyes level, and its sums from the upper left corner. */
typedef struct Patch {
    float luma[PADDED][PADDED];
    double sums[PADDED + 1][PADDED + 1];
} Patch;

static void patch_fill(const RgbImage *image, const Face *face, Point2 centre, Patch *patch)
{
    const double scale = (double)face_get_interocular(face) / INTEROCULAR;
    const double roll = (double)face->roll_deg * M_PI / 180;
    const Affine grid =
        affine_from_square((double)centre.x, (double)centre.y, PADDED * scale, roll, PADDED);
    float rgb[3 * PADDED * PADDED];

    warp_rgb_to_tensor(image, &grid, WARP_BORDER_REPLICATE, (TensorRange){.gain = 1}, PADDED,
                       PADDED, rgb);
    for (int i = 0; i <= PADDED; i++)
        patch->sums[0][i] = patch->sums[i][0] = 0;
    for (int y = 0; y < PADDED; y++)
        for (int x = 0; x < PADDED; x++) {
            const float *p = rgb + 3 * (y * PADDED + x);

            patch->luma[y][x] = 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2];
            patch->sums[y + 1][x + 1] = (double)patch->luma[y][x] + patch->sums[y][x + 1] +
                                        patch->sums[y + 1][x] - patch->sums[y][x];
        }
}

static double mean_within(const Patch *patch, int x, int y, int reach)
{
    const int left = x - reach, top = y - reach, right = x + reach + 1, bottom = y + reach + 1;

    return (patch->sums[bottom][right] - patch->sums[top][right] - patch->sums[bottom][left] +
            patch->sums[top][left]) /
           ((2 * reach + 1) * (2 * reach + 1));
}

/* log2 of the root mean square of what lies between one blur and the next. */
static Bands measure_bands(const RgbImage *image, const Face *face, Point2 centre)
{
    double sums[BANDS] = {0};
    Bands bands;
    Patch patch;

    patch_fill(image, face, centre, &patch);
    for (int y = REACH_MAX; y < PADDED - REACH_MAX; y++)
        for (int x = REACH_MAX; x < PADDED - REACH_MAX; x++) {
            double finer = (double)patch.luma[y][x];

            for (int i = 0; i < BANDS; i++) {
                const double mean = mean_within(&patch, x, y, reaches[i]);

                sums[i] += (finer - mean) * (finer - mean);
                finer = mean;
            }
        }
    for (int i = 0; i < BANDS; i++)
        bands.log_rms[i] = log2(fmax(sqrt(sums[i] / (SIDE * SIDE)), rounding));
    return bands;
}

static Point2 get_point(const Face *face, int index)
{
    return (Point2){face->mesh[index].x, face->mesh[index].y};
}

static void compare_bands(const RgbImage *image, const Face *face, Beautify *beautify)
{
    const Bands cheeks[2] = {measure_bands(image, face, get_point(face, CHEEK_LEFT)),
                             measure_bands(image, face, get_point(face, CHEEK_RIGHT))};
    const Bands eyes[2] = {measure_bands(image, face, face->iris_left[0]),
                           measure_bands(image, face, face->iris_right[0])};
    const Bands forehead = measure_bands(image, face, get_point(face, FOREHEAD));
    const double cheek = (cheeks[0].log_rms[FINE] + cheeks[1].log_rms[FINE]) / 2;
    const double eye = (eyes[0].log_rms[FINE] + eyes[1].log_rms[FINE]) / 2;

    beautify->skin_eyes = (cheek + forehead.log_rms[FINE]) / 2 - eye;
    beautify->skin_bands = 0;
    for (int i = 0; i < 2; i++)
        beautify->skin_bands += (cheeks[i].log_rms[MIDDLE] - cheeks[i].log_rms[COARSE]) / 2;
}

Beautify beautify_measure(const RgbImage *image, const Face *face)
{
    const double interocular = (double)face_get_interocular(face);
    const double side = SIDE * interocular / INTEROCULAR;
    const Point2 cheek = get_point(face, CHEEK_LEFT);
    Beautify beautify = {.skin_eyes = NAN, .skin_bands = NAN};

    if (interocular >= interocular_min_px) {
        compare_bands(image, face, &beautify);
        beautify.confidence = fmin(interocular / INTEROCULAR, 1);
    }
    beautify.cheek = (Rect){(double)cheek.x - side / 2, (double)cheek.y - side / 2, side, side};
    return beautify;
}
