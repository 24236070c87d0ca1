/*
 * Bursts made of one picture, for tests and calibration: what a handheld phone would see of a scene
 * with depth, or of things that are none. Deterministic.
 */
#ifndef TESTS_SIMULATE_BURST_H
#define TESTS_SIMULATE_BURST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/face/face.h"

typedef enum BurstKind {
    BURST_SCENE, /* the person before the background: the near layer moves more than the far one */
    BURST_PLANE, /* a print: everything moves as one plane, in perspective */
    BURST_STILL, /* the same frame again and again */
    BURST_LOOP,  /* a scene of which the first half is shown twice */
    BURST_KIND_COUNT
} BurstKind;

typedef struct BurstOptions {
    BurstKind kind;
    double motion_px; /* of the plane, or of the background, between first and last frame */
    double depth;     /* BURST_SCENE: how much more the person moves, share of motion_px */
    double noise;     /* standard deviation, grey levels */
    int width, height;
    size_t n_frames;
    uint64_t seed;
} BurstOptions;

/* ret_frames: n_frames of them, from the arena. face: where the person is. IDP_E_MEMORY. */
int burst_simulate(Arena *arena, const RgbImage *picture, const Face *face,
                   const BurstOptions *options, RgbImage *ret_frames);

#endif
