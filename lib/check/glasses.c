/*
 * Glasses: reflections in the lenses (P15), tinted lenses (P16), the frame over the eyes (P17).
 *
 * No network knows glasses here. What they have is a bridge: a level line, dark or bright, across
 * the nose between the eyes, where bare skin has none that goes all the way; or, where wide lenses
 * meet on the nose, two dark lower rims. Rims without contrast (rimless, clear plastic) are not
 * found; their rules then do not apply. Lengths are those of the face chip, 80 px between the
 * irises. Thread-safe with one arena a thread.
 */
#include "lib/check/glasses.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/select.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

enum {
    BRIDGE_COLUMNS = 11, /* of the nose's back: wide lenses leave no more between them */
    SIDE_PX = 5,         /* the line is held against what is so far above and below it */
    LID_POINTS = 7,
    LOWER_POINTS = 8,
    LOWER_CHEEK_POINTS = 7
};

/* Below the lower lid, where lower rims run. */
enum { RIM_NEAREST = 8, RIM_FARTHEST = 55, RIM_COLUMNS_MAX = 64 };

/* From the eye's corners outwards: where a rim is looked for, and how far it may slope. */
enum { OUTER_GAP = 3, OUTER_REACH = 12, INNER_GAP = 1, INNER_REACH = 7, SLOPE_ROWS = 3 };

/* Mesh points: brow's height between the eyes, root of the nose, back of the nose. */
enum { GLABELLA = 9, NOSE_ROOT = 168, NOSE_BACK = 195 };

/* Of 102 bare faces three exceed the first (wrinkles, a strand of hair) and one the second (bags
 * under the eyes); the least bridge of 13 real pairs is 5.5. A bare face that is taken for one with
 * glasses is as clear and free of reflections as any. */
static const double worn_bridge = 5.2, worn_rims = 14;

/* The share of a line's columns that may lack it, as hair or a highlight crosses it. */
static const double gap_ratio = 0.2;

/* Skin between the eye and where the lower rim runs: under every lens, off the lashes. */
static const int under_lids[2][LID_POINTS] = {{25, 110, 24, 23, 22, 26, 112},
                                              {255, 339, 254, 253, 252, 256, 341}};
static const int under_eyes[2][LOWER_POINTS] = {{233, 232, 231, 230, 229, 228, 31, 226},
                                                {453, 452, 451, 450, 449, 448, 261, 446}};
static const int lower_cheeks[2][LOWER_CHEEK_POINTS] = {{50, 205, 206, 207, 187, 147, 123},
                                                        {280, 425, 426, 427, 411, 376, 352}};

/* The part of a lens that every lens has: an ellipse, its centre a little outside and below. */
static const float lens_x = 25, lens_y = 19, lens_out = 2, lens_down = 5;

static const float glare_lighter = 12, glare_lightness = 45; /* L of Lab */
static const float lashes_px = 3;                        /* round the eye: neither skin nor lens */
static const double least_opening = 8;                   /* px: of narrow eyes */
static const float eye_lighter = 20, eye_lightness = 85; /* over the white of the eye */
static const double rim_faint = 8, rim_clear = 14;       /* contrast of a rim, L of Lab */

/* The lightness at a place, smoothed over three rows; the edge is repeated. */
static float get_light(const Plane *light, int x, int y)
{
    const int column = x < 0 ? 0 : x < light->width ? x : light->width - 1;
    const int last = light->height - 1;
    const int row = y < 1 ? 1 : y < last ? y : last - 1;

    return 0.25f * plane_row(light, row - 1)[column] + 0.5f * plane_row(light, row)[column] +
           0.25f * plane_row(light, row + 1)[column];
}

/* How much lighter (sign 1) or darker (-1) the place is than above and below it. */
static float get_contrast(const Plane *light, int x, int y, float sign)
{
    const float above = get_light(light, x, y - SIDE_PX), below = get_light(light, x, y + SIDE_PX);

    return sign * (get_light(light, x, y) - (above + below) / 2);
}

/* The contrast that all but a few of the row's columns left..left + n - 1 reach, with one row of
 * play. */
