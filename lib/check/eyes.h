/* What several families ask about the eyes. Pure functions. */
#ifndef LIB_CHECK_EYES_H
#define LIB_CHECK_EYES_H

#include "lib/face/face.h"

/* The widest gap between the lids over the distance of the eye's corners; about 0 when closed. */
double eyes_get_opening(const Point2 eye[FACE_EYE_POINTS]);

#endif
