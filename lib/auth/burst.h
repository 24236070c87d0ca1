/*
 * A few small frames taken round the shot within about a second (A03): does the scene have depth,
 * does it live, and is it the scene of the shot?
 *
 * A screen or print held before the camera moves as one plane; a picture on a table does not change
 * at all; a film loop repeats. A film of a live person on a screen is none of these: against that
 * stand only the signals of recapture.
 */
#ifndef LIB_AUTH_BURST_H
#define LIB_AUTH_BURST_H

#include "lib/auth/auth.h"

typedef struct Burst {
    double parallax;  /* how differently the face and what is round it move once the motion of the
                         best plane is taken away, share of the motion, 0..1; NaN: the camera
                         moved too little, or there are too few points */
    double stillness; /* share of consecutive pairs in which nothing moves or changes, 0..1 */
    double replay;    /* share of the later frames that are an earlier one again, 0..1 */
    double identity;  /* likeness of the faces to that of the shot, least of all frames, 0..1;
                         NaN: a face is missing in the shot or in most frames */
    double micro_motion; /* movement of lids and lips, share of the interocular distance; NaN: too
                            few faces */
    double confidence;   /* 0..1: by the number of frames with a face */
} Burst;

/*
 * frames: n_frames of AUTH_FRAMES_MIN..MAX, all of one size. shot_face NULL: identity is NaN.
 * IDP_E_ARGUMENT (number or size of the frames), IDP_E_MEMORY. Thread-safe; scratch is given back.
 */
int burst_measure(Arena *arena, const AuthFrame *frames, size_t n_frames, const RgbImage *shot,
                  const Face *shot_face, Burst *ret_burst, IdpError *error);

#endif