static double get_line(const Plane *light, int left, int n, int y, float sign)
{
    float contrasts[BRIDGE_COLUMNS] = {0};

    for (int i = 0; i < n; i++)
        contrasts[i] = fmaxf(get_contrast(light, left + i, y, sign),
                             fmaxf(get_contrast(light, left + i, y - 1, sign),
                                   get_contrast(light, left + i, y + 1, sign)));
    return (double)select_nth(contrasts, (size_t)n, (size_t)(gap_ratio * n));
}

/* The least and the greatest y of the opening. */
static void get_lids(const Point2 eye[FACE_EYE_POINTS], float *ret_top, float *ret_bottom)
{
    *ret_top = *ret_bottom = eye[0].y;
    for (int i = 1; i < FACE_EYE_OPENING_POINTS; i++) {
        *ret_top = fminf(*ret_top, eye[i].y);
        *ret_bottom = fmaxf(*ret_bottom, eye[i].y);
    }
}

static double measure_bridge(const Chip *chip)
{
    const Point2 root = chip->mesh[NOSE_ROOT];
    const int left = (int)root.x - BRIDGE_COLUMNS / 2;
    const int top = (int)(0.4f * chip->mesh[GLABELLA].y + 0.6f * root.y);
    const int bottom = (int)chip->mesh[NOSE_BACK].y;
    double best = 0;

    for (int y = top; y < bottom; y++)
        for (int sign = -1; sign <= 1; sign += 2)
            best = fmax(best, get_line(&chip->lab[0], left, BRIDGE_COLUMNS, y, (float)sign));
    return best;
}

/* The darkest line below the eye that three quarters of its width have: a lower rim. */
static double measure_rim(const Chip *chip, int side)
{
    const Point2 *eye = chip->eyes[side];
    const int left = (int)fminf(eye[FACE_EYE_OUTER].x, eye[FACE_EYE_INNER].x);
    const int right = (int)fmaxf(eye[FACE_EYE_OUTER].x, eye[FACE_EYE_INNER].x);
    const int n = right - left < RIM_COLUMNS_MAX ? right - left : RIM_COLUMNS_MAX;
    float contrasts[RIM_COLUMNS_MAX] = {0}, top, bottom;

    get_lids(eye, &top, &bottom);
    for (int i = 0; i < n; i++) {
        contrasts[i] = 0;
        for (int y = (int)bottom + RIM_NEAREST; y < (int)bottom + RIM_FARTHEST; y++)
            contrasts[i] = fmaxf(contrasts[i], get_contrast(&chip->lab[0], left + i, y, -1));
    }
    return n > 0 ? (double)select_nth(contrasts, (size_t)n, (size_t)n / 4) : 0;
}

/* Light of a lightness: the Y of CIE XYZ, 0..1. */
static double get_luminance(double lightness)
{
    const double root = (lightness + 16) / 116;

    return root * root * root;
}

/* Adds the median luminances of the skin under the lens and of the cheek below it. */
static int add_light(const Scene *scene, int side, double *under, double *cheek)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    Point2 ring[LID_POINTS + LOWER_POINTS], patch[LOWER_CHEEK_POINTS];
    Region lens, below;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &lens) ||
        region_new(scene->arena, chip->layout.width, chip->layout.height, &below))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, under_lids[side], LID_POINTS, ring);
    region_take_points(chip->mesh, under_eyes[side], LOWER_POINTS, ring + LID_POINTS);
    region_set_polygon(&lens, ring, LID_POINTS + LOWER_POINTS, 1);
    region_take_points(chip->mesh, lower_cheeks[side], LOWER_CHEEK_POINTS, patch);
    region_set_polygon(&below, patch, LOWER_CHEEK_POINTS, 1);
    *under += get_luminance(region_get_quantile(scene->arena, &lens, &chip->lab[0], 0.5));
    *cheek += get_luminance(region_get_quantile(scene->arena, &below, &chip->lab[0], 0.5));
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

