/*
 * The eyes: open (P07), looking at the camera (P08), not red from a flash (P25).
 *
 * Behind tinted lenses nothing of them can be measured. Thread-safe with one arena a thread.
 */
#include "lib/check/eyes.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/check/glasses.h"
#include "lib/check/measures.h"
#include "lib/check/region.h"

/* Narrow eyes that smile have the contour of closing ones: there the network decides. Its opinion
 * counts as much as this share of the eye's width, either way. Portraits whose eyes were squeezed
 * to half their height all pass. */
static const double network_weight = 0.05;

/* The iris that looks at the camera from a turned head lies off the middle of its lids. Fitted to
 * 119 real faces that look at the camera; what is left has a spread of .023 eye widths. */
static const double gaze_per_yaw_deg = 0.0044;

/* The mean over both eyes stands a greater turn than the contour of each. */
static const float gaze_yaw_max_deg = 45;

static const float pupil_ratio = 0.5f;   /* of the iris: wide in the dark, where flashes are used */
static const double reddest_part = 0.75; /* quantile: a reflection in the pupil covers the rest */
static const float margin_ratio = 0.25f; /* of the box that is shown, of the eye's width */

/* How far the lower lid's line lies below the point, along the normal of the corners' line. */
static double get_gap(const Point2 eye[FACE_EYE_POINTS], Point2 upper, Point2 along)
{
    const double x = (double)(upper.x * along.x + upper.y * along.y);

    for (int i = FACE_EYE_OUTER; i < FACE_EYE_INNER; i++) {
        const Point2 a = eye[i], b = eye[i + 1];
        const double ax = (double)(a.x * along.x + a.y * along.y);
        const double bx = (double)(b.x * along.x + b.y * along.y);

        if (x >= ax && x < bx) {
            const float t = (float)((x - ax) / (bx - ax));
            const Point2 lower = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
            const double gap = (double)hypotf(lower.x - upper.x, lower.y - upper.y);

            return lower.y > upper.y ? gap : -gap;
        }
    }
    return 0;
}

double eyes_get_opening(const Point2 eye[FACE_EYE_POINTS])
{
    const Point2 outer = eye[FACE_EYE_OUTER], inner = eye[FACE_EYE_INNER];
    const float width = fmaxf(hypotf(inner.x - outer.x, inner.y - outer.y), 1e-3f);
    const Point2 along = {(inner.x - outer.x) / width, (inner.y - outer.y) / width};
    double widest = -1;

    for (int i = FACE_EYE_INNER + 1; i < FACE_EYE_OPENING_POINTS; i++)
        widest = fmax(widest, get_gap(eye, eye[i], along));
    return widest / (double)width;
}

/* The opening as the contour and the network see it together. */
static double judge_opening(const Scene *scene, int side)
{
    const double opening = eyes_get_opening(scene->face_chip.eyes[side]);
    const double closed = (double)scene->face->eye_closed[side];

    return isnan(closed) ? opening : opening + network_weight * (1 - 2 * closed);
}

/* The bounds of the eyes from first to last, with a margin. */
static IdpPlace get_place(const Scene *scene, int first, int last)
{
    const Chip *chip = &scene->face_chip;
    const Point2 *eye = chip->eyes[first];
    const float width = hypotf(eye[FACE_EYE_INNER].x - eye[FACE_EYE_OUTER].x,
                               eye[FACE_EYE_INNER].y - eye[FACE_EYE_OUTER].y);
    const float margin = margin_ratio * width;
    float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;

    for (int side = first; side <= last; side++)
        for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++) {
            left = fminf(left, chip->eyes[side][i].x);
            right = fmaxf(right, chip->eyes[side][i].x);
            top = fminf(top, chip->eyes[side][i].y);
            bottom = fmaxf(bottom, chip->eyes[side][i].y);
        }
    return scene_get_box(scene, chip, left - margin, top - margin, right + margin, bottom + margin);
}

