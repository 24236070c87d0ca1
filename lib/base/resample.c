/*
 * Resampling. The warp gathers (any grid, small outputs); the resize is separable with weights
 * computed once per row and column. Plain loops; the results do not depend on threads.
 */
#include "lib/base/resample.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"

Affine affine_from_rect(Rect rect, int width, int height, int is_mirrored)
{
    const double step_x = rect.width / width;

    return (Affine){
        .xx = is_mirrored ? -step_x : step_x,
        .x0 = is_mirrored ? rect.x + rect.width : rect.x,
        .yy = rect.height / height,
        .y0 = rect.y,
    };
}

Affine affine_from_square(double centre_x, double centre_y, double side, double angle_rad, int size)
{
    const double step = side / size;
    const double c = step * cos(angle_rad), s = step * sin(angle_rad);
    const double half = size / 2.0;

    return (Affine){
        .xx = c,
        .xy = -s,
        .x0 = centre_x - c * half + s * half,
        .yx = s,
        .yy = c,
        .y0 = centre_y - s * half - c * half,
    };
}

/* Red, green, blue, and a lane that is not used. */
typedef float Quad __attribute__((vector_size(16)));
typedef int32_t WholeQuad __attribute__((vector_size(16)));
typedef uint8_t Bytes __attribute__((vector_size(16)));

/* The pixel, and one byte of the next. (A conversion of four bytes gcc 12 would do one by one.) */
static inline Quad load_quad(const uint8_t *pixel)
{
    const Bytes zero = {0};
    Bytes bytes = {0};

    memcpy(&bytes, pixel, 4);
    bytes = __builtin_shufflevector(bytes, zero, 0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16,
                                    16, 16);
    return __builtin_convertvector((WholeQuad)bytes, Quad);
}

/* Where a pixel or the one after it lies outside the source. */
static Quad add_at_edge(const RgbImage *source, WarpBorder border, int left, int top,
                        const float weights[4], Quad sum)
{
    for (int i = 0; i < 4; i++) {
        int x = left + (i & 1), y = top + (i >> 1);
        const uint8_t *pixel;

        if (x < 0 || y < 0 || x >= source->width || y >= source->height) {
            if (border == WARP_BORDER_BLACK)
                continue;
            x = x < 0 ? 0 : x >= source->width ? source->width - 1 : x;
            y = y < 0 ? 0 : y >= source->height ? source->height - 1 : y;
        }
        pixel = rgb_image_row(source, y) + 3 * (size_t)x;
        for (int c = 0; c < 3; c++)
            sum[c] += weights[i] * (float)pixel[c];
    }
    return sum;
}

