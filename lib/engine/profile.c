/* The built-in profiles: data. Thread-safe: constant. */
#include "lib/engine/profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/digest.h"
#include "lib/check/rules.h"

/*
 * The graduation standard, which the other 480 x 640 profiles share. Its 20 to 40 KB are read in
 * whichever sense is stricter: 1024 for the lower limit, 1000 for the upper one.
 */
#define GRADUATION_GEOMETRY                                                                        \
    .width_px = 480, .height_px = 640, .density_dpi = 300, .file_min_bytes = 20 * 1024,            \
    .file_max_bytes = 40 * 1000, .quality_min = 60,                                                \
    .hair_top_px = {.min = 50, .max = 110, .aim = 80},                                             \
    .eyes_px = {.min = 200, .max = 300, .aim = 255},                                               \
    .face_width_px = {.min = 180, .max = 300, .aim = 230}, .axis_tolerance_px = 10

/* For every profile: a rule of the person does not depend on the size of the finished photo. */
#define PHOTO_RULES .face_presence = 0.5, .other_face_ratio = 0.35, .limits = limits

#define AT_LEAST(value)                                                                            \
    {                                                                                              \
        (value), INFINITY                                                                          \
    }
#define AT_MOST(value)                                                                             \
    {                                                                                              \
        -INFINITY, (value)                                                                         \
    }
#define FROM_GEOMETRY                                                                              \
    {                                                                                              \
        NAN, NAN                                                                                   \
    }

/* Measured on labelled pictures by `tucai photo calibrate`: docs/photo-rules.md. */
static const IdpLimits limits[RULE_COUNT] = {
    [RULE_FILE_READABLE] = {1, 1},
    [RULE_FILE_PIXELS] = AT_LEAST(500e3), /* what a phone's photo has at least */
    [RULE_FACE_FOUND] = AT_LEAST(1),
    [RULE_FACE_COUNT] = AT_MOST(1),
    [RULE_RECAPTURE] = AT_MOST(0.9),
    [RULE_RECAPTURE_LOW] = AT_MOST(0.5),
    [RULE_LIVE] = AT_LEAST(0.5),
    [RULE_REPEATED] = AT_LEAST(4), /* copies are within 3 bits, two shots of one scene 4 apart */
    [RULE_INTEROCULAR] = AT_LEAST(60),
    [RULE_INTEROCULAR_LOW] = AT_LEAST(90),
    [RULE_TOO_FAR] = AT_LEAST(0.1),
    [RULE_TOO_NEAR] = AT_MOST(0.75),
    [RULE_HEAD_ROOM] = FROM_GEOMETRY,
    [RULE_BOTTOM_ROOM] = FROM_GEOMETRY,
    [RULE_SIDE_ROOM] = FROM_GEOMETRY,
    [RULE_HEAD_SHAPE] = FROM_GEOMETRY,
    [RULE_DARK] = AT_LEAST(48),
    [RULE_DARK_LOW] = AT_LEAST(58),
    [RULE_BRIGHT] = AT_MOST(0.1),
    [RULE_BRIGHT_LOW] = AT_MOST(0.03),
    [RULE_BLUR] = AT_LEAST(0.73),
    [RULE_BLUR_LOW] = AT_LEAST(0.85),
    [RULE_SIDE_LIGHT] = {-1.4, 1.4},
    [RULE_SIDE_LIGHT_LOW] = {-0.8, 0.8},
    [RULE_TOP_LIGHT] = AT_MOST(1),
    [RULE_PATCHES] = AT_MOST(3.1),
    [RULE_HIGHLIGHT] = AT_MOST(0.02),
    [RULE_HIGHLIGHT_LOW] = AT_MOST(0.005),
    [RULE_GREY] = AT_LEAST(1.4),
    [RULE_CAST] = AT_MOST(8),
    [RULE_RANGE] = AT_LEAST(5),
    [RULE_YAW] = {-12, 12},
    [RULE_PITCH] = {-13, 13},
    [RULE_ROLL] = {-8, 8},
    [RULE_FACE_COVERED] = AT_MOST(0.4),
    [RULE_HEAD_COVERED] = AT_MOST(0.5),
    [RULE_LENS_TINT] = AT_MOST(0.7),
    [RULE_LENS_GLARE] = AT_MOST(0.06),
    [RULE_FRAME_OVER_EYES] = AT_MOST(0.3),
    [RULE_EYES_OPEN] = AT_LEAST(0.15),
    [RULE_GAZE] = AT_MOST(0.1),
    [RULE_TEETH] = AT_MOST(0.08),
    [RULE_LIPS_PARTED] = AT_MOST(0.03),
    [RULE_EXPRESSION] = AT_MOST(1),
    [RULE_FRINGE] = AT_MOST(0.4),
    [RULE_EYE_HIDDEN] = AT_MOST(0.5),
    [RULE_STRANDS] = AT_MOST(0.38),
    [RULE_EARS] = AT_MOST(0.6),
    [RULE_LONG_HAIR] = AT_MOST(0.45),
    [RULE_SHOULDERS] = {-6, 6},
    [RULE_BESIDE] = AT_MOST(0.1),
    [RULE_CLOTHES_BLUE] = AT_MOST(0.37),
    [RULE_CLOTHES_BLUE_LOW] = AT_MOST(0.25),
    [RULE_CLOTHES_LIKE_BACKGROUND] = AT_LEAST(30),
    [RULE_PATTERN] = AT_MOST(0.28),
    [RULE_RED_EYE] = AT_MOST(14),
    [RULE_ORNAMENT] = AT_MOST(0.3),
    [RULE_BEAUTIFIED] = AT_MOST(0.5),
    [RULE_EDITED] = AT_MOST(0.5),
    [RULE_CAPTURE_TIME] = AT_MOST(600),
    [RULE_MATTE_UNSURE] = AT_MOST(0.07),
    [RULE_MATTE_EDGE] = AT_LEAST(0.08),
    [RULE_RESULT_WIDTH] = FROM_GEOMETRY,
    [RULE_RESULT_HEIGHT] = FROM_GEOMETRY,
    [RULE_RESULT_DENSITY] = FROM_GEOMETRY,
    [RULE_RESULT_ENCODING] = {1, 1},
    [RULE_RESULT_METADATA] = {0, 0},
    [RULE_RESULT_BYTES] = FROM_GEOMETRY,
    [RULE_RESULT_BYTES_LOW] = FROM_GEOMETRY,
    [RULE_RESULT_QUALITY] = FROM_GEOMETRY,
    [RULE_RESULT_BACKGROUND] = AT_MOST(10),
    [RULE_RESULT_HAIR_TOP] = FROM_GEOMETRY,
    [RULE_RESULT_EYES] = FROM_GEOMETRY,
    [RULE_RESULT_FACE_WIDTH] = FROM_GEOMETRY,
    [RULE_RESULT_AXIS] = FROM_GEOMETRY,
};

