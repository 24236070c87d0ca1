/*
 * Chip: the face, or head and shoulders, cut out of the working picture level and at a fixed
 * size, so that a measure's lengths in pixels mean the same on every photo.
 *
 * The eyes (iris centres) lie on one row, interocular_px apart; the picture is turned by the roll
 * for measuring only. Coordinates as in lib/base/image.h; "left" is the picture's left.
 */
#ifndef LIB_CHECK_CHIP_H
#define LIB_CHECK_CHIP_H

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/base/resample.h"
#include "lib/face/face.h"
#include "lib/matte/matte.h"

/* Where the eyes are in a chip, and how large it is, px. */
typedef struct ChipLayout {
    int width, height;
    float interocular;
    float eyes_y; /* their midpoint is in the middle column */
    int samples;  /* of the picture along x and y for each pixel: 2 where fine detail counts */
} ChipLayout;

/* Forehead to below the chin, ear to ear: 1.5 interocular distances above the eyes, 2.5 below. */
extern const ChipLayout FACE_CHIP;
/* Head and shoulders: 4 interocular distances above the eyes, 6.5 below, 5 to each side. */
extern const ChipLayout BUST_CHIP;

typedef struct Chip {
    ChipLayout layout;
    Affine to_working; /* chip coordinates to those of the working picture */
    float zoom;        /* chip px per working px; over 1: no more detail than there was */
    RgbImage image;    /* sRGB; outside the working picture its edge is repeated */
    Plane lab[3];      /* CIE Lab of it */
    Plane alpha;       /* the person, 0..1; 0 where the matte does not reach */
    Plane skin;        /* likeness to this person's own skin, 0..1; filled by skin_mark */
    Point2 mesh[FACE_MESH_POINTS];
    Point2 lips[FACE_LIPS_POINTS];
    Point2 eyes[2][FACE_EYE_POINTS]; /* left, right */
    Point2 irises[2][FACE_IRIS_POINTS];
} Chip;

/* IDP_E_MEMORY. Planes are taken from the arena, scratch is given back. */
int chip_make(Arena *arena, const RgbImage *working, const Face *face, const Matte *matte,
              const ChipLayout *layout, Chip *ret_chip);

/* The point of the working picture. */
Point2 chip_to_working(const Chip *chip, Point2 point);

#endif
