/*
 * Rules P23 and P24: is the face lit evenly, and without highlights?
 *
 * Evenness is a ratio of luminances in linear light, in stops (powers of two), so it does not
 * depend on the exposure or on the complexion. One side is darker only where both the cheek beside
 * the nose and the whole half of the face are: hair over one cheek darkens one of the two, a
 * shadow both. From above, the forehead is held against the cheeks and not against the chin, which
 * a beard darkens. Patches of sun are a great span of luminances over cheeks and nose. Highlights
 * are burnt-out skin; eyes, lenses and lips shine by themselves and are left out. Thread-safe: no
 * state. Cost: a few histograms of parts of the face, about .2 ms.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/check/histogram.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum {
    FOREHEAD_POINTS = 14,
    NOSE_POINTS = 9,
    LIPS_OUTLINE_POINTS = 20, /* of Face.lips */
    AXIS_POINTS = 20,
    HALF_OVAL_POINTS = 19, /* from the top to the chin, both included */
    HALF_POINTS = AXIS_POINTS + HALF_OVAL_POINTS,
    WHITE_LEVEL = 236 /* of 255 in all three channels: burnt out */
};

static const int forehead[FOREHEAD_POINTS] = {104, 69,  108, 151, 337, 299, 333,
                                              334, 296, 336, 9,   107, 66,  105};
static const int nose[NOSE_POINTS] = {193, 417, 399, 456, 440, 5, 220, 236, 174};
/* The middle line from the chin to the forehead. */
static const int axis[AXIS_POINTS] = {152, 175, 199, 200, 18, 17,  0, 164, 2,   1,
                                      4,   5,   195, 197, 6,  168, 8, 9,   151, 10};

static const double black = 0.002; /* added to both luminances: below, noise decides */

/* The forehead's quantile: a fringe over less than three quarters of it does not count. */
static const double bare_share = 0.75;

/* What glasses cover round an iris, in interocular distances. */
static const float lens_radius_x = 0.45f, lens_radius_y = 0.35f;

/* Linear light of the lightness L*. CIE 15. */
static double lightness_to_linear(double lightness)
{
    const double root = (lightness + 16) / 116;

    return lightness > 8 ? root * root * root : lightness / 903.3;
}

/* Linear light that the share of the region's pixels do not exceed. */
static double get_luminance(const Region *region, const Chip *chip, double share)
{
    Histogram histogram;

    histogram_take(region, &chip->lab[0], 0, 100, &histogram);
    return lightness_to_linear(histogram_get_quantile(&histogram, share));
}

static double get_stops(double brighter, double darker)
{
    return log2((brighter + black) / (darker + black));
}

/* The half of the face's outline on one side, closed along the middle line. */
static void take_half(const Chip *chip, int is_right, Point2 ret_points[HALF_POINTS])
{
    for (int i = 0; i < HALF_OVAL_POINTS; i++) {
        const int at = is_right ? i : (FACE_OVAL_POINTS - i) % FACE_OVAL_POINTS;

        ret_points[i] = chip->mesh[FACE_OVAL[at]];
    }
    region_take_points(chip->mesh, axis, AXIS_POINTS, ret_points + HALF_OVAL_POINTS);
}

/* Takes out what is not skin or may be behind a lens. */
static void bare_skin(const Chip *chip, Region *region)
{
    const float unit = chip->layout.interocular;

    for (int side = 0; side < 2; side++) {
        Point2 brow[BROW_POINTS];

        region_take_points(chip->mesh, BROWS[side], BROW_POINTS, brow);
        region_set_polygon(region, brow, BROW_POINTS, 0);
        region_set_ellipse(region, chip->irises[side][0], lens_radius_x * unit,
                           lens_radius_y * unit, 0);
    }
    region_set_polygon(region, chip->lips, LIPS_OUTLINE_POINTS, 0);
}

static int get_cheek_luminance(const Scene *scene, int side, double *ret_luminance)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 points[CHEEK_POINTS];
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, points);
    region_set_polygon(&region, points, CHEEK_POINTS, 1);
    *ret_luminance = get_luminance(&region, chip, 0.5);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

static int get_half_luminance(const Scene *scene, int side, double *ret_luminance)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 points[HALF_POINTS];
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    take_half(chip, side, points);
    region_set_polygon(&region, points, HALF_POINTS, 1);
    bare_skin(chip, &region);
    *ret_luminance = get_luminance(&region, chip, 0.5);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

