/*
 * Rules P14, P18 and P29: are the shoulders level, is there an ornament, is anything beside the
 * head?
 *
 * Shoulders are the upper edge of the matte left and right of the neck, compared at the same
 * distances from the face's axis; several of these pairs must agree, or hair and arms are in the
 * way. Beside the head, above the shoulders, the matte holds ears, hair and a hat; what has neither
 * the colour of the crown nor lies where ears are is a hand, an arm, another person or a thing.
 * Ornaments have no model: fine bright or dark marks on the bare neck and at the lobes are pointed
 * out to the reviewer, no more. Thread-safe: no state. Cost: about .3 ms.
 */
#include <math.h>
#include <stdlib.h>

#include <idphoto/error.h>

#include "lib/check/evidence.h"
#include "lib/check/hair_model.h"
#include "lib/check/measures.h"

enum { SHOULDER_PAIRS = 9, AGREEING_MIN = 6, MARK_REACH = 3 };

/* Where shoulders are looked for, in widths of the face from its axis. */
static const float shoulder_from = 0.75f, shoulder_step = 0.05f;
static const double agreeing_deg = 3.0;

typedef struct Shoulders {
    int n_pairs;
    double angles_deg[SHOULDER_PAIRS];
    Point2 ends[SHOULDER_PAIRS][2]; /* of the chip */
} Shoulders;

/*
 * The upper edge of what the person covers of a column from below; NaN if that reaches the nose:
 * then it is hair. Shoulders may well stand above the chin of a head bent forward.
 */
