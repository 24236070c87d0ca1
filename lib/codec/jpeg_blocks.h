/*
 * The coefficients that a JPEG file stores, counted, for a part of the picture: what a second
 * compression leaves gaps in.
 *
 * They are had back by transforming the decoded luma again: decoding rounds to whole grey levels, a
 * coefficient to whole quantiser steps, so the step it was on is found without reading the file a
 * second time (jpeg_read_coefficients takes as long as decoding, and 3 bytes a pixel).
 */
#ifndef LIB_CODEC_JPEG_BLOCKS_H
#define LIB_CODEC_JPEG_BLOCKS_H

#include "lib/codec/native.h"

enum {
    JPEG_BLOCKS_FREQUENCIES = 5, /* along x, y: (1,0) (0,1) (1,1) (2,0) (0,2) */
    JPEG_BLOCKS_LEVELS = 32      /* quantised values 0..31, without their sign */
};

typedef struct JpegBlocks {
    int n_blocks;                       /* that were counted: blown and black ones are left out */
    int steps[JPEG_BLOCKS_FREQUENCIES]; /* of the quantiser */
    int counts[JPEG_BLOCKS_FREQUENCIES][JPEG_BLOCKS_LEVELS];
} JpegBlocks;

/* Counts the whole blocks of the tile, which must be of a JPEG; otherwise n_blocks is 0.
 * Thread-safe. */
void jpeg_blocks_count(const NativeTile *tile, JpegBlocks *ret_blocks);

#endif
