/* Chips: one warp of the picture and of the matte each, and the landmarks carried along. */
#include "lib/check/chip.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/lab.h"
#include "lib/base/simd.h"

const ChipLayout FACE_CHIP = {
    .width = 256, .height = 320, .interocular = 80, .eyes_y = 120, .samples = 2};
const ChipLayout BUST_CHIP = {
    .width = 320, .height = 336, .interocular = 32, .eyes_y = 128, .samples = 1};

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

/* The part of the picture that the grid touches, at less than twice the chip's fineness. */
static int shrink_source(Arena *arena, const RgbImage *working, const ChipLayout *layout,
                         Affine *grid, RgbImage *ret_image)
{
    const int factor = (int)fmax(1, floor(hypot(grid->xx, grid->yx)));
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

/* A column or row of the picture, as an index that is never outside. */
static inline int hold(int i, int n)
{
    return i < 0 ? 0 : i < n ? i : n - 1;
}

enum { FIXED_BITS = 16, SHARE_BITS = 8 }; /* of coordinates, and of the weights taken from them */

/* Red, green, blue, and a lane that is not used. */
typedef uint32_t Quad __attribute__((vector_size(16)));
typedef uint16_t Pair __attribute__((vector_size(16))); /* two pixels and two lanes more */
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef uint64_t Words __attribute__((vector_size(16)));

/* Two neighbours, and two bytes of the next pixel. */
static inline Pair load_pair(const uint8_t *pixels)
{
    const Bytes zero = {0};
    uint64_t word;

    memcpy(&word, pixels, sizeof word);
    return (Pair)__builtin_shufflevector((Bytes)(Words){word}, zero, 0, 16, 1, 16, 2, 16, 3, 16, 4,
                                         16, 5, 16, 6, 16, 7, 16);
}

/* From four pixels; the shares of the right and the lower ones of 2^SHARE_BITS. */
static inline Quad blend(Pair upper, Pair lower, uint32_t share_x, uint32_t share_y)
{
    const Pair zero = {0};
    const Pair column = upper * (uint16_t)(256 - share_y) + lower * (uint16_t)share_y;
    const Quad left = (Quad)__builtin_shufflevector(column, zero, 0, 8, 1, 8, 2, 8, 3, 8);
    const Quad right = (Quad)__builtin_shufflevector(column, zero, 3, 8, 4, 8, 5, 8, 6, 8);

    return left * (256 - share_x) + right * share_x;
}

/* Where one of the four, or the bytes after them, lies outside the picture. */
static Pair load_at_edge(const RgbImage *source, int column, int row)
{
    const uint8_t *pixels = rgb_image_row(source, hold(row, source->height));
    const uint8_t *left = pixels + 3 * (size_t)hold(column, source->width);
    const uint8_t *right = pixels + 3 * (size_t)hold(column + 1, source->width);

    return (Pair){left[0], left[1], left[2], right[0], right[1], right[2]};
}

/*
 * The bilinear value at the point whose coordinates, less half a pixel, are u and v in fixed
 * point, times 2^(2 * SHARE_BITS). Beyond the edge the nearest pixels go on.
 */
static inline Quad get_sample(const RgbImage *source, int32_t u, int32_t v)
{
    const uint32_t share_x = (uint32_t)(u >> (FIXED_BITS - SHARE_BITS)) & 255;
    const uint32_t share_y = (uint32_t)(v >> (FIXED_BITS - SHARE_BITS)) & 255;
    const int column = u >> FIXED_BITS, row = v >> FIXED_BITS;
    const uint8_t *pixels;

    if (column < 0 || row < 0 || column + 2 >= source->width || row + 1 >= source->height)
        return blend(load_at_edge(source, column, row), load_at_edge(source, column, row + 1),
                     share_x, share_y);
    pixels = rgb_image_row(source, row) + 3 * (size_t)column;
    return blend(load_pair(pixels), load_pair(pixels + source->stride_bytes), share_x, share_y);
}

static int32_t to_fixed(double value)
{
    return (int32_t)lrint(ldexp(value, FIXED_BITS));
}

/*
 * samples (1, or 2 for four) along x and along y of each pixel. Four are enough down to half the
 * source's fineness, which shrink_source leaves at most.
 */
SIMD_CLONES
static void fill_row(const RgbImage *source, const Affine *grid, int samples, int y, int width,
                     uint8_t *out)
{
    const int32_t step_u = to_fixed(grid->xx), step_v = to_fixed(grid->yx);
    const int n = samples * samples;
    const uint32_t half = (uint32_t)n << (2 * SHARE_BITS - 1);
    const int shift = 2 * SHARE_BITS + 2 * (samples - 1);
    int32_t u[4], v[4];

    for (int i = 0; i < n; i++) {
        const double at_x = (i % samples + 0.5) / samples;
        const double at_y = y + (i / samples + 0.5) / samples;

        u[i] = to_fixed(grid->xx * at_x + grid->xy * at_y + grid->x0 - 0.5);
        v[i] = to_fixed(grid->yx * at_x + grid->yy * at_y + grid->y0 - 0.5);
    }
    for (int x = 0; x < width; x++) {
        Quad sum = {half, half, half};

        for (int i = 0; i < n; i++, u[i - 1] += step_u, v[i - 1] += step_v)
            sum += get_sample(source, u[i], v[i]);
        sum >>= shift;
        for (int c = 0; c < 3; c++)
            *out++ = (uint8_t)sum[c];
    }
}

static int fill_image(Arena *arena, const RgbImage *working, Chip *chip)
{
    const ArenaMark mark = arena_get_mark(arena);
    Affine grid = chip->to_working;
    RgbImage source;

    if (shrink_source(arena, working, &chip->layout, &grid, &source))
        return IDP_E_MEMORY;
    for (int y = 0; y < chip->layout.height; y++)
        fill_row(&source, &grid, chip->layout.samples, y, chip->layout.width,
                 rgb_image_row(&chip->image, y));
    arena_return_to(arena, mark);
    return IDP_OK;
}

/* In place: linear R, G, B become L, a, b. */
SIMD_CLONES
static void convert_row(float *restrict r, float *restrict g, float *restrict b, int width)
{
    for (int x = 0; x < width; x++) {
        const Lab lab = lab_from_linear(r[x], g[x], b[x]);

        r[x] = lab.l;
        g[x] = lab.a;
        b[x] = lab.b;
    }
}

static void fill_lab(const Chip *chip)
{
    float linear[256];

    for (int i = 0; i < 256; i++)
        linear[i] = srgb_to_linear((float)i / 255.0f);
    for (int y = 0; y < chip->layout.height; y++) {
        const uint8_t *pixel = rgb_image_row(&chip->image, y);
        float *rows[3];

        for (size_t c = 0; c < 3; c++) {
            rows[c] = plane_row(&chip->lab[c], y);
            for (size_t x = 0; x < (size_t)chip->layout.width; x++)
                rows[c][x] = linear[pixel[3 * x + c]];
        }
        convert_row(rows[0], rows[1], rows[2], chip->layout.width);
    }
}

/* The chip's grid on the planes of the matte. */
static Affine get_alpha_grid(const Matte *matte, const Affine *grid)
{
    const Rect *region = &matte->region;
    const double scale_x = matte->alpha.width / region->width;
    const double scale_y = matte->alpha.height / region->height;

    return (Affine){grid->xx * scale_x, grid->xy * scale_x, (grid->x0 - region->x) * scale_x,
                    grid->yx * scale_y, grid->yy * scale_y, (grid->y0 - region->y) * scale_y};
}

/* The nearest value: alpha is as fine as the finished photo, and measures take means of it. */
static void fill_alpha(const Matte *matte, const Chip *chip)
{
    const Affine grid = get_alpha_grid(matte, &chip->to_working);
    const int32_t step_u = to_fixed(grid.xx), step_v = to_fixed(grid.yx);
    const Plane *alpha = &matte->alpha;

    for (int y = 0; y < chip->layout.height; y++) {
        int32_t u = to_fixed(grid.xx * 0.5 + grid.xy * (y + 0.5) + grid.x0);
        int32_t v = to_fixed(grid.yx * 0.5 + grid.yy * (y + 0.5) + grid.y0);
        float *row = plane_row(&chip->alpha, y);

        for (int x = 0; x < chip->layout.width; x++, u += step_u, v += step_v) {
            const int column = u >> FIXED_BITS, line = v >> FIXED_BITS;

            row[x] = column >= 0 && line >= 0 && column < alpha->width && line < alpha->height
                         ? plane_row(alpha, line)[column]
                         : 0.0f;
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
