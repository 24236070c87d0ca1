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

/* Where the pixels go: one row of each channel, and the distance of neighbours. */
typedef struct Output {
    float *rows[3];
    size_t step;
} Output;

/* One output row from column means; columns outside are black or replicated. */
static void average_columns(const float *means, int n_columns, const Span *spans, int width,
                            int is_replicated, const Output *out)
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
            out->rows[c][(size_t)x * out->step] = sum[c];
    }
}

/* The picture from `left` on, where the columns that the rectangle needs begin. */
typedef struct Source {
    const RgbImage *image;
    Rect rect;
    int width, height; /* of the output */
    int left;
    size_t n_columns;
    Span *spans;  /* of the output's columns, counted from left */
    float *means; /* a row of the needed columns */
    int is_replicated;
} Source;

static int source_new(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
                      int is_replicated, Source *ret_source)
{
    const double step = rect.width / width;
    const int left = clamp((int)floor(rect.x - step) - 1, image->width);
    const int right = clamp((int)ceil(rect.x + rect.width + step) + 1, image->width);
    const Source source = {
        .image = image,
        .rect = rect,
        .width = width,
        .height = height,
        .left = left,
        .n_columns = (size_t)(right + 1 - left),
        .spans = ARENA_NEW(arena, Span, (size_t)width),
        .means = ARENA_NEW(arena, float, 3 * (size_t)(right + 1 - left)),
        .is_replicated = is_replicated,
    };

    if (!source.spans || !source.means)
        return IDP_E_MEMORY;
    for (int x = 0; x < width; x++)
        source.spans[x] = get_span(rect.x - left, step, x);
    *ret_source = source;
    return IDP_OK;
}

static void sample_row(const Source *source, int y, const Output *out)
{
    const RgbImage *image = source->image;
    const Span rows = get_span(source->rect.y, source->rect.height / source->height, y);

    memset(source->means, 0, 3 * source->n_columns * sizeof *source->means);
    for (int at = rows.first; at <= rows.last; at++)
        if (source->is_replicated || (at >= 0 && at < image->height))
            add_bytes(rgb_image_row(image, clamp(at, image->height)) + 3 * (size_t)source->left,
                      span_get_share(&rows, at) / 255.0f, 3 * source->n_columns, source->means);
    average_columns(source->means, (int)source->n_columns, source->spans, source->width,
                    source->is_replicated, out);
}

int sample_rgb(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
               float *ret_pixels)
{
    const ArenaMark mark = arena_get_mark(arena);
    Source source;
    const int status = source_new(arena, image, rect, width, height, 0, &source);

    for (int y = 0; y < height && !status; y++) {
        float *row = ret_pixels + 3 * (size_t)y * (size_t)width;

        sample_row(&source, y, &(Output){{row, row + 1, row + 2}, 3});
    }
    arena_return_to(arena, mark);
    return status;
}

int sample_planes(Arena *arena, const RgbImage *image, Rect rect, const Plane planes[3])
{
    const ArenaMark mark = arena_get_mark(arena);
    Source source;
    const int status =
        source_new(arena, image, rect, planes[0].width, planes[0].height, 1, &source);

    for (int y = 0; y < planes[0].height && !status; y++)
        sample_row(
            &source, y,
            &(Output){
                {plane_row(&planes[0], y), plane_row(&planes[1], y), plane_row(&planes[2], y)}, 1});
    arena_return_to(arena, mark);
    return status;
}
