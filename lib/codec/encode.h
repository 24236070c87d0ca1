/*
 * Encoding of the finished files. Results are heap memory owned by the caller (free).
 * Deterministic: same pixels and options, same bytes. Thread-safe after codec_init.
 */
#ifndef LIB_CODEC_ENCODE_H
#define LIB_CODEC_ENCODE_H

#include <stddef.h>

#include <idphoto/error.h>

#include "lib/base/image.h"
#include "lib/codec/codec.h"

typedef struct EncodedFile {
    void *data; /* freed by the owner */
    size_t n_bytes;
    int quality; /* JPEG: the libjpeg quality used */
} EncodedFile;

typedef struct JpegOptions {
    int density_dpi;
    int quality_min, quality_max;
    size_t file_max_bytes; /* 0: no limit, quality_max is used */
} JpegOptions;

/*
 * Baseline JPEG, JFIF density, no other metadata: at the highest quality of the range whose file
 * is not over file_max_bytes. IDP_E_TOO_LARGE if even quality_min is over; IDP_E_MEMORY.
 */
int encode_jpeg(const RgbImage *image, const JpegOptions *options, EncodedFile *ret_file,
                IdpError *error);

/* 8-bit RGB PNG without metadata, fast compression. IDP_E_MEMORY. */
int encode_png(const RgbImage *image, EncodedFile *ret_file, IdpError *error);

#endif
