/*
 * Any bytes into decode_probe and decode_image. What must hold: no fault of the sanitizers, the
 * arena's limit, that probe and decode agree, and that a picture has the size its info promises.
 *
 * Checksums would keep the fuzzer out of PNG files, so they are set right before the call.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "lib/codec/decode.h"

enum { ARENA_BYTES = 64 << 20, LONG_SIDE_PX = 300, PNG_SIGNATURE_BYTES = 8, PNG_EXTRA_BYTES = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static void require(int holds)
{
    if (!holds)
        abort();
}

static void set_png_checksums(uint8_t *bytes, size_t n_bytes)
{
    for (size_t at = PNG_SIGNATURE_BYTES; at + PNG_EXTRA_BYTES <= n_bytes;) {
        const size_t n_data = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 |
                              (size_t)bytes[at + 2] << 8 | (size_t)bytes[at + 3];
        uint8_t *checksum = bytes + at + 8 + n_data;
        uLong crc;

        if (n_data > n_bytes - at - PNG_EXTRA_BYTES)
            return;
        crc = crc32(0, bytes + at + 4, (uInt)(n_data + 4));
        for (int i = 0; i < 4; i++)
            checksum[i] = (uint8_t)(crc >> (24 - 8 * i));
        at += n_data + PNG_EXTRA_BYTES;
    }
}

static void check_image(const SourceImage *source, const SourceInfo *info)
{
    const int shrink = (int)(1 / source->scale_ratio);
    volatile uint8_t last;

    require(!memcmp(&source->info, info, sizeof *info));
    require(source->image.width == info->width_px / shrink);
    require(source->image.height == info->height_px / shrink);
    last = rgb_image_row(&source->image, source->image.height - 1)[3 * source->image.width - 1];
    (void)last;
}

static void decode(IdpBytes file)
{
    static Arena *arena; /* kept: memory of each run would be the cost of the run */
    IdpError error = {0};
    SourceInfo info = {0};
    SourceImage source;
    ArenaMark mark;
    int probe_status, status;

    require(codec_init(&error) == IDP_OK);
    if (!arena)
        arena = arena_new(ARENA_BYTES);
    mark = arena_get_mark(arena);
    probe_status = decode_probe(file, &info, &error);
    require(!probe_status || error.status == probe_status);
    status = decode_image(arena, file, LONG_SIDE_PX, &source, &error);
    require(probe_status ? status == probe_status : !status || error.status == status);
    require(status != IDP_E_INTERNAL);
    require(arena_get_held_bytes(arena) <= ARENA_BYTES);
    if (!status)
        check_image(&source, &info);
    arena_return_to(arena, mark);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    uint8_t *copy = malloc(n_bytes + 1);

    require(copy != NULL);
    memcpy(copy, data, n_bytes);
    if (n_bytes > PNG_SIGNATURE_BYTES && data[0] == 0x89)
        set_png_checksums(copy, n_bytes);
    decode((IdpBytes){copy, n_bytes});
    free(copy);
    return 0;
}
