/* The structure of a JPEG file. Thread-safe: touches only its arguments. */
#include "lib/codec/jpeg_segment.h"

#include <string.h>

enum { STUFFED = 0x00, TEMPORARY = 0x01, FILL = 0xff };

static int is_restart(int marker)
{
    return marker >= JPEG_RST0 && marker <= JPEG_RST7;
}

/* The first marker at or after p that is neither fill, stuffing nor restart; NULL: there is none.
 */
static const uint8_t *find_marker(const uint8_t *p, const uint8_t *end)
{
    while (p && end - p >= 2) {
        p = memchr(p, FILL, (size_t)(end - p - 1));
        if (!p)
            return NULL;
        if (p[1] == FILL)
            p++;
        else if (p[1] == STUFFED || p[1] == TEMPORARY || is_restart(p[1]))
            p += 2;
        else
            return p;
    }
    return NULL;
}

int jpeg_segment_next(JpegReader *reader, JpegSegment *ret_segment)
{
    const uint8_t *start = find_marker(reader->at, reader->end);
    JpegSegment segment;

    if (!start)
        return 0;
    segment = (JpegSegment){.marker = start[1], .bytes = start, .n_bytes = 2};
    if (segment.marker != JPEG_SOI && segment.marker != JPEG_EOI) {
        const size_t left = (size_t)(reader->end - start) - 2;
        size_t length;

        if (left < 2)
            return 0;
        length = (size_t)start[2] << 8 | start[3];
        if (length < 2 || length > left)
            return 0;
        segment.body = start + 4;
        segment.n_body = length - 2;
        segment.n_bytes = length + 2;
    }
    if (segment.marker == JPEG_SOS) {
        const uint8_t *next = find_marker(start + segment.n_bytes, reader->end);

        if (!next)
            return 0;
        segment.n_bytes = (size_t)(next - start);
    }
    reader->at = start + segment.n_bytes;
    *ret_segment = segment;
    return 1;
}

int jpeg_segment_is(const JpegSegment *segment, int marker, const char *identifier, size_t n)
{
    return segment->marker == marker && segment->n_body >= n &&
           !memcmp(segment->body, identifier, n);
}
