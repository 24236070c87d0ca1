/*
 * The matting Laplacian as a symmetric 25-point stencil, built and applied only where it is needed.
 *
 * Pixels are kept in blocks of 8 neighbours of a row. Every kernel is a loop over the blocks with
 * unknown pixels and an inner loop of fixed length, which the compiler turns into straight vector
 * code without remainders; known pixels of such a block have the mask 0. They keep their value in x
 * and are 0 in the search direction, so no right-hand side has to be built.
 *
 * Only the blocks within reach of an unknown pixel are stored, in order of rows, so that blocks
 * beside each other in the picture are so in memory too, and the whole system of a certificate
 * photo stays in the second-level cache. Each block knows the places of the rows round it.
 *
 * Of the stencil the 12 weights towards later pixels are kept; those towards earlier pixels are
 * the same numbers at the neighbour. A window's pair weight is 1 + u_i . u_j with u = colours less
 * their mean, whitened by the Cholesky factor of the window's covariance: positive semi-definite by
 * construction in single precision, which an explicit inverse is not.
 *
 * Thread-safe; deterministic: sums are taken in a fixed order.
 */
#include "lib/matte/closed_form.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/base/range.h"
#include "lib/base/simd.h"

enum { BLOCK = 8, N_WEIGHTS = 12, WINDOW = 9, REACH = 2, N_ROWS = 2 * REACH + 1 };

/* What a block of the picture is to the solver; a frame of one block and two rows lies round it. */
enum { KEPT = 1, HAS_WINDOWS = 2, HAS_UNKNOWN = 4 };

typedef struct BlockMap {
    int n_columns, n_rows; /* with the frame */
    uint8_t *kinds;
    uint32_t *places; /* of the first pixel in the fields, for kept blocks */
    size_t n_kept;
} BlockMap;

/* A block, and the places of the same columns in the rows from REACH above to REACH below. */
typedef struct Block {
    uint32_t rows[N_ROWS];
} Block;

typedef struct BlockList {
    size_t n_blocks;
    Block *blocks;
} BlockList;

typedef struct System {
    BlockMap map;
    BlockList band;            /* blocks with unknown pixels */
    BlockList windows;         /* blocks with centres of windows that hold unknown pixels */
    float *mask;               /* 1: unknown */
    float *weights[N_WEIGHTS]; /* towards the pixel at (weight_dx, weight_dy) */
    float *diagonal;
    float *inverse_diagonal; /* 0 at known pixels */
} System;

/* Weight d leads to place 13 + d of the 5 x 5 neighbourhood counted row by row; 12 is the centre.
 */
static inline int weight_dx(int d)
{
    return (d + 13) % 5 - 2;
}

static inline int weight_dy(int d)
{
    return (d + 13) / 5 - 2;
}

static void mark_around(const BlockMap *map, int column, int row, int reach_rows, uint8_t kind)
{
    for (int y = row - reach_rows; y <= row + reach_rows; y++)
        for (int x = column - 1; x <= column + 1; x++)
            if (x >= 0 && x < map->n_columns)
                map->kinds[(size_t)y * (size_t)map->n_columns + (size_t)x] |= kind;
}

/* Marks the blocks with unknown pixels, and those that windows round them are centred in. */
static void mark_unknown(const BlockMap *map, const Plane *unknown)
{
    for (int y = 0; y < unknown->height; y++) {
        const float *row = plane_row(unknown, y);

        for (int x = 0; x < unknown->width; x++) {
            const int column = x / BLOCK + 1, map_row = y + REACH;

            if (row[x] == 0.0f)
                continue;
            map->kinds[(size_t)map_row * (size_t)map->n_columns + (size_t)column] |= HAS_UNKNOWN;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    map->kinds[(size_t)(map_row + dy) * (size_t)map->n_columns +
                               (size_t)((x + dx + BLOCK) / BLOCK)] |= HAS_WINDOWS;
        }
    }
}

