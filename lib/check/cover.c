/*
 * Rule P20: is a part of the face covered, by a mask, a scarf, a hand or hair?
 *
 * Two things show it. A foreign colour: in the shades of this person's skin, what is much less
 * coloured or of another hue than skin is a thing; lips and beards stand apart by their places. And
 * no mouth: under a mask of any colour there are neither red lips nor the line between them. Hair
 * over a cheek or an eye is told by the hair's own colour. A hand has the colour of the face and is
 * seen only where it hides the mouth: the rule of what is beside the head (P29) sees its arm.
 * Thread-safe: no state. Cost: about .3 ms.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/check/evidence.h"
#include "lib/check/hair_model.h"
#include "lib/check/measures.h"

enum {
    PART_POINTS_MAX = 10,
    PART_PIXELS_MIN = 30,
    LIPS_OUTLINE_POINTS = 20, /* of Chip.lips */
    MOUTH_LEFT = 61,          /* of the mesh */
    MOUTH_RIGHT = 291,
    LIP_UPPER = 0,
    LIP_LOWER = 17,
    MOUTH_COLUMNS_MIN = 8
};

typedef struct Part {
    int n_points;
    int points[PART_POINTS_MAX];
} Part;

/* What every mask covers; bare, or bearded in all but the nose and the cheeks. */
enum { LOWER_PARTS = 5, NOSE_PART = 4 };
static const Part lower_parts[LOWER_PARTS] = {
    {8, {147, 213, 192, 214, 212, 216, 206, 205}}, {8, {376, 433, 416, 434, 432, 436, 426, 425}},
    {6, {201, 200, 421, 396, 175, 171}},           {6, {97, 2, 326, 393, 164, 167}},
    {7, {195, 281, 275, 4, 45, 51, 195}},
};

/* Under the eye and the cheek beside the nose: bare on everybody, glasses or beard. */
enum { SIDE_PARTS = 2 };
static const Part side_parts[2][SIDE_PARTS] = {
    {{7, {230, 229, 228, 117, 118, 119, 120}}, {9, {116, 117, 118, 101, 205, 207, 187, 147, 123}}},
    {{7, {450, 449, 448, 346, 347, 348, 349}}, {9, {345, 346, 347, 330, 425, 427, 411, 376, 352}}},
};

/* The share of the part's pixels that are no shade of skin; NaN if it is too small to say. */
static int get_foreign_share(const Scene *scene, const Part *part, const Lab *skin,
                             double *ret_share)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    size_t n = 0, n_foreign = 0;
    Point2 points[PART_POINTS_MAX];
    PixelBox box;
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, part->points, (size_t)part->n_points, points);
    region_set_polygon(&region, points, (size_t)part->n_points, 1);
    box = polygon_get_box(chip, points, (size_t)part->n_points);
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            if (region.mask[(size_t)y * (size_t)region.width + (size_t)x]) {
                n++;
                n_foreign += skin_is_foreign(skin, chip_get_lab(chip, x, y));
            }
    arena_return_to(scene->arena, mark);
    *ret_share = n >= PART_PIXELS_MIN ? (double)n_foreign / (double)n : NAN;
    return IDP_OK;
}

/* Red lips and the dark line between them: 0 none, 1 plainly there. */
typedef struct Mouth {
    double seen;    /* either */
    double certain; /* both */
} Mouth;

/* How much redder the lips are than the skin round the mouth: a of Lab. */
static int measure_redness(const Scene *scene, double *ret_redness)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    const Point2 left = chip->mesh[MOUTH_LEFT], right = chip->mesh[MOUTH_RIGHT];
    const Point2 centre = {(left.x + right.x) / 2, (left.y + right.y) / 2};
    const float width = right.x - left.x;
    Region lips, ring;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &lips) ||
        region_new(scene->arena, chip->layout.width, chip->layout.height, &ring))
        return IDP_E_MEMORY;
    region_set_polygon(&lips, chip->lips, LIPS_OUTLINE_POINTS, 1);
    region_set_ellipse(&ring, centre, 0.75f * width, 0.6f * width, 1);
    region_set_ellipse(&ring, centre, 0.58f * width, 0.4f * width, 0);
    *ret_redness = region_get_mean(&lips, &chip->lab[1]) - region_get_mean(&ring, &chip->lab[1]);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

/* How much darker the darkest row of the middle of the mouth is than its mean, as a share. */
static double measure_line(const Chip *chip, int from, int to, int top, int bottom)
{
    double darkest = 100, mean = 0;

    for (int y = top; y < bottom; y++) {
        const float *l = plane_row(&chip->lab[0], y);
        double sum = 0;

        for (int x = from; x < to; x++)
            sum += (double)l[x] / (to - from);
        darkest = fmin(darkest, sum);
        mean += sum / (bottom - top);
    }
    return (mean - darkest) / fmax(mean, 20);
}

