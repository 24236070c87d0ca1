/*
 * Bins of 2.5 Lab units, which are about as small as the eye can tell, blurred so that a colour
 * speaks for its neighbours. Thread-safe with one model a thread.
 */
#include "lib/matte/colour_model.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/simd.h"

/* sRGB stays inside L 0..100, a -87..99, b -108..95; one empty bin on every side for the blur. */
enum { BINS_L = 43, BINS_A = 77, BINS_B = 84, N_BINS = BINS_L * BINS_A * BINS_B };
enum { LEVELS = 1024 };

static const float bin_size = 2.5f, least_a = -87.0f, least_b = -108.5f;

/* Table of linear light for sRGB-encoded 0..1. */
static void fill_linear(float ret_linear[LEVELS + 1])
{
    for (int i = 0; i <= LEVELS; i++) {
        const float v = (float)i / LEVELS;

        ret_linear[i] = v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
    }
}

/* The cube root of Lab, with its straight start; relative error below 1e-4. */
static inline float lab_root(float t)
{
    union {
        float value;
        uint32_t bits;
    } root = {.value = t};
    float x;

    root.bits = root.bits / 3 + 709921077u;
    x = root.value;
    x = (2.0f * x + t / (x * x)) * (1.0f / 3.0f);
    x = (2.0f * x + t / (x * x)) * (1.0f / 3.0f);
    return t > 0.008856f ? x : 7.787f * t + 16.0f / 116.0f;
}

SIMD_CLONES
static void find_bins(const float *restrict r, const float *restrict g, const float *restrict b,
                      int width, uint32_t *restrict bins)
{
    for (int i = 0; i < width; i++) {
        const float x = lab_root((0.4124f * r[i] + 0.3576f * g[i] + 0.1805f * b[i]) / 0.9505f);
        const float y = lab_root(0.2126f * r[i] + 0.7152f * g[i] + 0.0722f * b[i]);
        const float z = lab_root((0.0193f * r[i] + 0.1192f * g[i] + 0.9505f * b[i]) / 1.089f);
        const int bin_l = 1 + (int)((116.0f * y - 16.0f) / bin_size);
        const int bin_a = 1 + (int)((500.0f * (x - y) - least_a) / bin_size);
        const int bin_b = 1 + (int)((200.0f * (y - z) - least_b) / bin_size);

        bins[i] = (uint32_t)((bin_l * BINS_A + bin_a) * BINS_B + bin_b);
    }
}

int colour_model_new(Arena *arena, const Plane rgb[3], ColourModel *ret_model)
{
    const size_t width = (size_t)rgb[0].width, height = (size_t)rgb[0].height;
    const ColourModel model = {
        .width = (int)width,
        .height = (int)height,
        .bins = ARENA_NEW(arena, uint32_t, width * height),
        .counts = ARENA_NEW(arena, float, 2 * (size_t)N_BINS),
        .scratch = ARENA_NEW(arena, float, 2 * (size_t)N_BINS),
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

/* out = in blurred by 1 4 6 4 1 at the distance `step` of pairs; values near the ends stay 0. */
SIMD_CLONES
static void blur(const float *restrict in, size_t step, float *restrict out)
{
    const size_t reach = 2 * step, n = 2 * (size_t)N_BINS;

    memset(out, 0, reach * sizeof *out);
    memset(out + n - reach, 0, reach * sizeof *out);
    for (size_t i = reach; i < n - reach; i++)
        out[i] = (in[i - reach] + in[i + reach]) * 0.0625f + (in[i - step] + in[i + step]) * 0.25f +
                 in[i] * 0.375f;
}

void colour_model_learn(const ColourModel *model, const Plane *probability)
{
    memset(model->counts, 0, 2 * (size_t)N_BINS * sizeof *model->counts);
    for (int y = 0; y < model->height; y++) {
        const uint32_t *bins = model->bins + (size_t)y * (size_t)model->width;
        const float *p = plane_row(probability, y);

        for (int x = 0; x < model->width; x++) {
            model->counts[2 * bins[x]] += p[x];
            model->counts[2 * bins[x] + 1] += 1.0f - p[x];
        }
    }
    blur(model->counts, 2, model->scratch);
    blur(model->scratch, 2 * BINS_B, model->counts);
    blur(model->counts, 2 * BINS_B * BINS_A, model->scratch);
}

void colour_model_get_logits(const ColourModel *model, const Plane *ret_logits)
{
    float sums[2] = {0, 0};

    for (size_t i = 0; i < 2 * (size_t)N_BINS; i += 2)
        for (size_t k = 0; k < 2; k++)
            sums[k] += model->scratch[i + k];
    for (int y = 0; y < model->height; y++) {
        const uint32_t *bins = model->bins + (size_t)y * (size_t)model->width;
        float *out = plane_row(ret_logits, y);

        for (int x = 0; x < model->width; x++) {
            const float *counts = model->scratch + 2 * bins[x];

            out[x] = logf((counts[0] / (sums[0] + 1.0f) + 1e-7f) /
                          (counts[1] / (sums[1] + 1.0f) + 1e-7f));
        }
    }
}