static int block_map_new(Arena *arena, const Plane *unknown, BlockMap *ret_map)
{
    BlockMap map = {.n_columns = (unknown->width + BLOCK - 1) / BLOCK + 2,
                    .n_rows = unknown->height + 2 * REACH};
    const size_t n = (size_t)map.n_columns * (size_t)map.n_rows;

    map.kinds = ARENA_NEW_ZEROED(arena, uint8_t, n);
    map.places = ARENA_NEW_ZEROED(arena, uint32_t, n);
    if (!map.kinds || !map.places)
        return IDP_E_MEMORY;
    mark_unknown(&map, unknown);
    for (int y = 0; y < map.n_rows; y++) {
        for (int x = 0; x < map.n_columns; x++) {
            const uint8_t kind = map.kinds[(size_t)y * (size_t)map.n_columns + (size_t)x];

            if (kind & HAS_UNKNOWN)
                mark_around(&map, x, y, REACH, KEPT);
            if (kind & HAS_WINDOWS)
                mark_around(&map, x, y, 1, KEPT);
        }
    }
    for (size_t i = 0; i < n; i++)
        if (map.kinds[i] & KEPT)
            map.places[i] = (uint32_t)(++map.n_kept * BLOCK); /* place 0 is no block's */
    *ret_map = map;
    return IDP_OK;
}

/* The blocks of a kind in order. Rows of the frame that are not kept have the place 0. */
static int list_blocks(Arena *arena, const BlockMap *map, uint8_t kind, BlockList *ret_list)
{
    const size_t n = (size_t)map->n_columns * (size_t)map->n_rows, step = (size_t)map->n_columns;
    BlockList list = {.blocks = ARENA_NEW(arena, Block, map->n_kept + 1)};

    if (!list.blocks)
        return IDP_E_MEMORY;
    for (size_t i = REACH * step; i < n - REACH * step; i++) {
        if (!(map->kinds[i] & kind))
            continue;
        for (size_t r = 0; r < N_ROWS; r++)
            list.blocks[list.n_blocks].rows[r] = map->places[i + r * step - REACH * step];
        list.n_blocks++;
    }
    *ret_list = list;
    return IDP_OK;
}

/* A value for each kept pixel, all 0; a block's width of room before and after. */
static float *new_field(Arena *arena, const BlockMap *map)
{
    return ARENA_NEW_ZEROED(arena, float, (map->n_kept + 2) * BLOCK);
}

/* Copies the plane's kept pixels to the field, or back. */
static void copy_pixels(const BlockMap *map, const Plane *plane, float *field, int is_back)
{
    for (int y = 0; y < plane->height; y++) {
        const size_t row = (size_t)(y + REACH) * (size_t)map->n_columns + 1;

        for (int x = 0; x < plane->width; x += BLOCK) {
            const size_t i = row + (size_t)(x / BLOCK);
            const int n = plane->width - x < BLOCK ? plane->width - x : BLOCK;
            float *pixels = plane_row(plane, y) + x;

            if (!(map->kinds[i] & KEPT))
                continue;
            for (int b = 0; b < n; b++) {
                if (is_back)
                    pixels[b] = field[map->places[i] + (size_t)b];
                else
                    field[map->places[i] + (size_t)b] = pixels[b];
            }
        }
    }
}

static float *new_field_of(Arena *arena, const BlockMap *map, const Plane *plane)
{
    float *field = new_field(arena, map);

    if (field)
        copy_pixels(map, plane, field, 0);
    return field;
}

/*
 * Colours of the 8 windows of a block, less their means, whitened: u . u' is the Mahalanobis
 * product of two pixels of a window.
 */
