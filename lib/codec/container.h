/*
 * The structure of a photo file, read by ourselves before any decoder sees a byte.
 *
 * Two reasons. The limits hold before memory is spent: size, number of scans, what the decoder will
 * have to keep. And decoders get the picture only: a copy without comments, thumbnails, EXIF, XMP,
 * trailing films, further frames: nothing for their metadata readers to trip over (a PNG of
 * 16 MB can hold compressed comments of 5 GB).
 *
 * HEIC is the exception: its items are addressed by offset, so the file goes to libheif as it is,
 * once its sequence headers and canvases have been held against the pixel limit.
 */
#ifndef LIB_CODEC_CONTAINER_H
#define LIB_CODEC_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/error.h>
#include <idphoto/photo.h>

#include "lib/base/arena.h"

typedef enum FileType {
    FILE_TYPE_NONE,
    FILE_TYPE_JPEG,
    FILE_TYPE_PNG,
    FILE_TYPE_HEIC,
    FILE_TYPE_WEBP
} FileType;

typedef struct Container {
    FileType type;
    int width_px, height_px; /* as stored; 0 for HEIC: libheif knows */
    int orientation;         /* EXIF, 1..8; 1 for HEIC: libheif turns */
    size_t whole_bytes;      /* at most what the decoder keeps of the full-size picture; 0: it
                                streams; 0 for HEIC */
} Container;

/* By the first bytes; FILE_TYPE_NONE for everything else. */
FileType container_find_type(IdpBytes file);

/*
 * Reads the structure to its end. IDP_E_FORMAT (none of the types), IDP_E_DAMAGED (cut short or
 * contradictory), IDP_E_UNSUPPORTED (a kind of JPEG or HEIC that cameras do not make),
 * IDP_E_TOO_LARGE (a JPEG of so many scans that decoding would take seconds).
 */
int container_read(IdpBytes file, Container *ret_container, IdpError *error);

/* The file reduced to the picture, in memory of the arena. IDP_E_MEMORY. */
int container_copy(Arena *arena, IdpBytes file, const Container *container, IdpBytes *ret_copy,
                   IdpError *error);

/* The readers and copiers of each type. A copier gets a buffer as large as the file plus
 * CONTAINER_COPY_EXTRA_BYTES and returns the bytes used; the file has been read without fault. */
enum { CONTAINER_COPY_EXTRA_BYTES = 64 };

int container_read_jpeg(IdpBytes file, Container *container, IdpError *error);
int container_read_png(IdpBytes file, Container *container, IdpError *error);
int container_read_heic(IdpBytes file, Container *container, IdpError *error);
int container_read_webp(IdpBytes file, Container *container, IdpError *error);
size_t container_copy_jpeg(IdpBytes file, uint8_t *to);
size_t container_copy_png(IdpBytes file, uint8_t *to);
size_t container_copy_webp(IdpBytes file, uint8_t *to);

#endif
