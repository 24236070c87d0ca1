/*
 * Rule P20: is a part of the face covered, by a mask, a scarf, a hand or hair?
 *
 * Two things show it. A foreign colour: in the shades of this person's skin, what is much less
 * coloured or of another hue than skin is a thing; lips and beards stand apart by their places. And
 * no mouth: under a mask of any colour there are neither red lips nor the line between them. Hair
 * over a cheek or an eye is told by the hair's own colour. A hand has the colour of the face: it is
 * seen where skin lies in the mouth's place, and lips and line do not go from corner to corner. The
 * rule of what is beside the head (P29) sees its arm. Thread-safe: no state. Cost: about .2 ms.
 */
#include <math.h>
#include <stdio.h>

#include <idphoto/error.h>

#include "lib/base/select.h"
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
    MOUTH_COLUMNS_MIN = 8,
    MOUTH_COLUMNS_MAX = 64,
    LIP_INNER_UPPER = 13,
    LIP_INNER_LOWER = 14,
    LINE_REACH = 9, /* px that the landmarks' line between the lips may err by */
    LINE_PLAY = 2,  /* px that the line may stray from its curve */
    LINE_ROWS = 2 * (LINE_REACH + LINE_PLAY) + 1,
    LIP_THIRDS = 3
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
    double hand;    /* skin where the mouth should be */
} Mouth;

/* The redness of the least red third of the lips, and how much of them is rather skin than hair. */
typedef struct Lips {
    double least_red; /* over the ring of skin round them: a of Lab */
    double skin_share;
    double lightness; /* over that of the skin: moustaches are darker, hands are not */
} Lips;

static Lips measure_lips(const Scene *scene, const Region *lips, double ring)
{
    const Chip *chip = &scene->face_chip;
    const PixelBox box = polygon_get_box(chip, chip->lips, LIPS_OUTLINE_POINTS);
    const float left = chip->mesh[MOUTH_LEFT].x, right = chip->mesh[MOUTH_RIGHT].x;
    double red[LIP_THIRDS] = {0}, n[LIP_THIRDS] = {0}, n_skin = 0, light = 0, all;
    Lips result = {.least_red = INFINITY};

    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            if (lips->mask[(size_t)y * (size_t)lips->width + (size_t)x]) {
                const Lab colour = chip_get_lab(chip, x, y);
                const int third = (int)((float)LIP_THIRDS * ((float)x - left) / (right - left));
                const int place = third < 0 ? 0 : third < LIP_THIRDS ? third : LIP_THIRDS - 1;

                red[place] += (double)colour.a;
                light += (double)colour.l;
                n[place]++;
                n_skin += !hair_is_nearer(&scene->hair, colour) &&
                          !skin_is_foreign(&scene->hair.skin, colour);
            }
    for (int i = 0; i < LIP_THIRDS; i++)
        result.least_red = fmin(result.least_red, red[i] / fmax(n[i], 1) - ring);
    all = fmax(n[0] + n[1] + n[2], 1);
    result.skin_share = n_skin / all;
    result.lightness = light / all / fmax((double)scene->hair.skin.l, 1);
    return result;
}

/* How much redder the lips are than the skin round the mouth: a of Lab. */
static int measure_redness(const Scene *scene, double *ret_redness, Lips *ret_lips)
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
    *ret_lips = measure_lips(scene, &lips, region_get_mean(&ring, &chip->lab[1]));
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

static float get_light(const Plane *light, int x, int y)
{
    float sum = 0;

    for (int row = y - 1; row <= y + 1; row++)
        for (int column = x - 1; column <= x + 1; column++)
            sum += plane_row(light, row)[column] / 9;
    return sum;
}

/* Darkness over the darker of what is side_px above and below, as a share of it. */
static float get_darkness(const Plane *light, int x, int y, int side_px)
{
    const float around = fminf(get_light(light, x, y - side_px), get_light(light, x, y + side_px));

    return (around - get_light(light, x, y)) / fmaxf(around, 15);
}

