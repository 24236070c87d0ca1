/*
 * Rules P26 and P28: is the face well exposed, and in its true colours?
 *
 * Too dark is judged by the lightest parts of the face, not by its mean: a dark face in good light
 * has lights as light as any, a pale one in the dark has not. Too bright is what has lost its
 * detail: skin with two channels at their end, the red one and another. The range is the entropy of
 * ISO/IEC 29794-5 (dynamic range), but of lightness: linear light leaves dark skin a handful of
 * levels. A cast is the distance of a cheek from that standard's box of natural skin colours,
 * without its jump to 100 outside it. Thread-safe: no state. Cost: a few passes over the face.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/check/histogram.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum {
    FULL_LEVEL = 250,    /* of 255: the end of a channel, but for the noise of a JPEG */
    LIGHTNESS_STEPS = 16 /* in which pixels count as equally light */
};

static const float lightness_max = 100;
static const double light_share = 0.95; /* the quantile that stands for the lightest parts */

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

typedef struct Sums {
    double n, a, b, squares; /* of a and b together */
} Sums;

static void add_colour(Sums *sums, double a, double b)
{
    sums->n++;
    sums->a += a;
    sums->b += b;
    sums->squares += a * a + b * b;
}

static double get_burnt_share(const Chip *chip, const Region *face)
{
    size_t n = 0, n_burnt = 0;

    for (int y = face->box.top; y < face->box.bottom; y++) {
        const uint8_t *mask = face->mask + (size_t)y * (size_t)face->width;
        const uint8_t *pixel = rgb_image_row(&chip->image, y) + 3 * (size_t)face->box.left;

        for (int x = face->box.left; x < face->box.right; x++, pixel += 3) {
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

/*
 * The colour that lightness does not explain: the standard deviation of a and b among pixels of
 * about one lightness. 0 in a grey picture and near 0 in a tinted one, whatever the tint.
 */
static double get_colourfulness(const Chip *chip, const Region *face)
{
    Sums sums[LIGHTNESS_STEPS] = {0};
    double square = 0, n = 0;

    for (int y = face->box.top; y < face->box.bottom; y++) {
        const uint8_t *mask = face->mask + (size_t)y * (size_t)face->width;
        const float *l = plane_row(&chip->lab[0], y), *a = plane_row(&chip->lab[1], y);
        const float *b = plane_row(&chip->lab[2], y);

        for (int x = face->box.left; x < face->box.right; x++)
            if (mask[x])
                add_colour(&sums[(int)range_clamp(l[x] * LIGHTNESS_STEPS / lightness_max, 0,
                                                  LIGHTNESS_STEPS - 1)],
                           (double)a[x], (double)b[x]);
    }
    for (int i = 0; i < LIGHTNESS_STEPS; i++) {
        const Sums *sum = &sums[i];

        n += sum->n;
        square += sum->n > 0 ? sum->squares - (sum->a * sum->a + sum->b * sum->b) / sum->n : 0;
    }
    return n > 0 ? sqrt(fmax(square, 0) / n) : NAN;
}

static double get_excess(double value, double min, double max)
{
    return fmax(fmax(min - value, value - max), 0);
}

/* Of one cheek, from natural colours. */
static int measure_cast(const Scene *scene, int side, double *ret_distance)
{
    const Chip *chip = &scene->face_chip;
    Point2 points[CHEEK_POINTS];
    Region cheek;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &cheek))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, points);
    region_set_polygon(&cheek, points, CHEEK_POINTS, 1);
    *ret_distance = hypot(
        get_excess(region_get_quantile(scene->arena, &cheek, &chip->lab[1], 0.5), a_min, a_max),
        get_excess(region_get_quantile(scene->arena, &cheek, &chip->lab[2], 0.5), b_min, b_max));
    return IDP_OK;
}

/* The worse cheek: a coloured lamp may stand on one side. */
static int judge_cast(const Scene *scene, const IdpPlace *place, Judge *judge)
{
    double left, right;

    if (measure_cast(scene, 0, &left) || measure_cast(scene, 1, &right))
        return IDP_E_MEMORY;
    judge_add(judge, RULE_CAST, fmax(left, right), 1, place);
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
    judge_add(judge, RULE_GREY, get_colourfulness(&scene->face_chip, &face), 1, NULL);
    if (judge_cast(scene, &place, judge))
        return IDP_E_MEMORY;
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}
