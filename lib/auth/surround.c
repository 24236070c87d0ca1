/*
 * Edges: the picture is thinned to about 320 px; for each side, lines through the area between the
 * face and the margin collect the pixels whose gradient is across them and of one sign (a Hough
 * transform over offset and slope: R. Duda, P. Hart, 1972). A line counts by the share of the
 * face's neighbourhood that it runs along without a break.
 */
#include "lib/auth/surround.h"

#include <math.h>
#include <stdlib.h>

#include <idphoto/error.h>

enum {
    LONG_SIDE = 320,
    SLOPES = 17,       /* -SLOPE_MAX .. SLOPE_MAX */
    GRADIENT_MIN = 24, /* of luma, over two pixels */
    GLARE_MIN = 250,
    GLARE_SPREAD = 8, /* between the channels */
    GLARE_STEP = 2
};

static const double slope_max = 0.2;
static const double support_none = 0.35, support_full = 0.75; /* share of the picture's side */

/* Luma, taken at every so many pixels. */
typedef struct Thin {
    int width, height;
    double step; /* working px a pixel */
    uint8_t *luma;
} Thin;

static int thin_make(Arena *arena, const RgbImage *image, Thin *thin)
{
    const int longer = image->width > image->height ? image->width : image->height;
    const double step = fmax(1, (double)longer / LONG_SIDE);
    const int width = (int)(image->width / step), height = (int)(image->height / step);
    size_t columns[LONG_SIDE];

    *thin = (Thin){width, height, step, arena_take(arena, (size_t)width, (size_t)height)};
    if (!thin->luma)
        return IDP_E_MEMORY;
    for (int x = 0; x < width; x++)
        columns[x] = 3 * (size_t)((x + 0.5) * step);
    for (int y = 0; y < height; y++) {
        const uint8_t *row = rgb_image_row(image, (int)((y + 0.5) * step));
        uint8_t *luma = thin->luma + (size_t)y * (size_t)width;

        for (int x = 0; x < width; x++) {
            const uint8_t *p = row + columns[x];

            luma[x] = (uint8_t)((77U * p[0] + 150U * p[1] + 29U * p[2]) >> 8);
        }
    }
    return IDP_OK;
}

/* With the axes exchanged: upper and lower edges become left and right ones. */
static int thin_turn(Arena *arena, const Thin *thin, Thin *ret_turned)
{
    const int width = thin->height, height = thin->width;
    uint8_t *luma = arena_take(arena, (size_t)width, (size_t)height);

    if (!luma)
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            luma[(size_t)y * (size_t)width + (size_t)x] =
                thin->luma[(size_t)x * (size_t)height + (size_t)y];
    *ret_turned = (Thin){width, height, thin->step, luma};
    return IDP_OK;
}

/* The best line found: how many rows support it, and where it is in the middle of its height. */
typedef struct Line {
    int n_rows;
    int x;
} Line;

/* How many pixels each upright line has: [sign][slope][column in the middle row]. Sign and slope
 * apart, a line's two flanks do not add up, nor do crossing ones. */
static uint16_t *count_lines(Arena *arena, const Thin *thin)
{
    const int width = thin->width;
    uint16_t *bins = ARENA_NEW_ZEROED(arena, uint16_t, 2 * SLOPES * (size_t)width);

    for (int y = 1; bins && y + 1 < thin->height; y++) {
        const uint8_t *row = thin->luma + (size_t)y * (size_t)width;
        int shifts[SLOPES];

        for (int s = 0; s < SLOPES; s++)
            shifts[s] =
                (int)lrint(slope_max * (2.0 * s / (SLOPES - 1) - 1) * (y - thin->height / 2.0));
        for (int x = 1; x + 1 < width; x++) {
            const int across = row[x + 1] - row[x - 1];

            if (abs(across) < GRADIENT_MIN ||
                abs(across) <= 2 * abs(row[x + width] - row[x - width]))
                continue;
            for (int s = 0; s < SLOPES; s++) {
                const int at = x - shifts[s];

                if (at >= 0 && at < width)
                    bins[((across > 0) * SLOPES + s) * width + at]++;
            }
        }
    }
    return bins;
}