/* Both sides are summed: a face that is lit from one side darkens both terms on the other. */
int glasses_find(const Scene *scene, Glasses *ret_glasses)
{
    const Chip *chip = &scene->face_chip;
    double under = 0, cheek = 0;

    for (int side = 0; side < 2; side++)
        if (add_light(scene, side, &under, &cheek))
            return IDP_E_MEMORY;
    ret_glasses->tint = fmax(1 - under / fmax(cheek, 1e-3), 0);
    ret_glasses->bridge = measure_bridge(chip);
    ret_glasses->rims = fmin(measure_rim(chip, 0), measure_rim(chip, 1));
    ret_glasses->is_worn = ret_glasses->bridge >= worn_bridge || ret_glasses->rims >= worn_rims;
    return IDP_OK;
}

static Point2 get_lens_centre(const Chip *chip, int side)
{
    const Point2 iris = chip->irises[side][0];

    return (Point2){iris.x + (side == 0 ? -lens_out : lens_out), iris.y + lens_down};
}

/* The outline of the opening, margin_px wider all round. */
static void take_opening(const Point2 eye[FACE_EYE_POINTS], float margin_px,
                         Point2 ret_outline[FACE_EYE_OPENING_POINTS])
{
    Point2 centre = {0, 0};

    for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++) {
        centre.x += eye[i].x / FACE_EYE_OPENING_POINTS;
        centre.y += eye[i].y / FACE_EYE_OPENING_POINTS;
    }
    for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++) { /* the upper lid's points turn round */
        const int from = i <= FACE_EYE_INNER ? i : FACE_EYE_OPENING_POINTS + FACE_EYE_INNER - i;
        const Point2 out = {eye[from].x - centre.x, eye[from].y - centre.y};
        const float grown = 1 + margin_px / fmaxf(hypotf(out.x, out.y), 1);

        ret_outline[i] = (Point2){centre.x + grown * out.x, centre.y + grown * out.y};
    }
}

/*
 * What light in front of the skin looks like: lighter than the skin and with less colour, or of
 * another colour (coatings reflect green and violet) without being darker.
 */
static void mark_glare(const Scene *scene, const Region *glare)
{
    const Chip *chip = &scene->face_chip;
    const Lab skin = scene->skin.median;
    const float chroma = hypotf(skin.a, skin.b);

    for (int y = glare->box.top; y < glare->box.bottom; y++) {
        uint8_t *mask = glare->mask + (size_t)y * (size_t)glare->width;
        const float *l = plane_row(&chip->lab[0], y), *a = plane_row(&chip->lab[1], y);
        const float *b = plane_row(&chip->lab[2], y);

        for (int x = glare->box.left; x < glare->box.right; x++) {
            if (!mask[x])
                continue;
            const bool is_pale =
                l[x] > skin.l + glare_lighter && hypotf(a[x], b[x]) < 0.6f * chroma + 2;
            const bool is_other =
                l[x] > skin.l - 5 && hypotf(a[x] - skin.a, b[x] - skin.b) > 18 + 0.3f * chroma;

            mask[x] = l[x] > glare_lightness && (is_pale || is_other);
        }
    }
}

/* The glare of one lens over its area. The white of the eye is pale too: there it must be lighter.
 */
static int measure_glare(const Scene *scene, int side, double *ret_ratio)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    const float white = fmaxf(scene->skin.median.l + eye_lighter, eye_lightness);
    Point2 opening[FACE_EYE_OPENING_POINTS];
    Region lens, eye;
    size_t n_lens;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &lens) ||
        region_new(scene->arena, chip->layout.width, chip->layout.height, &eye))
        return IDP_E_MEMORY;
    region_set_ellipse(&lens, get_lens_centre(chip, side), lens_x, lens_y, 1);
    n_lens = region_count(&lens);
    take_opening(chip->eyes[side], lashes_px, opening);
    region_set_polygon(&lens, opening, FACE_EYE_OPENING_POINTS, 0);
    mark_glare(scene, &lens);
    take_opening(chip->eyes[side], 0, opening);
    region_set_polygon(&eye, opening, FACE_EYE_OPENING_POINTS, 1);
    region_keep_where(&eye, &chip->lab[0], white);
    *ret_ratio = (double)(region_count(&lens) + region_count(&eye)) / (double)n_lens;
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

