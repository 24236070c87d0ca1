#include "tests/simulate/burst.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/resample.h"
#include "tests/simulate/random.h"

/* How the hand stands at one moment, in pixels of the frame. */
typedef struct Pose {
    double x, y, turn_rad, slant;
} Pose;

static Pose get_pose(const BurstOptions *options, size_t frame)
{
    const double t = options->n_frames > 1 ? (double)frame / (double)(options->n_frames - 1) : 0;

    return (Pose){.x = options->motion_px * t,
                  .y = 0.5 * options->motion_px * sin(2.5 * t),
                  .turn_rad = 0.004 * sin(3 * t),
                  .slant = 0.00004 * options->motion_px * t};
}

/* 1 on head and shoulders, softly 0 outside. */
static double get_nearness(const Face *face, double x, double y)
{
    const double unit = (double)face_get_interocular(face);
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double u = (x - (double)eyes.x) / unit, v = (y - (double)eyes.y) / unit;
    const double head = 1.9 - hypot(u / 0.95, (v - 0.3) / 1.25);
    const double shoulders = v > 1.6 ? 1.6 + 0.9 * fmin(v - 1.6, 2) - fabs(u) : -1;

    return fmin(fmax(4 * fmax(head, shoulders), 0), 1);
}

static void sample(const RgbImage *picture, double x, double y, double ret_rgb[3])
{
    const double cx = fmin(fmax(x - 0.5, 0), picture->width - 1.001);
    const double cy = fmin(fmax(y - 0.5, 0), picture->height - 1.001);
    const int left = (int)cx, top = (int)cy;
    const uint8_t *a = rgb_image_row(picture, top) + 3 * (size_t)left;
    const uint8_t *b = rgb_image_row(picture, top + 1) + 3 * (size_t)left;

    for (int c = 0; c < 3; c++)
        ret_rgb[c] = (1 - (cy - top)) * ((1 - (cx - left)) * a[c] + (cx - left) * a[c + 3]) +
                     (cy - top) * ((1 - (cx - left)) * b[c] + (cx - left) * b[c + 3]);
}

/* The picture's colour where the frame's pixel looks. */
static void look(const RgbImage *picture, const Face *face, const BurstOptions *options,
                 const Pose *pose, double x, double y, double ret_rgb[3])
{
    const double scale = (double)picture->width / options->width;
    const double dx = x - options->width / 2.0, dy = y - options->height / 2.0;
    const double w = 1 + pose->slant * dx;
    const double px = (dx * cos(pose->turn_rad) - dy * sin(pose->turn_rad)) / w;
    const double py = (dy * cos(pose->turn_rad) + dx * sin(pose->turn_rad)) / w;
    const double far_x = scale * (px + pose->x + options->width / 2.0);
    const double far_y = scale * (py + pose->y + options->height / 2.0);
    double near_rgb[3], near;

    sample(picture, far_x, far_y, ret_rgb);
    if (options->kind == BURST_PLANE)
        return;
    const double near_x = far_x + scale * options->depth * pose->x;
    const double near_y = far_y + scale * options->depth * pose->y;

    near = get_nearness(face, near_x, near_y);
    sample(picture, near_x, near_y, near_rgb);
    for (int c = 0; c < 3; c++)
        ret_rgb[c] += near * (near_rgb[c] - ret_rgb[c]);
}

int burst_simulate(Arena *arena, const RgbImage *picture, const Face *face,
                   const BurstOptions *options, RgbImage *ret_frames)
{
    uint64_t random = options->seed;

    for (size_t i = 0; i < options->n_frames; i++) {
        const size_t half = (options->n_frames + 1) / 2;
        const size_t shown = options->kind == BURST_STILL  ? 0
                             : options->kind == BURST_LOOP ? i % half
                                                           : i;
        const Pose pose = get_pose(options, shown);

        if (rgb_image_new(arena, options->width, options->height, &ret_frames[i]))
            return IDP_E_MEMORY;
        for (int y = 0; y < options->height; y++)
            for (int x = 0; x < options->width; x++) {
                double rgb[3];

                look(picture, face, options, &pose, x + 0.5, y + 0.5, rgb);
                for (int c = 0; c < 3; c++) {
                    const double value = rgb[c] + options->noise * random_normal(&random);

                    rgb_image_row(&ret_frames[i], y)[3 * x + c] =
                        (uint8_t)lrint(fmin(fmax(value, 0), 255));
                }
            }
    }
    return IDP_OK;
}
