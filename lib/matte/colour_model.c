/*
 * Bins of 2.5 Lab units, which are about as small as the eye can tell, blurred so that a colour
 * speaks for its neighbours. Black and white are left out: clipped, they are anybody's. Thread-safe
 * with one model a thread.
 */
#include "lib/matte/colour_model.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/lab.h"
#include "lib/base/range.h"
#include "lib/base/simd.h"

/* sRGB stays inside L 0..100, a -87..99, b -108..95; one empty bin on every side for the blur. */
enum { BINS_L = 43, BINS_A = 77, BINS_B = 84, N_BINS = BINS_L * BINS_A * BINS_B };
/* The counts of a bin, side by side. */
enum { HEAD_PERSON, HEAD_BACKGROUND, BODY_PERSON, BODY_BACKGROUND, N_COUNTS };
enum { LEVELS = 1024 };

static const float bin_size = 2.5f, least_a = -87.0f, least_b = -108.5f;

/* Table of linear light for sRGB-encoded 0..1. */
static void fill_linear(float ret_linear[LEVELS + 1])
{
    for (int i = 0; i <= LEVELS; i++)
        ret_linear[i] = srgb_to_linear((float)i / LEVELS);
}

SIMD_CLONES
static void find_bins(const float *restrict r, const float *restrict g, const float *restrict b,
                      int width, uint32_t *restrict bins)
{
    for (int i = 0; i < width; i++) {
        const Lab lab = lab_from_linear(r[i], g[i], b[i]);
        const int bin_l = 1 + (int)(lab.l / bin_size);
        const int bin_a = 1 + (int)((lab.a - least_a) / bin_size);
        const int bin_b = 1 + (int)((lab.b - least_b) / bin_size);

        bins[i] = (uint32_t)((bin_l * BINS_A + bin_a) * BINS_B + bin_b);
    }
}

int colour_model_new(Arena *arena, const Plane rgb[3], ColourSplit split, ColourModel *ret_model)
{
    const size_t width = (size_t)rgb[0].width, height = (size_t)rgb[0].height;
    const ColourModel model = {
        .width = (int)width,
        .height = (int)height,
        .split = split,
        .bins = ARENA_NEW(arena, uint32_t, width * height),
        .counts = ARENA_NEW(arena, float, N_COUNTS *(size_t)N_BINS),
        .scratch = ARENA_NEW(arena, float, N_COUNTS *(size_t)N_BINS),
    };
    const ArenaMark mark = arena_get_mark(arena);
    float *row = ARENA_NEW(arena, float, 3 * width);
    float linear[LEVELS + 1];

    if (!model.bins || !model.counts || !model.scratch || !row)
        return IDP_E_MEMORY;
    fill_linear(linear);
    for (size_t y = 0; y < height; y++) {
        for (size_t c = 0; c < 3; c++)
            for (size_t x = 0; x < width; x++)
                row[c * width + x] = linear[(int)(plane_row(&rgb[c], (int)y)[x] * LEVELS + 0.5f)];
        find_bins(row, row + width, row + 2 * width, (int)width, model.bins + y * width);
    }
    arena_return_to(arena, mark);
    *ret_model = model;
    return IDP_OK;
}

/* How much of the row is head: 1 above the split, 0 below it. */
static float get_head_share(const ColourSplit *split, int y)
{
    return split->blend_px > 0.0f
               ? range_clamp(0.5f + (split->y - (float)y) / split->blend_px, 0.0f, 1.0f)
               : 1.0f;
}

/* out = in blurred by 1 4 6 4 1 at the distance `step` of bins; values near the ends become 0. */
SIMD_CLONES
static void blur(const float *restrict in, size_t step, float *restrict out)
{
    const size_t one = N_COUNTS * step, two = 2 * one;
    const size_t n = N_COUNTS * (size_t)N_BINS;

    memset(out, 0, two * sizeof *out);
    memset(out + n - two, 0, two * sizeof *out);
    for (size_t i = two; i < n - two; i++)
        out[i] = (in[i - two] + in[i + two]) * 0.0625f + (in[i - one] + in[i + one]) * 0.25f +
                 in[i] * 0.375f;
}

