/* Chips: one warp of the picture and of the matte each, and the landmarks carried along. */
#include "lib/check/chip.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/lab.h"
#include "lib/base/range.h"

const ChipLayout FACE_CHIP = {.width = 256, .height = 320, .interocular = 80, .eyes_y = 120};
const ChipLayout BUST_CHIP = {.width = 320, .height = 336, .interocular = 32, .eyes_y = 128};

static Affine get_grid(const Face *face, const ChipLayout *layout)
{
    const Point2 left = face->iris_left[0], right = face->iris_right[0];
    const double xx = (double)(right.x - left.x) / (double)layout->interocular;
    const double yx = (double)(right.y - left.y) / (double)layout->interocular;
    const double middle_x = layout->width / 2.0, eyes_y = (double)layout->eyes_y;

    return (Affine){.xx = xx,
                    .xy = -yx,
                    .x0 = (double)(left.x + right.x) / 2 - xx * middle_x + yx * eyes_y,
                    .yx = yx,
                    .yy = xx,
                    .y0 = (double)(left.y + right.y) / 2 - yx * middle_x - xx * eyes_y};
}

/* The inverse of a turn with a scale. */
static Point2 to_chip(const Affine *grid, float x, float y)
{
    const double square = grid->xx * grid->xx + grid->yx * grid->yx;
    const double dx = (double)x - grid->x0, dy = (double)y - grid->y0;

    return (Point2){(float)((grid->xx * dx + grid->yx * dy) / square),
                    (float)((grid->xx * dy - grid->yx * dx) / square)};
}

static void carry_points(const Affine *grid, const Point2 *from, int n_points, Point2 *ret_to)
{
    for (int i = 0; i < n_points; i++)
        ret_to[i] = to_chip(grid, from[i].x, from[i].y);
}

static void carry_landmarks(const Face *face, Chip *chip)
{
    const Affine *grid = &chip->to_working;

    for (int i = 0; i < FACE_MESH_POINTS; i++)
        chip->mesh[i] = to_chip(grid, face->mesh[i].x, face->mesh[i].y);
    carry_points(grid, face->lips, FACE_LIPS_POINTS, chip->lips);
    carry_points(grid, face->eye_left, FACE_EYE_POINTS, chip->eyes[0]);
    carry_points(grid, face->eye_right, FACE_EYE_POINTS, chip->eyes[1]);
    carry_points(grid, face->iris_left, FACE_IRIS_POINTS, chip->irises[0]);
    carry_points(grid, face->iris_right, FACE_IRIS_POINTS, chip->irises[1]);
}

/* The part of the picture that the grid touches, shrunk to at most twice the chip's fineness. */
static int shrink_source(Arena *arena, const RgbImage *working, const ChipLayout *layout,
                         Affine *grid, RgbImage *ret_image)
{
    const int factor = (int)fmax(1, floor(hypot(grid->xx, grid->yx) / 1.5));
    const double w = layout->width, h = layout->height;
    const double x[4] = {grid->x0, grid->xx * w + grid->x0, grid->xy * h + grid->x0,
                         grid->xx * w + grid->xy * h + grid->x0};
    const double y[4] = {grid->y0, grid->yx * w + grid->y0, grid->yy * h + grid->y0,
                         grid->yx * w + grid->yy * h + grid->y0};
    const int left = (int)fmin(fmax(fmin(fmin(x[0], x[1]), fmin(x[2], x[3])) - 2 * factor, 0),
                               working->width - 1);
    const int top = (int)fmin(fmax(fmin(fmin(y[0], y[1]), fmin(y[2], y[3])) - 2 * factor, 0),
                              working->height - 1);
    const int right = (int)fmin(
        fmax(fmax(fmax(x[0], x[1]), fmax(x[2], x[3])) + 2 * factor, left + 1), working->width);
    const int bottom = (int)fmin(
        fmax(fmax(fmax(y[0], y[1]), fmax(y[2], y[3])) + 2 * factor, top + 1), working->height);
    const RgbImage part = {.width = right - left,
                           .height = bottom - top,
                           .stride_bytes = working->stride_bytes,
                           .pixels = rgb_image_row(working, top) + 3 * (size_t)left};

    *grid = (Affine){grid->xx / factor, grid->xy / factor, (grid->x0 - left) / factor,
                     grid->yx / factor, grid->yy / factor, (grid->y0 - top) / factor};
    return rgb_image_shrink(arena, &part, factor, ret_image);
}

