/* Medians over the crown; a colour's distances to two others. Thread-safe: no state. */
#include "lib/check/hair_model.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/select.h"
#include "lib/check/scene.h"

static const float crown_from_brow = 0.42f; /* heights of the face above the brows: the hairline */
static const float crown_half_width = 1.0f; /* interocular distances */
static const float person_min = 0.85f;      /* alpha */
enum { CROWN_PIXELS_MIN = 50, NOSE_ROOT_POINTS = 8 };

static const int nose_root[NOSE_ROOT_POINTS] = {107, 9, 336, 285, 417, 6, 193, 55};

/* Shades of skin in which it still shows its colour, of its lightness; and what a difference in
 * lightness alone counts. */
static const float shade_darkest = 0.35f, shade_lightest = 1.2f, lightness_weight = 0.4f;
static const float opposite_chroma = -8.0f; /* along the skin's hue: blue and green */
static const float least_contrast = 15.0f;  /* of hair to skin: below, the head counts as bald */

HeadLines head_get_lines(const Chip *chip)
{
    const Point2 *mesh = chip->mesh;
    HeadLines lines = {.chin_y = mesh[FACE_MESH_CHIN].y,
                       .left_x = mesh[FACE_MESH_CHEEK_LEFT].x,
                       .right_x = mesh[FACE_MESH_CHEEK_RIGHT].x};

    for (int side = 0; side < 2; side++)
        for (int i = 0; i < BROW_POINTS; i++)
            lines.brow_y += mesh[BROWS[side][i]].y / (2 * BROW_POINTS);
    lines.height = fmaxf(lines.chin_y - lines.brow_y, 1.0f);
    lines.axis_x = (lines.left_x + lines.right_x) / 2;
    return lines;
}

PixelBox polygon_get_box(const Chip *chip, const Point2 *points, size_t n_points)
{
    const float width = (float)chip->layout.width, height = (float)chip->layout.height;
    float left = width, top = height, right = 0, bottom = 0;

    for (size_t i = 0; i < n_points; i++) {
        left = fminf(left, points[i].x);
        right = fmaxf(right, points[i].x);
        top = fminf(top, points[i].y);
        bottom = fmaxf(bottom, points[i].y);
    }
    return (PixelBox){(int)fmaxf(left, 0), (int)fmaxf(top, 0), (int)fminf(right + 1, width),
                      (int)fminf(bottom + 1, height)};
}

int crown_find(const Scene *scene, Region *ret_crown, PixelBox *ret_box)
{
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const float half = crown_half_width * chip->layout.interocular;
    const float bottom = lines.brow_y - crown_from_brow * lines.height;
    const Point2 corners[4] = {{lines.axis_x - half, 0},
                               {lines.axis_x + half, 0},
                               {lines.axis_x + half, bottom},
                               {lines.axis_x - half, bottom}};

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, ret_crown))
        return IDP_E_MEMORY;
    region_set_polygon(ret_crown, corners, 4, 1);
    region_keep_where(ret_crown, &chip->alpha, person_min);
    *ret_box = polygon_get_box(chip, corners, 4);
    return IDP_OK;
}

/* Colour is foreign to skin: in its shade less than a third as coloured, or of another hue. */
bool skin_is_foreign(const Lab *skin, Lab colour)
{
    const float shade = fminf(fmaxf(colour.l / fmaxf(skin->l, 1), 0.3f), 1.2f);
    const float chroma = hypotf(skin->a, skin->b);
    const float along = (colour.a * skin->a + colour.b * skin->b) / fmaxf(chroma, 1);
    const float across = (colour.b * skin->a - colour.a * skin->b) / fmaxf(chroma, 1);

    return along < 0.33f * shade * chroma || fabsf(across) > fmaxf(0.75f * along, 10.0f);
}

/* Medians of the three channels over the region, which lies inside the box and is not empty. */
static int get_median(const Scene *scene, const Chip *chip, const Region *region,
                      const PixelBox *box, Lab *ret_median)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    float *values = ARENA_NEW(scene->arena, float, region_count(region));
    float medians[3];

    if (!values)
        return IDP_E_MEMORY;
    for (int c = 0; c < 3; c++) {
        size_t n = 0;

        for (int y = box->top; y < box->bottom; y++) {
            const uint8_t *mask = region->mask + (size_t)y * (size_t)region->width;
            const float *row = plane_row(&chip->lab[c], y);

            for (int x = box->left; x < box->right; x++)
                if (mask[x])
                    values[n++] = row[x];
        }
        medians[c] = select_nth(values, n, n / 2);
    }
    arena_return_to(scene->arena, mark);
    *ret_median = (Lab){medians[0], medians[1], medians[2]};
    return IDP_OK;
}

/*
 * The skin to compare with: that of the cheeks and the nose, unless a mask covers them. Then the
 * root of the nose has the colour of skin, and they look foreign to it.
 */