void colour_model_learn(const ColourModel *model, const Plane *probability)
{
    memset(model->counts, 0, N_COUNTS * (size_t)N_BINS * sizeof *model->counts);
    for (int y = 0; y < model->height; y++) {
        const uint32_t *bins = model->bins + (size_t)y * (size_t)model->width;
        const float *p = plane_row(probability, y);
        const float head = get_head_share(&model->split, y), body = 1.0f - head;

        for (int x = 0; x < model->width; x++) {
            float *counts = model->counts + N_COUNTS * (size_t)bins[x];

            counts[HEAD_PERSON] += head * p[x];
            counts[HEAD_BACKGROUND] += head * (1.0f - p[x]);
            counts[BODY_PERSON] += body * p[x];
            counts[BODY_BACKGROUND] += body * (1.0f - p[x]);
        }
    }
    blur(model->counts, 1, model->scratch);
    blur(model->scratch, BINS_B, model->counts);
    blur(model->counts, (size_t)BINS_B * BINS_A, model->scratch);
}

SIMD_CLONES
static void sum_counts(const float *restrict counts, float ret_sums[N_COUNTS])
{
    enum { LANES = 4 * N_COUNTS }; /* so many that no sum waits for the last */
    float lanes[LANES] = {0};
    const size_t n = N_COUNTS * (size_t)N_BINS;

    _Static_assert(N_BINS % 4 == 0, "the bins fill the lanes");
    for (size_t i = 0; i < n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += counts[i + k];
    for (size_t k = 0; k < N_COUNTS; k++)
        ret_sums[k] =
            lanes[k] + lanes[k + N_COUNTS] + lanes[k + 2 * N_COUNTS] + lanes[k + 3 * N_COUNTS];
}

/* Natural logarithm of a positive number, without the call that keeps a loop from vector code;
 * absolute error below 1e-5. */
static inline float quick_log(float x)
{
    union {
        float value;
        uint32_t bits;
    } mantissa = {.value = x};
    const uint32_t root_half = 0x3f3504f3;
    const int32_t exponent = (int32_t)(mantissa.bits - root_half) >> 23;
    float t, square;

    mantissa.bits -= (uint32_t)exponent << 23; /* sqrt(1/2) .. sqrt(2) */
    t = (mantissa.value - 1.0f) / (mantissa.value + 1.0f);
    square = t * t;
    return (float)exponent * 0.693147181f +
           2.0f * t * (1.0f + square * (1.0f / 3 + square * (0.2f + square * (1.0f / 7))));
}

/* shares: of each count of a bin in the densities of one row. */
SIMD_CLONES
static void fill_logits(const float *restrict counts, const uint32_t *restrict bins,
                        const float shares[N_COUNTS], int width, float *restrict logits)
{
    const float head = shares[HEAD_PERSON], head_background = shares[HEAD_BACKGROUND];
    const float body = shares[BODY_PERSON], body_background = shares[BODY_BACKGROUND];

    for (int x = 0; x < width; x++) {
        const float *c = counts + N_COUNTS * (size_t)bins[x];
        const float person = head * c[HEAD_PERSON] + body * c[BODY_PERSON];
        const float background =
            head_background * c[HEAD_BACKGROUND] + body_background * c[BODY_BACKGROUND];

        logits[x] = quick_log((person + 1e-7f) / (background + 1e-7f));
    }
}

void colour_model_get_logits(const ColourModel *model, const Plane *ret_logits)
{
    float sums[N_COUNTS];

    sum_counts(model->scratch, sums);
    for (int y = 0; y < model->height; y++) {
        const float head = get_head_share(&model->split, y), body = 1.0f - head;
        const float person = 1.0f / (head * sums[HEAD_PERSON] + body * sums[BODY_PERSON] + 1.0f);
        const float background =
            1.0f / (head * sums[HEAD_BACKGROUND] + body * sums[BODY_BACKGROUND] + 1.0f);
        const float shares[N_COUNTS] = {
            [HEAD_PERSON] = head * person,
            [HEAD_BACKGROUND] = head * background,
            [BODY_PERSON] = body * person,
            [BODY_BACKGROUND] = body * background,
        };

        fill_logits(model->scratch, model->bins + (size_t)y * (size_t)model->width, shares,
                    model->width, plane_row(ret_logits, y));
    }
}
