/*
 * A part of a photo at full resolution, for what shrinking hides: screen patterns, noise, the
 * compression itself. Only the wanted rows and columns of a JPEG are transformed; the others are
 * merely read past (about 3 ms for a million pixels; docs/authenticity.md).
 */
#ifndef LIB_CODEC_NATIVE_H
#define LIB_CODEC_NATIVE_H

#include <stdint.h>

#include <idphoto/error.h>
#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/decode.h"

enum { NATIVE_BLOCK = 8, NATIVE_BLOCK_VALUES = NATIVE_BLOCK * NATIVE_BLOCK };

typedef struct NativeTile {
    int left, top;   /* of the tile in the upright source, px */
    Plane luma;      /* Y of JFIF (BT.601, full range), 0..255 */
    Plane chroma[2]; /* Cb and Cr, 0..255, as large as luma (chroma may be stored at half size) */
    /* Of a JPEG: the tile begins and ends on its 8-px grid, and these are the quantiser steps of
     * luma, row by row, as the tile lies (upright); else 0. */
    int is_jpeg;
    uint16_t steps[NATIVE_BLOCK_VALUES];
} NativeTile;

/*
 * Decodes at least what lies of `wanted` (upright source px) inside the source, without the colour
 * profile: the numbers that the camera stored. Other types than JPEG are taken from the working
 * picture where that is at full size. Planes come from the arena. source: of decode_image for this
 * file. IDP_E_UNSUPPORTED (shrunk on load and no JPEG; a JPEG that is not YCbCr or grey),
 * IDP_E_ARGUMENT (nothing wanted lies inside), IDP_E_DAMAGED, IDP_E_MEMORY. Thread-safe.
 */
int native_decode(Arena *arena, IdpBytes file, const SourceImage *source, Rect wanted,
                  NativeTile *ret_tile, IdpError *error);

#endif
