/*
 * Colour model: how likely each colour of this one picture is to be the person's.
 *
 * Two histograms in CIE Lab, of the person and of the background, filled with every pixel according
 * to a first estimate; the log ratio of the two is evidence that the mask network cannot have.
 *
 * The head and what is below it have histograms of their own: a white shirt says nothing for a
 * white thing above the hair.
 */
#ifndef LIB_MATTE_COLOUR_MODEL_H
#define LIB_MATTE_COLOUR_MODEL_H

#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

/* The row between head and body, and over how many rows one passes into the other; 0: all is one.
 */
typedef struct ColourSplit {
    float y, blend_px;
} ColourSplit;

typedef struct ColourModel {
    int width, height;
    ColourSplit split;
    uint32_t *bins; /* of each pixel, row by row */
    float *counts;  /* person, background of the head's and of the body's rows for each bin */
    float *scratch;
} ColourModel;

/* rgb: sRGB-encoded 0..1. The model lives in the arena. IDP_E_MEMORY. */
int colour_model_new(Arena *arena, const Plane rgb[3], ColourSplit split, ColourModel *ret_model);

/* Fills the histograms anew: each pixel counts as person by its probability, else as background. */
void colour_model_learn(const ColourModel *model, const Plane *probability);

/* Log of the colour's density among the person's pixels over that among the background's. */
void colour_model_get_logits(const ColourModel *model, const Plane *ret_logits);

#endif
