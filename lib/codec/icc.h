/*
 * Colour profiles of the kind that phones and cameras embed (Display P3, Adobe RGB, sRGB and their
 * like): three curves and a matrix (ICC.1:2022, 8.3.3). Converting them ourselves takes a few
 * milliseconds where the general way through libvips takes a few hundred.
 */
#ifndef LIB_CODEC_ICC_H
#define LIB_CODEC_ICC_H

#include <stddef.h>
#include <stdint.h>

enum { ICC_LEVELS = 256, ICC_OUTPUT_LEVELS = 1 << 14 };

/* Red, green, blue, and a lane that is not used. */
typedef int32_t IccQuad __attribute__((vector_size(16)));

/*
 * From 8-bit RGB of the profile to 8-bit sRGB. contribution[c][v]: what value v of channel c adds
 * to linear sRGB, in units of 1/(2^14 - 1).
 */
typedef struct IccTransform {
    IccQuad contribution[3][ICC_LEVELS];
    uint8_t output[ICC_OUTPUT_LEVELS]; /* linear to sRGB-encoded */
} IccTransform;

typedef enum IccKind {
    ICC_NOTHING, /* sRGB, or damaged: leave the picture as it is */
    ICC_MATRIX,  /* the transform was filled */
    ICC_GENERAL  /* another kind of profile (tables; grey, CMYK): for libvips */
} IccKind;

/* Reads a profile of n_bytes; every read is inside them. ret_transform only with ICC_MATRIX. */
IccKind icc_read(const uint8_t *profile, size_t n_bytes, IccTransform *ret_transform);

/* Converts n_pixels in place, relative colorimetric; colours outside sRGB are clipped. */
void icc_convert(const IccTransform *transform, uint8_t *rgb, size_t n_pixels);

#endif
