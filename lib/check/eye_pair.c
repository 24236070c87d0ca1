/*
 * The two eyes of a face are each other's mirror image, whatever the light, the lashes or the
 * glasses; a lock of hair hangs over one. So it is found without asking for its colour, on blond
 * hair before pale skin too, and shade, beards, deep-set eyes and frames are not taken for it.
 *
 * Being unlike is not enough: eyes that look aside or wink are. The hidden side must also have no
 * dark iris where the other has one, or strands on lower lid and cheek where the other is smooth.
 * Thread-safe: no state. Cost: about .3 ms.
 */
#include "lib/check/eye_pair.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/check/evidence.h"
#include "lib/check/hair_model.h"
#include "lib/check/region.h"

/* Half the patch that is compared, and how far one may be shifted against the other, px. */
enum { HALF_WIDTH = 23, HALF_HEIGHT = 12, SHIFT_X = 5, SHIFT_Y = 4 };

enum { BELOW_POINTS = 7, CHEEK_SIDE_POINTS = 9, PART_PIXELS_MIN = 30 };
static const int below[2][BELOW_POINTS] = {{230, 229, 228, 117, 118, 119, 120},
                                           {450, 449, 448, 346, 347, 348, 349}};
static const int cheeks[2][CHEEK_SIDE_POINTS] = {{116, 117, 118, 101, 205, 207, 187, 147, 123},
                                                 {345, 346, 347, 330, 425, 427, 411, 376, 352}};

/* Steps of lightness as a share of it, and how many times those of the other side. */
static const double smooth_skin = 0.05, strands = 0.075, more_from = 2, more_to = 3.5;
static const double least_texture = 0.003, least_lightness = 12;

/* Likeness of two seen eyes: over .5 on 58 of 68 faces that look ahead; .22 with one half of the
 * face in deep shade, .33 at least on the others. Hidden ones: .19 and less. */
static const double unlike_from = 0.4, unlike_to = 0.2;

/* How much darker, over the lids, iris and lashes are than those of the other eye. */
static const double iris_from = 0.3, iris_to = 0.5, lashes_from = 0.2, lashes_to = 0.4;
static const float ring_near = 5, ring_far = 12, lashes_px = 3; /* round the eye's opening */

/* Means of 3 x 3: strands of a pixel's width are noise. The rim is left as it is. */
static int smooth(Arena *arena, const Plane *light, Plane *ret_smooth)
{
    if (plane_new(arena, light->width, light->height, ret_smooth))
        return IDP_E_MEMORY;
    for (int y = 0; y < light->height; y++) {
        const bool is_rim = y == 0 || y == light->height - 1;
        const float *row = plane_row(light, y);
        const float *above = is_rim ? row : plane_row(light, y - 1);
        const float *under = is_rim ? row : plane_row(light, y + 1);
        float *out = plane_row(ret_smooth, y);

        out[0] = row[0];
        out[light->width - 1] = row[light->width - 1];
        for (int x = 1; x < light->width - 1; x++)
            out[x] = (above[x - 1] + above[x] + above[x + 1] + row[x - 1] + row[x] + row[x + 1] +
                      under[x - 1] + under[x] + under[x + 1]) /
                     9;
    }
    return IDP_OK;
}

/* A patch of one eye, columns from its outer to its inner side. */
typedef struct Patch {
    float light[2 * HALF_HEIGHT][2 * HALF_WIDTH];
} Patch;

static Point2 get_centre(const Chip *chip, int side)
{
    const Point2 outer = chip->eyes[side][FACE_EYE_OUTER], inner = chip->eyes[side][FACE_EYE_INNER];

    return (Point2){(outer.x + inner.x) / 2, (outer.y + inner.y) / 2};
}

static int clamp(int value, int n)
{
    return value < 0 ? 0 : value < n ? value : n - 1;
}

static void take_patch(const Plane *light, Point2 centre, bool is_mirrored, int shift_x,
                       int shift_y, Patch *ret_patch)
{
    for (int y = 0; y < 2 * HALF_HEIGHT; y++) {
        const int row = clamp((int)centre.y - HALF_HEIGHT + y + shift_y, light->height);

        for (int x = 0; x < 2 * HALF_WIDTH; x++) {
            const int along = x - HALF_WIDTH + shift_x;
            const int column = (int)centre.x + (is_mirrored ? -along : along);

            ret_patch->light[y][x] = plane_row(light, row)[clamp(column, light->width)];
        }
    }
}

static double correlate(const Patch *p, const Patch *q)
{
    const int n = 4 * HALF_HEIGHT * HALF_WIDTH;
    const float *a = p->light[0], *b = q->light[0];
    float sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;

    for (int i = 0; i < n; i++) {
        sum_a += a[i];
        sum_b += b[i];
    }
    for (int i = 0; i < n; i++) {
        const float da = a[i] - sum_a / (float)n, db = b[i] - sum_b / (float)n;

        aa += da * da;
        bb += db * db;
        ab += da * db;
    }
    return (double)(ab / sqrtf(fmaxf(aa * bb, 1e-6f)));
}

/* The best over small shifts: landmarks of both eyes err by some pixels. */
static double get_likeness(const Chip *chip, const Plane *light)
{
    double best = -1;
    Patch left, right;

    take_patch(light, get_centre(chip, 0), false, 0, 0, &left);
    for (int y = -SHIFT_Y; y <= SHIFT_Y; y++)
        for (int x = -SHIFT_X; x <= SHIFT_X; x++) {
            take_patch(light, get_centre(chip, 1), true, x, y, &right);
            best = fmax(best, correlate(&left, &right));
        }
    return best;
}

