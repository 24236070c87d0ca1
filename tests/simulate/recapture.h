/*
 * What a phone makes of a picture shown on a screen or printed on paper: for tests and calibration.
 *
 * The picture is shown (pixels of a screen, dots of ink), seen in perspective through a lens that
 * blurs, by a sensor that sees one colour a pixel and adds noise, and is developed again. JPEG is
 * for the caller. Deterministic: the same picture, options and seed give the same pixels.
 * Simulations are no real screens: rates measured on them are reported apart from those of real
 * ones.
 */
#ifndef TESTS_SIMULATE_RECAPTURE_H
#define TESTS_SIMULATE_RECAPTURE_H

#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

typedef enum RecaptureKind {
    RECAPTURE_DIRECT,     /* the picture as a scene of its own: the camera alone */
    RECAPTURE_STRIPE,     /* a screen of red, green and blue stripes in every pixel */
    RECAPTURE_PENTILE,    /* a screen with a green dot a pixel, red and blue in turn */
    RECAPTURE_HALFTONE,   /* offset print: cyan, magenta and yellow dots at three angles */
    RECAPTURE_CONTINUOUS, /* photographic print: no dots, less contrast, paper */
    RECAPTURE_KIND_COUNT
} RecaptureKind;

/* "direct", "stripe", ... */
const char *recapture_get_name(RecaptureKind kind);

/* RECAPTURE_KIND_COUNT if there is none of this name. */
RecaptureKind recapture_find(const char *name);

typedef struct RecaptureOptions {
    RecaptureKind kind;
    double strength; /* 0..1: how visible the structure of screen or print is */
    double
        pitch_px; /* camera pixels a pixel of the screen, or a dot, takes; 0: by the seed, 2..4 */
    double
        tilt_ratio; /* how far corners move by perspective, share of the side; < 0: by the seed */
    int width, height; /* of the result */
    uint64_t seed;
} RecaptureOptions;

/* IDP_E_MEMORY. *ret_image is taken from the arena; scratch is given back. */
int recapture_simulate(Arena *arena, const RgbImage *picture, const RecaptureOptions *options,
                       RgbImage *ret_image);

#endif
