/* Polygons by scan line, statistics by one pass or a sort. Thread-safe with one arena a thread. */
#include "lib/check/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/base/select.h"

enum { CROSSINGS_MAX = 16 }; /* of one row with a polygon's edges: the rest is left out */

const int FACE_OVAL[FACE_OVAL_POINTS] = {
    10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};
const int BROWS[2][BROW_POINTS] = {{70, 63, 105, 66, 107, 55, 65, 52, 53, 46},
                                   {336, 296, 334, 293, 300, 276, 283, 282, 295, 285}};
const int CHEEKS[2][CHEEK_POINTS] = {{117, 118, 119, 100, 142, 36, 206, 207, 187, 123},
                                     {346, 347, 348, 329, 371, 266, 426, 427, 411, 352}};

int region_new(Arena *arena, int width, int height, Region *ret_region)
{
    const size_t n_bytes = (size_t)width * (size_t)height;
    uint8_t *mask = ARENA_NEW(arena, uint8_t, n_bytes);

    if (!mask)
        return IDP_E_MEMORY;
    memset(mask, 0, n_bytes);
    *ret_region = (Region){width, height, mask, {width, height, 0, 0}};
    return IDP_OK;
}

static int compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static int find_crossings(const Point2 *points, size_t n_points, float y,
                          float ret_x[CROSSINGS_MAX])
{
    int n = 0;

    for (size_t i = 0; i < n_points && n < CROSSINGS_MAX; i++) {
        const Point2 a = points[i], b = points[(i + 1) % n_points];

        if ((a.y <= y) != (b.y <= y))
            ret_x[n++] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
    }
    qsort(ret_x, (size_t)n, sizeof *ret_x, compare_floats);
    return n;
}

/* The first pixel along a side of n whose centre is not before `at`: 0..n. */
static int get_first(float at, int n)
{
    return (int)range_clamp(ceilf(at - 0.5f), 0, (float)n);
}

static uint8_t *get_mask(const Region *region, int y)
{
    return region->mask + (size_t)y * (size_t)region->width;
}

/* Puts a run of the row, from left up to right, in or takes it out. */
static void set_run(Region *region, int y, int left, int right, int value)
{
    PixelBox *box = &region->box;

    if (right <= left)
        return;
    memset(get_mask(region, y) + left, value, (size_t)(right - left));
    if (!value)
        return;
    box->left = left < box->left ? left : box->left;
    box->top = y < box->top ? y : box->top;
    box->right = right > box->right ? right : box->right;
    box->bottom = y + 1 > box->bottom ? y + 1 : box->bottom;
}

void region_set_polygon(Region *region, const Point2 *points, size_t n_points, int value)
{
    float top = (float)region->height, bottom = 0;

    for (size_t i = 0; i < n_points; i++) {
        top = range_min(top, points[i].y);
        bottom = range_max(bottom, points[i].y);
    }
    for (int y = get_first(top, region->height); y < get_first(bottom, region->height); y++) {
        float x[CROSSINGS_MAX] = {0};
        const int n = find_crossings(points, n_points, (float)y + 0.5f, x);

        for (int i = 0; i + 1 < n; i += 2)
            set_run(region, y, get_first(x[i], region->width), get_first(x[i + 1], region->width),
                    value);
    }
}

void region_set_ellipse(Region *region, Point2 centre, float radius_x, float radius_y, int value)
{
    const int bottom = get_first(centre.y + radius_y, region->height);

    for (int y = get_first(centre.y - radius_y, region->height); y < bottom; y++) {
        const float v = ((float)y + 0.5f - centre.y) / radius_y;
        const float half = v * v < 1.0f ? radius_x * sqrtf(1.0f - v * v) : 0.0f;

        set_run(region, y, get_first(centre.x - half, region->width),
                get_first(centre.x + half, region->width), value);
    }
}

void region_keep_where(const Region *region, const Plane *plane, float min)
{
    const PixelBox box = region->box;

    for (int y = box.top; y < box.bottom; y++) {
        uint8_t *mask = get_mask(region, y);
        const float *values = plane_row(plane, y);

        for (int x = box.left; x < box.right; x++)
            mask[x] &= values[x] >= min;
    }
}

size_t region_count(const Region *region)
{
    const PixelBox box = region->box;
    size_t n = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *mask = get_mask(region, y);

        for (int x = box.left; x < box.right; x++)
            n += mask[x];
    }
    return n;
}

double region_get_mean(const Region *region, const Plane *plane)
{
    const PixelBox box = region->box;
    double sum = 0;
    size_t n = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *mask = get_mask(region, y);
        const float *values = plane_row(plane, y);

        for (int x = box.left; x < box.right; x++) {
            sum += mask[x] ? (double)values[x] : 0;
            n += mask[x];
        }
    }
    return n ? sum / (double)n : NAN;
}

size_t region_gather(const Region *region, const Plane *plane, float *ret_values)
{
    const PixelBox box = region->box;
    size_t n = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *mask = get_mask(region, y);
        const float *values = plane_row(plane, y);

        for (int x = box.left; x < box.right; x++)
            if (mask[x])
                ret_values[n++] = values[x];
    }
    return n;
}

double region_get_quantile(Arena *arena, const Region *region, const Plane *plane, double share)
{
    const ArenaMark mark = arena_get_mark(arena);
    const size_t n = region_count(region);
    float *values = n ? ARENA_NEW(arena, float, n) : NULL;
    double quantile;

    if (!values)
        return NAN;
    region_gather(region, plane, values);
    quantile = (double)select_nth(values, n, (size_t)(share * (double)(n - 1) + 0.5));
    arena_return_to(arena, mark);
    return quantile;
}

void region_take_points(const Point2 *mesh, const int *indices, size_t n_points, Point2 *ret_points)
{
    for (size_t i = 0; i < n_points; i++)
        ret_points[i] = mesh[indices[i]];
}
