/*
 * Detail is the root mean square of what lies between one blur and the next, on patches of the
 * cheeks, the forehead and the eyes, in a chip of fixed interocular distance, so that faces of all
 * sizes compare. A filter takes the fine and the middle detail of skin and spares shading and eyes.
 * (The noise of the surroundings was tried as a third yardstick: it told nothing, AUC .58.)
 */
#include "lib/auth/beautify.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/resample.h"

enum {
    CHIP = 256,
    CHIP_INTEROCULAR = 110,
    CHEEK_LEFT = 50, /* points of the mesh */
    CHEEK_RIGHT = 280,
    FOREHEAD = 151,
    REACH_MAX = 6
};

/* What lies between the pixel, 3 x 3, 7 x 7 and 13 x 13 means. */
enum { FINE, MIDDLE, COARSE, BANDS };

static const int reaches[BANDS] = {1, 3, REACH_MAX};
static const double patch_ratio = 0.28; /* side of a skin patch over the interocular distance */
static const double eye_ratio = 0.3;
static const double drop_ratio = 0.35; /* of the chip's middle below the eyes */
static const double interocular_min_px = 40;
static const double rounding = 0.1; /* grey levels: what 8 bits cannot tell */

typedef struct Bands {
    double log_rms[BANDS];
} Bands;

/* Luma of the face, eyes level, in the chip's own scale; grid: from chip to picture. */
static int chip_make(Arena *arena, const RgbImage *image, const Face *face, Plane *ret_chip)
{
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double scale = (double)face_get_interocular(face) / CHIP_INTEROCULAR;
    const double roll = (double)face->roll_deg * M_PI / 180;
    const double down = drop_ratio * CHIP_INTEROCULAR * scale;
    const Affine grid =
        affine_from_square((double)eyes.x - down * sin(roll), (double)eyes.y + down * cos(roll),
                           CHIP * scale, roll, CHIP);
    float *rgb = ARENA_NEW(arena, float, 3 * CHIP * CHIP);

    if (!rgb || plane_new(arena, CHIP, CHIP, ret_chip))
        return IDP_E_MEMORY;
    warp_rgb_to_tensor(image, &grid, WARP_BORDER_REPLICATE, (TensorRange){.gain = 1}, CHIP, CHIP,
                       rgb);
    for (int y = 0; y < CHIP; y++)
        for (int x = 0; x < CHIP; x++) {
            const float *p = rgb + 3 * (y * CHIP + x);

            plane_row(ret_chip, y)[x] = 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2];
        }
    return IDP_OK;
}

/* A point of the picture in the chip. */
static Point2 to_chip(const Face *face, Point2 point)
{
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double scale = (double)face_get_interocular(face) / CHIP_INTEROCULAR;
    const double roll = (double)face->roll_deg * M_PI / 180;
    const double dx = ((double)point.x - (double)eyes.x) / scale,
                 dy = ((double)point.y - (double)eyes.y) / scale;

    return (Point2){
        (float)(dx * cos(roll) + dy * sin(roll) + CHIP / 2.0),
        (float)(dy * cos(roll) - dx * sin(roll) + CHIP / 2.0 - drop_ratio * CHIP_INTEROCULAR)};
}

/* Mean of the chip within reach of a place. */
static float mean_within(const Plane *chip, int x, int y, int reach)
{
    float sum = 0;

    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++)
            sum += plane_row(chip, y + dy)[x + dx];
    return sum / (float)((2 * reach + 1) * (2 * reach + 1));
}

/* log2 of the root mean square of what lies between one blur and the next, in a square patch round
 * a point of the picture. */
static Bands measure_bands(const Plane *chip, const Face *face, Point2 point, double ratio)
{
    const Point2 centre = to_chip(face, point);
    const double side = ratio * CHIP_INTEROCULAR;
    const int left = (int)fmax((double)centre.x - side / 2, REACH_MAX);
    const int top = (int)fmax((double)centre.y - side / 2, REACH_MAX);
    const int right = (int)fmin((double)centre.x + side / 2, chip->width - REACH_MAX);
    const int bottom = (int)fmin((double)centre.y + side / 2, chip->height - REACH_MAX);
    double sums[BANDS] = {0};
    int n = 0;
    Bands bands;

    for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++, n++) {
            float finer = plane_row(chip, y)[x];

            for (int i = 0; i < BANDS; i++) {
                const float mean = mean_within(chip, x, y, reaches[i]);

                sums[i] += (double)((finer - mean) * (finer - mean));
                finer = mean;
            }
        }
    for (int i = 0; i < BANDS; i++)
        bands.log_rms[i] = n > 0 ? log2(fmax(sqrt(sums[i] / n), rounding)) : NAN;
    return bands;
}

static Point2 get_point(const Face *face, int index)
{
    return (Point2){face->mesh[index].x, face->mesh[index].y};
}

static void compare_bands(const Plane *chip, const Face *face, Beautify *beautify)
{
    const Bands cheeks[2] = {measure_bands(chip, face, get_point(face, CHEEK_LEFT), patch_ratio),
                             measure_bands(chip, face, get_point(face, CHEEK_RIGHT), patch_ratio)};
    const Bands eyes[2] = {measure_bands(chip, face, face->iris_left[0], eye_ratio),
                           measure_bands(chip, face, face->iris_right[0], eye_ratio)};
    const Bands forehead = measure_bands(chip, face, get_point(face, FOREHEAD), patch_ratio);
    const double cheek = (cheeks[0].log_rms[FINE] + cheeks[1].log_rms[FINE]) / 2;
    const double eye = (eyes[0].log_rms[FINE] + eyes[1].log_rms[FINE]) / 2;

    beautify->skin_eyes = (cheek + forehead.log_rms[FINE]) / 2 - eye;
    beautify->skin_bands = 0;
    for (int i = 0; i < 2; i++)
        beautify->skin_bands += (cheeks[i].log_rms[MIDDLE] - cheeks[i].log_rms[COARSE]) / 2;
}

int beautify_measure(Arena *arena, const RgbImage *image, const Face *face, Beautify *ret_beautify)
{
    const double interocular = (double)face_get_interocular(face);
    const double side = patch_ratio * interocular;
    const ArenaMark mark = arena_get_mark(arena);
    Beautify beautify = {.skin_eyes = NAN, .skin_bands = NAN};
    const Point2 cheek = get_point(face, CHEEK_LEFT);
    Plane chip;

    if (interocular >= interocular_min_px) {
        if (chip_make(arena, image, face, &chip)) {
            arena_return_to(arena, mark);
            return IDP_E_MEMORY;
        }
        compare_bands(&chip, face, &beautify);
        beautify.confidence = fmin(interocular / CHIP_INTEROCULAR, 1);
    }
    beautify.cheek = (Rect){(double)cheek.x - side / 2, (double)cheek.y - side / 2, side, side};
    arena_return_to(arena, mark);
    *ret_beautify = beautify;
    return IDP_OK;
}
