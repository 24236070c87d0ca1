/*
 * Rendering of pictures for people. Compositing is done on sRGB-encoded values, as the alpha was
 * estimated on them: a hair that covers half of a pixel is the mean of the encoded colours in the
 * source too. One thread; all memory from the arena.
 */
#include "lib/compose/render.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/range.h"
#include "lib/base/resample.h"
#include "lib/base/simd.h"
#include "lib/compose/draw.h"

/* crop, from pixels of the working picture to pixels of the matte's planes. */
static Rect get_rect_in_planes(const Matte *matte, const Rect *crop)
{
    const double scale_x = matte->alpha.width / matte->region.width;
    const double scale_y = matte->alpha.height / matte->region.height;

    return (Rect){.x = (crop->x - matte->region.x) * scale_x,
                  .y = (crop->y - matte->region.y) * scale_y,
                  .width = crop->width * scale_x,
                  .height = crop->height * scale_y};
}

/* Colours times alpha, so that the filter mixes no colour of what is not the person. */
SIMD_CLONES static void premultiply_row(const float *restrict red, const float *restrict green,
                                        const float *restrict blue, const float *restrict alpha,
                                        int n, float *restrict out)
{
    for (int x = 0; x < n; x++) {
        out[4 * x] = red[x] * alpha[x];
        out[4 * x + 1] = green[x] * alpha[x];
        out[4 * x + 2] = blue[x] * alpha[x];
        out[4 * x + 3] = alpha[x];
    }
}

/* The person over the background. The kernel overshoots alpha and colour alike: both are cut. */
SIMD_CLONES static void blend_row(const float *restrict person, const float *restrict background,
                                  int n, uint8_t *restrict out)
{
    for (int x = 0; x < n; x++) {
        const float *pixel = person + 4 * (size_t)x;
        const float alpha = range_clamp(pixel[3], 0, 1);
        const float gain = pixel[3] > 1 ? 1 / pixel[3] : 1;

        for (int c = 0; c < 3; c++) {
            const float colour = range_clamp(pixel[c] * gain, 0, 255 * alpha);

            out[3 * x + c] = (uint8_t)(colour + (1 - alpha) * background[c] + 0.5f);
        }
    }
}

/* Beyond the matte nothing is known of the person: there the photo is background. */
static void clear_outside(Plane4 *person, const Rect *rect, const Plane *source)
{
    const double step_x = rect->width / person->width, step_y = rect->height / person->height;
    const int left = (int)fmin(fmax(ceil(-rect->x / step_x - 0.5), 0), person->width);
    const int right =
        (int)fmin(fmax(ceil((source->width - rect->x) / step_x - 0.5), left), person->width);

    for (int y = 0; y < person->height; y++) {
        const double v = rect->y + (y + 0.5) * step_y;
        const bool is_inside = v >= 0 && v <= source->height;
        float *row = plane4_row(person, y);

        memset(row, 0, 4 * (size_t)(is_inside ? left : person->width) * sizeof *row);
        memset(row + 4 * (size_t)right, 0, 4 * (size_t)(person->width - right) * sizeof *row);
    }
}

int render_certificate(Arena *arena, const IdpProfile *profile, const Matte *matte,
                       const Crop *crop, RgbImage *ret_image)
{
    const Rect rect = get_rect_in_planes(matte, &crop->rect);
    const int width = profile->width_px, height = profile->height_px;
    const float background[3] = {profile->background[0], profile->background[1],
                                 profile->background[2]};
    RgbImage image;
    Plane4 source, person;
    ArenaMark mark;
    int status = rgb_image_new(arena, width, height, &image);

    mark = arena_get_mark(arena);
    if (!status)
        status = plane4_new(arena, matte->alpha.width, matte->alpha.height, &source);
    for (int y = 0; y < matte->alpha.height && !status; y++)
        premultiply_row(plane_row(&matte->foreground[0], y), plane_row(&matte->foreground[1], y),
                        plane_row(&matte->foreground[2], y), plane_row(&matte->alpha, y),
                        source.width, plane4_row(&source, y));
    if (!status)
        status = plane4_resize(arena, &source, rect, width, height, RESIZE_LANCZOS3, &person);
    if (!status)
        clear_outside(&person, &rect, &matte->alpha);
    for (int y = 0; y < height && !status; y++)
        blend_row(plane4_row(&person, y), background, width, rgb_image_row(&image, y));
    arena_return_to(arena, mark);
    if (!status)
        *ret_image = image;
    return status;
}

int render_preview(Arena *arena, const RgbImage *photo, const Plane *mark, RgbImage *ret_image)
{
    static const uint8_t white[3] = {255, 255, 255}, dark[3] = {60, 60, 60};
    const double slope = 0.5; /* the word climbs to the right, across the face in any crop */
    const double length = sqrt(1 + slope * slope);
    const double pitch_x = mark->width * 1.6, pitch_y = mark->height * 2.2;

    if (draw_copy(arena, photo, ret_image) != IDP_OK)
        return IDP_E_MEMORY;
    for (int y = 0; y < photo->height; y++) {
        for (int x = 0; x < photo->width; x++) {
            const double along = (x - slope * y) / length, across = (slope * x + y) / length;
            const double row = floor(across / pitch_y);
            const double shifted = along + pitch_x * (1000 + 0.5 * fmod(row, 2));
            const double u = fmod(shifted, pitch_x), v = across - row * pitch_y;
            uint8_t *pixel = rgb_image_row(ret_image, y) + 3 * (size_t)x;

            if (u < mark->width && v < mark->height) {
                /* A dark rim one pixel down and right keeps it readable on white. */
                draw_mix(pixel, dark, 0.35f * plane_sample(mark, u - 1, v - 1));
                draw_mix(pixel, white, 0.55f * plane_sample(mark, u, v));
            }
        }
    }
    return IDP_OK;
}
