/*
 * Rules P11 to P13: are brows, eyes and ears free of hair, and is long hair behind the shoulders?
 *
 * Hair is told from skin by the colour of this head's own crown (hair_model.h), so a fringe is seen
 * on black, blond and dyed hair alike, and not on a bald head. Where hair and skin have nearly one
 * colour, strands still show by their edges, which bare skin has not: enough for a warning.
 * Thread-safe: no state. Cost: about .5 ms.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/check/evidence.h"
#include "lib/check/eye_pair.h"
#include "lib/check/glasses.h"
#include "lib/check/hair_model.h"
#include "lib/check/measures.h"

enum { BROW_LINE_POINTS = 5, STRIP_POINTS = 2 * BROW_LINE_POINTS, NOSE_BASE = 2 };

/* The upper edges of the brows, from the picture's left to its right. */
static const int brow_lines[2][BROW_LINE_POINTS] = {{70, 63, 105, 66, 107},
                                                    {336, 296, 334, 293, 300}};

/* Interocular distances above the brow's edge: bare skin on whoever shows the brows. */
static const float strip_from = 0.03f, strip_to = 0.22f;

static void take_strip(const Chip *chip, int side, Point2 ret_points[STRIP_POINTS])
{
    const float unit = chip->layout.interocular;

    for (int i = 0; i < BROW_LINE_POINTS; i++) {
        const Point2 point = chip->mesh[brow_lines[side][i]];

        ret_points[i] = (Point2){point.x, point.y - strip_from * unit};
        ret_points[STRIP_POINTS - 1 - i] = (Point2){point.x, point.y - strip_to * unit};
    }
}

/* The share of the strip with a steep change of lightness along the row: strands hang down. */
static int get_edge_share(const Scene *scene, const Point2 points[STRIP_POINTS], double *ret_share)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    const float steep = 0.06f * scene->skin.median.l + 2;
    const PixelBox box = polygon_get_box(chip, points, STRIP_POINTS);
    size_t n = 0, n_steep = 0;
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_set_polygon(&region, points, STRIP_POINTS, 1);
    for (int y = box.top; y < box.bottom; y++) {
        const float *l = plane_row(&chip->lab[0], y);

        for (int x = box.left > 2 ? box.left : 2; x < box.right && x < region.width - 2; x++)
            if (region.mask[(size_t)y * (size_t)region.width + (size_t)x]) {
                n++;
                n_steep += fabsf(l[x + 2] - l[x - 2]) > steep;
            }
    }
    arena_return_to(scene->arena, mark);
    *ret_share = n ? (double)n_steep / (double)n : 0;
    return IDP_OK;
}

/*
 * The far side of a turned head is not asked: there the mesh lies on the hair behind it. One brow
 * under hair counts half.
 */
static int check_brows(const Scene *scene, Judge *judge)
{
    const double turn = (double)scene->face->yaw_deg;
    const double weights[2] = {ramp(turn, -25, -15), ramp(turn, 25, 15)};
    double covered[2], strands[2];
    Point2 strips[2][STRIP_POINTS];
    IdpPlace place;
    int worst;

    for (int side = 0; side < 2; side++) {
        HairShare share;

        take_strip(&scene->face_chip, side, strips[side]);
        if (hair_get_share(scene, &scene->face_chip, &scene->hair, strips[side], STRIP_POINTS,
                           &share) ||
            get_edge_share(scene, strips[side], &strands[side]))
            return IDP_E_MEMORY;
        covered[side] = weights[side] * share.covered_ratio;
        strands[side] = fmax(covered[side], weights[side] * strands[side]);
    }
    worst = covered[1] > covered[0];
    place = scene_get_place(scene, &scene->face_chip, strips[worst], STRIP_POINTS);
    judge_add(judge, RULE_FRINGE, (covered[0] + covered[1]) / 2, 1, &place);
    worst = strands[1] > strands[0];
    place = scene_get_place(scene, &scene->face_chip, strips[worst], STRIP_POINTS);
    judge_add(judge, RULE_STRANDS, fmax(strands[0], strands[1]), 1, &place);
    return IDP_OK;
}

