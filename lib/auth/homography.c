/* Linear least squares with m[8] = 1, in coordinates moved and scaled to about -1..1, where eight
 * normal equations are well conditioned (R. Hartley, 1997). */
#include "lib/auth/homography.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { UNKNOWNS = 8, SAMPLE = 4, ROUNDS = 200, REFINEMENTS = 3 };

static const double pivot_min = 1e-9;

Point2 homography_apply(const Homography *map, Point2 p)
{
    const double *m = map->m, x = (double)p.x, y = (double)p.y;
    const double w = m[6] * x + m[7] * y + m[8];

    return (Point2){(float)((m[0] * x + m[1] * y + m[2]) / w),
                    (float)((m[3] * x + m[4] * y + m[5]) / w)};
}

/* Gauss elimination with column pivots; 0: singular. */
static int solve(double a[UNKNOWNS][UNKNOWNS + 1], double ret_x[UNKNOWNS])
{
    for (int i = 0; i < UNKNOWNS; i++) {
        int pivot = i;

        for (int j = i + 1; j < UNKNOWNS; j++)
            if (fabs(a[j][i]) > fabs(a[pivot][i]))
                pivot = j;
        if (fabs(a[pivot][i]) < pivot_min)
            return 0;
        for (int k = i; k <= UNKNOWNS; k++) {
            const double kept = a[i][k];

            a[i][k] = a[pivot][k];
            a[pivot][k] = kept;
        }
        for (int j = i + 1; j < UNKNOWNS; j++) {
            const double factor = a[j][i] / a[i][i];

            for (int k = i; k <= UNKNOWNS; k++)
                a[j][k] -= factor * a[i][k];
        }
    }
    for (int i = UNKNOWNS - 1; i >= 0; i--) {
        ret_x[i] = a[i][UNKNOWNS];
        for (int k = i + 1; k < UNKNOWNS; k++)
            ret_x[i] -= a[i][k] * ret_x[k];
        ret_x[i] /= a[i][i];
    }
    return 1;
}

static void add_equation(double normal[UNKNOWNS][UNKNOWNS + 1], const double row[UNKNOWNS],
                         double value)
{
    for (int i = 0; i < UNKNOWNS; i++) {
        for (int k = 0; k < UNKNOWNS; k++)
            normal[i][k] += row[i] * row[k];
        normal[i][UNKNOWNS] += row[i] * value;
    }
}

/* Least squares over the pairs with is_used (NULL: all); 0: no map. */
static int fit(const Point2 *a, const Point2 *b, int n, const uint8_t *is_used, Homography *ret_map)
{
    double normal[UNKNOWNS][UNKNOWNS + 1] = {{0}}, x[UNKNOWNS];

    for (int i = 0; i < n; i++) {
        const double u = (double)a[i].x, v = (double)a[i].y;
        const double s = (double)b[i].x, t = (double)b[i].y;

        if (is_used && !is_used[i])
            continue;
        add_equation(normal, (double[]){u, v, 1, 0, 0, 0, -u * s, -v * s}, s);
        add_equation(normal, (double[]){0, 0, 0, u, v, 1, -u * t, -v * t}, t);
    }
    if (!solve(normal, x))
        return 0;
    memcpy(ret_map->m, x, sizeof x);
    ret_map->m[8] = 1;
    return 1;
}

static int mark_followers(const Homography *map, const Point2 *a, const Point2 *b, int n,
                          double reach, uint8_t *ret_is_follower)
{
    int count = 0;

    for (int i = 0; i < n; i++) {
        const Point2 p = homography_apply(map, a[i]);

        ret_is_follower[i] =
            hypot((double)p.x - (double)b[i].x, (double)p.y - (double)b[i].y) <= reach;
        count += ret_is_follower[i];
    }
    return count;
}

/* Four different indices; a linear congruence is random enough. */
static void draw(uint32_t *state, int n, int ret_indices[SAMPLE])
{
    for (int i = 0; i < SAMPLE;) {
        int is_new = 1;

        *state = *state * 1664525U + 1013904223U;
        ret_indices[i] = (int)((uint64_t)*state * (uint64_t)n >> 32);
        for (int k = 0; k < i; k++)
            is_new &= ret_indices[k] != ret_indices[i];
        i += is_new;
    }
}

/* What carries the points to about -1..1. */
typedef struct Frame {
    double x, y, scale;
} Frame;

static Frame get_frame(const Point2 *points, int n)
{
    Frame frame = {0, 0, 0};

    for (int i = 0; i < n; i++) {
        frame.x += (double)points[i].x / n;
        frame.y += (double)points[i].y / n;
    }
    for (int i = 0; i < n; i++)
        frame.scale += hypot((double)points[i].x - frame.x, (double)points[i].y - frame.y) / n;
    frame.scale = fmax(frame.scale, 1);
    return frame;
}

static void enter(const Frame *frame, const Point2 *points, int n, Point2 *ret_points)
{
    for (int i = 0; i < n; i++)
        ret_points[i] = (Point2){(float)(((double)points[i].x - frame->x) / frame->scale),
                                 (float)(((double)points[i].y - frame->y) / frame->scale)};
}

/* The map between frames as a map between pixels. */
static void leave(const Frame *frame, Homography *map)
{
    const double s = frame->scale, x = frame->x, y = frame->y;
    double *m = map->m;
    const double h[9] = {m[0] / s, m[1] / s, m[2] - (m[0] * x + m[1] * y) / s,
                         m[3] / s, m[4] / s, m[5] - (m[3] * x + m[4] * y) / s,
                         m[6] / s, m[7] / s, m[8] - (m[6] * x + m[7] * y) / s};

    for (int i = 0; i < 3; i++) {
        m[i] = h[i] * s + x * h[6 + i];
        m[3 + i] = h[3 + i] * s + y * h[6 + i];
        m[6 + i] = h[6 + i];
    }
    for (int i = 0; i < 9; i++)
        m[i] /= h[8];
}

int homography_find(const Point2 *a, const Point2 *b, int n, double reach_px, Homography *ret_map)
{
    enum { POINTS_MAX = 512 };
    Point2 p[POINTS_MAX], q[POINTS_MAX];
    uint8_t follows[POINTS_MAX], best_follows[POINTS_MAX];
    uint32_t state = 1;
    int best = 0;
    Homography map;

    if (n < HOMOGRAPHY_POINTS_MIN)
        return 0;
    n = n < POINTS_MAX ? n : POINTS_MAX;
    const Frame frame = get_frame(a, n);

    enter(&frame, a, n, p);
    enter(&frame, b, n, q);
    for (int round = 0; round < ROUNDS; round++) {
        Point2 from[SAMPLE], to[SAMPLE];
        int indices[SAMPLE];

        draw(&state, n, indices);
        for (int i = 0; i < SAMPLE; i++) {
            from[i] = p[indices[i]];
            to[i] = q[indices[i]];
        }
        if (!fit(from, to, SAMPLE, NULL, &map))
            continue;
        const int count = mark_followers(&map, p, q, n, reach_px / frame.scale, follows);

        if (count > best) {
            best = count;
            memcpy(best_follows, follows, (size_t)n);
        }
    }
    if (best < HOMOGRAPHY_POINTS_MIN)
        return 0;
    for (int i = 0; i < REFINEMENTS && fit(p, q, n, best_follows, &map); i++)
        best = mark_followers(&map, p, q, n, reach_px / frame.scale, best_follows);
    leave(&frame, &map);
    *ret_map = map;
    return best;
}
