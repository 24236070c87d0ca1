/* Polygons by scan line, statistics by one pass or a sort. Thread-safe with one arena a thread. */
#include "lib/check/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <idphoto/error.h>

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
    *ret_region = (Region){width, height, mask};
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

/* The first pixel whose centre is at or right of x, inside 0..width. */
static int get_column(float x, int width)
{
    return (int)fminf(fmaxf(ceilf(x - 0.5f), 0.0f), (float)width);
}

void region_set_polygon(const Region *region, const Point2 *points, size_t n_points, int value)
{
    for (int y = 0; y < region->height; y++) {
        float x[CROSSINGS_MAX] = {0};
        const int n = find_crossings(points, n_points, (float)y + 0.5f, x);

        for (int i = 0; i + 1 < n; i += 2) {
            const int left = get_column(x[i], region->width);
            const int right = get_column(x[i + 1], region->width);

            if (right > left)
                memset(region->mask + (size_t)y * (size_t)region->width + left, value,
                       (size_t)(right - left));
        }
    }
}

void region_set_ellipse(const Region *region, Point2 centre, float radius_x, float radius_y,
                        int value)
{
    for (int y = 0; y < region->height; y++) {
        const float v = ((float)y + 0.5f - centre.y) / radius_y;
        const float half = v * v < 1.0f ? radius_x * sqrtf(1.0f - v * v) : 0.0f;
        const int left = get_column(centre.x - half, region->width);
        const int right = get_column(centre.x + half, region->width);

        if (right > left)
            memset(region->mask + (size_t)y * (size_t)region->width + left, value,
                   (size_t)(right - left));
    }
}

void region_keep_where(const Region *region, const Plane *plane, float min)
{
    for (int y = 0; y < region->height; y++) {
        uint8_t *mask = region->mask + (size_t)y * (size_t)region->width;
        const float *values = plane_row(plane, y);

        for (int x = 0; x < region->width; x++)
            mask[x] &= values[x] >= min;
    }
}

size_t region_count(const Region *region)
{
    const size_t n_pixels = (size_t)region->width * (size_t)region->height;
    size_t n = 0;

    for (size_t i = 0; i < n_pixels; i++)
        n += region->mask[i];
    return n;
}

double region_get_mean(const Region *region, const Plane *plane)
{
    double sum = 0;
    size_t n = 0;

    for (int y = 0; y < region->height; y++) {
        const uint8_t *mask = region->mask + (size_t)y * (size_t)region->width;
        const float *values = plane_row(plane, y);

        for (int x = 0; x < region->width; x++) {
            sum += mask[x] ? (double)values[x] : 0;
            n += mask[x];
        }
    }
    return n ? sum / (double)n : NAN;
}

double region_get_quantile(Arena *arena, const Region *region, const Plane *plane, double share)
{
    const ArenaMark mark = arena_get_mark(arena);
    const size_t n = region_count(region);
    float *values = n ? ARENA_NEW(arena, float, n) : NULL;
    size_t n_taken = 0;
    double quantile;

    if (!values)
        return NAN;
    for (int y = 0; y < region->height; y++) {
        const float *row = plane_row(plane, y);

        for (int x = 0; x < region->width; x++)
            if (region->mask[(size_t)y * (size_t)region->width + (size_t)x])
                values[n_taken++] = row[x];
    }
    quantile = (double)select_nth(values, n, (size_t)(share * (double)(n - 1) + 0.5));
    arena_return_to(arena, mark);
    return quantile;
}

void region_take_points(const Point2 *mesh, const int *indices, size_t n_points, Point2 *ret_points)
{
    for (size_t i = 0; i < n_points; i++)
        ret_points[i] = mesh[indices[i]];
}
