/*
 * Two real tiles share one complex transform: for luma two places, for chroma Cb and Cr of one
 * place. What rounding to whole numbers adds is the floor of every power, so that a surface without
 * any noise has no peaks. Averaging the logarithms, not the powers, keeps one strange tile from
 * deciding.
 */
#include "lib/auth/spectrum.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/auth/fft.h"
#include "lib/base/range.h"

enum {
    N = FFT_SIZE,
    GRID = N / NATIVE_BLOCK, /* bins between the harmonics of the JPEG grid */
    GRID_NEAR = 1,           /* bins */
    GRID_SPREAD = 8,         /* how far blocking reaches along an axis, bins */
    RADIUS_MIN = 12,         /* below that natural pictures have structure of their own */
    BOX = 6,                 /* half widths of the surroundings, bins */
    RUN = 9,
    TILES_MAX = 12
};

static const float rise_max = 1;          /* log2: what a neighbour may add to the surroundings */
static const double log_deviation = 1.85; /* of log2 of the power of noise in one bin */
static const double rounding = 1.0 / 12;  /* variance */

typedef struct Transform {
    FftTable table;
    float window[N];
    float floor;
    float *real, *imaginary; /* FFT_VALUES */
    float *sum;              /* of log2 powers, FFT_VALUES */
    int n_sums;
} Transform;

static int transform_init(Arena *arena, Transform *transform)
{
    double energy = 0;

    fft_table_init(&transform->table);
    for (int i = 0; i < N; i++) {
        transform->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * (i + 0.5) / N));
        energy += (double)(transform->window[i] * transform->window[i]);
    }
    transform->floor = (float)(rounding * energy * energy);
    transform->real = ARENA_NEW(arena, float, FFT_VALUES);
    transform->imaginary = ARENA_NEW(arena, float, FFT_VALUES);
    transform->sum = ARENA_NEW(arena, float, FFT_VALUES);
    return transform->real && transform->imaginary && transform->sum ? IDP_OK : IDP_E_MEMORY;
}

static void clear(Transform *transform)
{
    for (int i = 0; i < FFT_VALUES; i++)
        transform->sum[i] = 0;
    transform->n_sums = 0;
}

/* One tile of the plane without its mean, windowed. */
static void load(const Transform *transform, const Plane *plane, int left, int top, float *to)
{
    float mean = 0;

    for (int y = 0; y < N; y++) {
        const float *from = plane_row(plane, top + y) + left;
        float sum = 0;

        for (int x = 0; x < N; x++)
            sum += from[x];
        mean += sum / FFT_VALUES;
    }
    for (int y = 0; y < N; y++) {
        const float *from = plane_row(plane, top + y) + left;

        for (int x = 0; x < N; x++)
            to[y * N + x] = (from[x] - mean) * transform->window[x] * transform->window[y];
    }
}

/*
 * The spectra of two real tiles out of one transform: the even and the odd part. n: how many of
 * them count, the second may be one that was there before. Half of the plane, centre() mirrors it;
 * and one logarithm of a product is two: 2^100 is far from the end of floats.
 */
static void add_pair(Transform *transform, int n)
{
    const float *real = transform->real, *imaginary = transform->imaginary;
    const float floor = transform->floor;

    fft_transform(&transform->table, transform->real, transform->imaginary);
    for (int u = 0; u <= N / 2; u++)
        for (int v = 0; v < N; v++) {
            const int i = u * N + v, j = (N - u) % N * N + (N - v) % N;
            const float a = (real[i] + real[j]) / 2, b = (imaginary[i] - imaginary[j]) / 2;
            const float c = (imaginary[i] + imaginary[j]) / 2, d = (real[j] - real[i]) / 2;
            const float first = a * a + b * b + floor, second = c * c + d * d + floor;

            transform->sum[i] += log2f(n == 2 ? first * second : first);
        }
    transform->n_sums += n;
}

/* The log power with frequency 0 in the middle, of the whole plane. */
static void centre(const Transform *transform, float *ret_power)
{
    for (int u = 0; u < N; u++)
        for (int v = 0; v < N; v++) {
            const int i = u <= N / 2 ? u * N + v : (N - u) * N + (N - v) % N;

            ret_power[((u + N / 2) % N) * N + (v + N / 2) % N] =
                transform->sum[i] / (float)transform->n_sums;
        }
}

static void fill_sums(const float *power, double *sums)
{
    for (int i = 0; i <= N; i++)
        sums[i] = sums[i * (N + 1)] = 0;
    for (int y = 0; y < N; y++)
        for (int x = 0; x < N; x++)
            sums[(y + 1) * (N + 1) + x + 1] = (double)power[y * N + x] + sums[y * (N + 1) + x + 1] +
                                              sums[(y + 1) * (N + 1) + x] - sums[y * (N + 1) + x];
}

/* Mean of the values round (x, y) but for it and its neighbours, inside the plane. */
static float mean_round(const double *sums, int x, int y, int reach_x, int reach_y)
{
    const int reaches[2][2] = {{reach_x, reach_y}, {reach_x > 0, reach_y > 0}};
    double sum[2];
    int count[2];

    for (int i = 0; i < 2; i++) {
        const int left = x > reaches[i][0] ? x - reaches[i][0] : 0;
        const int right = x + reaches[i][0] < N ? x + reaches[i][0] + 1 : N;
        const int top = y > reaches[i][1] ? y - reaches[i][1] : 0;
        const int bottom = y + reaches[i][1] < N ? y + reaches[i][1] + 1 : N;

        sum[i] = sums[bottom * (N + 1) + right] - sums[top * (N + 1) + right] -
                 sums[bottom * (N + 1) + left] + sums[top * (N + 1) + left];
        count[i] = (right - left) * (bottom - top);
    }
    return (float)((sum[0] - sum[1]) / (count[0] - count[1]));
}