#define SKY_BLUE                                                                                   \
    {                                                                                              \
        100, 197, 255                                                                              \
    }
#define WHITE                                                                                      \
    {                                                                                              \
        255, 255, 255                                                                              \
    }
#define GREY                                                                                       \
    {                                                                                              \
        240, 240, 240                                                                              \
    }

/* The same proportions at another height: every length times height / 640. */
#define SCALED_GEOMETRY(width, height, dpi)                                                        \
    .width_px = (width), .height_px = (height), .density_dpi = (dpi), .file_min_bytes = 0,         \
    .file_max_bytes = 60 * 1024, .quality_min = 60,                                                \
    .hair_top_px = {50 * (height) / 640.0, 110 * (height) / 640.0, 80 * (height) / 640.0},         \
    .eyes_px = {200 * (height) / 640.0, 300 * (height) / 640.0, 255 * (height) / 640.0},           \
    .face_width_px = {180 * (height) / 640.0, 300 * (height) / 640.0, 230 * (height) / 640.0},     \
    .axis_tolerance_px = 10 * (height) / 640.0

static const IdpProfile profiles[] = {
    {.name = "graduation", GRADUATION_GEOMETRY, .background = SKY_BLUE, PHOTO_RULES},
    {.name = "graduation-white", GRADUATION_GEOMETRY, .background = WHITE, PHOTO_RULES},
    {.name = "graduation-grey", GRADUATION_GEOMETRY, .background = GREY, PHOTO_RULES},
    {.name = "social-card", SCALED_GEOMETRY(358, 441, 350), .background = WHITE, PHOTO_RULES},
    {.name = "one-inch", SCALED_GEOMETRY(295, 413, 300), .background = WHITE, PHOTO_RULES},
    {.name = "two-inch", SCALED_GEOMETRY(413, 579, 300), .background = WHITE, PHOTO_RULES},
    {.name = "language-test", SCALED_GEOMETRY(144, 192, 300), .background = SKY_BLUE, PHOTO_RULES},
};

const IdpProfile *idp_profile_get(size_t position)
{
    return position < sizeof profiles / sizeof profiles[0] ? &profiles[position] : NULL;
}

const IdpProfile *idp_profile_find(const char *name)
{
    const IdpProfile *profile;

    for (size_t i = 0; (profile = idp_profile_get(i)); i++)
        if (!strcmp(profile->name, name))
            return profile;
    return NULL;
}

enum { DIGEST_TEXT_BYTES = 8 * 1024 }; /* 24 numbers and two for each rule, of 25 digits at most */

static size_t append_range(char *text, size_t used, const IdpRange *range)
{
    return used + (size_t)snprintf(text + used, DIGEST_TEXT_BYTES - used, " %.17g,%.17g,%.17g",
                                   range->min, range->max, range->aim);
}

void profile_get_digest(const IdpProfile *profile, char ret_hex[IDP_SHA256_HEX_BYTES])
{
    char text[DIGEST_TEXT_BYTES];
    size_t used = (size_t)snprintf(
        text, sizeof text, "%s %d %d %d %zu %zu %d %d,%d,%d %.17g %.17g %.17g", profile->name,
        profile->width_px, profile->height_px, profile->density_dpi, profile->file_min_bytes,
        profile->file_max_bytes, profile->quality_min, profile->background[0],
        profile->background[1], profile->background[2], profile->axis_tolerance_px,
        profile->face_presence, profile->other_face_ratio);

    used = append_range(text, used, &profile->hair_top_px);
    used = append_range(text, used, &profile->eyes_px);
    used = append_range(text, used, &profile->face_width_px);
    for (size_t i = 0; i < RULE_COUNT; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %.17g,%.17g",
                                 profile->limits[i].min, profile->limits[i].max);
    digest_sha256(text, used, ret_hex);
}
