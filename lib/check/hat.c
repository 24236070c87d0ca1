/*
 * Rule P19: is the head covered by a hat, a cap, a scarf or the like?
 *
 * No network tells hats from hair, so three things that hair does not do are looked for: a colour
 * that hair does not have on the crown; a rim, straight and sharp from temple to temple, low on the
 * forehead; a brim, a silhouette much wider at the forehead than the head that goes on below it.
 * Each gives evidence 0..1; independent evidence adds up as probabilities do. A black cap on black
 * hair shows by its rim alone, a black beanie above the hairline not at all: that is for the
 * reviewer. Thread-safe: no state. Cost: about .4 ms.
 */
#include <math.h>

#include <idphoto/error.h>

#include "lib/base/select.h"
#include "lib/check/evidence.h"
#include "lib/check/hair_model.h"
#include "lib/check/measures.h"

enum {
    TEMPLE_LEFT = 54,
    TEMPLE_RIGHT = 284,
    COLUMN_STEP = 2,
    COLUMNS_MAX = 128,
    ROWS_MAX = 128,   /* of the face chip: its eyes are in row 120 */
    STEP = 6,         /* px of the face chip above and below an edge, where colours are compared */
    ABOVE_BROW = 8,   /* px above which a rim is looked for */
    COLUMNS_MIN = 20, /* with an edge: fewer say nothing */
    CROWN_PIXELS_MIN = 50,
    FIT_ROUNDS = 6
};

static const float edge_min = 12.0f;         /* colour difference */
static const float edge_of_strongest = 0.6f; /* the lowest edge that is nearly the strongest */
static const float on_rim_px = 2.5f;
static const double rim_alone = 0.5;        /* evidence of a rim that counts without a crown */
static const float vertex_from_brow = 0.6f; /* heights of the face: the skull's top */

/*
 * How far the colour is from what hair has, 0..1: melanin gives black, brown, red and blond, never
 * blue, green, bright yellow, pink or bright neutral. A cast of the light, seen on the skin, is
 * taken off first.
 */
static double get_strangeness(const Lab *skin, Lab colour)
{
    const double shade = fmin((double)colour.l / fmax((double)skin->l, 30), 1.3);
    const double a = (double)colour.a - shade * (double)(skin->a - fminf(fmaxf(skin->a, 6), 24));
    const double b = (double)colour.b - shade * (double)(skin->b - fminf(fmaxf(skin->b, 6), 30));
    const double neutral = ramp(hypot(a, b), 18, 11) * ramp((double)colour.l, 74, 82);
    const double bluish =
        fmax(fmax(ramp(-b, 8, 14), ramp(-a, 6, 12)), ramp((-a - b) * M_SQRT1_2, 8, 14));
    const double vivid = fmax(ramp(b - 0.6 * fmax(a, 0), 34, 44), ramp(a, 32, 42));

    return fmax(fmax(neutral, bluish), fmax(vivid, ramp(a - b, 20, 30)));
}

/* A head that is cut off at the picture's edge cannot be said to be bare. */
static bool is_in_picture(const Chip *chip)
{
    const HeadLines lines = head_get_lines(chip);
    const Point2 vertex = {lines.axis_x, lines.brow_y - vertex_from_brow * lines.height};

    return chip_to_working(chip, vertex).y >= 0;
}

/* What the crown of the head shows; zeros where it is not in the picture. */
typedef struct Crown {
    bool is_seen;
    double strangeness; /* mean of its colours */
    double roughness;   /* median step of lightness over two pixels: hair 3 to 6 in good light */
} Crown;

static int measure_crown(const Scene *scene, Crown *ret_crown)
{
    const ArenaMark mark = arena_get_mark(scene->arena);
    const Chip *chip = &scene->bust;
    double strangeness = 0;
    size_t n = 0;
    float *steps;
    PixelBox box;
    Region crown;

    if (crown_find(scene, &crown, &box))
        return IDP_E_MEMORY;
    steps = ARENA_NEW(scene->arena, float, region_count(&crown) + 1);
    if (!steps)
        return IDP_E_MEMORY;
    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *mask = crown.mask + (size_t)y * (size_t)crown.width;
        const float *l = plane_row(&chip->lab[0], y);

        for (int x = box.left + 1; x < box.right - 1; x++)
            if (mask[x]) {
                strangeness += get_strangeness(&scene->skin.median, chip_get_lab(chip, x, y));
                steps[n++] = fabsf(l[x + 1] - l[x - 1]);
            }
    }
    *ret_crown = (Crown){.is_seen = n >= CROWN_PIXELS_MIN && is_in_picture(chip)};
    if (ret_crown->is_seen) {
        ret_crown->strangeness = strangeness / (double)n;
        ret_crown->roughness = (double)select_nth(steps, n, n / 2);
    }
    arena_return_to(scene->arena, mark);
    return IDP_OK;
}

