/*
 * First bytes of the four kinds of pictures that the library reads. It looks closer itself; this is
 * for an early, clear refusal and for the type of an answer.
 */
#include "src/base/media_type.h"

#include <string.h>

/* Brands of ISO 14496-12 files that hold an HEVC still picture: ISO 23008-12, annex B. */
static int is_heic_brand(const char *brand)
{
    static const char brands[][5] = {"heic", "heix", "heim", "heis",
                                     "hevc", "hevx", "mif1", "msf1"};

    for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
        if (!memcmp(brand, brands[i], 4))
            return 1;
    return 0;
}

const char *media_type_sniff(const void *data, size_t n_bytes)
{
    const char *bytes = data;

    if (n_bytes < MEDIA_TYPE_HEAD_BYTES)
        return NULL;
    if (!memcmp(bytes, "\xff\xd8\xff", 3))
        return "image/jpeg";
    if (!memcmp(bytes, "\x89PNG\r\n\x1a\n", 8))
        return "image/png";
    if (!memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WEBP", 4))
        return "image/webp";
    if (!memcmp(bytes + 4, "ftyp", 4) && is_heic_brand(bytes + 8))
        return "image/heic";
    return NULL;
}

const char *media_type_sniff_video(const void *data, size_t n_bytes)
{
    const char *bytes = data;

    if (n_bytes < MEDIA_TYPE_HEAD_BYTES)
        return NULL;
    if (!memcmp(bytes, "\x1a\x45\xdf\xa3", 4)) /* EBML (RFC 8794) */
        return "video/webm";
    if (!memcmp(bytes + 4, "ftyp", 4) && !is_heic_brand(bytes + 8))
        return "video/mp4";
    return NULL;
}
