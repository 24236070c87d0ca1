/*
 * Rules P21 and P22: is the top no blue one, unlike the background, and of one colour?
 *
 * The clothes are what of the person lies below the chin, in the part that the finished photo
 * shows, and does not have the colour of the skin. Hair over the chest stays in: it is never blue,
 * has no pattern, and black hair cannot be told from a black coat. Blue is meant as an examiner
 * means it, a hue from sky blue to ultramarine; the hard measure counts what is clearly coloured
 * and lit, the soft one light blue and dark blue too, and near-black navy is neither. Thread-safe:
 * no state. Cost: a few passes over the lower half of the bust.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/check/histogram.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum {
    PIXELS_MIN = 150,          /* of clothes: fewer say nothing; a whole top has 15,000 */
    PATTERN_PIXELS_MIN = 1200, /* fewer are all collar */
    REACH = 4                  /* px to each side over which person and skin are averaged */
};

/* From the chin and from the eyes downwards, in interocular distances. */
static const float neck_ratio = 0.15f, bottom_ratio = 4.5f;

/*
 * Least alpha and greatest likeness to skin, each a mean over a square: it keeps a few px away from
 * the edges of skin and background, which are no pattern, and small checks of a skin-like colour
 * in.
 */
static const float person_min = 0.85f, skin_max = 0.45f;

/* Hue of HSV, degrees: blue without doubt between the middle two, no blue beyond the outer ones. */
static const float hue_cyan = 178, hue_sky = 192, hue_ultramarine = 252, hue_violet = 268;

/* Where a colour begins to count as blue, and where it does fully: chroma and lightness. */
typedef struct BlueRange {
    float chroma_from, chroma_to, lightness_from, lightness_to;
} BlueRange;

static const BlueRange clear_blue = {14, 24, 12, 24}, any_blue = {7, 15, 10, 24};

static const float edge_min = 7; /* Lab units per px of the bust: the edge of a pattern */

static float ramp(float from, float to, float value)
{
    return range_clamp((value - from) / (to - from), 0, 1);
}

/* What lies in the rows from top to bottom (exclusive). */
typedef struct Clothes {
    Region region;
    int top, bottom;
} Clothes;

static uint8_t *get_row(const Clothes *clothes, int y)
{
    return clothes->region.mask + (size_t)y * (size_t)clothes->region.width;
}

static bool is_in_picture(const Scene *scene, int x, int y)
{
    const Point2 at = chip_to_working(&scene->bust, (Point2){(float)x + 0.5f, (float)y + 0.5f});

    return at.x >= 0 && at.y >= 0 && at.x < (float)scene->working->width &&
           at.y < (float)scene->working->height;
}

/* Means of a plane's row over 2 * REACH + 1 rows and columns; sums: scratch as long as a row. */
static void average_row(const Plane *plane, int y, float *sums, float *ret_means)
{
    const int width = plane->width, n_side = 2 * REACH + 1;
    float sum = 0;

    memset(sums, 0, (size_t)width * sizeof *sums);
    for (int k = y - REACH; k <= y + REACH; k++) {
        const float *row = plane_row(plane, k < 0 ? 0 : k < plane->height ? k : plane->height - 1);

        for (int x = 0; x < width; x++)
            sums[x] += row[x];
    }
    for (int x = 0; x < n_side; x++)
        sum += sums[x];
    for (int x = 0; x < width; x++) {
        ret_means[x] = sum / (float)(n_side * n_side);
        if (x >= REACH && x + REACH + 1 < width)
            sum += sums[x + REACH + 1] - sums[x - REACH];
    }
}

static int take_clothes(const Scene *scene, Clothes *ret_clothes)
{
    const Chip *chip = &scene->bust;
    const int width = chip->layout.width;
    const float unit = chip->layout.interocular, last = (float)chip->layout.height - 1;
    float *rows = ARENA_NEW(scene->arena, float, 3 * (size_t)width), *alpha, *skin;
    Clothes clothes = {
        .top = (int)range_clamp(chip->mesh[FACE_MESH_CHIN].y + neck_ratio * unit, 1, last),
        .bottom = (int)range_clamp(chip->layout.eyes_y + bottom_ratio * unit, 1, last)};

    if (!rows || region_new(scene->arena, width, chip->layout.height, &clothes.region))
        return IDP_E_MEMORY;
    clothes.region.box = (PixelBox){1, clothes.top, width - 1, clothes.bottom};
    alpha = rows + width;
    skin = alpha + width;
    for (int y = clothes.top; y < clothes.bottom; y++) {
        uint8_t *mask = get_row(&clothes, y);

        average_row(&chip->alpha, y, rows, alpha);
        average_row(&chip->skin, y, rows, skin);
        for (int x = 1; x + 1 < width; x++)
            mask[x] = alpha[x] >= person_min && skin[x] < skin_max && is_in_picture(scene, x, y);
    }
    *ret_clothes = clothes;
    return IDP_OK;
}

/* Of HSV, 0 to 360 degrees; 0 for grey. */
static float get_hue(const uint8_t *pixel)
{
    const float r = pixel[0], g = pixel[1], b = pixel[2];
    const float most = range_max(range_max(r, g), b);
    const float spread = most - range_min(range_min(r, g), b);

    if (spread == 0)
        return 0;
    if (most == b)
        return 240 + 60 * (r - g) / spread;
    if (most == g)
        return 120 + 60 * (b - r) / spread;
    return fmodf(360 + 60 * (g - b) / spread, 360);
}

