/*
 * Files that people upload but that are no photo of a person: noise, walls, landscapes, drawings,
 * pages of text, faces upside down, strips, broken files.
 */
#ifndef TESTS_GOLDEN_NON_PHOTOS_H
#define TESTS_GOLDEN_NON_PHOTOS_H

#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/encode.h"

typedef enum NonPhoto {
    NON_PHOTO_NOISE,
    NON_PHOTO_CLOUDS,
    NON_PHOTO_FLAT,
    NON_PHOTO_GRADIENT,
    NON_PHOTO_CHECKERBOARD,
    NON_PHOTO_STRIPES,
    NON_PHOTO_LANDSCAPE,
    NON_PHOTO_EMPTY_FRAME,
    NON_PHOTO_CARTOON,
    NON_PHOTO_TEXT,
    NON_PHOTO_SKIN_BLOBS,
    NON_PHOTO_UPSIDE_DOWN, /* of the face that is given */
    NON_PHOTO_STRIP,       /* one to four pixels high or wide */
    NON_PHOTO_PANORAMA,    /* many times as wide as high, or the other way */
    NON_PHOTO_TINY,        /* fewer pixels than a shot must have */
    NON_PHOTO_BYTES,       /* no picture at all, or one cut short */
    NON_PHOTO_COUNT
} NonPhoto;

const char *non_photo_get_name(NonPhoto kind);

/*
 * Makes the file of that kind and seed: PNG where a JPEG cannot be as long, else JPEG. face: a
 * portrait. ret_file->data is freed by the caller. 0, or -1: out of memory. Deterministic.
 */
int non_photo_make(Arena *arena, NonPhoto kind, uint32_t seed, const RgbImage *face,
                   EncodedFile *ret_file);

#endif
