/*
 * The motion of a plane seen by a camera: a projective map between two frames, found in spite of
 * points that do not follow it (RANSAC: M. Fischler, R. Bolles, 1981). Deterministic: the samples
 * come from a fixed sequence.
 */
#ifndef LIB_AUTH_HOMOGRAPHY_H
#define LIB_AUTH_HOMOGRAPHY_H

#include "lib/face/face.h"

enum { HOMOGRAPHY_POINTS_MIN = 12 };

typedef struct Homography {
    double m[9]; /* row by row, m[8] = 1 */
} Homography;

Point2 homography_apply(const Homography *map, Point2 p);

/*
 * The map from points a to points b that most of the n pairs follow to within reach_px, refined on
 * those. Returns how many follow it; 0: fewer than HOMOGRAPHY_POINTS_MIN points, or no map.
 */
int homography_find(const Point2 *a, const Point2 *b, int n, double reach_px, Homography *ret_map);

#endif