/* How far the pixel's hue is blue, 0..1. */
static float get_blueness(const uint8_t *pixel)
{
    const float hue = get_hue(pixel);

    return ramp(hue_cyan, hue_sky, hue) * ramp(hue_violet, hue_ultramarine, hue);
}

/* How blue the clothes are, 0..1: the mean of how blue each of their pixels is. */
static double get_blue_share(const Chip *chip, const Clothes *clothes, const BlueRange *range)
{
    double sum = 0;
    size_t n = 0;

    for (int y = clothes->top; y < clothes->bottom; y++) {
        const uint8_t *mask = get_row(clothes, y), *pixel = rgb_image_row(&chip->image, y);
        const float *l = plane_row(&chip->lab[0], y), *a = plane_row(&chip->lab[1], y);
        const float *b = plane_row(&chip->lab[2], y);

        for (int x = 0; x < clothes->region.width; x++, pixel += 3)
            if (mask[x]) {
                const float chroma = sqrtf(a[x] * a[x] + b[x] * b[x]);

                sum += (double)(get_blueness(pixel) *
                                ramp(range->chroma_from, range->chroma_to, chroma) *
                                ramp(range->lightness_from, range->lightness_to, l[x]));
                n++;
            }
    }
    return sum / (double)n;
}

/* Median of a plane whose values lie within -128..128. */
static double get_median(const Chip *chip, const Region *region, int channel)
{
    const Plane *plane = &chip->lab[channel];
    Histogram histogram;

    histogram_take(region, plane, -128, 128, &histogram);
    return histogram_get_quantile(&histogram, 0.5);
}

/* Distance of the clothes' median colour from the profile's background (CIE 1976). */
static double get_contrast(const Chip *chip, const Region *clothes, const uint8_t background[3])
{
    const Lab lab = lab_from_linear(srgb_to_linear((float)background[0] / 255.0f),
                                    srgb_to_linear((float)background[1] / 255.0f),
                                    srgb_to_linear((float)background[2] / 255.0f));
    const double l = get_median(chip, clothes, 0) - (double)lab.l;
    const double a = get_median(chip, clothes, 1) - (double)lab.a;
    const double b = get_median(chip, clothes, 2) - (double)lab.b;

    return sqrt(l * l + a * a + b * b);
}

/* Square of the slope of a plane at a pixel inside it: Sobel's, per px. */
static float get_square_slope(const Plane *plane, int x, int y)
{
    const float *up = plane_row(plane, y - 1) + x, *at = plane_row(plane, y) + x;
    const float *down = plane_row(plane, y + 1) + x;
    const float along = up[1] - up[-1] + 2 * (at[1] - at[-1]) + down[1] - down[-1];
    const float across = down[-1] - up[-1] + 2 * (down[0] - up[0]) + down[1] - up[1];

    return (along * along + across * across) / 64;
}

/* The share of the clothes that is an edge; NaN if there is too little of them. */
static double get_pattern(const Chip *chip, const Clothes *clothes)
{
    size_t n = 0, n_edges = 0;

    for (int y = clothes->top; y < clothes->bottom; y++) {
        const uint8_t *mask = get_row(clothes, y);

        for (int x = 1; x + 1 < clothes->region.width; x++)
            if (mask[x]) {
                const float square = get_square_slope(&chip->lab[0], x, y) +
                                     get_square_slope(&chip->lab[1], x, y) +
                                     get_square_slope(&chip->lab[2], x, y);

                n++;
                n_edges += square > edge_min * edge_min;
            }
    }
    return n >= PATTERN_PIXELS_MIN ? (double)n_edges / (double)n : NAN;
}

/* A box round the clothes. */
static IdpPlace get_place(const Scene *scene, const Clothes *clothes)
{
    int left = clothes->region.width, right = 0;

    for (int y = clothes->top; y < clothes->bottom; y++) {
        const uint8_t *mask = get_row(clothes, y);

        for (int x = 0; x < clothes->region.width; x++)
            if (mask[x]) {
                left = x < left ? x : left;
                right = x + 1 > right ? x + 1 : right;
            }
    }
    return scene_get_box(scene, &scene->bust, (float)left, (float)clothes->top, (float)right,
                         (float)clothes->bottom);
}

static void add_unmeasured(Judge *judge)
{
    judge_add_without_value(judge, RULE_CLOTHES_BLUE, IDP_VERDICT_UNMEASURED);
    judge_add_without_value(judge, RULE_CLOTHES_BLUE_LOW, IDP_VERDICT_UNMEASURED);
    judge_add_without_value(judge, RULE_CLOTHES_LIKE_BACKGROUND, IDP_VERDICT_UNMEASURED);
    judge_add_without_value(judge, RULE_PATTERN, IDP_VERDICT_UNMEASURED);
}

int check_clothes(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->bust;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Clothes clothes;
    IdpPlace place;

    if (take_clothes(scene, &clothes))
        return IDP_E_MEMORY;
    if (region_count(&clothes.region) < PIXELS_MIN) {
        arena_return_to(scene->arena, mark);
        add_unmeasured(judge);
        return IDP_OK;
    }
    place = get_place(scene, &clothes);
    judge_add(judge, RULE_CLOTHES_BLUE, get_blue_share(chip, &clothes, &clear_blue), 1, &place);
    judge_add(judge, RULE_CLOTHES_BLUE_LOW, get_blue_share(chip, &clothes, &any_blue), 1, &place);
    judge_add(judge, RULE_CLOTHES_LIKE_BACKGROUND,
              get_contrast(chip, &clothes.region, judge->profile->background), 1, &place);
    judge_add(judge, RULE_PATTERN, get_pattern(chip, &clothes), 1, &place);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}