/* The best line with its column from..to. A blurred edge falls into two columns. */
static Line find_line(const uint16_t *bins, int width, int from, int to)
{
    Line best = {0, from};

    for (int k = 0; k < 2 * SLOPES; k++)
        for (int x = from; x <= to && x + 1 < width; x++) {
            const int n_rows = (bins[k * width + x] + bins[k * width + x + 1]) / 2;

            if (n_rows > best.n_rows)
                best = (Line){n_rows, x};
        }
    return best;
}

static double get_support(const Line *line, const Thin *thin)
{
    const double share = (double)line->n_rows / thin->height;

    return fmin(fmax((share - support_none) / (support_full - support_none), 0), 1);
}

/* The upright lines left and right of the face, which reaches from near to far, working px. */
static int measure_axis(Arena *arena, const Thin *thin, double near_px, double far_px,
                        double *ret_sides, double ret_edges_px[2])
{
    const uint16_t *bins = count_lines(arena, thin);
    Line lines[2];

    if (!bins)
        return IDP_E_MEMORY;
    lines[0] = find_line(bins, thin->width, 1, (int)(near_px / thin->step));
    lines[1] = find_line(bins, thin->width, (int)fmax(far_px / thin->step, 0), thin->width - 2);
    for (int i = 0; i < 2; i++) {
        *ret_sides += get_support(&lines[i], thin);
        ret_edges_px[i] = lines[i].x * thin->step;
    }
    return IDP_OK;
}

static double measure_glare(const RgbImage *image, Rect box)
{
    const int left = (int)fmax(box.x, 0), top = (int)fmax(box.y, 0);
    const int right = (int)fmin(box.x + box.width, image->width - GLARE_STEP);
    const int bottom = (int)fmin(box.y + box.height, image->height - GLARE_STEP);
    int n = 0, n_blown = 0;

    for (int y = top; y < bottom; y += GLARE_STEP)
        for (int x = left; x < right; x += GLARE_STEP, n++) {
            int is_blown = 1;

            for (int k = 0; k < 2 && is_blown; k++) {
                const uint8_t *p = rgb_image_row(image, y + k) + 3 * (size_t)(x + k);
                const int low =
                    p[0] < p[1] ? (p[0] < p[2] ? p[0] : p[2]) : (p[1] < p[2] ? p[1] : p[2]);

                is_blown = low >= GLARE_MIN && p[0] - low < GLARE_SPREAD &&
                           p[1] - low < GLARE_SPREAD && p[2] - low < GLARE_SPREAD;
            }
            n_blown += is_blown;
        }
    return n ? (double)n_blown / n : NAN;
}

int surround_measure(Arena *arena, const RgbImage *image, const Face *face, Surround *ret_surround)
{
    Rect box = {image->width * 0.3, image->height * 0.3, image->width * 0.4, image->height * 0.4};
    const ArenaMark mark = arena_get_mark(arena);
    Surround surround = {.glare_ratio = NAN};
    double x[2], y[2];
    Thin thin, turned;

    if (face) {
        box = face->box.rect;
        surround.glare_ratio = measure_glare(image, box);
    }
    if (thin_make(arena, image, &thin) || thin_turn(arena, &thin, &turned) ||
        measure_axis(arena, &thin, box.x, box.x + box.width, &surround.border_sides, x) ||
        measure_axis(arena, &turned, box.y, box.y + box.height, &surround.border_sides, y))
        return IDP_E_MEMORY;
    arena_return_to(arena, mark);
    surround.border = (Rect){x[0], y[0], x[1] - x[0], y[1] - y[0]};
    *ret_surround = surround;
    return IDP_OK;
}