static inline void whiten_windows(const float *const rgb[3], const Block *block, float epsilon,
                                  float u[WINDOW][3][BLOCK])
{
    float mean[3][BLOCK] = {{0}};
    float c[6][BLOCK] = {{0}}; /* rr rg rb gg gb bb */

    for (int i = 0; i < WINDOW; i++) {
        const size_t at = (size_t)block->rows[REACH - 1 + i / 3] + (size_t)(i % 3) - 1;

        for (int k = 0; k < 3; k++)
            for (int b = 0; b < BLOCK; b++) {
                u[i][k][b] = rgb[k][at + (size_t)b];
                mean[k][b] += u[i][k][b] * (1.0f / WINDOW);
            }
    }
    for (int i = 0; i < WINDOW; i++) {
        for (int b = 0; b < BLOCK; b++) {
            const float red = u[i][0][b] -= mean[0][b];
            const float green = u[i][1][b] -= mean[1][b];
            const float blue = u[i][2][b] -= mean[2][b];

            c[0][b] += red * red;
            c[1][b] += red * green;
            c[2][b] += red * blue;
            c[3][b] += green * green;
            c[4][b] += green * blue;
            c[5][b] += blue * blue;
        }
    }
    for (int b = 0; b < BLOCK; b++) {
        const float floor = epsilon / WINDOW, n = 1.0f / WINDOW;
        const float l00 = 1.0f / sqrtf(c[0][b] * n + floor);
        const float l10 = c[1][b] * n * l00, l20 = c[2][b] * n * l00;
        const float l11 = 1.0f / sqrtf(range_max(c[3][b] * n - l10 * l10, 0.0f) + floor);
        const float l21 = (c[4][b] * n - l20 * l10) * l11;
        const float l22 =
            1.0f / sqrtf(range_max(c[5][b] * n - l20 * l20 - l21 * l21, 0.0f) + floor);

        for (int i = 0; i < WINDOW; i++) {
            u[i][0][b] *= l00;
            u[i][1][b] = (u[i][1][b] - l10 * u[i][0][b]) * l11;
            u[i][2][b] = (u[i][2][b] - l20 * u[i][0][b] - l21 * u[i][1][b]) * l22;
        }
    }
}

/* Adds the pair weights of all windows to the stencil. shares: what a window centred here counts.
 */
SIMD_CLONES
static void add_windows(const System *system, const float *const rgb[3], const float *shares,
                        float epsilon)
{
    for (size_t k = 0; k < system->windows.n_blocks; k++) {
        const Block *block = &system->windows.blocks[k];
        const float *share = shares + block->rows[REACH];
        float u[WINDOW][3][BLOCK];

        whiten_windows(rgb, block, epsilon, u);
        for (int i = 0; i < WINDOW; i++) {
            const size_t at = (size_t)block->rows[REACH - 1 + i / 3] + (size_t)(i % 3) - 1;

            for (int j = i + 1; j < WINDOW; j++) {
                const int d = 5 * (j / 3 - i / 3) + j % 3 - i % 3 - 1;
                float *restrict weight = system->weights[d] + at;

                for (int b = 0; b < BLOCK; b++)
                    weight[b] += share[b] * (1.0f + u[i][0][b] * u[j][0][b] +
                                             u[i][1][b] * u[j][1][b] + u[i][2][b] * u[j][2][b]);
            }
        }
    }
}

/* Row sums of the Laplacian are 0; the prior adds its weight. */
SIMD_CLONES
static void fill_diagonal(const System *system, const float *prior_weight)
{
    for (size_t k = 0; k < system->band.n_blocks; k++) {
        const Block *block = &system->band.blocks[k];
        const size_t at = block->rows[REACH];
        float sum[BLOCK] = {0};

        for (int d = 0; d < N_WEIGHTS; d++) {
            const float *later = system->weights[d] + at;
            const float *earlier =
                system->weights[d] + block->rows[REACH - weight_dy(d)] - weight_dx(d);

            for (int b = 0; b < BLOCK; b++)
                sum[b] += later[b] + earlier[b];
        }
        for (size_t b = 0; b < BLOCK; b++) {
            const float value = sum[b] + prior_weight[at + b];

            system->diagonal[at + b] = value;
            system->inverse_diagonal[at + b] = value > 0.0f ? system->mask[at + b] / value : 0.0f;
        }
    }
}

