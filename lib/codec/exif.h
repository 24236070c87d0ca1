/* The one thing wanted from EXIF: which way up the picture is. */
#ifndef LIB_CODEC_EXIF_H
#define LIB_CODEC_EXIF_H

#include <stddef.h>
#include <stdint.h>

enum { EXIF_UPRIGHT = 1, EXIF_ORIENTATION_MAX = 8 };

/*
 * The orientation, 1..8 (EXIF 2.32, tag 0x0112), of EXIF data that begin with the TIFF header, with
 * or without "Exif\0\0" before it. 1 if there is none or the data make no sense. Every read is
 * inside the given bytes.
 */
int exif_read_orientation(const uint8_t *bytes, size_t n_bytes);

/* Whether the orientation swaps width and height. */
static inline int exif_is_turned(int orientation)
{
    return orientation >= 5;
}

/* Whether, after that, left and right, or up and down, change places. */
static inline int exif_is_mirrored_x(int orientation)
{
    return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
}

static inline int exif_is_mirrored_y(int orientation)
{
    return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
}

#endif
