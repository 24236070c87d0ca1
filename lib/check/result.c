/*
 * Measures of the finished photo. Its background is one known colour, so whatever differs from it
 * is the person, and the hair top needs no network. Pure functions.
 */
#include "lib/check/result.h"

#include <math.h>
#include <stdlib.h>

enum {
    PERSON_DEVIATION_MIN = 60, /* of any channel: well above JPEG's ringing */
    HEADLINE_GAP_PX = 12       /* rows above the hair top that ringing may touch */
};

static const double strand_ratio = 0.02; /* as lib/compose/head.c */
static const double head_half_ratio = 0.9;

static IdpLimits at_least(double min)
{
    return (IdpLimits){min, INFINITY};
}

static IdpLimits exactly(double value)
{
    return (IdpLimits){value, value};
}

static IdpLimits within(const IdpRange *range)
{
    return (IdpLimits){range->min, range->max};
}

void check_result_file(Judge *judge, const JpegInfo *info, size_t n_bytes)
{
    const IdpProfile *profile = judge->profile;
    const int is_plain = info->is_baseline && info->n_components == 3 && info->sample_bits == 8;
    const double density = info->density_x_dpi == info->density_y_dpi ? info->density_x_dpi : 0;

    judge_add_within(judge, RULE_RESULT_WIDTH, info->width_px, exactly(profile->width_px), 1, NULL);
    judge_add_within(judge, RULE_RESULT_HEIGHT, info->height_px, exactly(profile->height_px), 1,
                     NULL);
    judge_add_within(judge, RULE_RESULT_DENSITY, density, exactly(profile->density_dpi), 1, NULL);
    judge_add(judge, RULE_RESULT_ENCODING, is_plain, 1, NULL);
    judge_add(judge, RULE_RESULT_METADATA,
              (double)info->n_metadata_segments + (info->trailing_bytes ? 1 : 0), 1, NULL);
    judge_add_within(judge, RULE_RESULT_QUALITY, info->quality, at_least(profile->quality_min), 1,
                     NULL);
    judge_add_within(judge, RULE_RESULT_BYTES, (double)n_bytes,
                     (IdpLimits){-INFINITY, (double)profile->file_max_bytes}, 1, NULL);
    judge_add_within(judge, RULE_RESULT_BYTES_LOW, (double)n_bytes,
                     at_least((double)profile->file_min_bytes), 1, NULL);
}

static int get_deviation(const uint8_t *pixel, const uint8_t background[3])
{
    int deviation = 0;

    for (int c = 0; c < 3; c++) {
        const int d = abs(pixel[c] - background[c]);

        deviation = d > deviation ? d : deviation;
    }
    return deviation;
}

static int find_hair_top(const IdpProfile *profile, const RgbImage *image, const ResultFace *face)
{
    const int left = (int)fmax(0, face->axis_x - head_half_ratio * face->face_width);
    const int right = (int)fmin(image->width, face->axis_x + head_half_ratio * face->face_width);
    const double width_min = fmax(2, strand_ratio * face->face_width);

    for (int y = 0; y < image->height; y++) {
        int width = 0;

        for (int x = left; x < right; x++)
            width += get_deviation(rgb_image_row(image, y) + 3 * (size_t)x, profile->background) >=
                     PERSON_DEVIATION_MIN;
        if (width >= width_min)
            return y;
    }
    return image->height;
}

/* The deviation that 98 % of the pixels above the hair do not exceed. */
static double get_background_deviation(const IdpProfile *profile, const RgbImage *image, int n_rows)
{
    size_t counts[256] = {0}, n_pixels = (size_t)n_rows * (size_t)image->width, below = 0;

    for (int y = 0; y < n_rows; y++)
        for (int x = 0; x < image->width; x++)
            counts[get_deviation(rgb_image_row(image, y) + 3 * (size_t)x, profile->background)]++;
    for (int deviation = 0; deviation < 256; deviation++) {
        below += counts[deviation];
        if ((double)below >= 0.98 * (double)n_pixels)
            return deviation;
    }
    return 255;
}

void check_result_picture(Judge *judge, const RgbImage *image, const ResultFace *face)
{
    const IdpProfile *profile = judge->profile;
    IdpGeometry *geometry = &judge->report->geometry;
    const int hair_top = find_hair_top(profile, image, face);
    const int n_clear_rows = hair_top > 2 * HEADLINE_GAP_PX ? hair_top - HEADLINE_GAP_PX : 1;
    const double axis = face->axis_x - profile->width_px / 2.0;

    judge_add(judge, RULE_RESULT_BACKGROUND, get_background_deviation(profile, image, n_clear_rows),
              1, NULL);
    judge_add_within(judge, RULE_RESULT_HAIR_TOP, hair_top, within(&profile->hair_top_px), 1, NULL);
    judge_add_within(judge, RULE_RESULT_EYES, face->eyes_y, within(&profile->eyes_px), 1, NULL);
    judge_add_within(judge, RULE_RESULT_FACE_WIDTH, face->face_width,
                     within(&profile->face_width_px), 1, NULL);
    judge_add_within(judge, RULE_RESULT_AXIS, axis,
                     (IdpLimits){-profile->axis_tolerance_px, profile->axis_tolerance_px}, 1, NULL);
    geometry->hair_top_px = hair_top;
    geometry->eyes_px = face->eyes_y;
    geometry->face_width_px = face->face_width;
    geometry->axis_offset_px = axis;
}