static double sum_lanes(const float lanes[BLOCK])
{
    double sum = 0.0;

    for (int b = 0; b < BLOCK; b++)
        sum += (double)lanes[b];
    return sum;
}

/* y = A x on the unknown pixels; returns x . y. */
SIMD_CLONES
static double apply(const System *system, const float *x, float *restrict y)
{
    float dot[BLOCK] = {0};

    for (size_t k = 0; k < system->band.n_blocks; k++) {
        const Block *block = &system->band.blocks[k];
        const size_t at = block->rows[REACH];
        float sum[BLOCK];

        for (size_t b = 0; b < BLOCK; b++)
            sum[b] = system->diagonal[at + b] * x[at + b];
#pragma GCC unroll 12
        for (int d = 0; d < N_WEIGHTS; d++) {
            const float *later = x + block->rows[REACH + weight_dy(d)] + weight_dx(d);
            const size_t before = block->rows[REACH - weight_dy(d)] - (size_t)weight_dx(d);
            const float *weight = system->weights[d];

            for (size_t b = 0; b < BLOCK; b++)
                sum[b] -= weight[at + b] * later[b] + weight[before + b] * x[before + b];
        }
        for (size_t b = 0; b < BLOCK; b++) {
            sum[b] *= system->mask[at + b];
            y[at + b] = sum[b];
            dot[b] += sum[b] * x[at + b];
        }
    }
    return sum_lanes(dot);
}

/* r = mask (weight prior - A x), z = r / diagonal; returns r . z. */
SIMD_CLONES
static double start_residual(const System *system, const float *prior_weight, const float *prior,
                             float *restrict r, float *restrict z)
{
    float dot[BLOCK] = {0};

    for (size_t k = 0; k < system->band.n_blocks; k++) {
        const size_t from = system->band.blocks[k].rows[REACH];

        for (size_t i = from; i < from + BLOCK; i++) {
            r[i] = system->mask[i] * prior_weight[i] * prior[i] - r[i];
            z[i] = r[i] * system->inverse_diagonal[i];
            dot[i - from] += r[i] * z[i];
        }
    }
    return sum_lanes(dot);
}

/* x += step p, r -= step q, z = r / diagonal; returns r . z. */
SIMD_CLONES
static double advance(const System *system, float step, const float *p, const float *q,
                      float *restrict x, float *restrict r, float *restrict z)
{
    float dot[BLOCK] = {0};

    for (size_t k = 0; k < system->band.n_blocks; k++) {
        const size_t from = system->band.blocks[k].rows[REACH];

        for (size_t i = from; i < from + BLOCK; i++) {
            x[i] += step * p[i];
            r[i] -= step * q[i];
            z[i] = r[i] * system->inverse_diagonal[i];
            dot[i - from] += r[i] * z[i];
        }
    }
    return sum_lanes(dot);
}

/* p = z + ratio p */
SIMD_CLONES
static void turn(const System *system, float ratio, const float *z, float *restrict p)
{
    for (size_t k = 0; k < system->band.n_blocks; k++) {
        const size_t from = system->band.blocks[k].rows[REACH];

        for (size_t i = from; i < from + BLOCK; i++)
            p[i] = z[i] + ratio * p[i];
    }
}

/* Conjugate gradients with the diagonal as preconditioner. x: in the guess, out the solution. */
static int solve(Arena *arena, const System *system, const float *prior_weight, const float *prior,
                 const ClosedFormOptions *options, float *x, int *ret_n_steps)
{
    float *r = new_field(arena, &system->map);
    float *z = new_field(arena, &system->map);
    float *p = new_field(arena, &system->map);
    float *q = new_field(arena, &system->map);
    double rz, goal;
    int n_steps = 0;

    if (!r || !z || !p || !q)
        return IDP_E_MEMORY;
    apply(system, x, r);
    rz = start_residual(system, prior_weight, prior, r, z);
    goal = rz * options->tolerance * options->tolerance;
    turn(system, 0.0f, z, p);
    while (n_steps < options->n_steps_max && rz > goal) {
        const double curvature = apply(system, p, q);
        const double rz_before = rz;

        if (!(curvature > 0.0))
            break;
        rz = advance(system, (float)(rz / curvature), p, q, x, r, z);
        turn(system, (float)(rz / rz_before), z, p);
        n_steps++;
    }
    *ret_n_steps = n_steps;
    return IDP_OK;
}

