/* Rules of the face and of the framing: P01 to P06. Measures only; pure functions. */
#ifndef LIB_CHECK_FRAMING_H
#define LIB_CHECK_FRAMING_H

#include "lib/check/rules.h"
#include "lib/compose/geometry.h"
#include "lib/face/face.h"

/*
 * P01: counts the faces that are at least other_face_ratio as wide as the first. The others are
 * background; the place is that of the second face. Returns the count.
 */
size_t check_face_count(Judge *judge, const Face *faces, size_t n_faces, double working_scale);

/* P02 (size of the face), P04, P05, P06. working_scale: working px per source px. */
void check_face(Judge *judge, const Face *face, int working_width, double working_scale);

/*
 * P02 and P03: room round the head, and the fault of the geometry solver if there is one. crop:
 * what the solver found, or the nearest crop, whose scale then tells how much room would have been
 * needed.
 */
void check_framing(Judge *judge, const HeadMeasures *head, GeometryFault fault, const Crop *crop,
                   double working_scale);

#endif