/* Means of 5 x 3 pixels down a column: a rim is wider than the noise. */
static void take_means(const Chip *chip, int x, int bottom, Lab *ret_means)
{
    float sums[3][ROWS_MAX + 4] = {{0}};

    for (int y = 0; y < bottom + 2; y++)
        for (int c = 0; c < 3; c++) {
            const float *row = plane_row(&chip->lab[c], y) + x;

            sums[c][y] = (row[-1] + row[0] + row[1]) / 15;
        }
    for (int y = 2; y < bottom; y++) {
        float mean[3];

        for (int c = 0; c < 3; c++) {
            const float *sum = sums[c] + y;

            mean[c] = sum[-2] + sum[-1] + sum[0] + sum[1] + sum[2];
        }
        ret_means[y] = (Lab){mean[0], mean[1], mean[2]};
    }
}

static float get_difference(Lab p, Lab q)
{
    return sqrtf((p.l - q.l) * (p.l - q.l) + (p.a - q.a) * (p.a - q.a) + (p.b - q.b) * (p.b - q.b));
}

/* The row of the column's lowest strong edge above the brows; NaN if there is none. */
static float find_edge(const Chip *chip, int x, int bottom)
{
    Lab means[ROWS_MAX];
    float edges[ROWS_MAX], strongest = edge_min;

    take_means(chip, x, bottom + STEP, means);
    for (int y = STEP + 2; y < bottom; y++) {
        edges[y] = get_difference(means[y - STEP], means[y + STEP]);
        strongest = fmaxf(strongest, edges[y]);
    }
    for (int y = bottom - 2; y > STEP + 2; y--)
        if (edges[y] >= fmaxf(edge_of_strongest * strongest, edge_min) &&
            edges[y] >= edges[y - 1] && edges[y] >= edges[y + 1])
            return (float)y;
    return NAN;
}

/* y = c[0] + c[1] u + c[2] u^2 by weighted least squares; false if the points do not fix it. */
static bool fit_parabola(const double *u, const double *y, const double *weights, int n,
                         double ret_c[3])
{
    double m[3][4] = {{0}};

    for (int i = 0; i < n; i++) {
        const double powers[3] = {1, u[i], u[i] * u[i]};

        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++)
                m[r][c] += weights[i] * powers[r] * powers[c];
            m[r][3] += weights[i] * powers[r] * y[i];
        }
    }
    for (int p = 0; p < 3; p++) { /* positive definite: no pivoting needed */
        if (m[p][p] < 1e-9)
            return false;
        for (int r = 0; r < 3; r++)
            for (int c = 3; r != p && c >= p; c--)
                m[r][c] -= m[r][p] / m[p][p] * m[p][c];
    }
    for (int p = 0; p < 3; p++)
        ret_c[p] = m[p][3] / m[p][p];
    return true;
}

typedef struct Rim {
    double evidence;
    double c[3]; /* rows of the face chip, by interocular distances from the middle column */
} Rim;

/* The share of n_columns whose edge lies on one smooth curve, found robustly. */
static double fit_rim(const double *u, const double *y, int n, int n_columns, double c[3])
{
    double weights[COLUMNS_MAX];
    int n_on = 0;

    for (int i = 0; i < n; i++)
        weights[i] = 1;
    for (int round = 0; round < FIT_ROUNDS; round++) {
        if (!fit_parabola(u, y, weights, n, c))
            return 0;
        for (int i = 0; i < n; i++) {
            const double r =
                (y[i] - c[0] - c[1] * u[i] - c[2] * u[i] * u[i]) / (2 * (double)on_rim_px);

            weights[i] = 1 / (1 + r * r);
        }
    }
    for (int i = 0; i < n; i++)
        n_on += weights[i] > 0.8; /* within on_rim_px */
    return (double)n_on / n_columns;
}

static Rim find_rim(const Chip *chip)
{
    const HeadLines lines = head_get_lines(chip);
    const float unit = chip->layout.interocular;
    const int left = (int)fmaxf(chip->mesh[TEMPLE_LEFT].x, 8);
    const int right = (int)fminf(chip->mesh[TEMPLE_RIGHT].x, (float)chip->layout.width - 8);
    const int bottom = (int)fminf(lines.brow_y, (float)chip->layout.eyes_y) - ABOVE_BROW;
    double u[COLUMNS_MAX], y[COLUMNS_MAX], height;
    Rim rim = {.evidence = 0};
    int n = 0;

    for (int x = left; x < right && bottom > 3 * STEP; x += COLUMN_STEP) {
        const float edge = find_edge(chip, x, bottom);

        if (isnan(edge))
            continue;
        u[n] = (double)(((float)x - (float)chip->layout.width / 2) / unit);
        y[n++] = (double)edge;
    }
    if (n < COLUMNS_MIN)
        return rim;
    rim.evidence = ramp(fit_rim(u, y, n, (right - left + 1) / COLUMN_STEP, rim.c), 0.7, 0.93);
    height = ((double)lines.brow_y - rim.c[0]) / (double)unit;
    rim.evidence *= ramp(height, 0.85, 0.6);
    return rim;
}