static float find_shoulder(const Chip *chip, const HeadLines *lines, float x)
{
    const int column = (int)x, height = chip->layout.height;
    int y = height - 1;

    if (column < 0 || column >= chip->layout.width)
        return NAN;
    while (y > 0 && plane_row(&chip->alpha, y)[column] <= 0.5f) /* below the picture's edge */
        y--;
    while (y > 0 && plane_row(&chip->alpha, y)[column] > 0.5f)
        y--;
    if ((float)y < lines->brow_y + 0.55f * lines->height || y >= height - 2)
        return NAN;
    return (float)y + 1;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* In the picture, not in the levelled chip: a tilted head on level shoulders is another rule's. */
static double get_angle_deg(const Chip *chip, Point2 left, Point2 right)
{
    const Point2 from = chip_to_working(chip, left), to = chip_to_working(chip, right);

    return atan2((double)(to.y - from.y), (double)(to.x - from.x)) * 180 / M_PI;
}

static Shoulders find_shoulders(const Chip *chip)
{
    const HeadLines lines = head_get_lines(chip);
    const float width = lines.right_x - lines.left_x;
    Shoulders shoulders = {.n_pairs = 0};

    for (int i = 0; i < SHOULDER_PAIRS; i++) {
        const float reach = (shoulder_from + shoulder_step * (float)i) * width;
        const Point2 left = {lines.axis_x - reach,
                             find_shoulder(chip, &lines, lines.axis_x - reach)};
        const Point2 right = {lines.axis_x + reach,
                              find_shoulder(chip, &lines, lines.axis_x + reach)};
        const int n = shoulders.n_pairs;

        if (isnan(left.y) || isnan(right.y))
            continue;
        shoulders.ends[n][0] = left;
        shoulders.ends[n][1] = right;
        shoulders.angles_deg[n] = get_angle_deg(chip, left, right);
        shoulders.n_pairs++;
    }
    return shoulders;
}

static void check_shoulders(const Scene *scene, Judge *judge)
{
    const Chip *chip = &scene->bust;
    const Shoulders shoulders = find_shoulders(chip);
    double sorted[SHOULDER_PAIRS] = {0}, median;
    int n_agreeing = 0, nearest = 0;
    IdpPlace place;

    for (int i = 0; i < shoulders.n_pairs; i++)
        sorted[i] = shoulders.angles_deg[i];
    qsort(sorted, (size_t)shoulders.n_pairs, sizeof *sorted, compare_doubles);
    median = shoulders.n_pairs ? sorted[shoulders.n_pairs / 2] : NAN;
    for (int i = 0; i < shoulders.n_pairs; i++) {
        n_agreeing += fabs(shoulders.angles_deg[i] - median) < agreeing_deg;
        if (fabs(shoulders.angles_deg[i] - median) < fabs(shoulders.angles_deg[nearest] - median))
            nearest = i;
    }
    if (n_agreeing < AGREEING_MIN) {
        judge_add_without_value(judge, RULE_SHOULDERS, IDP_VERDICT_UNMEASURED);
        return;
    }
    place = scene_get_place(scene, chip, shoulders.ends[nearest], 2);
    judge_add(judge, RULE_SHOULDERS, median, (double)n_agreeing / SHOULDER_PAIRS, &place);
}

static void box_add(PixelBox *box, int x, int y)
{
    box->left = x < box->left ? x : box->left;
    box->right = x >= box->right ? x + 1 : box->right;
    box->top = y < box->top ? y : box->top;
    box->bottom = y >= box->bottom ? y + 1 : box->bottom;
}

static IdpPlace get_box_place(const Scene *scene, const PixelBox *box)
{
    return scene_get_box(scene, &scene->bust, (float)box->left, (float)box->top, (float)box->right,
                         (float)box->bottom);
}

/*
 * Above the chin: anything but hair, away from the ears. From there down to the shoulders: skin
 * wider than the face, which no neck is.
 */
static bool is_beside(const HeadLines *lines, float ear, const HairModel *hair, int x, int y,
                      Lab colour)
{
    const float out = fmaxf(lines->left_x - (float)x, (float)x - lines->right_x);

    if ((float)y < lines->chin_y - 0.15f * lines->height)
        return out > ear && !hair_is_nearer(hair, colour);
    return out > 0 && skin_get_distance(&hair->skin, colour) < 10 && !hair_is_nearer(hair, colour);
}

static void check_beside(const Scene *scene, Judge *judge)
{
    const HairModel *hair = &scene->hair;
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const float ear = 0.4f * chip->layout.interocular, width = lines.right_x - lines.left_x;
    const int bottom = (int)fminf(lines.chin_y + 0.25f * lines.height, (float)chip->layout.height);
    PixelBox box = {chip->layout.width, chip->layout.height, 0, 0};
    size_t n = 0;
    double area;
    IdpPlace place;

    for (int y = 0; y < bottom; y++) {
        const float *alpha = plane_row(&chip->alpha, y);

        for (int x = 0; x < chip->layout.width; x++)
            if (alpha[x] > 0.5f && is_beside(&lines, ear, hair, x, y, chip_get_lab(chip, x, y))) {
                box_add(&box, x, y);
                n++;
            }
    }
    place = get_box_place(scene, &box);
    area = (double)n / (double)(width * lines.height);
    judge_add(judge, RULE_BESIDE, area * ramp(fabs((double)scene->face->yaw_deg), 35, 25),
              hair->is_known ? 1 : 0.5, n ? &place : NULL);
}

static bool is_bare_skin(const Lab *skin, Lab colour)
{
    return skin_get_distance(skin, colour) < 10 && !skin_is_foreign(skin, colour);
}

/* A fine mark on skin: much lighter or darker than skin on both sides of it, above and below. */
static bool is_mark(const HairModel *hair, const Chip *chip, int x, int y)
{
    const Lab above = chip_get_lab(chip, x, y - MARK_REACH), here = chip_get_lab(chip, x, y);
    const Lab below = chip_get_lab(chip, x, y + MARK_REACH);
    const float contrast = 0.18f * hair->skin.l;

    return is_bare_skin(&hair->skin, above) && is_bare_skin(&hair->skin, below) &&
           (fminf(here.l - above.l, here.l - below.l) > contrast ||
            fminf(above.l - here.l, below.l - here.l) > contrast);
}

/* The longest run of columns with a mark on the neck, in its half width: a chain or a cord. */
static void check_ornament(const Scene *scene, Judge *judge)
{
    const HairModel *hair = &scene->hair;
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const float unit = chip->layout.interocular;
    const int left = (int)fmaxf(lines.axis_x - 0.8f * unit, 0);
    const int right = (int)fminf(lines.axis_x + 0.8f * unit, (float)chip->layout.width - 1);
    const int top =
        (int)fminf(lines.chin_y + 0.3f * unit, (float)chip->layout.height - MARK_REACH - 1);
    const int bottom =
        (int)fminf(lines.chin_y + 1.8f * unit, (float)chip->layout.height - MARK_REACH - 1);
    PixelBox box = {chip->layout.width, chip->layout.height, 0, 0};
    int n_columns = 0;
    IdpPlace place;

    for (int x = left; x <= right; x++) {
        bool has_mark = false;

        for (int y = top; y < bottom; y++)
            if (is_mark(hair, chip, x, y)) {
                box_add(&box, x, y);
                has_mark = true;
            }
        n_columns += has_mark;
    }
    place = get_box_place(scene, &box);
    judge_add(judge, RULE_ORNAMENT, (double)n_columns / (double)(right - left + 1), 0.5,
              n_columns ? &place : NULL);
}

int check_bust(const Scene *scene, Judge *judge)
{
    check_shoulders(scene, judge);
    check_beside(scene, judge);
    check_ornament(scene, judge);
    return IDP_OK;
}
