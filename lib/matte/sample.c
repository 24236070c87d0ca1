/*
 * Separable, columns first: adding up rows of bytes is straight vector code, and what remains for
 * the rows is a picture of few lines. Thread-safe.
 */
#include "lib/matte/sample.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"

/* The source cells that one output takes its mean over, and the shares of the first and last. */
typedef struct Span {
    int first, last;
    float first_share, middle_share, last_share; /* of the whole span's extent */
} Span;

static Span get_span(double origin, double step, int i)
{
    const double extent = fmax(step, 1.0), start = origin + (i + 0.5) * step - extent / 2;
    const double end = start + extent;
    const int first = (int)floor(start), last = (int)ceil(end) - 1;

    if (last <= first)
        return (Span){.first = first, .last = first, .first_share = 1.0f};
    return (Span){
        .first = first,
        .last = last,
        .first_share = (float)((first + 1 - start) / extent),
        .middle_share = (float)(1.0 / extent),
        .last_share = (float)((end - last) / extent),
    };
}

static float span_get_share(const Span *span, int at)
{
    return at == span->first  ? span->first_share
           : at == span->last ? span->last_share
                              : span->middle_share;
}

static int clamp(int i, int n)
{
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

SIMD_CLONES
static void add_bytes(const uint8_t *restrict bytes, float share, size_t n, float *restrict sums)
{
    for (size_t i = 0; i < n; i++)
        sums[i] += share * (float)bytes[i];
}

/* One output row from column means; columns outside are black or replicated. */
static void average_columns(const float *means, int n_columns, const Span *spans, int width,
                            int is_replicated, float *out)
{
    for (int x = 0; x < width; x++) {
        const Span *span = &spans[x];
        float sum[3] = {0, 0, 0};

        for (int at = span->first; at <= span->last; at++) {
            const float share = span_get_share(span, at);
            const float *mean = means + 3 * clamp(at, n_columns);

            if (!is_replicated && (at < 0 || at >= n_columns))
                continue;
            for (int c = 0; c < 3; c++)
                sum[c] += share * mean[c];
        }
        for (int c = 0; c < 3; c++)
            out[3 * x + c] = sum[c];
    }
}

static int sample(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
                  int is_replicated, float *ret_pixels)
{
    const ArenaMark mark = arena_get_mark(arena);
    const double step = rect.width / width;
    const int left = clamp((int)floor(rect.x - step) - 1, image->width);
    const int right = clamp((int)ceil(rect.x + rect.width + step) + 1, image->width);
    const size_t n = 3 * (size_t)(right + 1 - left);
    float *means = ARENA_NEW(arena, float, n);
    Span *spans = ARENA_NEW(arena, Span, (size_t)width);

    if (!means || !spans) {
        arena_return_to(arena, mark);
        return IDP_E_MEMORY;
    }
    for (int x = 0; x < width; x++)
        spans[x] = get_span(rect.x - left, step, x);
    for (int y = 0; y < height; y++) {
        const Span rows = get_span(rect.y, rect.height / height, y);

        memset(means, 0, n * sizeof *means);
        for (int at = rows.first; at <= rows.last; at++)
            if (is_replicated || (at >= 0 && at < image->height))
                add_bytes(rgb_image_row(image, clamp(at, image->height)) + 3 * left,
                          span_get_share(&rows, at) / 255.0f, n, means);
        average_columns(means, (int)(n / 3), spans, width, is_replicated,
                        ret_pixels + 3 * (size_t)y * (size_t)width);
    }
    arena_return_to(arena, mark);
    return IDP_OK;
}

int sample_rgb(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
               float *ret_pixels)
{
    return sample(arena, image, rect, width, height, 0, ret_pixels);
}

int sample_planes(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
                  Plane ret_planes[3])
{
    Plane planes[3];
    ArenaMark mark;
    float *pixels;
    int status;

    for (int c = 0; c < 3; c++)
        if (plane_new(arena, width, height, &planes[c]))
            return IDP_E_MEMORY;
    mark = arena_get_mark(arena);
    pixels = ARENA_NEW(arena, float, 3 * (size_t)width * (size_t)height);
    status = pixels ? sample(arena, image, rect, width, height, 1, pixels) : IDP_E_MEMORY;
    for (int y = 0; y < height && !status; y++) {
        const float *row = pixels + 3 * (size_t)y * (size_t)width;

        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++)
                plane_row(&planes[c], y)[x] = row[3 * x + c];
    }
    arena_return_to(arena, mark);
    for (int c = 0; c < 3 && !status; c++)
        ret_planes[c] = planes[c];
    return status;
}