/* Each window inside the picture counts 1/9, those that reach outside do not. */
static float *make_shares(Arena *arena, const BlockMap *map, int width, int height)
{
    float *shares = new_field(arena, map);

    for (int y = 1; shares && y < height - 1; y++) {
        const size_t row = (size_t)(y + REACH) * (size_t)map->n_columns + 1;

        for (int x = 1; x < width - 1; x++)
            if (map->kinds[row + (size_t)(x / BLOCK)] & HAS_WINDOWS)
                shares[map->places[row + (size_t)(x / BLOCK)] + (size_t)(x % BLOCK)] =
                    1.0f / WINDOW;
    }
    return shares;
}

static int build(Arena *arena, const Plane rgb[3], const Plane *unknown, const float *prior_weight,
                 float epsilon, System *system)
{
    const BlockMap *map = &system->map;
    const float *colours[3] = {new_field_of(arena, map, &rgb[0]), new_field_of(arena, map, &rgb[1]),
                               new_field_of(arena, map, &rgb[2])};
    const float *shares = make_shares(arena, map, unknown->width, unknown->height);

    system->mask = new_field_of(arena, map, unknown);
    system->diagonal = new_field(arena, map);
    system->inverse_diagonal = new_field(arena, map);
    if (!colours[0] || !colours[1] || !colours[2] || !shares || !system->mask ||
        !system->diagonal || !system->inverse_diagonal)
        return IDP_E_MEMORY;
    for (int d = 0; d < N_WEIGHTS; d++)
        if (!(system->weights[d] = new_field(arena, map)))
            return IDP_E_MEMORY;
    if (list_blocks(arena, map, HAS_UNKNOWN, &system->band) ||
        list_blocks(arena, map, HAS_WINDOWS, &system->windows))
        return IDP_E_MEMORY;
    add_windows(system, colours, shares, epsilon);
    fill_diagonal(system, prior_weight);
    return IDP_OK;
}

int closed_form_solve(Arena *arena, const Plane rgb[3], const Plane *unknown, const Plane *prior,
                      const Plane *prior_weight, const ClosedFormOptions *options,
                      const Plane *alpha, int *ret_n_steps, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    System system = {0};
    float *x = NULL, *weight = NULL, *pull = NULL;
    int n_steps = 0, status = block_map_new(arena, unknown, &system.map);

    if (!status) {
        x = new_field_of(arena, &system.map, alpha);
        weight = new_field(arena, &system.map);
        pull = new_field(arena, &system.map);
        status = x && weight && pull ? IDP_OK : IDP_E_MEMORY;
    }
    if (!status && prior && prior_weight) {
        copy_pixels(&system.map, prior_weight, weight, 0);
        copy_pixels(&system.map, prior, pull, 0);
    }
    if (!status)
        status = build(arena, rgb, unknown, weight, options->epsilon, &system);
    if (!status)
        status = solve(arena, &system, weight, pull, options, x, &n_steps);
    if (!status) {
        for (size_t i = 0; i < (system.map.n_kept + 2) * BLOCK; i++)
            x[i] = range_clamp(x[i], 0.0f, 1.0f);
        copy_pixels(&system.map, alpha, x, 1);
    }
    arena_return_to(arena, mark);
    if (status)
        return error_set(error, status, "no memory for the solver");
    if (ret_n_steps)
        *ret_n_steps = n_steps;
    return IDP_OK;
}
