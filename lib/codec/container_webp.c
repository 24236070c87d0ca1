/*
 * WebP files (RIFF container, RFC 9649). Of an animation the first frame is taken as the picture,
 * at its own size. The copy is a still file: the bitstream with its alpha and profile.
 */
#include "lib/codec/container.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"

enum {
    RIFF_BYTES = 12,
    CHUNK_BYTES = 8, /* name and size */
    VP8X_BYTES = 10,
    ANMF_BYTES = 16, /* before the chunks of the frame */
    FLAG_ICC = 0x20,
    FLAG_ALPHA = 0x10,
    RGBA_BYTES = 4
};

typedef struct Chunk {
    const uint8_t *bytes; /* name, size, data; NULL: not there */
    const uint8_t *data;
    size_t n_data;
} Chunk;

typedef struct WebpParts {
    Chunk picture; /* "VP8 " or "VP8L" */
    Chunk alpha, profile, exif;
    int width_px, height_px;
    int has_alpha;
} WebpParts;

static uint32_t get(const uint8_t *p, int n)
{
    uint32_t value = 0;

    for (int i = 0; i < n; i++)
        value |= (uint32_t)p[i] << 8 * i;
    return value;
}

static int is_name(const Chunk *chunk, const char *name)
{
    return !memcmp(chunk->bytes, name, 4);
}

/* 1: the chunk at p; 0: the data end before it does. */
static int read_chunk(const uint8_t *p, const uint8_t *end, Chunk *ret_chunk)
{
    const size_t left = (size_t)(end - p);

    if (left < CHUNK_BYTES || get(p + 4, 4) > left - CHUNK_BYTES)
        return 0;
    *ret_chunk = (Chunk){p, p + CHUNK_BYTES, get(p + 4, 4)};
    return 1;
}

/* Chunks are padded to even length; the pad of the last one may be missing. */
static const uint8_t *skip(const Chunk *chunk, const uint8_t *end)
{
    const uint8_t *next = chunk->data + chunk->n_data;

    return next + (next < end && chunk->n_data % 2);
}

/* Sorts the chunks of the file, or of the first frame, into parts. 0: cut short. */
static int sort_chunks(const uint8_t *p, const uint8_t *end, WebpParts *parts)
{
    Chunk chunk;

    for (; p < end; p = skip(&chunk, end)) {
        if (!read_chunk(p, end, &chunk))
            return 0;
        if (parts->picture.bytes && !is_name(&chunk, "EXIF"))
            continue;
        if (is_name(&chunk, "VP8 ") || is_name(&chunk, "VP8L"))
            parts->picture = chunk;
        else if (is_name(&chunk, "ALPH"))
            parts->alpha = chunk;
        else if (is_name(&chunk, "ICCP"))
            parts->profile = chunk;
        else if (is_name(&chunk, "EXIF"))
            parts->exif = chunk;
    }
    return 1;
}

/* RFC 6386, 9.1; RFC 9649, 3.4. 0: no such header. */
static int read_size(WebpParts *parts)
{
    const uint8_t *p = parts->picture.data;

    if (is_name(&parts->picture, "VP8L")) {
        if (parts->picture.n_data < 5 || p[0] != 0x2f)
            return 0;
        parts->width_px = (int)(get(p + 1, 4) & 0x3fff) + 1;
        parts->height_px = (int)(get(p + 1, 4) >> 14 & 0x3fff) + 1;
        parts->has_alpha = get(p + 1, 4) >> 28 & 1;
    } else {
        if (parts->picture.n_data < 10 || memcmp(p + 3, "\x9d\x01\x2a", 3))
            return 0;
        parts->width_px = (int)(get(p + 6, 2) & 0x3fff);
        parts->height_px = (int)(get(p + 8, 2) & 0x3fff);
        parts->has_alpha = parts->alpha.bytes != NULL;
    }
    return parts->width_px > 0 && parts->height_px > 0;
}

/* The first frame of an animation; a chunk without bytes if there is none or it is cut short. */
static Chunk find_frame(const uint8_t *p, const uint8_t *end)
{
    Chunk chunk;

    for (; p < end && read_chunk(p, end, &chunk); p = skip(&chunk, end)) {
        if (is_name(&chunk, "ANMF") && chunk.n_data > ANMF_BYTES)
            return chunk;
    }
    return (Chunk){0};
}

static int find_parts(IdpBytes file, WebpParts *ret_parts)
{
    const uint8_t *bytes = file.data, *p = bytes + RIFF_BYTES, *end;
    const size_t riff_bytes = get(bytes + 4, 4);
    WebpParts parts = {0};

    if (riff_bytes < RIFF_BYTES || riff_bytes > file.n_bytes - CHUNK_BYTES)
        return 0;
    end = bytes + CHUNK_BYTES + riff_bytes;
    if (!sort_chunks(p, end, &parts))
        return 0;
    if (!parts.picture.bytes) {
        const Chunk frame = find_frame(p, end);

        if (!frame.bytes ||
            !sort_chunks(frame.data + ANMF_BYTES, frame.data + frame.n_data, &parts))
            return 0;
    }
    if (!parts.picture.bytes || !read_size(&parts))
        return 0;
    *ret_parts = parts;
    return 1;
}

int container_read_webp(IdpBytes file, Container *container, IdpError *error)
{
    WebpParts parts;

    if (!find_parts(file, &parts))
        return error_set(error, IDP_E_DAMAGED, "the WebP is cut short or has no picture");
    container->width_px = parts.width_px;
    container->height_px = parts.height_px;
    if (parts.exif.bytes)
        container->orientation = exif_read_orientation(parts.exif.data, parts.exif.n_data);
    container->whole_bytes =
        (size_t)parts.width_px * (size_t)parts.height_px * RGBA_BYTES * 2; /* picture and canvas */
    return IDP_OK;
}

static uint8_t *put(uint8_t *to, uint32_t value, int n)
{
    for (int i = 0; i < n; i++)
        *to++ = (uint8_t)(value >> 8 * i);
    return to;
}

static uint8_t *put_chunk(uint8_t *to, const Chunk *chunk)
{
    if (!chunk->bytes)
        return to;
    memcpy(to, chunk->bytes, CHUNK_BYTES + chunk->n_data);
    to += CHUNK_BYTES + chunk->n_data;
    if (chunk->n_data % 2)
        *to++ = 0;
    return to;
}

size_t container_copy_webp(IdpBytes file, uint8_t *to)
{
    uint8_t *const first = to;
    WebpParts parts;

    if (!find_parts(file, &parts))
        return 0;
    memcpy(to, "RIFF\0\0\0\0WEBPVP8X", RIFF_BYTES + 4);
    to = put(to + RIFF_BYTES + 4, VP8X_BYTES, 4);
    to = put(to, (parts.profile.bytes ? FLAG_ICC : 0U) | (parts.has_alpha ? FLAG_ALPHA : 0U), 4);
    to = put(to, (uint32_t)parts.width_px - 1, 3);
    to = put(to, (uint32_t)parts.height_px - 1, 3);
    to = put_chunk(to, &parts.profile);
    if (is_name(&parts.picture, "VP8 "))
        to = put_chunk(to, &parts.alpha);
    to = put_chunk(to, &parts.picture);
    put(first + 4, (uint32_t)(to - first) - CHUNK_BYTES, 4);
    return (size_t)(to - first);
}
