/* Which type a file is, and the way to the reader of that type. Thread-safe. */
#include "lib/codec/container.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"

/* Whether a brand of the ftyp box (ISO/IEC 14496-12, 4.3) says HEVC pictures. */
static int is_heic(const uint8_t *bytes, size_t n_bytes)
{
    const size_t size =
        (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | (size_t)bytes[3];

    if (memcmp(bytes + 4, "ftyp", 4))
        return 0;
    for (size_t at = 8; at + 4 <= size && at + 4 <= n_bytes; at += 4) {
        if (at != 12 && (!memcmp(bytes + at, "hei", 3) || !memcmp(bytes + at, "hev", 3)))
            return 1; /* at 12 stands the version of the main brand */
    }
    return 0;
}

FileType container_find_type(IdpBytes file)
{
    const uint8_t *bytes = file.data;

    if (file.n_bytes < 16)
        return FILE_TYPE_NONE;
    if (!memcmp(bytes, "\xff\xd8\xff", 3))
        return FILE_TYPE_JPEG;
    if (!memcmp(bytes, "\x89PNG\r\n\x1a\n", 8))
        return FILE_TYPE_PNG;
    if (!memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WEBP", 4))
        return FILE_TYPE_WEBP;
    if (is_heic(bytes, file.n_bytes))
        return FILE_TYPE_HEIC;
    return FILE_TYPE_NONE;
}

int container_read(IdpBytes file, Container *ret_container, IdpError *error)
{
    Container container = {.type = container_find_type(file), .orientation = EXIF_UPRIGHT};
    int status = IDP_OK;

    switch (container.type) {
    case FILE_TYPE_JPEG:
        status = container_read_jpeg(file, &container, error);
        break;
    case FILE_TYPE_PNG:
        status = container_read_png(file, &container, error);
        break;
    case FILE_TYPE_WEBP:
        status = container_read_webp(file, &container, error);
        break;
    case FILE_TYPE_HEIC:
        status = container_read_heic(file, &container, error);
        break;
    case FILE_TYPE_NONE:
        return error_set(error, IDP_E_FORMAT, "neither JPEG, PNG, HEIC nor WebP");
    }
    if (!status)
        *ret_container = container;
    return status;
}

int container_copy(Arena *arena, IdpBytes file, const Container *container, IdpBytes *ret_copy,
                   IdpError *error)
{
    size_t (*const copiers[])(IdpBytes, uint8_t *) = {
        [FILE_TYPE_JPEG] = container_copy_jpeg,
        [FILE_TYPE_PNG] = container_copy_png,
        [FILE_TYPE_WEBP] = container_copy_webp,
    };
    uint8_t *to;

    if (container->type == FILE_TYPE_HEIC) {
        *ret_copy = file;
        return IDP_OK;
    }
    to = arena_take(arena, 1, file.n_bytes + CONTAINER_COPY_EXTRA_BYTES);
    if (!to)
        return error_set(error, IDP_E_MEMORY, "no memory for %zu bytes of file", file.n_bytes);
    *ret_copy = (IdpBytes){to, copiers[container->type](file, to)};
    return IDP_OK;
}
