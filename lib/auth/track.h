/*
 * Points of one small frame found again in the next: corners (J. Shi, C. Tomasi, 1994), followed by
 * gradient descent over a pyramid (B. Lucas, T. Kanade, 1981; J.-Y. Bouguet, 2000). A point that
 * does not lead back to where it came from is lost. Deterministic.
 */
#ifndef LIB_AUTH_TRACK_H
#define LIB_AUTH_TRACK_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

enum { TRACK_POINTS_MAX = 160, TRACK_LEVELS = 3 };

/* Luma of a frame at full, half and quarter size. */
typedef struct Pyramid {
    Plane levels[TRACK_LEVELS];
} Pyramid;

/* From luma; level 0 is the plane itself. IDP_E_MEMORY. */
int pyramid_make(Arena *arena, const Plane *luma, Pyramid *ret_pyramid);

/* The strongest corners, spread over the frame: returns how many. */
int track_find(const Plane *luma, Point2 ret_points[TRACK_POINTS_MAX]);

/* Where the point of `from` lies in `to`; 0: it cannot be said. guess: where to start looking. */
int track_point(const Pyramid *from, const Pyramid *to, Point2 point, Point2 guess,
                Point2 *ret_point);

#endif
