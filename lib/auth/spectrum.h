/*
 * Narrow peaks in the spectrum of a face at full resolution: the pixels of a screen and the dots of
 * halftone printing repeat, skin does not.
 *
 * Tiles of 128 px under a Hann window; log power, averaged over the tiles, over the mean of what
 * lies round it (in all directions, along the row, along the column: the greatest, since a straight
 * edge makes a ridge, not a peak). The frequencies of the 8-px JPEG grid are left out.
 */
#ifndef LIB_AUTH_SPECTRUM_H
#define LIB_AUTH_SPECTRUM_H

#include "lib/base/arena.h"
#include "lib/codec/native.h"

/* A peak of one plane (or one pair of planes). */
typedef struct SpectrumPeak {
    double height;     /* log2 of power over its surroundings; NaN: too small for a tile */
    double deviations; /* the same in standard deviations of what noise gives */
    double u, v;       /* where: cycles per pixel along x and y, -.5 .. .5 */
    int n_tiles;
} SpectrumPeak;

typedef struct Spectrum {
    SpectrumPeak luma;
    SpectrumPeak chroma; /* at half resolution: most cameras store no more */
} Spectrum;

/* IDP_E_MEMORY. Thread-safe; scratch is given back. */
int spectrum_measure(Arena *arena, const NativeTile *tile, Spectrum *ret_spectrum);

#endif
