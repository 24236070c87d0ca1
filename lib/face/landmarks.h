/* The attention mesh on one face. */
#ifndef LIB_FACE_LANDMARKS_H
#define LIB_FACE_LANDMARKS_H

#include "lib/base/arena.h"
#include "lib/face/face.h"

extern const ModelSpec LANDMARKS_SPEC;

/*
 * Fills presence, mesh, lips, eyes and irises of the face from its box: twice, the second time on a
 * square taken from the first result. Pose is left alone. IDP_E_MEMORY, IDP_E_MODEL. Thread-safe.
 */
int landmarks_run(const Model *model, Arena *arena, const RgbImage *image, Face *face,
                  IdpError *error);

#endif