/* How far the iris lies from the middle between the corners, to the right, in eye widths. */
static double get_iris_offset(const Chip *chip, int side)
{
    const Point2 *eye = chip->eyes[side];
    const int is_mirrored = eye[FACE_EYE_OUTER].x > eye[FACE_EYE_INNER].x;
    const Point2 left = eye[is_mirrored ? FACE_EYE_INNER : FACE_EYE_OUTER];
    const Point2 right = eye[is_mirrored ? FACE_EYE_OUTER : FACE_EYE_INNER];
    const double dx = (double)(right.x - left.x), dy = (double)(right.y - left.y);
    const double x = (double)(chip->irises[side][0].x - (left.x + right.x) / 2);
    const double y = (double)(chip->irises[side][0].y - (left.y + right.y) / 2);

    return (x * dx + y * dy) / fmax(dx * dx + dy * dy, 1e-6);
}

/* The mean of both eyes: they look the same way, and squinting or a near camera cancels out. */
static double measure_gaze(const Scene *scene)
{
    const Chip *chip = &scene->face_chip;
    const double offset = (get_iris_offset(chip, 0) + get_iris_offset(chip, 1)) / 2;

    return fabs(offset + gaze_per_yaw_deg * (double)scene->face->yaw_deg);
}

/*
 * How much redder (a of Lab) the pupil is than the cheek below. A brown iris is less red than skin
 * in any light; a pupil that sends a flash back is blood.
 */
static int measure_redness(const Scene *scene, int side, double *ret_redness)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    const Point2 *iris = chip->irises[side];
    Point2 cheek[CHEEK_POINTS];
    float radius = 0;
    Region pupil, skin;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &pupil) ||
        region_new(scene->arena, chip->layout.width, chip->layout.height, &skin))
        return IDP_E_MEMORY;
    for (int i = 1; i < FACE_IRIS_POINTS; i++)
        radius += hypotf(iris[i].x - iris[0].x, iris[i].y - iris[0].y) / (FACE_IRIS_POINTS - 1);
    region_set_ellipse(&pupil, iris[0], pupil_ratio * radius, pupil_ratio * radius, 1);
    region_take_points(chip->mesh, CHEEKS[side], CHEEK_POINTS, cheek);
    region_set_polygon(&skin, cheek, CHEEK_POINTS, 1);
    *ret_redness = region_get_quantile(scene->arena, &pupil, &chip->lab[1], reddest_part) -
                   region_get_quantile(scene->arena, &skin, &chip->lab[1], 0.5);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

static int add_redness(const Scene *scene, Judge *judge)
{
    double redness[2];

    for (int side = 0; side < 2; side++)
        if (measure_redness(scene, side, &redness[side]))
            return IDP_E_MEMORY;

    const int worse = redness[1] > redness[0];
    const IdpPlace place = get_place(scene, worse, worse);

    judge_add(judge, RULE_RED_EYE, redness[worse], scene_get_confidence(scene), &place);
    return IDP_OK;
}

static int leave_unmeasured(Judge *judge, const RuleId *rules, size_t n_rules)
{
    for (size_t i = 0; i < n_rules; i++)
        judge_add_without_value(judge, rules[i], IDP_VERDICT_UNMEASURED);
    return IDP_OK;
}

int check_eyes(const Scene *scene, Judge *judge)
{
    static const RuleId rules[] = {RULE_EYES_OPEN, RULE_GAZE, RULE_RED_EYE};
    const IdpLimits *limits = judge->profile->limits;
    const double openings[2] = {judge_opening(scene, 0), judge_opening(scene, 1)};
    const int worse = openings[1] < openings[0];
    const double confidence = scene_get_confidence(scene);
    const IdpPlace worse_eye = get_place(scene, worse, worse), both = get_place(scene, 0, 1);
    const bool shows_both = scene_shows_both_sides(scene);
    const bool can_tell_gaze = fabsf(scene->face->yaw_deg) <= gaze_yaw_max_deg;
    Glasses glasses;

    if (glasses_find(scene, &glasses))
        return IDP_E_MEMORY;
    if (glasses.is_worn && glasses.tint > limits[RULE_LENS_TINT].max)
        return leave_unmeasured(judge, rules, 3);
    judge_add(judge, RULE_EYES_OPEN, shows_both ? openings[worse] : NAN, confidence, &worse_eye);
    if (openings[worse] < limits[RULE_EYES_OPEN].min) /* no iris to be seen */
        return leave_unmeasured(judge, rules + 1, 2);
    judge_add(judge, RULE_GAZE, can_tell_gaze ? measure_gaze(scene) : NAN, confidence, &both);
    return shows_both ? add_redness(scene, judge) : leave_unmeasured(judge, rules + 2, 1);
}