/*
 * The darkness that three quarters of the mouth's columns have along one curve parallel to that of
 * the landmarks: fingers before the mouth interrupt the line, and lay none of their own along it.
 */
static double measure_whole_line(const Chip *chip, int from, int to)
{
    const Point2 *mesh = chip->mesh, left = mesh[MOUTH_LEFT], right = mesh[MOUTH_RIGHT];
    const float middle_y = (mesh[LIP_INNER_UPPER].y + mesh[LIP_INNER_LOWER].y) / 2;
    const float sag = middle_y - (left.y + right.y) / 2;
    const float height = mesh[LIP_LOWER].y - mesh[LIP_UPPER].y;
    const int side_px = (int)fminf(fmaxf(0.4f * height, 5), 20);
    const int n = to - from < MOUTH_COLUMNS_MAX ? to - from : MOUTH_COLUMNS_MAX;
    float darkness[MOUTH_COLUMNS_MAX][LINE_ROWS], along[MOUTH_COLUMNS_MAX] = {0}, best = 0;

    for (int i = 0; i < n; i++) {
        const int x = from + i;
        const float t = ((float)x + 0.5f - left.x) / (right.x - left.x);
        const int y = (int)(left.y + t * (right.y - left.y) + sag * 4 * t * (1 - t));

        for (int k = 0; k < LINE_ROWS; k++) {
            const int row = y + k - LINE_ROWS / 2;

            darkness[i][k] = row > side_px && row < chip->layout.height - side_px - 1
                                 ? get_darkness(&chip->lab[0], x, row, side_px)
                                 : 0;
        }
    }
    for (int k = LINE_PLAY; k < LINE_ROWS - LINE_PLAY; k++) {
        for (int i = 0; i < n; i++) {
            along[i] = darkness[i][k - LINE_PLAY];
            for (int play = 1 - LINE_PLAY; play <= LINE_PLAY; play++)
                along[i] = fmaxf(along[i], darkness[i][k + play]);
        }
        best = fmaxf(best, select_nth(along, (size_t)n, (size_t)n / 4));
    }
    return (double)best;
}

/* A mouth that the chip does not hold whole, or that is seen from the side, counts as seen. */
static int measure_mouth(const Scene *scene, Mouth *ret_mouth)
{
    const Chip *chip = &scene->face_chip;
    const float left = chip->mesh[MOUTH_LEFT].x, right = chip->mesh[MOUTH_RIGHT].x;
    const int from = (int)(left + 0.25f * (right - left));
    const int to = (int)(right - 0.25f * (right - left));
    const int top = (int)chip->mesh[LIP_UPPER].y - 6, bottom = (int)chip->mesh[LIP_LOWER].y + 6;
    const double turn = fabs((double)scene->face->yaw_deg);
    double red, line, whole;
    Lips lips;

    *ret_mouth = (Mouth){1, 0, 0};
    if (from < 0 || to > chip->layout.width || to - from < MOUTH_COLUMNS_MIN || top < 0 ||
        bottom > chip->layout.height || bottom <= top)
        return IDP_OK;
    if (measure_redness(scene, &red, &lips))
        return IDP_E_MEMORY;
    red = ramp(red, 1, 4);
    line = ramp(measure_line(chip, from, to, top, bottom), 0.04, 0.1);
    whole =
        fmax(ramp(lips.least_red, 0.5, 2), ramp(measure_whole_line(chip, from, to), 0.01, 0.04));
    *ret_mouth = (Mouth){.seen = fmax(red, line),
                         .certain = fmin(red, line),
                         .hand = (1 - whole) * ramp(lips.skin_share, 0.3, 0.6) *
                                 ramp(lips.lightness, 0.5, 0.65) * ramp(turn, 30, 20)};
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
    *ret_covered = fmax(*ret_covered, fmax(1 - mouth.seen, mouth.hand));
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