/* A mouth that the chip does not hold whole, or that is seen from the side, counts as seen. */
static int measure_mouth(const Scene *scene, Mouth *ret_mouth)
{
    const Chip *chip = &scene->face_chip;
    const float left = chip->mesh[MOUTH_LEFT].x, right = chip->mesh[MOUTH_RIGHT].x;
    const int from = (int)(left + 0.25f * (right - left));
    const int to = (int)(right - 0.25f * (right - left));
    const int top = (int)chip->mesh[LIP_UPPER].y - 6, bottom = (int)chip->mesh[LIP_LOWER].y + 6;
    double red, line;

    *ret_mouth = (Mouth){1, 0};
    if (from < 0 || to > chip->layout.width || to - from < MOUTH_COLUMNS_MIN || top < 0 ||
        bottom > chip->layout.height || bottom <= top)
        return IDP_OK;
    if (measure_redness(scene, &red))
        return IDP_E_MEMORY;
    red = ramp(red, 1, 4);
    line = ramp(measure_line(chip, from, to, top, bottom), 0.04, 0.1);
    *ret_mouth = (Mouth){.seen = fmax(red, line), .certain = fmin(red, line)};
    return IDP_OK;
}

/*
 * A mask: foreign over the whole lower face. Beards are never foreign on the nose, and a mask worn
 * under the nose still hides the mouth.
 */
static int measure_mask(const Scene *scene, const Lab *skin, double *ret_covered)
{
    double sum = 0, nose = 0;
    Mouth mouth;

    if (measure_mouth(scene, &mouth))
        return IDP_E_MEMORY;
    for (int i = 0; i < LOWER_PARTS; i++) {
        double share;

        if (get_foreign_share(scene, &lower_parts[i], skin, &share))
            return IDP_E_MEMORY;
        share = isnan(share) ? 0 : share;
        if (i == NOSE_PART)
            nose = share;
        else
            sum += share / (LOWER_PARTS - 1);
    }
    *ret_covered = sum * nose * (1 - 0.7 * mouth.certain);
    *ret_covered = fmax(*ret_covered, 1 - mouth.seen);
    return IDP_OK;
}

static int get_part_hair(const Scene *scene, const HairModel *hair, const Part *part,
                         double *ret_ratio)
{
    Point2 points[PART_POINTS_MAX];
    HairShare share;

    region_take_points(scene->face_chip.mesh, part->points, (size_t)part->n_points, points);
    if (hair_get_share(scene, &scene->face_chip, hair, points, (size_t)part->n_points, &share))
        return IDP_E_MEMORY;
    *ret_ratio = share.hair_ratio;
    return IDP_OK;
}

/*
 * Hair over one side; the deep shade of a half-dark face looks the same, which the rule of even
 * light refuses too. Not asked of the far side of a turned head, where the mesh lies on the hair
 * behind it.
 */
static int measure_hair(const Scene *scene, const HairModel *hair, double *ret_covered,
                        int *ret_side)
{
    const double turn = (double)scene->face->yaw_deg;
    double covered[2] = {1, 1}, ratio;

    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < SIDE_PARTS; i++) {
            if (get_part_hair(scene, hair, &side_parts[side][i], &ratio))
                return IDP_E_MEMORY;
            covered[side] = fmin(covered[side], ratio);
        }
    }
    covered[0] *= ramp(turn, -25, -15);
    covered[1] *= ramp(turn, 25, 15);
    *ret_side = covered[1] > covered[0];
    *ret_covered = covered[*ret_side] * ramp((double)hair->skin.l, 30, 45);
    return IDP_OK;
}

static IdpPlace get_place(const Scene *scene, bool is_mask, int side)
{
    static const int mask_outline[] = {6, 117, 132, 172, 152, 397, 361, 346};
    static const int side_outlines[2][5] = {{107, 70, 234, 172, 205}, {336, 300, 454, 397, 425}};
    Point2 points[8];

    if (is_mask) {
        region_take_points(scene->face_chip.mesh, mask_outline, 8, points);
        return scene_get_place(scene, &scene->face_chip, points, 8);
    }
    region_take_points(scene->face_chip.mesh, side_outlines[side], 5, points);
    return scene_get_place(scene, &scene->face_chip, points, 5);
}

int check_cover(const Scene *scene, Judge *judge)
{
    double mask, strands;
    IdpPlace place;
    int side;

    if (measure_mask(scene, &scene->hair.skin, &mask) ||
        measure_hair(scene, &scene->hair, &strands, &side))
        return IDP_E_MEMORY;
    place = get_place(scene, mask >= strands, side);
    judge_add(judge, RULE_FACE_COVERED, fmax(mask, strands), 1, &place);
    return IDP_OK;
}
