#include "lib/auth/track.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/resample.h"

enum { REACH = 4, WINDOW = 2 * REACH + 1, STEPS_MAX = 12, CELL_MIN = 10, MARGIN = 8 };

static const float corner_min = 120;    /* least eigenvalue of the mean structure tensor */
static const float step_min = 0.02f;    /* px: nearer the descent need not come */
static const float return_max = 0.4f;   /* px: how far a point may come back from its start */
static const float difference_max = 12; /* grey levels: mean, of the window there and here */

int pyramid_make(Arena *arena, const Plane *luma, Pyramid *ret_pyramid)
{
    Pyramid pyramid = {.levels = {*luma}};

    for (int i = 1; i < TRACK_LEVELS; i++) {
        const Plane *finer = &pyramid.levels[i - 1];
        Plane *plane = &pyramid.levels[i];

        if (plane_new(arena, finer->width / 2, finer->height / 2, plane))
            return IDP_E_MEMORY;
        for (int y = 0; y < plane->height; y++) {
            const float *a = plane_row(finer, 2 * y), *b = plane_row(finer, 2 * y + 1);

            for (int x = 0; x < plane->width; x++)
                plane_row(plane, y)[x] = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) / 4;
        }
    }
    *ret_pyramid = pyramid;
    return IDP_OK;
}

/* Sums over the window of the products of the gradient. */
typedef struct Tensor {
    float xx, xy, yy;
} Tensor;

static Tensor get_tensor(const Plane *luma, int x, int y)
{
    Tensor tensor = {0, 0, 0};

    for (int dy = -2; dy <= 2; dy++)
        for (int dx = -2; dx <= 2; dx++) {
            const float *row = plane_row(luma, y + dy) + x + dx;
            const float gx = (row[1] - row[-1]) / 2;
            const float gy =
                (plane_row(luma, y + dy + 1)[x + dx] - plane_row(luma, y + dy - 1)[x + dx]) / 2;

            tensor.xx += gx * gx;
            tensor.xy += gx * gy;
            tensor.yy += gy * gy;
        }
    return tensor;
}

static float get_corner(Tensor t)
{
    const float half = (t.xx - t.yy) / 2;

    return (t.xx + t.yy) / 2 - sqrtf(half * half + t.xy * t.xy);
}

/* The best of each cell of a grid: spread, and no sorting. */
int track_find(const Plane *luma, Point2 ret_points[TRACK_POINTS_MAX])
{
    const int width = luma->width - 2 * MARGIN, height = luma->height - 2 * MARGIN;
    const int cell = (int)fmax(CELL_MIN, ceil(sqrt((double)width * height / TRACK_POINTS_MAX)));
    int n = 0;

    for (int top = MARGIN; top + cell <= luma->height - MARGIN; top += cell)
        for (int left = MARGIN; left + cell <= luma->width - MARGIN; left += cell) {
            float best = corner_min;
            Point2 at = {-1, -1};

            for (int y = top; y < top + cell; y += 2)
                for (int x = left; x < left + cell; x += 2) {
                    const float corner = get_corner(get_tensor(luma, x, y));

                    if (corner > best) {
                        best = corner;
                        at = (Point2){(float)x + 0.5f, (float)y + 0.5f};
                    }
                }
            if (at.x >= 0 && n < TRACK_POINTS_MAX)
                ret_points[n++] = at;
        }
    return n;
}

static int is_inside(const Plane *plane, Point2 p)
{
    return p.x >= REACH + 2 && p.y >= REACH + 2 && p.x <= (float)(plane->width - REACH - 2) &&
           p.y <= (float)(plane->height - REACH - 2);
}

/* The window round a point with its gradients. */
typedef struct Window {
    float values[WINDOW * WINDOW], gx[WINDOW * WINDOW], gy[WINDOW * WINDOW];
    Tensor tensor;
} Window;

static void window_fill(const Plane *plane, Point2 p, Window *window)
{
    window->tensor = (Tensor){0, 0, 0};
    for (int i = 0; i < WINDOW * WINDOW; i++) {
        const double x = (double)p.x + i % WINDOW - REACH, y = (double)p.y + i / WINDOW - REACH;
        const float gx = (plane_sample(plane, x + 1, y) - plane_sample(plane, x - 1, y)) / 2;
        const float gy = (plane_sample(plane, x, y + 1) - plane_sample(plane, x, y - 1)) / 2;

        window->values[i] = plane_sample(plane, x, y);
        window->gx[i] = gx;
        window->gy[i] = gy;
        window->tensor.xx += gx * gx;
        window->tensor.xy += gx * gy;
        window->tensor.yy += gy * gy;
    }
}

/* Descent on one level; *at is moved. 0: the window left the frame or has no corner. */
static int descend(const Plane *to, const Window *window, Point2 *at, float *ret_difference)
{
    const Tensor t = window->tensor;
    const float determinant = t.xx * t.yy - t.xy * t.xy;

    if (determinant < 1)
        return 0;
    for (int step = 0; step < STEPS_MAX; step++) {
        float bx = 0, by = 0, difference = 0;

        if (!is_inside(to, *at))
            return 0;
        for (int i = 0; i < WINDOW * WINDOW; i++) {
            const float rest =
                window->values[i] - plane_sample(to, (double)at->x + i % WINDOW - REACH,
                                                 (double)at->y + i / WINDOW - REACH);

            bx += rest * window->gx[i];
            by += rest * window->gy[i];
            difference += fabsf(rest) / (WINDOW * WINDOW);
        }
        const float dx = (t.yy * bx - t.xy * by) / determinant;
        const float dy = (t.xx * by - t.xy * bx) / determinant;

        at->x += dx;
        at->y += dy;
        *ret_difference = difference;
        if (fabsf(dx) < step_min && fabsf(dy) < step_min)
            return 1;
    }
    return 1;
}

static int follow(const Pyramid *from, const Pyramid *to, Point2 point, Point2 *at)
{
    float difference = 0;

    for (int level = TRACK_LEVELS - 1; level >= 0; level--) {
        const float scale = 1.0f / (float)(1 << level);
        const Point2 here = {point.x * scale, point.y * scale};
        Point2 there = {at->x * scale, at->y * scale};
        Window window;

        if (!is_inside(&from->levels[level], here)) {
            if (level)
                continue; /* near the margin only the fine levels have room */
            return 0;
        }
        window_fill(&from->levels[level], here, &window);
        if (!descend(&to->levels[level], &window, &there, &difference)) {
            if (level)
                continue;
            return 0;
        }
        *at = (Point2){there.x / scale, there.y / scale};
    }
    return difference < difference_max;
}

int track_point(const Pyramid *from, const Pyramid *to, Point2 point, Point2 guess,
                Point2 *ret_point)
{
    Point2 there = guess, back = point;

    if (!follow(from, to, point, &there))
        return 0;
    if (!follow(to, from, there, &back) || hypotf(back.x - point.x, back.y - point.y) > return_max)
        return 0;
    *ret_point = there;
    return 1;
}
