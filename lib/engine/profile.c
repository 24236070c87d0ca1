/* The built-in profiles: data. Thread-safe: constant. */
#include "lib/engine/profile.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/digest.h"

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

#define PHOTO_THRESHOLDS                                                                           \
    .thresholds = {.face_presence = 0.5,                                                           \
                   .other_face_ratio = 0.35,                                                       \
                   .interocular_min_px = 60,                                                       \
                   .interocular_good_px = 90,                                                      \
                   .face_frame_min_ratio = 0.1,                                                    \
                   .face_frame_max_ratio = 0.75,                                                   \
                   .yaw_max_deg = 12,                                                              \
                   .pitch_max_deg = 13,                                                            \
                   .roll_max_deg = 8,                                                              \
                   .matte_unsure_max_ratio = 0.07,                                                 \
                   .matte_edge_min = 0.08}

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
    {.name = "graduation", GRADUATION_GEOMETRY, .background = SKY_BLUE, PHOTO_THRESHOLDS},
    {.name = "graduation-white", GRADUATION_GEOMETRY, .background = WHITE, PHOTO_THRESHOLDS},
    {.name = "graduation-grey", GRADUATION_GEOMETRY, .background = GREY, PHOTO_THRESHOLDS},
    {.name = "social-card", SCALED_GEOMETRY(358, 441, 350), .background = WHITE, PHOTO_THRESHOLDS},
    {.name = "one-inch", SCALED_GEOMETRY(295, 413, 300), .background = WHITE, PHOTO_THRESHOLDS},
    {.name = "two-inch", SCALED_GEOMETRY(413, 579, 300), .background = WHITE, PHOTO_THRESHOLDS},
    {.name = "language-test",
     SCALED_GEOMETRY(144, 192, 300),
     .background = SKY_BLUE,
     PHOTO_THRESHOLDS},
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

void profile_get_digest(const IdpProfile *profile, char ret_hex[IDP_SHA256_HEX_BYTES])
{
    const IdpThresholds *t = &profile->thresholds;
    char text[1024];
    const int length = snprintf(
        text, sizeof text,
        "%s %d %d %d %zu %zu %d %d,%d,%d %.17g,%.17g,%.17g %.17g,%.17g,%.17g %.17g,%.17g,%.17g "
        "%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g",
        profile->name, profile->width_px, profile->height_px, profile->density_dpi,
        profile->file_min_bytes, profile->file_max_bytes, profile->quality_min,
        profile->background[0], profile->background[1], profile->background[2],
        profile->hair_top_px.min, profile->hair_top_px.max, profile->hair_top_px.aim,
        profile->eyes_px.min, profile->eyes_px.max, profile->eyes_px.aim,
        profile->face_width_px.min, profile->face_width_px.max, profile->face_width_px.aim,
        profile->axis_tolerance_px, t->face_presence, t->other_face_ratio, t->interocular_min_px,
        t->interocular_good_px, t->face_frame_min_ratio, t->face_frame_max_ratio, t->yaw_max_deg,
        t->pitch_max_deg, t->roll_max_deg, t->matte_unsure_max_ratio, t->matte_edge_min);

    digest_sha256(text, length < (int)sizeof text ? (size_t)length : sizeof text - 1, ret_hex);
}