/*
 * How deep a rim crosses the opening of the eye: 0 along a lid, .5 through its middle. A rim goes
 * on to both sides of the eye, where no lashes are: there, inside the lens, it is looked for.
 */
static double measure_frame(const Chip *chip, int side)
{
    const Plane *light = &chip->lab[0];
    const Point2 *eye = chip->eyes[side];
    const bool is_left = eye[FACE_EYE_OUTER].x < eye[FACE_EYE_INNER].x;
    const int outer = (int)eye[FACE_EYE_OUTER].x + (is_left ? -OUTER_REACH : OUTER_GAP);
    const int inner = (int)eye[FACE_EYE_INNER].x + (is_left ? INNER_GAP : -INNER_REACH);
    float top, bottom;
    double deepest = 0;

    get_lids(eye, &top, &bottom);
    const double height = fmax((double)(bottom - top), least_opening);

    for (int y = (int)top; y < (int)bottom; y++) {
        const double depth = fmin(y + 0.5 - (double)top, (double)bottom - y - 0.5) / height;
        double contrast = -INFINITY;

        if (depth <= deepest)
            continue;
        for (int slope = -SLOPE_ROWS; slope <= SLOPE_ROWS; slope++)
            contrast =
                fmax(contrast, get_line(light, inner, INNER_REACH - INNER_GAP, y + slope, -1));
        contrast = fmin(contrast, get_line(light, outer, OUTER_REACH - OUTER_GAP, y, -1));
        deepest = fmax(deepest, depth * fmin((contrast - rim_faint) / (rim_clear - rim_faint), 1));
    }
    return deepest;
}

static IdpPlace get_place(const Scene *scene, int side)
{
    const Point2 centre = get_lens_centre(&scene->face_chip, side);

    return scene_get_box(scene, &scene->face_chip, centre.x - lens_x, centre.y - lens_y,
                         centre.x + lens_x, centre.y + lens_y);
}

/* Both lenses and the bridge between them. */
static IdpPlace get_pair_place(const Scene *scene)
{
    const Point2 left = get_lens_centre(&scene->face_chip, 0);
    const Point2 right = get_lens_centre(&scene->face_chip, 1);

    return scene_get_box(scene, &scene->face_chip, left.x - lens_x, fminf(left.y, right.y) - lens_y,
                         right.x + lens_x, fmaxf(left.y, right.y) + lens_y);
}

static int skip_all(Judge *judge, IdpVerdict verdict)
{
    judge_add_without_value(judge, RULE_LENS_TINT, verdict);
    judge_add_without_value(judge, RULE_LENS_GLARE, verdict);
    judge_add_without_value(judge, RULE_FRAME_OVER_EYES, verdict);
    return IDP_OK;
}

int check_glasses(const Scene *scene, Judge *judge)
{
    const double confidence = scene_get_confidence(scene);
    double glare[2], frame[2];
    Glasses glasses;

    if (!scene_shows_both_sides(scene))
        return skip_all(judge, IDP_VERDICT_UNMEASURED);
    if (glasses_find(scene, &glasses))
        return IDP_E_MEMORY;
    if (!glasses.is_worn)
        return skip_all(judge, IDP_VERDICT_NA);
    for (int side = 0; side < 2; side++) {
        if (measure_glare(scene, side, &glare[side]))
            return IDP_E_MEMORY;
        frame[side] = measure_frame(&scene->face_chip, side);
    }
    const int worse_glare = glare[1] > glare[0], worse_frame = frame[1] > frame[0];
    const bool is_dark = glasses.tint > judge->profile->limits[RULE_LENS_TINT].max;
    const IdpPlace pair = get_pair_place(scene), shining = get_place(scene, worse_glare);
    const IdpPlace covered = get_place(scene, worse_frame);

    judge_add(judge, RULE_LENS_TINT, glasses.tint, confidence, &pair);
    judge_add(judge, RULE_LENS_GLARE, glare[worse_glare], confidence, &shining);
    judge_add(judge, RULE_FRAME_OVER_EYES, is_dark ? NAN : frame[worse_frame], confidence,
              &covered);
    return IDP_OK;
}
