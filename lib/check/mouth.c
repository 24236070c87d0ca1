/*
 * The mouth and the whole expression: lips closed (P09), expression natural (P10).
 *
 * The landmark network follows the inner edge of the lips so well that a closed mouth measures
 * below .015 of its width whatever its shape, the half-moon of a closed smile included; .08 is a
 * gap of about 4 mm. Pure functions, thread-safe.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/check/eyes.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

/* Points of Chip.lips: the outer edge from the left corner along the lower lip to the right one,
 * then the upper lip from left to right; the inner edge in the same way. */
enum {
    LIPS_LEFT = 0,
    LIPS_RIGHT = 10,
    LIPS_UPPER = 11,
    LIPS_OUTLINE = 20,
    LIPS_INNER_LOWER = 21,
    LIPS_INNER_UPPER = 31,
    LIPS_GAPS = 9
};

/* Beyond this turn half the mouth is out of view; such a head is refused for being turned. */
static const float yaw_max_deg = 35;

/* The widths and slants of a more turned face are those of the view. */
static const float expression_yaw_max_deg = 20;

/* One sign of a strong expression: where it begins to be seen, and where nobody would call it
 * natural any more. Either may be the greater one. */
typedef struct Trait {
    double value, ordinary, strong;
} Trait;

static double get_width(const Chip *chip)
{
    const Point2 left = chip->lips[LIPS_LEFT], right = chip->lips[LIPS_RIGHT];

    return fmax((double)hypotf(right.x - left.x, right.y - left.y), 1e-3);
}

/* The widest gap between the lips over the mouth's width. */
static double measure_gap(const Chip *chip)
{
    double widest = 0;

    for (int i = 0; i < LIPS_GAPS; i++) {
        const Point2 lower = chip->lips[LIPS_INNER_LOWER + i];
        const Point2 upper = chip->lips[LIPS_INNER_UPPER + i];

        if (lower.y > upper.y)
            widest = fmax(widest, (double)hypotf(lower.x - upper.x, lower.y - upper.y));
    }
    return widest / get_width(chip);
}

static IdpPlace get_place(const Scene *scene)
{
    const Chip *chip = &scene->face_chip;
    Point2 outline[LIPS_OUTLINE];

    for (int i = 0; i <= LIPS_RIGHT; i++)
        outline[i] = chip->lips[i];
    for (int i = LIPS_UPPER; i < LIPS_OUTLINE; i++)
        outline[i] = chip->lips[LIPS_OUTLINE - 1 + LIPS_UPPER - i];
    return scene_get_place(scene, chip, outline, LIPS_OUTLINE);
}

/* How far the brows stand above the corners of their eyes, px of the chip: the mean of both. */
static double get_brow_height(const Chip *chip)
{
    double height = 0;

    for (int side = 0; side < 2; side++) {
        const Point2 *eye = chip->eyes[side];

        height += (double)(eye[FACE_EYE_OUTER].y + eye[FACE_EYE_INNER].y) / 4;
        for (int i = 0; i < BROW_POINTS / 2; i++) /* the upper edge */
            height -= (double)chip->mesh[BROWS[side][i]].y / BROW_POINTS;
    }
    return height;
}

/* The strongest of the traits, 0 ordinary .. 1 strong, and beyond. A strong trait is enough: a
 * pout has closed lips, wide eyes go with a small mouth. */
static double measure_expression(const Chip *chip, double gap)
{
    const double unit = (double)chip->layout.interocular;
    const double width = get_width(chip) / unit;
    const double slant = fabs((double)(chip->lips[LIPS_LEFT].y - chip->lips[LIPS_RIGHT].y)) / unit;
    const double left = eyes_get_opening(chip->eyes[0]), right = eyes_get_opening(chip->eyes[1]);
    const Trait traits[] = {
        {width, 0.9, 1.06},                        /* grin */
        {width, 0.65, 0.53},                       /* pout */
        {gap, 0.03, 0.2},                          /* mouth wide open */
        {slant, 0.05, 0.11},                       /* crooked mouth */
        {fmax(left, right), 0.44, 0.54},           /* eyes wide open */
        {get_brow_height(chip) / unit, 0.42, 0.5}, /* brows raised */
    };
    double score = 0;

    for (size_t i = 0; i < sizeof traits / sizeof traits[0]; i++)
        score = fmax(score, (traits[i].value - traits[i].ordinary) /
                                (traits[i].strong - traits[i].ordinary));
    return score;
}

int check_mouth(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->face_chip;
    const float yaw = fabsf(scene->face->yaw_deg);
    const double confidence = scene_get_confidence(scene);
    const double gap = yaw <= yaw_max_deg ? measure_gap(chip) : NAN;
    const IdpPlace lips = get_place(scene);
    Point2 oval[FACE_OVAL_POINTS];

    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, oval);

    const IdpPlace face = scene_get_place(scene, chip, oval, FACE_OVAL_POINTS);

    judge_add(judge, RULE_TEETH, gap, confidence, &lips);
    judge_add(judge, RULE_LIPS_PARTED, gap, confidence, &lips);
    judge_add(judge, RULE_EXPRESSION,
              yaw <= expression_yaw_max_deg ? measure_expression(chip, gap) : NAN, confidence,
              &face);
    return IDP_OK;
}