/* The person's width on a row, px: what hangs together round the face's axis but for small gaps. */
static float get_width_at(const Chip *chip, int y, float axis_x)
{
    const float *alpha = plane_row(&chip->alpha, y);
    const int gap_max = (int)(0.15f * chip->layout.interocular), middle = (int)axis_x;
    int ends[2];

    for (int side = 0; side < 2; side++) {
        const int step = side ? 1 : -1;

        ends[side] = middle;
        for (int x = middle, gap = 0; x >= 0 && x < chip->layout.width && gap <= gap_max;
             x += step) {
            gap = alpha[x] > 0.5f ? 0 : gap + 1;
            if (!gap)
                ends[side] = x;
        }
    }
    return (float)(ends[1] - ends[0]);
}

/* How many pixels of the row beside the face go on in the colour of what is on the crown. */
static float count_hair_beside(const Chip *chip, const HeadLines *lines, const HairModel *hair,
                               int y)
{
    const float *alpha = plane_row(&chip->alpha, y);
    float n = 0;

    for (int x = 0; x < chip->layout.width; x++)
        if (alpha[x] > 0.5f && ((float)x < lines->left_x || (float)x > lines->right_x))
            n += (float)hair_is_nearer(hair, chip_get_lab(chip, x, y));
    return n;
}

static int clamp_row(const Chip *chip, float y)
{
    return (int)fminf(fmaxf(y, 0), (float)chip->layout.height - 1);
}

/*
 * Wide at the forehead, and what makes it wide does not hang down beside the face as hair does.
 * Felt and straw are smooth, hair in the wind is not. Nothing is said of a head tilted so far that
 * its hair falls to one side.
 */
static double measure_brim(const Scene *scene, const Crown *crown)
{
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const float face_width = lines.right_x - lines.left_x;
    const int top = clamp_row(chip, lines.brow_y - 0.5f * lines.height);
    const int bottom = clamp_row(chip, lines.brow_y + 0.12f * lines.height);
    const int below = clamp_row(chip, lines.brow_y + 0.45f * lines.height);
    const int below_end = clamp_row(chip, lines.brow_y + 0.85f * lines.height);
    float widest = 0, hanging = 0;

    for (int y = top; y <= bottom; y++)
        widest = fmaxf(widest, get_width_at(chip, y, lines.axis_x));
    for (int y = below; y <= below_end; y++)
        hanging +=
            count_hair_beside(chip, &lines, &scene->hair, y) / (float)(below_end - below + 1);
    return ramp((double)(widest / lines.height), 1.65, 2.15) *
           ramp((double)(hanging / fmaxf(widest - face_width, 1)), 0.9, 0.5) *
           ramp(crown->roughness, 4, 3) * ramp(fabs((double)scene->face->roll_deg), 30, 20);
}

static IdpPlace get_place(const Scene *scene)
{
    const Chip *chip = &scene->bust;
    const HeadLines lines = head_get_lines(chip);
    const float width = lines.right_x - lines.left_x;
    const float bottom = lines.brow_y - 0.1f * lines.height;

    return scene_get_box(scene, chip, lines.axis_x - 0.7f * width,
                         fmaxf(bottom - 0.9f * lines.height, 0), lines.axis_x + 0.7f * width,
                         bottom);
}

int check_hat(const Scene *scene, Judge *judge)
{
    const Rim rim = find_rim(&scene->face_chip);
    Crown crown;
    IdpPlace place;
    double bare;

    if (measure_crown(scene, &crown))
        return IDP_E_MEMORY;
    if (!crown.is_seen && rim.evidence < rim_alone) {
        judge_add_without_value(judge, RULE_HEAD_COVERED, IDP_VERDICT_UNMEASURED);
        return IDP_OK;
    }
    bare = (1 - crown.strangeness) * (1 - rim.evidence) * (1 - measure_brim(scene, &crown));
    place = get_place(scene);
    judge_add(judge, RULE_HEAD_COVERED, 1 - bare, crown.is_seen ? 1 : 0.5, &place);
    return IDP_OK;
}
