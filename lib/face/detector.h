/* Face boxes of a whole picture: BlazeFace full range, decoded and merged. */
#ifndef LIB_FACE_DETECTOR_H
#define LIB_FACE_DETECTOR_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/face/face.h"

extern const ModelSpec DETECTOR_SPEC;

/*
 * Finds at most FACES_MAX boxes, the largest first, in picture coordinates; *ret_n_boxes may be 0.
 * Boxes may reach outside the picture. zoom_out (>= 1): how many times wider than the picture the
 * black square is in which the network sees it; a face that fills the picture needs room round it.
 * IDP_E_MEMORY, IDP_E_MODEL. Thread-safe; scratch is given back.
 */
int detector_run(const Model *model, Arena *arena, const RgbImage *image, double zoom_out,
                 FaceBox ret_boxes[FACES_MAX], size_t *ret_n_boxes, IdpError *error);

#endif