/* The mean step of lightness over the part, as a share of it; NaN if there is too little of it. */
static int measure_texture(const Scene *scene, const Plane *light, const int *part, size_t n_points,
                           double *ret_texture)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    Point2 points[CHEEK_SIDE_POINTS];
    PixelBox box;
    Region region;
    double sum = 0;
    size_t n = 0;

    if (region_new(scene->arena, light->width, light->height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, part, n_points, points);
    region_set_polygon(&region, points, n_points, 1);
    box = polygon_get_box(chip, points, n_points);
    for (int y = box.top > 1 ? box.top : 1; y < box.bottom && y < light->height - 1; y++) {
        const float *above = plane_row(light, y - 1), *row = plane_row(light, y);
        const float *under = plane_row(light, y + 1);

        for (int x = box.left > 1 ? box.left : 1; x < box.right && x < light->width - 1; x++)
            if (region.mask[(size_t)y * (size_t)light->width + (size_t)x]) {
                const double step = (double)hypotf(row[x + 1] - row[x - 1], under[x] - above[x]);

                sum += step / 2 / fmax((double)row[x], least_lightness);
                n++;
            }
    }
    arena_return_to(scene->arena, mark);
    *ret_texture = n >= PART_PIXELS_MIN ? sum / (double)n : NAN;
    return IDP_OK;
}

/* What one side shows. */
typedef struct View {
    double below, cheek; /* texture */
    double iris, lashes; /* their lightness over that of the lids: 1 if there are none */
} View;

/* The quantile of lightness in an ellipse less a smaller one; radius 0: nothing is left out. */
static int get_light(const Scene *scene, Point2 centre, Point2 radius, Point2 hole, double quantile,
                     double *ret_light)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_set_ellipse(&region, centre, radius.x, radius.y, 1);
    if (hole.x > 0)
        region_set_ellipse(&region, centre, hole.x, hole.y, 0);
    *ret_light = region_get_quantile(scene->arena, &region, &chip->lab[0], quantile);
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

static int measure_darkness(const Scene *scene, int side, View *view)
{
    const Chip *chip = &scene->face_chip;
    const Point2 *eye = chip->eyes[side], *iris = chip->irises[side];
    const Point2 centre = get_centre(chip, side);
    const float width = fabsf(eye[FACE_EYE_INNER].x - eye[FACE_EYE_OUTER].x) / 2;
    const float height = 0.3f * width;
    const float radius = 0.35f * hypotf(iris[1].x - iris[3].x, iris[1].y - iris[3].y);
    const Point2 whole = {width + lashes_px, height + lashes_px};
    const Point2 near = {width + ring_near, height + ring_near};
    const Point2 far = {width + ring_far, height + ring_far};
    double lids;

    if (get_light(scene, centre, far, near, 0.5, &lids) ||
        get_light(scene, iris[0], (Point2){radius, radius}, (Point2){0, 0}, 0.5, &view->iris) ||
        get_light(scene, centre, whole, (Point2){0, 0}, 0.15, &view->lashes))
        return IDP_E_MEMORY;
    view->iris /= fmax(lids, 1);
    view->lashes /= fmax(lids, 1);
    return IDP_OK;
}

static int take_view(const Scene *scene, const Plane *light, int side, View *ret_view)
{
    if (measure_texture(scene, light, below[side], BELOW_POINTS, &ret_view->below) ||
        measure_texture(scene, light, cheeks[side], CHEEK_SIDE_POINTS, &ret_view->cheek) ||
        measure_darkness(scene, side, ret_view))
        return IDP_E_MEMORY;
    return IDP_OK;
}

static double get_evidence(const View *hidden, const View *seen)
{
    const double more = fmin(hidden->below / fmax(seen->below, least_texture),
                             hidden->cheek / fmax(seen->cheek, least_texture));
    const double hangs = ramp(fmin(hidden->below, hidden->cheek), smooth_skin, strands) *
                         ramp(more, more_from, more_to);
    const double lost = ramp(hidden->iris - seen->iris, iris_from, iris_to) *
                        ramp(hidden->lashes - seen->lashes, lashes_from, lashes_to);

    return fmax(hangs, lost);
}

/* The far eye of a turned head is not asked: there the mesh lies on what is behind. */
int eye_pair_compare(const Scene *scene, EyePair *ret_pair)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    const double turn = (double)scene->face->yaw_deg;
    double evidence[2];
    View views[2];
    Plane light;

    if (smooth(scene->arena, &chip->lab[0], &light) || take_view(scene, &light, 0, &views[0]) ||
        take_view(scene, &light, 1, &views[1]))
        return IDP_E_MEMORY;
    ret_pair->likeness = get_likeness(chip, &light);
    arena_return_to(scene->arena, mark);
    evidence[0] = get_evidence(&views[0], &views[1]) * ramp(turn, -25, -15);
    evidence[1] = get_evidence(&views[1], &views[0]) * ramp(turn, 25, 15);
    ret_pair->worse = evidence[1] > evidence[0];
    ret_pair->hidden = evidence[ret_pair->worse] * ramp(ret_pair->likeness, unlike_from, unlike_to);
    return IDP_OK;
}

IdpPlace eye_pair_get_place(const Scene *scene, const EyePair *pair)
{
    static const int outlines[2][5] = {{107, 70, 116, 205, 6}, {336, 300, 345, 425, 6}};
    Point2 points[5];

    region_take_points(scene->face_chip.mesh, outlines[pair->worse], 5, points);
    return scene_get_place(scene, &scene->face_chip, points, 5);
}
