/* Thread-safe. */
#include "src/base/utf8.h"

/* Length of the UTF-8 sequence at the start of the bytes (RFC 3629), or 0 if there is none. */
static size_t measure_character(const unsigned char *bytes, size_t n_bytes)
{
    const unsigned char first = bytes[0];
    const size_t length = first < 0x80                    ? 1
                          : first >= 0xc2 && first < 0xe0 ? 2
                          : first >= 0xe0 && first < 0xf0 ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 0;

    if (length > n_bytes)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    if ((first == 0xe0 && bytes[1] < 0xa0) || (first == 0xf0 && bytes[1] < 0x90))
        return 0; /* longer than needed */
    if ((first == 0xed && bytes[1] > 0x9f) || (first == 0xf4 && bytes[1] > 0x8f))
        return 0; /* a surrogate; beyond U+10FFFF */
    return length;
}

bool utf8_is_text(const void *data, size_t n_bytes)
{
    const unsigned char *bytes = data;

    while (n_bytes > 0) {
        const size_t length = measure_character(bytes, n_bytes);

        if (!length || !bytes[0])
            return false;
        bytes += length;
        n_bytes -= length;
    }
    return true;
}
