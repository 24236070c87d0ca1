/*
 * A portrait to make faults on: a good picture, where the face in it is, and a brush.
 *
 * Places on it are in units of the interocular distance from the midpoint of the eyes, along the
 * line of the eyes (u, to the right) and down from it (v): the irises are at (-.5, 0) and (.5, 0),
 * whatever the picture. Deterministic for a seed. For tests and calibration only.
 */
#ifndef TESTS_SIMULATE_PORTRAIT_H
#define TESTS_SIMULATE_PORTRAIT_H

#include <stdint.h>

#include <idphoto/engine.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/base/resample.h"

typedef struct Rgb {
    float r, g, b; /* sRGB-encoded, 0..255 */
} Rgb;

typedef struct Portrait {
    Arena *arena;
    RgbImage image;
    Plane person;                             /* 0..1, as large as the image */
    double eyes_x, eyes_y;                    /* midpoint of the irises, px */
    double unit_px;                           /* interocular distance */
    double cosine, sine;                      /* of the line of the eyes */
    double forehead, brow, nose, mouth, chin; /* v of the face's upper end, ..., tip of the chin */
    double cheek;                             /* half the width of the face */
    double hair_top;                          /* v of the highest point of the head */
    Rgb skin, hair;
    int darker_side; /* of the face: -1 left, 1 right */
    uint32_t seed;
} Portrait;

/* Finds face and person. -1: no face, or out of memory. */
int portrait_make(IdpEngine *engine, Arena *arena, const RgbImage *image, uint32_t seed,
                  Portrait *ret_portrait);

/* The same with pixels of its own, from the arena. 0, or -1: out of memory. */
int portrait_copy(const Portrait *portrait, Arena *arena, Portrait *ret_copy);

/* Where a brush is. */
typedef struct Spot {
    double u, v;
    int x, y;
    float person;
} Spot;

/* Gives the spot another colour. */
typedef Rgb Brush(const Portrait *portrait, const void *thing, Spot spot, Rgb colour);

/* Runs the brush over every pixel. */
void portrait_paint(const Portrait *portrait, Brush *brush, const void *thing);

/* The picture through a grid, its edges repeated, as a new picture of that size. -1: memory. */
int portrait_warp(Portrait *portrait, const Affine *grid, int width, int height);

/* The picture blurred by a Gaussian, as a new one. -1: memory. */
int portrait_blur(const Portrait *portrait, double sigma_px, RgbImage *ret_image);

/* cover of b over a. */
Rgb rgb_mix(Rgb a, Rgb b, double cover);
Rgb rgb_scale(Rgb a, double factor);
double rgb_get_luma(Rgb a);

/* The same in linear light; values over 1 are clipped as a sensor does. */
Rgb rgb_expose(Rgb a, double factor_r, double factor_g, double factor_b);

/* Cover, 0..1, at a distance (units) outside an edge; negative is inside. About a pixel soft. */
double portrait_get_cover(const Portrait *portrait, double distance);

/* 0 below low, 1 above high, smooth between. */
double ramp(double low, double high, double value);

/* Smooth noise, -1..1, with details of the given size (units). */
double portrait_get_fabric(const Portrait *portrait, double u, double v, double size);

/* White noise of one number, 0..1: the same for the same seed and index. */
double portrait_get_random(const Portrait *portrait, uint32_t index);

#endif