/* Adds the bilinear value at (x, y), source coordinates. */
static inline Quad add_sample(const RgbImage *source, WarpBorder border, float x, float y, Quad sum)
{
    const float left = floorf(x - 0.5f), top = floorf(y - 0.5f);
    const float fx = x - 0.5f - left, fy = y - 0.5f - top;
    const float weights[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
    const int column = (int)left, row = (int)top;
    const uint8_t *upper, *lower;

    if (column < 0 || row < 0 || column + 2 >= source->width || row + 1 >= source->height)
        return add_at_edge(source, border, column, row, weights, sum);
    upper = rgb_image_row(source, row) + 3 * (size_t)column;
    lower = upper + source->stride_bytes;
    sum += weights[0] * load_quad(upper);
    sum += weights[1] * load_quad(upper + 3);
    sum += weights[2] * load_quad(lower);
    sum += weights[3] * load_quad(lower + 3);
    return sum;
}

/* How many samples the warp takes for each output, along x and along y. */
typedef struct SampleGrid {
    int n_x, n_y;
} SampleGrid;

SIMD_CLONES static void warp_row(const RgbImage *source, const Affine *grid, WarpBorder border,
                                 SampleGrid samples, TensorRange range, int y, int width,
                                 float *ret_row)
{
    const int n_x = samples.n_x, n_y = samples.n_y;
    const float gain = range.gain / (float)(n_x * n_y);
    const double step_x = grid->xx / n_x, step_y = grid->yx / n_x;

    for (int x = 0; x < width; x++) {
        Quad sum = {0};

        for (int j = 0; j < n_y; j++) {
            const double u = x + 0.5 / n_x, v = y + (j + 0.5) / n_y;
            double at_x = grid->xx * u + grid->xy * v + grid->x0;
            double at_y = grid->yx * u + grid->yy * v + grid->y0;

            for (int i = 0; i < n_x; i++, at_x += step_x, at_y += step_y)
                sum = add_sample(source, border, (float)at_x, (float)at_y, sum);
        }
        for (int c = 0; c < 3; c++)
            *ret_row++ = sum[c] * gain + range.offset;
    }
}

void warp_rgb_to_tensor(const RgbImage *source, const Affine *grid, WarpBorder border,
                        TensorRange range, int width, int height, float *ret_tensor)
{
    const SampleGrid samples = {
        .n_x = (int)fmax(1, ceil(hypot(grid->xx, grid->yx) - 0.01)),
        .n_y = (int)fmax(1, ceil(hypot(grid->xy, grid->yy) - 0.01)),
    };

    for (int y = 0; y < height; y++)
        warp_row(source, grid, border, samples, range, y, width,
                 ret_tensor + 3 * (size_t)width * (size_t)y);
}

float plane_sample(const Plane *plane, double x, double y)
{
    const double cx = fmin(fmax(x - 0.5, 0), plane->width - 1);
    const double cy = fmin(fmax(y - 0.5, 0), plane->height - 1);
    const int x0 = (int)cx, y0 = (int)cy;
    const int x1 = x0 + 1 < plane->width ? x0 + 1 : x0;
    const int y1 = y0 + 1 < plane->height ? y0 + 1 : y0;
    const float fx = (float)(cx - x0), fy = (float)(cy - y0);
    const float *top = plane_row(plane, y0), *bottom = plane_row(plane, y1);

    return (1 - fy) * ((1 - fx) * top[x0] + fx * top[x1]) +
           fy * ((1 - fx) * bottom[x0] + fx * bottom[x1]);
}

/* For each output position: the first source index and the weights of the n_taps from there. */
enum { TAPS_STEP = 8 };

typedef struct Taps {
    int n_taps; /* a multiple of TAPS_STEP, the last weights may be 0 */
    int *first;
    float *weights; /* n_taps per output, sum 1 */
} Taps;

static double get_kernel_radius(ResizeKernel kernel)
{
    return kernel == RESIZE_LANCZOS3 ? 3 : 1;
}

static double get_kernel_value(ResizeKernel kernel, double t)
{
    if (fabs(t) >= get_kernel_radius(kernel))
        return 0;
    if (kernel == RESIZE_TRIANGLE)
        return 1 - fabs(t);
    if (fabs(t) < 1e-9)
        return 1;
    return 3 * sin(M_PI * t) * sin(M_PI * t / 3) / (M_PI * M_PI * t * t);
}

static int taps_new(Arena *arena, ResizeKernel kernel, double origin, double extent, int n_out,
                    Taps *ret_taps)
{
    const double step = extent / n_out, widen = step > 1 ? step : 1;
    const double radius = get_kernel_radius(kernel) * widen;
    const int n_taps = ((int)ceil(2 * radius) + TAPS_STEP) / TAPS_STEP * TAPS_STEP;
    Taps taps = {.n_taps = n_taps,
                 .first = ARENA_NEW(arena, int, (size_t)n_out),
                 .weights = ARENA_NEW(arena, float, (size_t)n_out *(size_t)n_taps)};

    if (!taps.first || !taps.weights)
        return IDP_E_MEMORY;
    for (int i = 0; i < n_out; i++) {
        const double centre = origin + (i + 0.5) * step;
        float *weights = taps.weights + (size_t)i * (size_t)n_taps;
        double sum = 0;

        taps.first[i] = (int)ceil(centre - radius - 0.5);
        for (int k = 0; k < n_taps; k++) {
            const double value =
                get_kernel_value(kernel, (taps.first[i] + k + 0.5 - centre) / widen);

            weights[k] = (float)value;
            sum += value;
        }
        for (int k = 0; k < n_taps; k++)
            weights[k] *= (float)(1 / sum);
    }
    *ret_taps = taps;
    return IDP_OK;
}

static inline int clamp_index(int i, int n)
{
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/*
 * One row of the source to one row of n_out values; edges are replicated. Sums run in TAPS_STEP
 * lanes, which is what lets the compiler use vectors: it may not reorder a sum of floats by itself.
 */
SIMD_CLONES static void filter_row(const float *restrict source, int width,
                                   const Taps *restrict taps, int n_out, float *restrict out)
{
    for (int x = 0; x < n_out; x++) {
        const float *weights = taps->weights + (size_t)x * (size_t)taps->n_taps;
        const int first = taps->first[x];
        float lanes[TAPS_STEP] = {0};

        if (first >= 0 && first + taps->n_taps <= width) {
            for (int k = 0; k < taps->n_taps; k += TAPS_STEP)
                for (int lane = 0; lane < TAPS_STEP; lane++)
                    lanes[lane] += weights[k + lane] * source[first + k + lane];
        } else {
            for (int k = 0; k < taps->n_taps; k++)
                lanes[k % TAPS_STEP] += weights[k] * source[clamp_index(first + k, width)];
        }
        for (int lane = 1; lane < TAPS_STEP; lane++)
            lanes[0] += lanes[lane];
        out[x] = lanes[0];
    }
}

/* As filter_row with four channels, which are the lanes. */
SIMD_CLONES static void filter_row4(const float *restrict source, int width,
                                    const Taps *restrict taps, int n_out, float *restrict out)
{
    for (int x = 0; x < n_out; x++) {
        const float *weights = taps->weights + (size_t)x * (size_t)taps->n_taps;
        const int first = taps->first[x];
        float lanes[4] = {0};

        if (first >= 0 && first + taps->n_taps <= width) {
            for (int k = 0; k < taps->n_taps; k++)
                for (int c = 0; c < 4; c++)
                    lanes[c] += weights[k] * source[4 * (first + k) + c];
        } else {
            for (int k = 0; k < taps->n_taps; k++)
                for (int c = 0; c < 4; c++)
                    lanes[c] += weights[k] * source[4 * clamp_index(first + k, width) + c];
        }
        for (int c = 0; c < 4; c++)
            out[4 * x + c] = lanes[c];
    }
}

SIMD_CLONES static void add_scaled(float *restrict out, const float *restrict row, float weight,
                                   int n)
{
    for (int x = 0; x < n; x++)
        out[x] += weight * row[x];
}

/* Rows of floats, n_channels to the pixel: what both kinds of planes are to the filters. */
typedef struct Rows {
    int width, height, n_channels;
    size_t stride;
    float *values;
} Rows;

/* Across the rows that are needed first, then down. */
static int resize(Arena *arena, const Rows *source, Rect rect, ResizeKernel kernel, Rows *out)
{
    const int n_values = out->width * source->n_channels;
    Taps across, down;
    int first_row, last_row;
    float *filtered;

    if (taps_new(arena, kernel, rect.x, rect.width, out->width, &across) != IDP_OK ||
        taps_new(arena, kernel, rect.y, rect.height, out->height, &down) != IDP_OK)
        return IDP_E_MEMORY;
    first_row = clamp_index(down.first[0], source->height);
    last_row = clamp_index(down.first[out->height - 1] + down.n_taps - 1, source->height);
    filtered =
        arena_take(arena, (size_t)last_row - (size_t)first_row + 1, out->stride * sizeof(float));
    if (!filtered)
        return IDP_E_MEMORY;
    for (int y = first_row; y <= last_row; y++)
        (source->n_channels == 1 ? filter_row : filter_row4)(
            source->values + (size_t)y * source->stride, source->width, &across, out->width,
            filtered + (size_t)(y - first_row) * out->stride);
    for (int y = 0; y < out->height; y++) {
        const float *weights = down.weights + (size_t)y * (size_t)down.n_taps;
        float *row = out->values + (size_t)y * out->stride;

        memset(row, 0, (size_t)n_values * sizeof *row);
        for (int k = 0; k < down.n_taps; k++) {
            const int from = clamp_index(down.first[y] + k, source->height) - first_row;

            if (weights[k] != 0)
                add_scaled(row, filtered + (size_t)from * out->stride, weights[k], n_values);
        }
    }
    return IDP_OK;
}

int plane_resize(Arena *arena, const Plane *source, Rect rect, int width, int height,
                 ResizeKernel kernel, Plane *ret_plane)
{
    const Rows from = {source->width, source->height, 1, source->stride, source->values};
    Plane plane;
    ArenaMark mark;
    int status = plane_new(arena, width, height, &plane);

    if (status)
        return status;
    mark = arena_get_mark(arena);
    status =
        resize(arena, &from, rect, kernel, &(Rows){width, height, 1, plane.stride, plane.values});
    arena_return_to(arena, mark);
    if (!status)
        *ret_plane = plane;
    return status;
}

int plane4_resize(Arena *arena, const Plane4 *source, Rect rect, int width, int height,
                  ResizeKernel kernel, Plane4 *ret_plane)
{
    const Rows from = {source->width, source->height, 4, source->stride, source->values};
    Plane4 plane;
    ArenaMark mark;
    int status = plane4_new(arena, width, height, &plane);

    if (status)
        return status;
    mark = arena_get_mark(arena);
    status =
        resize(arena, &from, rect, kernel, &(Rows){width, height, 4, plane.stride, plane.values});
    arena_return_to(arena, mark);
    if (!status)
        *ret_plane = plane;
    return status;
}
