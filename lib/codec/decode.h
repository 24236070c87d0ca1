/*
 * Decoding of untrusted photo files by libvips: JPEG, PNG, HEIC and WebP, told by their content.
 *
 * The result is 8-bit sRGB, upright (EXIF orientation applied, never mirrored by choice), the
 * embedded colour profile converted, alpha flattened on white, CMYK, grey and 16-bit converted.
 * Of animations and bursts: the first, or the primary, picture.
 *
 * Memory besides the arena: sequential JPEG and PNG stream (a few rows); HEIC, WebP, progressive
 * JPEG and interlaced PNG are held whole by their decoders (up to 8 bytes a pixel) and share one
 * limit for the process, see gate.h. libvips stays inside lib/codec. Thread-safe after codec_init;
 * the work is done in the calling thread (libheif and libwebp start short-lived helpers of their
 * own).
 */
#ifndef LIB_CODEC_DECODE_H
#define LIB_CODEC_DECODE_H

#include <idphoto/error.h>
#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/codec.h"
#include "lib/codec/container.h"

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
    double scale_ratio; /* working px per source px: 1, 1/2, 1/4 or 1/8. The image may lack the
                           last fraction of a pixel at the right and lower edge as stored */
    RgbImage image;
} SourceImage;

/*
 * Reads the structure of the file, no pixel, and holds it against the limits of photo.h.
 * IDP_E_FORMAT, IDP_E_DAMAGED, IDP_E_UNSUPPORTED (a kind of JPEG or HEIC that cameras do not make),
 * IDP_E_TOO_LARGE (bytes, pixels or JPEG scans), IDP_E_TOO_SMALL.
 */
int decode_probe(IdpBytes file, SourceInfo *ret_info, IdpError *error);

/*
 * Decodes the whole picture at the smallest of the scales 1, 1/2, 1/4, 1/8 whose longer side is at
 * least long_side_min_px (at 1 if none is), by shrink-on-load where the format has it, else by a
 * box filter: the same size whatever the type. The image is taken from the arena, which also lends
 * the copy of the file (see container.h) meanwhile. Errors of decode_probe, and IDP_E_MEMORY. A
 * file that ends early is IDP_E_DAMAGED: a grey bottom is never passed on.
 */
int decode_image(Arena *arena, IdpBytes file, int long_side_min_px, SourceImage *ret_source,
                 IdpError *error);

/*
 * As decode_image for a finished photo, of which small profiles have fewer pixels than a shot must
 * have: no least size.
 */
int decode_finished(Arena *arena, IdpBytes file, int long_side_px, SourceImage *ret_source,
                    IdpError *error);

#endif
