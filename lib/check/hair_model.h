/*
 * Hair: its colour on this head, learned on the crown, and whether a colour is rather this hair or
 * this person's skin. What lies on the crown may as well be a hat: the rules tell these apart.
 *
 * Skin is compared along its shades: light and shadow scale all of Lab, so dark skin in the shade
 * and hair stay apart by their chroma. Pure functions.
 */
#ifndef LIB_CHECK_HAIR_MODEL_H
#define LIB_CHECK_HAIR_MODEL_H

#include <stdbool.h>

#include "lib/base/lab.h"
#include "lib/check/chip.h"
#include "lib/check/region.h"

typedef struct Scene Scene; /* which holds a HairModel: scene.h */

typedef struct HairModel {
    bool is_known; /* false: the crown is bald or not in the picture */
    Lab hair;      /* median of the crown */
    Lab skin;      /* of the cheeks, or above a mask */
} HairModel;

/* Lengths of the head in a chip, px. "left" is the picture's. */
typedef struct HeadLines {
    float brow_y; /* mean of the brows' points */
    float chin_y; /* of the mesh */
    float height; /* from brows to chin: unlike the eyes' distance it keeps when the head turns */
    float axis_x; /* halfway between the cheeks' edges */
    float left_x, right_x; /* the cheeks' edges */
} HeadLines;

HeadLines head_get_lines(const Chip *chip);

/* The pixels of the chip that a polygon can touch. */
PixelBox polygon_get_box(const Chip *chip, const Point2 *points, size_t n_points);

/* The person above the forehead, of the bust chip. IDP_E_MEMORY; the mask is taken from the arena.
 */
int crown_find(const Scene *scene, Region *ret_crown, PixelBox *ret_box);

/* From the chips and the skin; the scene has the result. IDP_E_MEMORY. Scratch is given back. */
int hair_learn(const Scene *scene, HairModel *ret_model);

/* Distance of a colour to the skin in its best shade; what is far darker is less like it. */
float skin_get_distance(const Lab *skin, Lab colour);

/* Not a shade of skin: less than a third as coloured in its shade, or of another hue. */
bool skin_is_foreign(const Lab *skin, Lab colour);

/* Is the colour rather the hair's than the skin's? false where the hair is not known. */
bool hair_is_nearer(const HairModel *model, Lab colour);

/* Hair, or of a hue opposite to skin's: blue and green hair, also where the crown is not seen. */
bool hair_covers(const HairModel *model, Lab colour);

typedef struct HairShare {
    double hair_ratio;    /* of the polygon's area */
    double covered_ratio; /* hair_covers: that and blue or green hair */
    double person_ratio;  /* of the polygon's area: where the matte has the person, hair or not */
} HairShare;

/* How much of the polygon of a chip is hair; zeros if it is empty. IDP_E_MEMORY. */
int hair_get_share(const Scene *scene, const Chip *chip, const HairModel *model,
                   const Point2 *points, size_t n_points, HairShare *ret_share);

static inline Lab chip_get_lab(const Chip *chip, int x, int y)
{
    return (Lab){plane_row(&chip->lab[0], y)[x], plane_row(&chip->lab[1], y)[x],
                 plane_row(&chip->lab[2], y)[x]};
}

#endif