static int is_near_grid(int u)
{
    const int rest = (u + N) % GRID;

    return rest <= GRID_NEAR || rest >= GRID - GRID_NEAR;
}

/* u, v: bins from the middle. */
static int is_left_out(int u, int v)
{
    if (u * u + v * v < RADIUS_MIN * RADIUS_MIN)
        return 1;
    if (is_near_grid(u) && (is_near_grid(v) || (v >= -GRID_SPREAD && v <= GRID_SPREAD)))
        return 1;
    return is_near_grid(v) && u >= -GRID_SPREAD && u <= GRID_SPREAD;
}

/* Half of the plane is enough: the other one mirrors it. */
static int find_peak(Arena *arena, const Transform *transform, SpectrumPeak *ret_peak)
{
    float *power = ARENA_NEW(arena, float, FFT_VALUES);
    float *capped = ARENA_NEW(arena, float, FFT_VALUES);
    double *sums = ARENA_NEW(arena, double, (N + 1) * (N + 1));
    SpectrumPeak peak = {.height = -INFINITY, .n_tiles = transform->n_sums};

    if (!power || !capped || !sums)
        return IDP_E_MEMORY;
    centre(transform, power);
    fill_sums(power, sums);
    for (int y = 0; y < N; y++)
        for (int x = 0; x < N; x++)
            capped[y * N + x] =
                range_min(power[y * N + x], mean_round(sums, x, y, BOX, BOX) + rise_max);
    fill_sums(capped, sums);
    for (int y = 0; y <= N / 2; y++)
        for (int x = 0; x < N; x++) {
            float level;

            if (is_left_out(y - N / 2, x - N / 2))
                continue;
            level = range_max(
                mean_round(sums, x, y, BOX, BOX),
                range_max(mean_round(sums, x, y, RUN, 0), mean_round(sums, x, y, 0, RUN)));
            if ((double)(power[y * N + x] - level) > peak.height) {
                peak.height = (double)(power[y * N + x] - level);
                peak.u = (double)(y - N / 2) / N;
                peak.v = (double)(x - N / 2) / N;
            }
        }
    peak.deviations = peak.height * sqrt(transform->n_sums) / log_deviation;
    *ret_peak = peak;
    return IDP_OK;
}

/* How many tiles fit along a side, and where the i-th begins: evenly spread, on whole JPEG blocks.
 */
static int count_tiles(int side)
{
    return side / N;
}

static int place_tile(int side, int n_tiles, int i)
{
    return n_tiles < 2 ? (side - N) / 2 : i * (side - N) / (n_tiles - 1);
}

static void measure_luma(Transform *transform, const Plane *luma)
{
    const int n_x = count_tiles(luma->width), n_y = count_tiles(luma->height);
    const int n = n_x * n_y < TILES_MAX ? n_x * n_y : TILES_MAX;

    for (int i = 0; i < n; i += 2) {
        const int j = i + 1 < n ? i + 1 : i;

        load(transform, luma, place_tile(luma->width, n_x, i % n_x),
             place_tile(luma->height, n_y, i / n_x), transform->real);
        load(transform, luma, place_tile(luma->width, n_x, j % n_x),
             place_tile(luma->height, n_y, j / n_x), transform->imaginary);
        add_pair(transform, j - i + 1);
    }
}

/* Means of 2 x 2. */
static int halve(Arena *arena, const Plane *plane, Plane *ret_half)
{
    if (plane_new(arena, plane->width / 2, plane->height / 2, ret_half))
        return IDP_E_MEMORY;
    for (int y = 0; y < ret_half->height; y++) {
        const float *a = plane_row(plane, 2 * y), *b = plane_row(plane, 2 * y + 1);
        float *to = plane_row(ret_half, y);

        for (int x = 0; x < ret_half->width; x++)
            to[x] = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) / 4;
    }
    return IDP_OK;
}

static int measure_chroma(Arena *arena, Transform *transform, const NativeTile *tile)
{
    Plane blue, red;

    if (halve(arena, &tile->chroma[0], &blue) || halve(arena, &tile->chroma[1], &red))
        return IDP_E_MEMORY;
    const int n_x = count_tiles(blue.width), n_y = (blue.height + N / 2) / N;

    for (int i = 0; i < n_x * n_y && blue.height >= N; i++) {
        const int left = place_tile(blue.width, n_x, i % n_x);
        const int top = place_tile(blue.height, n_y, i / n_x);

        load(transform, &blue, left, top, transform->real);
        load(transform, &red, left, top, transform->imaginary);
        add_pair(transform, 2);
    }
    return IDP_OK;
}

int spectrum_measure(Arena *arena, const NativeTile *tile, Spectrum *ret_spectrum)
{
    const SpectrumPeak none = {.height = NAN, .deviations = NAN};
    const ArenaMark mark = arena_get_mark(arena);
    Spectrum spectrum = {none, none};
    Transform transform;
    int status = transform_init(arena, &transform);

    if (!status) {
        clear(&transform);
        measure_luma(&transform, &tile->luma);
        if (transform.n_sums)
            status = find_peak(arena, &transform, &spectrum.luma);
    }
    if (!status) {
        clear(&transform);
        status = measure_chroma(arena, &transform, tile);
        if (!status && transform.n_sums)
            status = find_peak(arena, &transform, &spectrum.chroma);
    }
    arena_return_to(arena, mark);
    if (!status)
        *ret_spectrum = spectrum;
    return status;
}
