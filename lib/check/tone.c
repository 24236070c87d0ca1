/*
 * Rules P26 and P28: is the face well exposed, and in its true colours?
 *
 * Too dark is judged by the lightest parts of the face, not by its mean: a dark face in good light
 * has lights as light as any, a pale one in the dark has not. Too bright is what has lost its
 * detail: skin with two channels at their end, the red one and another. The range is the entropy of
 * ISO/IEC 29794-5 (dynamic range), but of lightness: linear light leaves dark skin a handful of
 * levels. A cast is the distance from that standard's box of natural skin colours, without its jump
 * to 100 outside the red and yellow. Thread-safe: no state. Cost: two histograms of the face and
 * two means of the cheeks.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/check/histogram.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum { FULL_LEVEL = 250 }; /* of 255: the end of a channel, but for the noise of a JPEG */

static const float lightness_max = 100;
static const float chroma_max = 128;       /* CIE Lab of sRGB: 134 at most, pure blue */
static const double light_share = 0.95;    /* the quantile that stands for the lightest parts */
static const double coloured_share = 0.95; /* and for the most coloured ones: the lips */

/* ISO/IEC 29794-5, natural colour: a and b of the cheeks. */
static const double a_min = 5, a_max = 25, b_min = 5, b_max = 35;

static int take_face(const Scene *scene, Region *ret_region, IdpPlace *ret_place)
{
    const Chip *chip = &scene->face_chip;
    Point2 oval[FACE_OVAL_POINTS];

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, ret_region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, oval);
    region_set_polygon(ret_region, oval, FACE_OVAL_POINTS, 1);
    *ret_place = scene_get_place(scene, chip, oval, FACE_OVAL_POINTS);
    return IDP_OK;
}

static double get_burnt_share(const Chip *chip, const Region *face)
{
    size_t n = 0, n_burnt = 0;

    for (int y = 0; y < face->height; y++) {
        const uint8_t *mask = face->mask + (size_t)y * (size_t)face->width;
        const uint8_t *pixel = rgb_image_row(&chip->image, y);

        for (int x = 0; x < face->width; x++, pixel += 3) {
            const int n_full =
                (pixel[0] >= FULL_LEVEL) + (pixel[1] >= FULL_LEVEL) + (pixel[2] >= FULL_LEVEL);

            n += mask[x];
            n_burnt += mask[x] && n_full >= 2;
        }
    }
    return n ? (double)n_burnt / (double)n : NAN;
}

static void judge_exposure(const Chip *chip, const Region *face, const IdpPlace *place,
                           Judge *judge)
{
    const double burnt_share = get_burnt_share(chip, face);
    Histogram lightness;
    double lights;

    histogram_take(face, &chip->lab[0], 0, lightness_max, &lightness);
    lights = histogram_get_quantile(&lightness, light_share);
    judge_add(judge, RULE_DARK, lights, 1, place);
    judge_add(judge, RULE_DARK_LOW, lights, 1, place);
    judge_add(judge, RULE_BRIGHT, burnt_share, 1, place);
    judge_add(judge, RULE_BRIGHT_LOW, burnt_share, 1, place);
    judge_add(judge, RULE_RANGE, histogram_get_entropy_bits(&lightness), 1, place);
}

/* The chroma of the face's most coloured parts: near 0 only in a picture without colours. */
static int judge_grey(const Scene *scene, const Region *face, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    Histogram histogram;
    Plane chroma;

    if (plane_new(scene->arena, chip->layout.width, chip->layout.height, &chroma))
        return IDP_E_MEMORY;
    for (int y = 0; y < chroma.height; y++) {
        const float *a = plane_row(&chip->lab[1], y), *b = plane_row(&chip->lab[2], y);
        float *row = plane_row(&chroma, y);

        for (int x = 0; x < chroma.width; x++)
            row[x] = sqrtf(a[x] * a[x] + b[x] * b[x]);
    }
    histogram_take(face, &chroma, 0, chroma_max, &histogram);
    judge_add(judge, RULE_GREY, histogram_get_quantile(&histogram, coloured_share), 1, NULL);
    return IDP_OK;
}

static double get_excess(double value, double min, double max)
{
    return fmax(fmax(min - value, value - max), 0);
}

static int judge_cast(const Scene *scene, const IdpPlace *place, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    for (int side = 0; side < 2; side++) {
        Point2 cheek[CHEEK_POINTS];

        region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, cheek);
        region_set_polygon(&region, cheek, CHEEK_POINTS, 1);
    }
    judge_add(judge, RULE_CAST,
              hypot(get_excess(region_get_mean(&region, &chip->lab[1]), a_min, a_max),
                    get_excess(region_get_mean(&region, &chip->lab[2]), b_min, b_max)),
              1, place);
    return IDP_OK;
}

int check_tone(const Scene *scene, Judge *judge)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    Region face;
    IdpPlace place;

    if (take_face(scene, &face, &place))
        return IDP_E_MEMORY;
    judge_exposure(&scene->face_chip, &face, &place, judge);
    if (judge_grey(scene, &face, judge) || judge_cast(scene, &place, judge))
        return IDP_E_MEMORY;
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}
