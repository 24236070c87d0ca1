/* Which way a head points, from its mesh. */
#ifndef LIB_FACE_POSE_H
#define LIB_FACE_POSE_H

#include "lib/face/face.h"

/* Fills yaw_deg, pitch_deg and roll_deg from the mesh and the eyes of the face. */
void pose_measure(Face *face);

#endif
