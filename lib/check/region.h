/*
 * Regions of a chip: which of its pixels a measure looks at, and robust statistics over them.
 * Pure functions; masks come from the arena.
 */
#ifndef LIB_CHECK_REGION_H
#define LIB_CHECK_REGION_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/face/face.h"

/* Pixels from left to right - 1, top to bottom - 1. */
typedef struct PixelBox {
    int left, top, right, bottom;
} PixelBox;

/* One byte a pixel: 0 or 1. Most regions are a small part of their chip: outside the box nothing
 * is in, and nobody looks there. */
typedef struct Region {
    int width, height;
    uint8_t *mask;
    PixelBox box;
} Region;

/* Nothing in it. IDP_E_MEMORY. */
int region_new(Arena *arena, int width, int height, Region *ret_region);

/* Puts in (value 1) or takes out (0) the pixels whose centres lie inside the polygon (even-odd). */
void region_set_polygon(Region *region, const Point2 *points, size_t n_points, int value);

/* Puts in or takes out the ellipse round the centre. */
void region_set_ellipse(Region *region, Point2 centre, float radius_x, float radius_y, int value);

/* Takes out the pixels where the plane is below min. */
void region_keep_where(const Region *region, const Plane *plane, float min);

size_t region_count(const Region *region);

/* Mean of the plane over the region; NaN if it is empty. */
double region_get_mean(const Region *region, const Plane *plane);

/* The plane's values there, row by row, as many as region_count says; returns their number. */
size_t region_gather(const Region *region, const Plane *plane, float *ret_values);

/*
 * The value that the share (0..1) of the region's pixels do not exceed; NaN if it is empty. Scratch
 * comes from the arena and is given back; NaN also if there is no memory.
 */
double region_get_quantile(Arena *arena, const Region *region, const Plane *plane, double share);

/* The outlines of the attention mesh, clockwise from the top. Counts are in the names. */
enum { FACE_OVAL_POINTS = 36, BROW_POINTS = 10, CHEEK_POINTS = 10 };
extern const int FACE_OVAL[FACE_OVAL_POINTS];
extern const int BROWS[2][BROW_POINTS];   /* left, right */
extern const int CHEEKS[2][CHEEK_POINTS]; /* beside the nose, clear of hair and the jaw's shade */

/* The points of the mesh at the indices. */
void region_take_points(const Point2 *mesh, const int *indices, size_t n_points,
                        Point2 *ret_points);

#endif
