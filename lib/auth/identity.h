/*
 * Whether the faces of a burst are the face of the shot, and whether they move by themselves.
 *
 * No face recognition: within one second one person in one place looks almost the same, so the
 * shape of the mesh and the picture of the levelled face are compared directly. It tells a swapped
 * picture from the true one; it cannot tell who someone is.
 */
#ifndef LIB_AUTH_IDENTITY_H
#define LIB_AUTH_IDENTITY_H

#include "lib/auth/auth.h"

/* 0..1 for two faces. */
double identity_compare(const RgbImage *a, const Face *face_a, const RgbImage *b,
                        const Face *face_b);

/* The least likeness of any frame to the shot; NaN if the shot or more than half of the frames have
 * no face. */
double identity_measure(const AuthFrame *frames, size_t n_frames, const RgbImage *shot,
                        const Face *shot_face);

/* How much the openings of lids and lips vary, over the interocular distance; NaN with fewer than
 * three such faces. */
double identity_measure_motion(const AuthFrame *frames, size_t n_frames);

#endif