/* Behind tinted lenses there are no eyes to compare, but what their glass reflects. */
static int check_eye(const Scene *scene, Judge *judge)
{
    Glasses glasses;
    EyePair pair;
    IdpPlace place;

    if (glasses_find(scene, &glasses) || eye_pair_compare(scene, &pair))
        return IDP_E_MEMORY;
    if (glasses.is_worn && glasses.tint > judge->profile->limits[RULE_LENS_TINT].max)
        pair.hidden = NAN;
    place = eye_pair_get_place(scene, &pair);
    judge_add(judge, RULE_EYE_HIDDEN, pair.hidden, scene_get_confidence(scene), &place);
    return IDP_OK;
}

/* Where an ear stands out beside the cheek, of the bust chip. */
static void take_ear(const Chip *chip, const HeadLines *lines, int side, Point2 ret_points[4])
{
    const float unit = chip->layout.interocular;
    const float near = side ? lines->right_x - 0.05f * unit : lines->left_x + 0.05f * unit;
    const float far = side ? lines->right_x + 0.3f * unit : lines->left_x - 0.3f * unit;
    const float top = chip->layout.eyes_y + 0.1f * unit;
    const float bottom = chip->mesh[NOSE_BASE].y;

    ret_points[0] = (Point2){near, top};
    ret_points[1] = (Point2){far, top};
    ret_points[2] = (Point2){far, bottom};
    ret_points[3] = (Point2){near, bottom};
}

static int check_ears(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    Point2 ears[2][4];
    HairShare shares[2];
    IdpPlace place;
    int worst;

    for (int side = 0; side < 2; side++) {
        take_ear(chip, &lines, side, ears[side]);
        if (hair_get_share(scene, chip, &scene->hair, ears[side], 4, &shares[side]))
            return IDP_E_MEMORY;
    }
    worst = shares[1].hair_ratio > shares[0].hair_ratio;
    place = scene_get_place(scene, chip, ears[worst], 4);
    judge_add(judge, RULE_EARS, shares[worst].hair_ratio, scene->hair.is_known ? 1 : 0.5, &place);
    return IDP_OK;
}

/* Beside the mouth, above all shoulders: nothing is there but long hair. */
static void take_jaw_side(const Chip *chip, const HeadLines *lines, int side, Point2 ret_points[4])
{
    const float unit = chip->layout.interocular;
    const float near = side ? lines->right_x : lines->left_x;
    const float far = side ? near + 0.5f * unit : near - 0.5f * unit;
    const float top = lines->brow_y + 0.5f * lines->height;
    const float bottom = lines->brow_y + 0.8f * lines->height;

    ret_points[0] = (Point2){near, top};
    ret_points[1] = (Point2){far, top};
    ret_points[2] = (Point2){far, bottom};
    ret_points[3] = (Point2){near, bottom};
}

static int check_long_hair(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const double turn = (double)scene->face->yaw_deg;
    const double weights[2] = {ramp(turn, -25, -15), ramp(turn, 25, 15)};
    Point2 sides[2][4];
    double ratios[2];
    IdpPlace place;

    for (int side = 0; side < 2; side++) {
        HairShare share;

        take_jaw_side(chip, &lines, side, sides[side]);
        if (hair_get_share(scene, chip, &scene->hair, sides[side], 4, &share))
            return IDP_E_MEMORY;
        ratios[side] = weights[side] * share.hair_ratio;
    }
    place = scene_get_place(scene, chip, sides[ratios[1] > ratios[0]], 4);
    judge_add(judge, RULE_LONG_HAIR, fmax(ratios[0], ratios[1]), 1, &place);
    return IDP_OK;
}

int check_hair(const Scene *scene, Judge *judge)
{
    if (check_brows(scene, judge) || check_eye(scene, judge) || check_ears(scene, judge) ||
        check_long_hair(scene, judge))
        return IDP_E_MEMORY;
    return IDP_OK;
}
