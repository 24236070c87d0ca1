/*
 * Decoding of untrusted photo files by libvips: JPEG, PNG, HEIC and WebP, told by their content.
 *
 * The result is 8-bit sRGB, upright (EXIF orientation applied, never mirrored by choice), the
 * embedded colour profile converted, alpha flattened on white, CMYK, grey and 16-bit converted.
 * libvips stays inside lib/codec. Thread-safe after codec_init.
 */
#ifndef LIB_CODEC_DECODE_H
#define LIB_CODEC_DECODE_H

#include <idphoto/error.h>
#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/codec.h"

typedef enum FileType {
    FILE_TYPE_NONE,
    FILE_TYPE_JPEG,
    FILE_TYPE_PNG,
    FILE_TYPE_HEIC,
    FILE_TYPE_WEBP
} FileType;

/* "jpeg", "png", "heic", "webp", or "". */
const char *file_type_get_name(FileType type);

/* What the header says, before any pixel is decoded. */
typedef struct SourceInfo {
    FileType type;
    int width_px, height_px; /* upright */
} SourceInfo;

/* The upright picture at a working size. */
typedef struct SourceImage {
    SourceInfo info;
    double scale_ratio; /* working px per source px, <= 1: 1/1, 1/2, 1/4 or 1/8 by shrink-on-load,
                           or as resized */
    RgbImage image;
} SourceImage;

/*
 * Reads the header and holds it against the limits of photo.h.
 * IDP_E_FORMAT, IDP_E_DAMAGED, IDP_E_TOO_LARGE, IDP_E_TOO_SMALL.
 */
int decode_probe(IdpBytes file, SourceInfo *ret_info, IdpError *error);

/*
 * Decodes the whole picture at the smallest size whose longer side is at least long_side_min_px (or
 * at full size if that is smaller), by shrink-on-load where the format has it, else by a box
 * filter. The image is taken from the arena. Errors of decode_probe, and IDP_E_MEMORY. A file that
 * ends early is IDP_E_DAMAGED: a grey bottom is never passed on.
 */
int decode_image(Arena *arena, IdpBytes file, int long_side_min_px, SourceImage *ret_source,
                 IdpError *error);

#endif
