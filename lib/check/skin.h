/*
 * Skin: which pixels have the colour of this person's own skin.
 *
 * Learned on each photo anew from the cheeks and the nose, so it holds for every complexion and
 * light: chroma (a, b of Lab) as one normal distribution, lightness with a wide range, since shade
 * and light change it. Glasses, beards and hands over the face are outvoted by the median.
 */
#ifndef LIB_CHECK_SKIN_H
#define LIB_CHECK_SKIN_H

#include "lib/base/lab.h"
#include "lib/check/chip.h"

typedef struct SkinModel {
    Lab median;     /* of the cheeks and the nose */
    float spread_l; /* robust standard deviations, with a floor */
    float spread_a, spread_b;
} SkinModel;

/* From a face chip. IDP_E_MEMORY. Scratch is given back. */
int skin_learn(Arena *arena, const Chip *chip, SkinModel *ret_model);

/* Fills chip->skin: 1 at the median, .5 at about 2.5 deviations, 0 far away. */
void skin_mark(const SkinModel *model, const Chip *chip);

#endif
