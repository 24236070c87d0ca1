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

static int copy_image(Arena *arena, const RgbImage *source, RgbImage *ret_image)
{
    const int status = rgb_image_new(arena, source->width, source->height, ret_image);

    for (int y = 0; y < source->height && !status; y++)
        memcpy(rgb_image_row(ret_image, y), rgb_image_row(source, y), 3 * (size_t)source->width);
    return status;
}

static void mix_pixel(uint8_t *pixel, const uint8_t colour[3], float cover)
{
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)((float)pixel[c] + cover * (float)(colour[c] - pixel[c]) + 0.5f);
}

int render_preview(Arena *arena, const RgbImage *photo, const Plane *mark, RgbImage *ret_image)
{
    static const uint8_t white[3] = {255, 255, 255}, dark[3] = {60, 60, 60};
    const double slope = 0.5; /* the word climbs to the right, across the face in any crop */
    const double length = sqrt(1 + slope * slope);
    const double pitch_x = mark->width * 1.6, pitch_y = mark->height * 2.2;

    if (copy_image(arena, photo, ret_image) != IDP_OK)
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
                mix_pixel(pixel, dark, 0.35f * plane_sample(mark, u - 1, v - 1));
                mix_pixel(pixel, white, 0.55f * plane_sample(mark, u, v));
            }
        }
    }
    return IDP_OK;
}

/* Draws the line from a to b, radius px thick on either side, with a soft edge. */
static void draw_line(RgbImage *image, IdpPoint a, IdpPoint b, double radius,
                      const uint8_t colour[3])
{
    const double dx = b.x - a.x, dy = b.y - a.y, square = fmax(dx * dx + dy * dy, 1e-9);
    const int left = (int)fmax(0, floor(fmin(a.x, b.x) - radius - 1));
    const int top = (int)fmax(0, floor(fmin(a.y, b.y) - radius - 1));
    const int right = (int)fmin(image->width - 1, ceil(fmax(a.x, b.x) + radius + 1));
    const int bottom = (int)fmin(image->height - 1, ceil(fmax(a.y, b.y) + radius + 1));

    for (int y = top; y <= bottom; y++) {
        for (int x = left; x <= right; x++) {
            const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
            const double t = fmin(fmax((px * dx + py * dy) / square, 0), 1);
            const double distance = hypot(px - t * dx, py - t * dy);
            const double cover = fmin(fmax(radius + 0.5 - distance, 0), 1);

            if (cover > 0)
                mix_pixel(rgb_image_row(image, y) + 3 * (size_t)x, colour, (float)cover);
        }
    }
}

static void draw_polygon(RgbImage *image, const IdpPoint *points, size_t n_points, double scale,
                         double radius, const uint8_t colour[3])
{
    for (size_t i = 0; i < n_points; i++) {
        const IdpPoint a = points[i], b = points[(i + 1) % n_points];

        draw_line(image, (IdpPoint){a.x * scale, a.y * scale}, (IdpPoint){b.x * scale, b.y * scale},
                  radius, colour);
    }
}

int render_overlay(Arena *arena, const RgbImage *working, double scale, const IdpReport *report,
                   RgbImage *ret_image)
{
    static const uint8_t crop_colour[3] = {100, 197, 255};
    static const uint8_t rule_colours[IDP_VERDICT_COUNT][3] = {
        [IDP_VERDICT_WARN] = {255, 176, 32}, [IDP_VERDICT_FAIL] = {235, 60, 50}};
    enum { LONG_SIDE_MAX_PX = 1000 };
    const int long_side = working->width > working->height ? working->width : working->height;
    const int factor = (long_side + LONG_SIDE_MAX_PX - 1) / LONG_SIDE_MAX_PX;
    const IdpGeometry *geometry = &report->geometry;
    const double to_picture = scale / factor;
    RgbImage small, picture;

    if (rgb_image_shrink(arena, working, factor, &small) != IDP_OK ||
        copy_image(arena, &small, &picture) != IDP_OK)
        return IDP_E_MEMORY;
    if (geometry->is_known) {
        const double right = geometry->crop_x + geometry->crop_width;
        const double bottom = geometry->crop_y + geometry->crop_height;
        const IdpPoint frame[4] = {{geometry->crop_x, geometry->crop_y},
                                   {right, geometry->crop_y},
                                   {right, bottom},
                                   {geometry->crop_x, bottom}};

        draw_polygon(&picture, frame, 4, to_picture, 1, crop_colour);
    }
    for (size_t i = 0; i < report->n_rules; i++) {
        const IdpRuleResult *rule = &report->rules[i];

        if (rule->verdict == IDP_VERDICT_WARN || rule->verdict == IDP_VERDICT_FAIL)
            draw_polygon(&picture, rule->place.source, rule->place.n_points, to_picture, 2,
                         rule_colours[rule->verdict]);
    }
    *ret_image = picture;
    return IDP_OK;
}
