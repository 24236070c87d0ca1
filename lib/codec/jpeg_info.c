/*
 * What a finished JPEG says of itself. Thread-safe: touches only its arguments.
 *
 * The quality is found by making the luminance table of each quality as libjpeg does and taking
 * the one nearest to the file's: exact for every file written by libjpeg, its kin and ourselves.
 */
#include "lib/codec/jpeg_info.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/jpeg_segment.h"

enum { N_COEFFICIENTS = 64, QUALITY_MAX = 100 };

/* ITU-T T.81, table K.1, in zigzag order as DQT has it. */
static const uint8_t luminance[N_COEFFICIENTS] = {
    16, 11, 12,  14,  12,  10, 16, 14,  13,  14,  18,  17,  16, 19,  24,  40,
    26, 24, 22,  22,  24,  49, 35, 37,  29,  40,  58,  51,  61, 60,  57,  51,
    56, 55, 64,  72,  92,  78, 64, 68,  87,  69,  55,  56,  80, 109, 81,  87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99};

static int scale_coefficient(int value, int quality)
{
    const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    const int scaled = (value * percent + 50) / 100;

    return scaled < 1 ? 1 : scaled > 255 ? 255 : scaled;
}

static int estimate_quality(const uint8_t *table)
{
    int best = 0, best_difference = 0;

    for (int quality = 1; quality <= QUALITY_MAX; quality++) {
        int difference = 0;

        for (int i = 0; i < N_COEFFICIENTS; i++)
            difference += abs(scale_coefficient(luminance[i], quality) - table[i]);
        if (!best || difference < best_difference) {
            best = quality;
            best_difference = difference;
        }
    }
    return best;
}

/* A DQT segment holds one or more tables; number 0 is that of the luminance. */
static void read_tables(const JpegSegment *segment, JpegInfo *info)
{
    const uint8_t *p = segment->body, *end = p + segment->n_body;

    while (p < end) {
        const int is_wide = *p >> 4, number = *p & 15;
        const ptrdiff_t n_bytes = is_wide ? 2 * N_COEFFICIENTS : N_COEFFICIENTS;

        p++;
        if (end - p < n_bytes)
            return;
        if (number == 0 && !is_wide)
            info->quality = estimate_quality(p);
        p += n_bytes;
    }
}

static void read_frame(const JpegSegment *segment, JpegInfo *info)
{
    const uint8_t *p = segment->body;

    if (segment->n_body < 6)
        return;
    info->is_baseline = segment->marker == JPEG_SOF0;
    info->sample_bits = p[0];
    info->height_px = p[1] << 8 | p[2];
    info->width_px = p[3] << 8 | p[4];
    info->n_components = p[5];
}

static void read_jfif(const JpegSegment *segment, JpegInfo *info)
{
    enum { PER_INCH = 1, PER_CM = 2 };
    const uint8_t *p = segment->body;
    double factor = 0;

    if (segment->n_body < 12)
        return;
    if (p[7] == PER_INCH)
        factor = 1;
    else if (p[7] == PER_CM)
        factor = 2.54;
    info->density_x_dpi = (int)((p[8] << 8 | p[9]) * factor + 0.5);
    info->density_y_dpi = (int)((p[10] << 8 | p[11]) * factor + 0.5);
}

static void read_segment(const JpegSegment *segment, JpegInfo *info)
{
    const int marker = segment->marker;

    if (jpeg_is_frame(marker))
        read_frame(segment, info);
    else if (marker == JPEG_DQT)
        read_tables(segment, info);
    else if (jpeg_segment_is(segment, JPEG_APP0, "JFIF", 5))
        read_jfif(segment, info);
    else if ((marker >= JPEG_APP0 && marker <= JPEG_APP15) || marker == JPEG_COM)
        info->n_metadata_segments++;
}

int jpeg_info_read(IdpBytes file, JpegInfo *ret_info, IdpError *error)
{
    const uint8_t *bytes = file.data;
    JpegReader reader;
    JpegSegment segment;
    JpegInfo info = {0};
    int has_scan = 0;

    if (file.n_bytes < 2 || bytes[0] != 0xff || bytes[1] != JPEG_SOI)
        return error_set(error, IDP_E_FORMAT, "not a JPEG file");
    reader = (JpegReader){bytes + 2, bytes + file.n_bytes};
    do {
        if (!jpeg_segment_next(&reader, &segment))
            return error_set(error, IDP_E_DAMAGED, "the JPEG ends before its end marker");
        has_scan |= segment.marker == JPEG_SOS;
        read_segment(&segment, &info);
    } while (segment.marker != JPEG_EOI);
    if (!has_scan || !info.width_px || !info.height_px)
        return error_set(error, IDP_E_DAMAGED, "the JPEG has no picture");
    info.trailing_bytes = (size_t)(reader.end - reader.at);
    *ret_info = info;
    return IDP_OK;
}
