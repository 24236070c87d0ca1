/*
 * What a finished JPEG file says of itself, read marker by marker, for validation: no pixel is
 * decoded. Bounded: every read is inside the given bytes.
 */
#ifndef LIB_CODEC_JPEG_INFO_H
#define LIB_CODEC_JPEG_INFO_H

#include <stddef.h>

#include <idphoto/photo.h>

typedef struct JpegInfo {
    int width_px, height_px;
    int n_components; /* 3: YCbCr */
    int sample_bits;  /* 8 */
    int is_baseline;  /* SOF0 */
    int density_x_dpi,
        density_y_dpi;       /* JFIF density in dots per inch, 0 if absent or without unit */
    int quality;             /* libjpeg scale, estimated from the luminance table; 0 unknown */
    int n_metadata_segments; /* APPn other than JFIF, and comments */
    size_t trailing_bytes;   /* after the end-of-image marker */
} JpegInfo;

/* IDP_E_FORMAT if it is no JPEG, IDP_E_DAMAGED if the markers do not reach the end of the image. */
int jpeg_info_read(IdpBytes file, JpegInfo *ret_info, IdpError *error);

#endif
