/* Faults of the camera, of how it is held, and of what is done to its pictures afterwards. */
#include <math.h>
#include <stdlib.h>

#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "tests/simulate/faults.h"

static const double reference_unit_px = 90; /* lengths in px are those of such a face */

int fault_blur(Portrait *portrait, double sigma)
{
    return portrait_blur(portrait, sigma * portrait->unit_px / reference_unit_px, &portrait->image);
}

/* The camera moved along a line during the exposure, so many px. */
int fault_motion(Portrait *portrait, double length)
{
    enum { N_STEPS = 25 };
    const double scale = portrait->unit_px / reference_unit_px;
    const int width = portrait->image.width, height = portrait->image.height;
    const Portrait sharp = *portrait;
    float *sums = ARENA_NEW_ZEROED(portrait->arena, float, 3 * (size_t)width * (size_t)height);

    if (!sums)
        return -1;
    for (int step = 0; step < N_STEPS; step++) {
        const double way = (step / (N_STEPS - 1.0) - 0.5) * length * scale;
        const Affine grid = {1, 0, 0.94 * way, 0, 1, 0.34 * way};
        const ArenaMark mark = arena_get_mark(portrait->arena);
        Portrait moved = sharp;

        if (portrait_warp(&moved, &grid, width, height))
            return -1;
        for (size_t y = 0, i = 0; y < (size_t)height; y++)
            for (size_t x = 0; x < 3 * (size_t)width; x++, i++)
                sums[i] += (float)rgb_image_row(&moved.image, (int)y)[x] / N_STEPS;
        arena_return_to(portrait->arena, mark);
    }
    for (size_t y = 0, i = 0; y < (size_t)height; y++)
        for (size_t x = 0; x < 3 * (size_t)width; x++, i++)
            rgb_image_row(&portrait->image, (int)y)[x] = (uint8_t)(sums[i] + 0.5f);
    return 0;
}

static Rgb add_noise(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const uint32_t index = (uint32_t)(spot.y * portrait->image.width + spot.x) * 12;
    double noise[3] = {0};

    for (uint32_t i = 0; i < 12; i++) /* four uniform numbers each: nearly normal, variance 1/3 */
        noise[i / 4] += portrait_get_random(portrait, index + i) - 0.5;
    for (int c = 0; c < 3; c++)
        noise[c] *= sqrt(3) * *(const double *)thing;
    return (Rgb){colour.r + (float)noise[0], colour.g + (float)noise[1],
                 colour.b + (float)noise[2]};
}

int fault_noise(Portrait *portrait, double sigma)
{
    portrait_paint(portrait, add_noise, &sigma);
    return 0;
}

/* Saved once more: 0 at quality 95, 1 at 15. */
int fault_jpeg(Portrait *portrait, double strength)
{
    const int quality = (int)(95 - 80 * strength);
    const JpegOptions options = {.density_dpi = 72, .quality_min = quality, .quality_max = quality};
    EncodedFile file;
    SourceImage decoded;
    IdpError error;
    int status = encode_jpeg(&portrait->image, &options, &file, &error);

    if (status)
        return -1;
    status = decode_finished(portrait->arena, (IdpBytes){file.data, file.n_bytes},
                             portrait->image.width + portrait->image.height, &decoded, &error);
    free(file.data);
    if (status)
        return -1;
    portrait->image = decoded.image;
    return 0;
}

typedef struct Smoothing {
    const RgbImage *blurred;
    double share;
} Smoothing;

static Rgb smooth_skin(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const double step = 36; /* luma differences over this are features, kept */
    const Smoothing *smoothing = thing;
    const uint8_t *row = rgb_image_row(smoothing->blurred, spot.y) + 3 * (size_t)spot.x;
    const Rgb smooth = {row[0], row[1], row[2]};
    const double eyes = ramp(0.2, 0.3, hypot(fabs(spot.u) - 0.5, 1.3 * spot.v));
    const double mouth = ramp(0.3, 0.42, hypot(spot.u, 1.8 * (spot.v - portrait->mouth)));
    const double centre = (portrait->forehead + portrait->chin) / 2;
    const double face =
        1 - ramp(0.85, 1,
                 hypot(spot.u / portrait->cheek, (spot.v - centre) / (portrait->chin - centre)));
    const double difference = fabs(rgb_get_luma(smooth) - rgb_get_luma(colour));

    return rgb_mix(colour, smooth,
                   smoothing->share * eyes * mouth * face *
                       (1 - ramp(0.5 * step, step, difference)));
}

/* What beauty filters do to skin: its fine detail goes, edges stay. */
int fault_smooth(Portrait *portrait, double share)
{
    RgbImage blurred;

    if (portrait_blur(portrait, 0.045 * portrait->unit_px, &blurred))
        return -1;
    portrait_paint(portrait, smooth_skin, &(Smoothing){&blurred, share});
    return 0;
}

