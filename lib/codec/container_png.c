/*
 * PNG files (ISO/IEC 15948). All checksums are verified here: libpng leaves that of the last data
 * chunk unread. Animation chunks are left out: the default picture remains.
 */
#include "lib/codec/container.h"

#include <string.h>
#include <zlib.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"

enum { SIGNATURE_BYTES = 8, CHUNK_EXTRA_BYTES = 12, IHDR_BYTES = 13 };

typedef struct Chunk {
    const uint8_t *bytes; /* length, type, data, checksum */
    size_t n_bytes;
    const uint8_t *data;
    size_t n_data;
} Chunk;

static uint32_t get(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int is_type(const Chunk *chunk, const char *type)
{
    return !memcmp(chunk->bytes + 4, type, 4);
}

/* 1: the chunk at p; 0: the data end before it does. */
static int read_chunk(const uint8_t *p, const uint8_t *end, Chunk *ret_chunk)
{
    const size_t left = (size_t)(end - p);

    if (left < CHUNK_EXTRA_BYTES || get(p) > left - CHUNK_EXTRA_BYTES)
        return 0;
    *ret_chunk = (Chunk){p, get(p) + (size_t)CHUNK_EXTRA_BYTES, p + 8, get(p)};
    return 1;
}

static int is_sound(const Chunk *chunk)
{
    return crc32(0, chunk->bytes + 4, (uInt)(chunk->n_data + 4)) ==
           get(chunk->data + chunk->n_data);
}

static int read_header(const Chunk *chunk, Container *container)
{
    static const uint8_t channels[] = {[0] = 1, [2] = 3, [3] = 3, [4] = 2, [6] = 4};
    const uint8_t *p = chunk->data;
    uint32_t width, height;

    if (!is_type(chunk, "IHDR") || chunk->n_data != IHDR_BYTES)
        return 0;
    width = get(p);
    height = get(p + 4);
    if (!width || !height || width > INT32_MAX || height > INT32_MAX || p[9] >= sizeof channels ||
        !channels[p[9]])
        return 0;
    container->width_px = (int)width;
    container->height_px = (int)height;
    if (p[12]) { /* interlaced: row after row is there only at the end */
        const size_t pixel_bytes = (size_t)channels[p[9]] * (p[8] == 16 ? 2 : 1);
        size_t n_pixels;

        if (__builtin_mul_overflow((size_t)width, (size_t)height, &n_pixels) ||
            __builtin_mul_overflow(n_pixels, pixel_bytes, &container->whole_bytes))
            container->whole_bytes = SIZE_MAX;
    }
    return 1;
}

int container_read_png(IdpBytes file, Container *container, IdpError *error)
{
    const uint8_t *p = file.data, *const end = p + file.n_bytes;
    Chunk chunk;
    int has_data = 0;

    p += SIGNATURE_BYTES;
    if (!read_chunk(p, end, &chunk) || !read_header(&chunk, container))
        return error_set(error, IDP_E_DAMAGED, "the PNG has no header");
    for (;; p += chunk.n_bytes) {
        if (!read_chunk(p, end, &chunk))
            return error_set(error, IDP_E_DAMAGED, "the PNG ends before its end chunk");
        if (!is_sound(&chunk))
            return error_set(error, IDP_E_DAMAGED, "a wrong checksum in the PNG");
        if (is_type(&chunk, "IDAT"))
            has_data = 1;
        else if (is_type(&chunk, "eXIf"))
            container->orientation = exif_read_orientation(chunk.data, chunk.n_data);
        else if (is_type(&chunk, "IEND"))
            break;
    }
    if (!has_data)
        return error_set(error, IDP_E_DAMAGED, "the PNG has no picture");
    return IDP_OK;
}

size_t container_copy_png(IdpBytes file, uint8_t *to)
{
    static const char *const wanted[] = {"IHDR", "PLTE", "tRNS", "iCCP", "IDAT", "IEND"};
    const uint8_t *p = file.data, *const end = p + file.n_bytes;
    uint8_t *const first = to;
    Chunk chunk;

    memcpy(to, p, SIGNATURE_BYTES);
    to += SIGNATURE_BYTES;
    p += SIGNATURE_BYTES;
    while (read_chunk(p, end, &chunk)) {
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
            if (is_type(&chunk, wanted[i])) {
                memcpy(to, chunk.bytes, chunk.n_bytes);
                to += chunk.n_bytes;
            }
        }
        if (is_type(&chunk, "IEND"))
            break;
        p += chunk.n_bytes;
    }
    return (size_t)(to - first);
}