static int learn_skin(const Scene *scene, Lab *ret_skin)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->face_chip;
    Point2 points[NOSE_ROOT_POINTS];
    PixelBox box;
    Region region;
    Lab root = {0, 0, 0};

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_take_points(chip->mesh, nose_root, NOSE_ROOT_POINTS, points);
    region_set_polygon(&region, points, NOSE_ROOT_POINTS, 1);
    box = polygon_get_box(chip, points, NOSE_ROOT_POINTS);
    if (region_count(&region) && get_median(scene, chip, &region, &box, &root))
        return IDP_E_MEMORY;
    arena_return_to(scene->arena, mark);
    *ret_skin = scene->skin.median;
    if (root.a > 3 && root.b > 2 && root.l > 15 && skin_is_foreign(&root, scene->skin.median))
        *ret_skin = root;
    return IDP_OK;
}

/* The forehead may reach above the hairline that crown_find expects. */
static void drop_skin(const Chip *chip, const Lab *skin, const Region *region, const PixelBox *box)
{
    for (int y = box->top; y < box->bottom; y++)
        for (int x = box->left; x < box->right; x++) {
            uint8_t *mask = &region->mask[(size_t)y * (size_t)region->width + (size_t)x];

            *mask = *mask && skin_get_distance(skin, chip_get_lab(chip, x, y)) >= least_contrast;
        }
}

int hair_learn(const Scene *scene, HairModel *ret_model)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    HairModel model = {.is_known = false};
    PixelBox box;
    Region crown;
    size_t n;

    if (learn_skin(scene, &model.skin) || crown_find(scene, &crown, &box))
        return IDP_E_MEMORY;
    n = region_count(&crown);
    drop_skin(&scene->bust, &model.skin, &crown, &box);
    if (region_count(&crown) >= (n < 4 * CROWN_PIXELS_MIN ? CROWN_PIXELS_MIN : n / 4)) {
        model.is_known = true;
        if (get_median(scene, &scene->bust, &crown, &box, &model.hair))
            return IDP_E_MEMORY;
    }
    arena_return_to(scene->arena, mark);
    *ret_model = model;
    return IDP_OK;
}

/* A highlight, on a bald head too, is skin with less colour. */
float skin_get_distance(const Lab *skin, Lab colour)
{
    const float shade = fminf(fmaxf(colour.l / fmaxf(skin->l, 1), shade_darkest), shade_lightest);
    const float chroma = fmaxf(hypotf(skin->a, skin->b), 1);
    const float along = (colour.a * skin->a + colour.b * skin->b) / chroma;
    const float across = (colour.b * skin->a - colour.a * skin->b) / chroma;
    const float least = colour.l > skin->l ? 0.5f * chroma : shade * chroma;
    const float beyond = fmaxf(fmaxf(along - shade * chroma, least - along), 0);

    return hypotf(beyond, across) + fabsf(colour.l - shade * skin->l) +
           lightness_weight * fmaxf(skin->l - colour.l, 0);
}

bool hair_covers(const HairModel *model, Lab colour)
{
    const Lab *skin = &model->skin;
    const float along = (colour.a * skin->a + colour.b * skin->b) / hypotf(skin->a, skin->b);

    return hair_is_nearer(model, colour) || along < opposite_chroma;
}

bool hair_is_nearer(const HairModel *model, Lab colour)
{
    const float dl = colour.l - model->hair.l;
    const float da = colour.a - model->hair.a, db = colour.b - model->hair.b;

    return model->is_known &&
           sqrtf(0.5f * dl * dl + da * da + db * db) < skin_get_distance(&model->skin, colour);
}

int hair_get_share(const Scene *scene, const Chip *chip, const HairModel *model,
                   const Point2 *points, size_t n_points, HairShare *ret_share)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const PixelBox box = polygon_get_box(chip, points, n_points);
    size_t n = 0, n_person = 0, n_hair = 0, n_covered = 0;
    Region region;

    if (region_new(scene->arena, chip->layout.width, chip->layout.height, &region))
        return IDP_E_MEMORY;
    region_set_polygon(&region, points, n_points, 1);
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            if (region.mask[(size_t)y * (size_t)region.width + (size_t)x]) {
                const bool is_person = plane_row(&chip->alpha, y)[x] > 0.5f;

                n++;
                n_person += is_person;
                n_hair += is_person && hair_is_nearer(model, chip_get_lab(chip, x, y));
                n_covered += is_person && hair_covers(model, chip_get_lab(chip, x, y));
            }
    arena_return_to(scene->arena, mark);
    *ret_share = (HairShare){.hair_ratio = (double)n_hair / fmax((double)n, 1),
                             .covered_ratio = (double)n_covered / fmax((double)n, 1),
                             .person_ratio = (double)n_person / fmax((double)n, 1)};
    return IDP_OK;
}