/* Stops between the lightest and the darkest skin of cheeks and nose, where no hair hangs. */
static int check_patches(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 points[CHEEK_POINTS], oval[FACE_OVAL_POINTS];
    Region region;
    IdpPlace place;
    double stops;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    for (int side = 0; side < 2; side++) {
        region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, points);
        region_set_polygon(&region, points, CHEEK_POINTS, 1);
    }
    region_take_points(chip->mesh, nose, NOSE_POINTS, points);
    region_set_polygon(&region, points, NOSE_POINTS, 1);
    stops = get_stops(get_luminance(&region, chip, 0.95), get_luminance(&region, chip, 0.1));
    arena_return_to(scene->arena, mark);
    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, oval);
    place = scene_get_place(scene, chip, oval, FACE_OVAL_POINTS);
    judge_add(judge, RULE_PATCHES, stops, 1, &place);
    return IDP_OK;
}

/* Of two measures of one thing, what both show: 0 where they differ in sign. */
static double get_common(double a, double b)
{
    if (a * b <= 0)
        return 0;
    return fabs(a) < fabs(b) ? a : b;
}

static int check_sides(const Scene *scene, Judge *judge, double *ret_cheeks)
{
    const Chip *chip = &scene->face_chip;
    double cheek[2], half[2], stops;
    Point2 outline[HALF_POINTS];
    IdpPlace place;

    for (int side = 0; side < 2; side++)
        if (get_cheek_luminance(scene, side, &cheek[side]) ||
            get_half_luminance(scene, side, &half[side]))
            return IDP_E_MEMORY;
    stops = get_common(get_stops(cheek[0], cheek[1]), get_stops(half[0], half[1]));
    take_half(chip, stops > 0, outline); /* the darker half */
    place = scene_get_place(scene, chip, outline, HALF_POINTS);
    judge_add(judge, RULE_SIDE_LIGHT, stops, 1, &place);
    judge_add(judge, RULE_SIDE_LIGHT_LOW, stops, 1, &place);
    *ret_cheeks = (cheek[0] + cheek[1]) / 2;
    return IDP_OK;
}

static int check_top(const Scene *scene, Judge *judge, double cheeks_luminance)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 points[FOREHEAD_POINTS];
    Region region;
    double stops;
    IdpPlace place;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, forehead, FOREHEAD_POINTS, points);
    region_set_polygon(&region, points, FOREHEAD_POINTS, 1);
    stops = get_stops(get_luminance(&region, chip, bare_share), cheeks_luminance);
    arena_return_to(scene->arena, mark);
    place = scene_get_place(scene, chip, points, FOREHEAD_POINTS);
    judge_add(judge, RULE_TOP_LIGHT, stops, 1, &place);
    return IDP_OK;
}

/* The burnt-out pixels of the region: their share, and the box round them. */
static double find_highlights(const Chip *chip, const Region *region, Rect *ret_box)
{
    int left = region->width, top = region->height, right = 0, bottom = 0;
    size_t n = 0, n_burnt = 0;

    for (int y = region->box.top; y < region->box.bottom; y++) {
        const uint8_t *mask = region->mask + (size_t)y * (size_t)region->width;
        const uint8_t *pixel = rgb_image_row(&chip->image, y) + 3 * (size_t)region->box.left;

        for (int x = region->box.left; x < region->box.right; x++, pixel += 3) {
            const int is_burnt = mask[x] && pixel[0] >= WHITE_LEVEL && pixel[1] >= WHITE_LEVEL &&
                                 pixel[2] >= WHITE_LEVEL;

            n += mask[x];
            n_burnt += (size_t)is_burnt;
            if (is_burnt) {
                left = x < left ? x : left;
                right = x + 1 > right ? x + 1 : right;
                top = y < top ? y : top;
                bottom = y + 1;
            }
        }
    }
    *ret_box = (Rect){left, top, right - left, bottom - top};
    return n ? (double)n_burnt / (double)n : NAN;
}

static int check_highlights(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    const ArenaMark mark = arena_get_mark(scene->arena);
    Point2 oval[FACE_OVAL_POINTS];
    Region region;
    Rect box;
    double share;
    IdpPlace place;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, oval);
    region_set_polygon(&region, oval, FACE_OVAL_POINTS, 1);
    bare_skin(chip, &region);
    share = find_highlights(chip, &region, &box);
    arena_return_to(scene->arena, mark);
    place = scene_get_box(scene, chip, (float)box.x, (float)box.y, (float)(box.x + box.width),
                          (float)(box.y + box.height));
    judge_add(judge, RULE_HIGHLIGHT, share, 1, share > 0 ? &place : NULL);
    judge_add(judge, RULE_HIGHLIGHT_LOW, share, 1, share > 0 ? &place : NULL);
    return IDP_OK;
}

int check_light(const Scene *scene, Judge *judge)
{
    double cheeks_luminance;

    if (check_sides(scene, judge, &cheeks_luminance) || check_top(scene, judge, cheeks_luminance) ||
        check_patches(scene, judge) || check_highlights(scene, judge))
        return IDP_E_MEMORY;
    return IDP_OK;
}
