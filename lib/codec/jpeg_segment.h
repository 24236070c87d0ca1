/*
 * Reads the structure of a JPEG file (ITU-T T.81, annex B): segment by segment, each scan with the
 * entropy-coded data after it. Every read is inside the given bytes; no state but the position.
 */
#ifndef LIB_CODEC_JPEG_SEGMENT_H
#define LIB_CODEC_JPEG_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

enum {
    JPEG_SOF0 = 0xc0,
    JPEG_SOF1 = 0xc1,
    JPEG_SOF2 = 0xc2,
    JPEG_DHT = 0xc4,
    JPEG_JPG = 0xc8,
    JPEG_DAC = 0xcc,
    JPEG_SOF15 = 0xcf,
    JPEG_RST0 = 0xd0,
    JPEG_RST7 = 0xd7,
    JPEG_SOI = 0xd8,
    JPEG_EOI = 0xd9,
    JPEG_SOS = 0xda,
    JPEG_DQT = 0xdb,
    JPEG_DRI = 0xdd,
    JPEG_APP0 = 0xe0,
    JPEG_APP1 = 0xe1,
    JPEG_APP2 = 0xe2,
    JPEG_APP14 = 0xee,
    JPEG_APP15 = 0xef,
    JPEG_COM = 0xfe
};

typedef struct JpegSegment {
    int marker;           /* second byte of the marker */
    const uint8_t *bytes; /* from the marker's 0xff to the end, scan data included */
    size_t n_bytes;
    const uint8_t *body; /* after the length field; NULL where there is none (SOI, EOI) */
    size_t n_body;
} JpegSegment;

typedef struct JpegReader {
    const uint8_t *at, *end;
} JpegReader;

/* 1: the next segment; 0: the data end before the segment does. Bytes between segments are passed
 * over, as every decoder does. */
int jpeg_segment_next(JpegReader *reader, JpegSegment *ret_segment);

/* Whether the marker starts a frame, of whatever kind. */
static inline int jpeg_is_frame(int marker)
{
    return marker >= JPEG_SOF0 && marker <= JPEG_SOF15 && marker != JPEG_DHT &&
           marker != JPEG_JPG && marker != JPEG_DAC;
}

/* Whether the body of the segment starts with the identifier (n bytes, its NULs included). */
int jpeg_segment_is(const JpegSegment *segment, int marker, const char *identifier, size_t n);

#endif
