/*
 * JPEG files (ITU-T T.81, JFIF, EXIF). Sequential and progressive Huffman pictures of 8 bits, in
 * one, three or four components; what follows the end marker (second pictures, films) is left out.
 *
 * Every scan of a progressive file goes over the whole picture even when it holds almost no data,
 * so their number times the pixels is limited: cameras and converters write up to about a dozen.
 */
#include "lib/codec/container.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"
#include "lib/codec/jpeg_segment.h"

enum { SCANS_MAX = 100, SOI_BYTES = 2, COEFFICIENT_BYTES = 2 };
static const long long scan_pixels_max = 1000LL * 1000 * 1000;

static const char *const icc_identifier = "ICC_PROFILE";

static JpegReader start(IdpBytes file)
{
    const uint8_t *bytes = file.data;

    return (JpegReader){bytes + SOI_BYTES, bytes + file.n_bytes};
}

static int read_frame(const JpegSegment *segment, Container *container, int *ret_n_components,
                      IdpError *error)
{
    const uint8_t *p = segment->body;

    if (container->width_px)
        return error_set(error, IDP_E_DAMAGED, "the JPEG has two frames");
    if (segment->n_body < 6)
        return error_set(error, IDP_E_DAMAGED, "the JPEG frame header is cut short");
    if (segment->marker > JPEG_SOF2 || p[0] != 8)
        return error_set(error, IDP_E_UNSUPPORTED, "JPEG of process %d with %d bits",
                         segment->marker - JPEG_SOF0, p[0]);
    container->height_px = p[1] << 8 | p[2];
    container->width_px = p[3] << 8 | p[4];
    *ret_n_components = p[5];
    if (!container->height_px || !container->width_px)
        return error_set(error, IDP_E_DAMAGED, "a JPEG without size");
    return IDP_OK;
}

int container_read_jpeg(IdpBytes file, Container *container, IdpError *error)
{
    JpegReader reader = start(file);
    JpegSegment segment;
    int n_scans = 0, n_components = 0, is_progressive = 0;
    long long n_pixels;

    do {
        if (!jpeg_segment_next(&reader, &segment))
            return error_set(error, IDP_E_DAMAGED, "the JPEG ends before its end marker");
        if (jpeg_is_frame(segment.marker)) {
            const int status = read_frame(&segment, container, &n_components, error);

            if (status)
                return status;
            is_progressive = segment.marker == JPEG_SOF2;
        } else if (segment.marker == JPEG_SOS) {
            n_scans++;
        } else if (jpeg_segment_is(&segment, JPEG_APP1, "Exif\0", 6) &&
                   container->orientation == EXIF_UPRIGHT) {
            container->orientation = exif_read_orientation(segment.body, segment.n_body);
        }
    } while (segment.marker != JPEG_EOI);
    n_pixels = (long long)container->width_px * container->height_px;
    if (!n_pixels || !n_scans)
        return error_set(error, IDP_E_DAMAGED, "the JPEG has no picture");
    if (n_scans > SCANS_MAX || (n_scans > n_components && n_scans * n_pixels > scan_pixels_max))
        return error_set(error, IDP_E_TOO_LARGE, "a JPEG of %d scans", n_scans);
    if (is_progressive || n_scans > 1)
        container->whole_bytes = (size_t)n_pixels * (size_t)n_components * COEFFICIENT_BYTES;
    return IDP_OK;
}

static int is_wanted(const JpegSegment *segment)
{
    const int marker = segment->marker;

    return jpeg_is_frame(marker) || marker == JPEG_DHT || marker == JPEG_DQT ||
           marker == JPEG_DRI || marker == JPEG_SOS || marker == JPEG_EOI ||
           jpeg_segment_is(segment, JPEG_APP14, "Adobe", 5) ||
           jpeg_segment_is(segment, JPEG_APP2, icc_identifier, 12);
}

/*
 * Some phones write spectral-selection parameters other than 0, 63, 0 in sequential files, where
 * they mean nothing. Decoders warn of it, and a warning is a damaged file for us: set them right.
 */
static void correct_scan(uint8_t *scan, size_t n_body)
{
    static const uint8_t sequential[3] = {0, 63, 0};
    uint8_t *body = scan + 4;

    if (n_body >= 4 && n_body >= 4 + 2 * (size_t)body[0])
        memcpy(body + 1 + 2 * (size_t)body[0], sequential, sizeof sequential);
}

size_t container_copy_jpeg(IdpBytes file, uint8_t *to)
{
    /* Says YCbCr, as the file's own did, and nothing that a decoder could find odd. */
    static const uint8_t jfif[] = {0xff, JPEG_APP0, 0, 16, 'J', 'F', 'I', 'F', 0,
                                   1,    1,         0, 0,  1,   0,   1,   0,   0};
    JpegReader reader = start(file);
    JpegSegment segment = {0};
    uint8_t *const first = to;
    int is_sequential = 0;

    *to++ = 0xff;
    *to++ = JPEG_SOI;
    while (segment.marker != JPEG_EOI && jpeg_segment_next(&reader, &segment)) {
        if (jpeg_segment_is(&segment, JPEG_APP0, "JFIF", 5) && segment.n_bytes >= sizeof jfif) {
            memcpy(to, jfif, sizeof jfif);
            to += sizeof jfif;
        }
        if (!is_wanted(&segment))
            continue;
        if (jpeg_is_frame(segment.marker))
            is_sequential = segment.marker != JPEG_SOF2;
        memcpy(to, segment.bytes, segment.n_bytes);
        if (segment.marker == JPEG_SOS && is_sequential)
            correct_scan(to, segment.n_body);
        to += segment.n_bytes;
    }
    return (size_t)(to - first);
}
