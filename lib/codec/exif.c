/* The orientation from the first directory of the EXIF data (TIFF 6.0, section 2). Thread-safe. */
#include "lib/codec/exif.h"

#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_BYTES = 12, HEADER_BYTES = 8 };

/* An unsigned number of n bytes, in the byte order of the file. */
static uint32_t get(const uint8_t *p, int n, int is_big_endian)
{
    uint32_t value = 0;

    for (int i = 0; i < n; i++)
        value |= (uint32_t)p[i] << 8 * (is_big_endian ? n - 1 - i : i);
    return value;
}

int exif_read_orientation(const uint8_t *bytes, size_t n_bytes)
{
    size_t at, n_entries;
    int is_big;

    if (n_bytes >= 6 && !memcmp(bytes, "Exif\0\0", 6)) {
        bytes += 6;
        n_bytes -= 6;
    }
    if (n_bytes < HEADER_BYTES || (memcmp(bytes, "II*\0", 4) && memcmp(bytes, "MM\0*", 4)))
        return EXIF_UPRIGHT;
    is_big = bytes[0] == 'M';
    at = get(bytes + 4, 4, is_big);
    if (at > n_bytes - 2)
        return EXIF_UPRIGHT;
    n_entries = get(bytes + at, 2, is_big);
    for (at += 2; n_entries > 0 && at + ENTRY_BYTES <= n_bytes; at += ENTRY_BYTES, n_entries--) {
        const uint8_t *entry = bytes + at;

        if (get(entry, 2, is_big) == TAG_ORIENTATION) {
            const uint32_t value = get(entry + 8, 2, is_big);

            return get(entry + 2, 2, is_big) == TYPE_SHORT && value >= EXIF_UPRIGHT &&
                           value <= EXIF_ORIENTATION_MAX
                       ? (int)value
                       : EXIF_UPRIGHT;
        }
    }
    return EXIF_UPRIGHT;
}
