/* Skin colour: medians and median deviations, then a likeness by distance. Thread-safe. */
#include "lib/check/skin.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/select.h"
#include "lib/base/simd.h"
#include "lib/check/region.h"

/* Both cheeks and the nose's back: bare on nearly everybody. */
static const int left_cheek[] = {116, 117, 118, 101, 205, 207, 187, 147, 123};
static const int right_cheek[] = {345, 346, 347, 330, 425, 427, 411, 376, 352};
static const int nose[] = {193, 417, 399, 456, 440, 5, 220, 236, 174};

enum { PART_POINTS = 9 };

/* Least deviations: camera noise and JPEG blocks alone give about these. */
static const float least_spread_l = 6.0f, least_spread_chroma = 2.5f;
static const float deviation_of_normal = 1.4826f; /* median deviation to standard deviation */
static const float half_at = 2.5f;                /* deviations */

static void add_part(const Chip *chip, const int part[PART_POINTS], Region *region)
{
    Point2 points[PART_POINTS];

    region_take_points(chip->mesh, part, PART_POINTS, points);
    region_set_polygon(region, points, PART_POINTS, 1);
}

/* The median of the channel over the region's n pixels and its robust standard deviation. */
static float learn_channel(const Region *region, const Plane *plane, float *values, size_t n,
                           float *ret_spread)
{
    float median;

    region_gather(region, plane, values);
    median = select_nth(values, n, n / 2);
    for (size_t i = 0; i < n; i++)
        values[i] = fabsf(values[i] - median);
    *ret_spread = deviation_of_normal * select_nth(values, n, n / 2);
    return median;
}

int skin_learn(Arena *arena, const Chip *chip, SkinModel *ret_model)
{
    const ArenaMark mark = arena_get_mark(arena);
    SkinModel model = {.median = {60, 15, 15}}; /* only where the chip shows no face at all */
    float *values;
    Region region;
    size_t n;

    if (region_new(arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    add_part(chip, left_cheek, &region);
    add_part(chip, right_cheek, &region);
    add_part(chip, nose, &region);
    n = region_count(&region);
    values = ARENA_NEW(arena, float, n + 1);
    if (!values)
        return IDP_E_MEMORY;
    if (n) {
        model.median.l = learn_channel(&region, &chip->lab[0], values, n, &model.spread_l);
        model.median.a = learn_channel(&region, &chip->lab[1], values, n, &model.spread_a);
        model.median.b = learn_channel(&region, &chip->lab[2], values, n, &model.spread_b);
    }
    arena_return_to(arena, mark);
    model.spread_l = fmaxf(model.spread_l, least_spread_l);
    model.spread_a = fmaxf(model.spread_a, least_spread_chroma);
    model.spread_b = fmaxf(model.spread_b, least_spread_chroma);
    *ret_model = model;
    return IDP_OK;
}

/* Shade darkens skin more than light brightens it; both keep its chroma roughly. */
SIMD_CLONES
static void mark_row(const SkinModel *model, const float *restrict l, const float *restrict a,
                     const float *restrict b, int width, float *restrict skin)
{
    const float scale_l = 1.0f / (3.0f * model->spread_l);
    const float scale_a = 1.0f / (1.5f * model->spread_a);
    const float scale_b = 1.0f / (1.5f * model->spread_b);

    for (int x = 0; x < width; x++) {
        const float dl = (l[x] - model->median.l) * scale_l;
        const float da = (a[x] - model->median.a) * scale_a;
        const float db = (b[x] - model->median.b) * scale_b;
        const float square = (dl * dl + da * da + db * db) / (half_at * half_at);

        skin[x] = 1.0f / (1.0f + square * square);
    }
}

void skin_mark(const SkinModel *model, const Chip *chip)
{
    for (int y = 0; y < chip->layout.height; y++)
        mark_row(model, plane_row(&chip->lab[0], y), plane_row(&chip->lab[1], y),
                 plane_row(&chip->lab[2], y), chip->layout.width, plane_row(&chip->skin, y));
}