static int fill_image(Arena *arena, const RgbImage *working, Chip *chip)
{
    const ChipLayout *layout = &chip->layout;
    const size_t n_values = 3 * (size_t)layout->width;
    const ArenaMark mark = arena_get_mark(arena);
    float *row = ARENA_NEW(arena, float, n_values);
    Affine grid = chip->to_working;
    RgbImage source;

    if (!row || shrink_source(arena, working, layout, &grid, &source))
        return IDP_E_MEMORY;
    for (int y = 0; y < layout->height; y++) {
        const Affine at_row = {grid.xx, grid.xy, grid.x0 + grid.xy * y,
                               grid.yx, grid.yy, grid.y0 + grid.yy * y};
        uint8_t *out = rgb_image_row(&chip->image, y);

        warp_rgb_to_tensor(&source, &at_row, WARP_BORDER_REPLICATE, (TensorRange){1, 0.5f},
                           layout->width, 1, row);
        for (size_t i = 0; i < n_values; i++)
            out[i] = (uint8_t)row[i];
    }
    arena_return_to(arena, mark);
    return IDP_OK;
}

static void fill_lab(const Chip *chip)
{
    float linear[256];

    for (int i = 0; i < 256; i++)
        linear[i] = srgb_to_linear((float)i / 255.0f);
    for (int y = 0; y < chip->layout.height; y++) {
        const uint8_t *pixel = rgb_image_row(&chip->image, y);
        float *l = plane_row(&chip->lab[0], y), *a = plane_row(&chip->lab[1], y);
        float *b = plane_row(&chip->lab[2], y);

        for (int x = 0; x < chip->layout.width; x++, pixel += 3) {
            const Lab lab = lab_from_linear(linear[pixel[0]], linear[pixel[1]], linear[pixel[2]]);

            l[x] = lab.l;
            a[x] = lab.a;
            b[x] = lab.b;
        }
    }
}

static void fill_alpha(const Matte *matte, const Chip *chip)
{
    const Affine *grid = &chip->to_working;
    const Rect *region = &matte->region;
    const double scale_x = matte->alpha.width / region->width;
    const double scale_y = matte->alpha.height / region->height;

    for (int y = 0; y < chip->layout.height; y++) {
        float *row = plane_row(&chip->alpha, y);

        for (int x = 0; x < chip->layout.width; x++) {
            const double u = grid->xx * (x + 0.5) + grid->xy * (y + 0.5) + grid->x0 - region->x;
            const double v = grid->yx * (x + 0.5) + grid->yy * (y + 0.5) + grid->y0 - region->y;
            const int is_inside = u >= 0 && v >= 0 && u < region->width && v < region->height;

            row[x] = is_inside ? plane_sample(&matte->alpha, u * scale_x, v * scale_y) : 0.0f;
        }
    }
}

int chip_make(Arena *arena, const RgbImage *working, const Face *face, const Matte *matte,
              const ChipLayout *layout, Chip *ret_chip)
{
    Chip *chip = ret_chip;

    *chip = (Chip){.layout = *layout, .to_working = get_grid(face, layout)};
    chip->zoom = 1.0f / (float)fmax(hypot(chip->to_working.xx, chip->to_working.yx), 1e-6);
    if (rgb_image_new(arena, layout->width, layout->height, &chip->image) ||
        plane_new(arena, layout->width, layout->height, &chip->alpha) ||
        plane_new(arena, layout->width, layout->height, &chip->skin))
        return IDP_E_MEMORY;
    for (int c = 0; c < 3; c++)
        if (plane_new(arena, layout->width, layout->height, &chip->lab[c]))
            return IDP_E_MEMORY;
    if (fill_image(arena, working, chip))
        return IDP_E_MEMORY;
    fill_lab(chip);
    fill_alpha(matte, chip);
    carry_landmarks(face, chip);
    return IDP_OK;
}

Point2 chip_to_working(const Chip *chip, Point2 point)
{
    const Affine *grid = &chip->to_working;

    return (Point2){(float)(grid->xx * (double)point.x + grid->xy * (double)point.y + grid->x0),
                    (float)(grid->yx * (double)point.x + grid->yy * (double)point.y + grid->y0)};
}
