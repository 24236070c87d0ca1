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

/* One output row from column means. */
static void average_columns(const float *means, const Span *spans, int width, const Output *out)
{
    for (int x = 0; x < width; x++) {
        const Span *span = &spans[x];
        const float *mean = means + 3 * (ptrdiff_t)span->first;
        float sum[3];

        for (int c = 0; c < 3; c++)
            sum[c] = span->first_share * mean[c];
        for (int at = span->first + 1; at < span->last; at++) {
            mean += 3;
            for (int c = 0; c < 3; c++)
                sum[c] += span->middle_share * mean[c];
        }
        if (span->last > span->first)
            for (int c = 0; c < 3; c++)
                sum[c] += span->last_share * mean[3 + c];
        for (int c = 0; c < 3; c++)
            out->rows[c][(size_t)x * out->step] = sum[c];
    }
}

/*
 * The columns that the rectangle needs. Those outside the picture have a place in `means` too, so
 * that the sums along the row need not ask: it stays 0 or repeats the edge.
 */
typedef struct Source {
    const RgbImage *image;
    Rect rect;
    int width, height;               /* of the output */
    int first_inside;                /* column of the picture */
    int n_before, n_inside, n_after; /* needed columns left of the picture, in it, right of it */
    Span *spans;  /* of the output's columns, counted from the first needed one */
    float *means; /* a row of the needed columns */
    int is_replicated;
} Source;

static int source_new(Arena *arena, const RgbImage *image, Rect rect, int width, int height,
                      int is_replicated, Source *ret_source)
{
    const double step = rect.width / width;
    const int first = get_span(rect.x, step, 0).first;
    const int end = get_span(rect.x, step, width - 1).last + 1;
    const int first_inside = first < 0 ? 0 : first < image->width ? first : image->width;
    const int end_inside = end < 0 ? 0 : end < image->width ? end : image->width;
    const Source source = {
        .image = image,
        .rect = rect,
        .width = width,
        .height = height,
        .first_inside = first_inside,
        .n_before = first < 0 ? (end < 0 ? end : 0) - first : 0,
        .n_inside = end_inside - first_inside,
        .n_after = end > image->width ? end - (first > image->width ? first : image->width) : 0,
        .spans = ARENA_NEW(arena, Span, (size_t)width),
        .means = ARENA_NEW_ZEROED(arena, float, 3 * (size_t)(end - first)),
        .is_replicated = is_replicated,
    };

    if (!source.spans || !source.means)
        return IDP_E_MEMORY;
    for (int x = 0; x < width; x++) {
        source.spans[x] = get_span(rect.x, step, x);
        source.spans[x].first -= first;
        source.spans[x].last -= first;
    }
    *ret_source = source;
    return IDP_OK;
}

/* Copies the first and last column inside to those outside. */
static void replicate_edges(const Source *source)
{
    float *left = source->means + 3 * (ptrdiff_t)source->n_before;
    float *right = left + 3 * (ptrdiff_t)(source->n_inside - 1);

    for (int i = 0; i < 3 * source->n_before; i++)
        source->means[i] = left[i % 3];
    for (int i = 0; i < 3 * source->n_after; i++)
        right[3 + i] = right[i % 3];
}

static void sample_row(const Source *source, int y, const Output *out)
{
    const RgbImage *image = source->image;
    const Span rows = get_span(source->rect.y, source->rect.height / source->height, y);
    const size_t n = 3 * (size_t)source->n_inside;
    float *inside = source->means + 3 * (ptrdiff_t)source->n_before;

    memset(inside, 0, n * sizeof *inside);
    for (int at = rows.first; at <= rows.last; at++)
        if (source->is_replicated || (at >= 0 && at < image->height))
            add_bytes(rgb_image_row(image, clamp(at, image->height)) +
                          3 * (size_t)source->first_inside,
                      span_get_share(&rows, at) / 255.0f, n, inside);
    if (source->is_replicated && source->n_inside)
        replicate_edges(source);
    average_columns(source->means, source->spans, source->width, out);
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