/* The camera turned, so that the head is tilted clockwise by this angle. */
int fault_roll(Portrait *portrait, double degrees)
{
    const double angle = atan2(portrait->sine, portrait->cosine) - degrees * M_PI / 180;
    const double c = cos(angle), s = sin(angle);
    const double x = portrait->eyes_x, y = portrait->eyes_y;
    const Affine grid = {c, -s, x - c * x + s * y, s, c, y - s * x - c * y};

    return portrait_warp(portrait, &grid, portrait->image.width, portrait->image.height);
}

/* The picture is `distance` widths of the face wide; what is new beside the person is the edge,
 * repeated. */
int fault_far(Portrait *portrait, double distance)
{
    const double width = portrait->image.width, height = portrait->image.height;
    const double face_px = 2 * portrait->cheek * portrait->unit_px;
    const double scale = fmax(distance * face_px / width, 1);
    const Affine grid = {scale, 0,     portrait->eyes_x - scale * width / 2,
                         0,     scale, height - scale * height};

    return portrait_warp(portrait, &grid, portrait->image.width, portrait->image.height);
}

/* A part of the picture, as large as the whole. Corners in spots, before the head's tilt. */
static int cut(Portrait *portrait, double left, double top, double right, double bottom)
{
    const Rect rect = {portrait->eyes_x + left * portrait->unit_px,
                       portrait->eyes_y + top * portrait->unit_px,
                       (right - left) * portrait->unit_px, (bottom - top) * portrait->unit_px};
    const double pixels = (double)portrait->image.width * portrait->image.height;
    const double scale = sqrt(pixels / (rect.width * rect.height));
    const int width = (int)(scale * rect.width), height = (int)(scale * rect.height);
    const Affine grid = affine_from_rect(rect, width, height, 0);

    return portrait_warp(portrait, &grid, width, height);
}

typedef struct Edges {
    double left, top, right, bottom;
} Edges;

static Edges get_edges(const Portrait *portrait)
{
    return (Edges){-portrait->eyes_x / portrait->unit_px, -portrait->eyes_y / portrait->unit_px,
                   (portrait->image.width - portrait->eyes_x) / portrait->unit_px,
                   (portrait->image.height - portrait->eyes_y) / portrait->unit_px};
}

/* 0: the edges stand about the head as closely as the standard still allows; 1: in the face. */
int fault_near(Portrait *portrait, double nearness)
{
    const Edges edges = get_edges(portrait);
    const double side = portrait->cheek * (1.7 - 0.75 * nearness);

    return cut(portrait, fmax(-side, edges.left),
               fmax(edges.top, portrait->hair_top - 0.4 * (1 - nearness)), fmin(side, edges.right),
               fmin(edges.bottom, portrait->chin + 1.2 * (1 - nearness)));
}

/* 0: the upper edge touches the hair; 1: at the upper end of the face. */
int fault_cut_top(Portrait *portrait, double share)
{
    const Edges edges = get_edges(portrait);
    const double way = portrait->forehead - portrait->hair_top + 0.15;

    return cut(portrait, edges.left, portrait->hair_top + share * way, edges.right, edges.bottom);
}

/* The left edge comes from 2.2 face halves off the middle to the cheek. */
int fault_cut_side(Portrait *portrait, double share)
{
    const Edges edges = get_edges(portrait);

    return cut(portrait, fmax(edges.left, -portrait->cheek * (2.2 - 1.3 * share)), edges.top,
               edges.right, edges.bottom);
}

/* The lower edge comes from an upper chest's depth up to the chin. */
int fault_cut_bottom(Portrait *portrait, double share)
{
    const Edges edges = get_edges(portrait);

    return cut(portrait, edges.left, edges.top, edges.right,
               fmin(edges.bottom, portrait->chin + 1.4 - 1.35 * share));
}

/* Somebody beside: the picture again, mirrored, `size` times as large, at its right. */
int fault_second(Portrait *portrait, double size)
{
    const int width = portrait->image.width, height = portrait->image.height;
    const int second_width = (int)(size * width), second_height = (int)(size * height);
    const Affine same = {1, 0, 0, 0, 1, 0};
    const Affine mirrored =
        affine_from_rect((Rect){0, 0, width, height}, second_width, second_height, 1);
    Portrait second = *portrait;

    if (portrait_warp(&second, &mirrored, second_width, second_height) ||
        portrait_warp(portrait, &same, width + second_width, height))
        return -1;
    for (int y = 0; y < second_height; y++)
        for (int x = 0; x < 3 * second_width; x++)
            rgb_image_row(&portrait->image, height - second_height + y)[3 * width + x] =
                rgb_image_row(&second.image, y)[x];
    return 0;
}
