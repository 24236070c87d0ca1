/*
 * Marks first, captions last, so that no line crosses a word. A caption goes below its mark, else
 * above, else wherever down the picture there is room. One thread.
 */
#include "lib/compose/overlay.h"

#include <math.h>
#include <stdbool.h>

#include <idphoto/error.h>

#include "lib/base/resample.h"
#include "lib/compose/draw.h"

enum { MARKS_MAX = 16, PHONE_WIDTH_PT = 390, CAPTION_PT = 17 };

static const uint8_t crop_colour[3] = {100, 197, 255}, white[3] = {255, 255, 255};
static const uint8_t fail_colour[3] = {216, 44, 40}, warn_colour[3] = {196, 112, 0};

int overlay_get_shrink(const RgbImage *working)
{
    const int long_side = working->width > working->height ? working->width : working->height;

    return (long_side + OVERLAY_LONG_SIDE_MAX_PX - 1) / OVERLAY_LONG_SIDE_MAX_PX;
}

int overlay_get_caption_size(const RgbImage *working)
{
    const int width = working->width / overlay_get_shrink(working);
    const int size = width * CAPTION_PT / PHONE_WIDTH_PT;

    return size < 12 ? 12 : size;
}

static const uint8_t *get_colour(const OverlayMark *mark)
{
    return mark->is_failure ? fail_colour : warn_colour;
}

/* The mark's bounds in the picture; of a mark without points the picture itself. */
static Rect get_bounds(const OverlayMark *mark, double scale, const RgbImage *picture)
{
    const IdpPlace *place = mark->place;
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;

    if (!place->n_points || mark->kind == IDP_MARK_WHOLE)
        return (Rect){0, 0, picture->width, picture->height};
    for (size_t i = 0; i < place->n_points; i++) {
        left = fmin(left, place->source[i].x * scale);
        top = fmin(top, place->source[i].y * scale);
        right = fmax(right, place->source[i].x * scale);
        bottom = fmax(bottom, place->source[i].y * scale);
    }
    return (Rect){left, top, right - left, bottom - top};
}

static void draw_mark(const RgbImage *picture, const OverlayMark *mark, double scale, double radius)
{
    const Rect bounds = get_bounds(mark, scale, picture);
    const Rect round = {bounds.x - 2 * radius, bounds.y - 2 * radius, bounds.width + 4 * radius,
                        bounds.height + 4 * radius};
    IdpPoint points[IDP_PLACE_POINTS_MAX];

    if (!mark->place->n_points || mark->kind == IDP_MARK_WHOLE) {
        const double right = bounds.width - radius, bottom = bounds.height - radius;
        const IdpPoint edge[4] = {
            {radius, radius}, {right, radius}, {right, bottom}, {radius, bottom}};

        draw_polygon(picture, edge, 4, radius, get_colour(mark));
        return;
    }
    for (size_t i = 0; i < mark->place->n_points; i++)
        points[i] = (IdpPoint){mark->place->source[i].x * scale, mark->place->source[i].y * scale};
    if (mark->kind == IDP_MARK_ELLIPSE)
        draw_ellipse(picture, &round, radius, get_colour(mark));
    else if (mark->kind == IDP_MARK_LINE)
        draw_line(picture, points[0], points[mark->place->n_points > 1], radius, get_colour(mark));
    else
        draw_polygon(picture, points, mark->place->n_points, radius, get_colour(mark));
}

static bool is_free(const Rect *box, const Rect *taken, size_t n_taken, const RgbImage *picture)
{
    if (box->x < 0 || box->y < 0 || box->x + box->width > picture->width ||
        box->y + box->height > picture->height)
        return false;
    for (size_t i = 0; i < n_taken; i++)
        if (box->x < taken[i].x + taken[i].width && taken[i].x < box->x + box->width &&
            box->y < taken[i].y + taken[i].height && taken[i].y < box->y + box->height)
            return false;
    return true;
}

static Rect place_caption(const OverlayMark *mark, const Rect *bounds, double pad,
                          const Rect *taken, size_t n_taken, const RgbImage *picture)
{
    const double width = mark->caption.width + 2 * pad, height = mark->caption.height + 1.4 * pad;
    const double middle = bounds->x + bounds->width / 2 - width / 2;
    const double x = fmax(fmin(middle, picture->width - width - pad), pad);
    const double above = bounds->y - pad - height, below = bounds->y + bounds->height + pad;
    Rect box = {x, bounds->height < picture->height / 2.0 ? below : pad, width, height};

    if (is_free(&box, taken, n_taken, picture))
        return box;
    box.y = above;
    if (is_free(&box, taken, n_taken, picture))
        return box;
    for (box.y = pad; box.y < picture->height; box.y += height / 2)
        if (is_free(&box, taken, n_taken, picture))
            return box;
    box.y = pad; /* nowhere: over another rather than not at all */
    return box;
}

static void draw_caption(const RgbImage *picture, const OverlayMark *mark, const Rect *box,
                         double pad)
{
    draw_box(picture, box, pad, get_colour(mark));
    draw_mask(picture, &mark->caption, (int)(box->x + pad),
              (int)(box->y + (box->height - mark->caption.height) / 2), white);
}

static void draw_crop(const RgbImage *picture, const IdpGeometry *geometry, double scale)
{
    const double left = geometry->crop_x * scale, top = geometry->crop_y * scale;
    const double right = left + geometry->crop_width * scale;
    const double bottom = top + geometry->crop_height * scale;
    const IdpPoint frame[4] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};

    if (geometry->is_known)
        draw_polygon(picture, frame, 4, 1, crop_colour);
}

int overlay_render(Arena *arena, const RgbImage *working, double scale, const IdpGeometry *geometry,
                   const OverlayMark *marks, size_t n_marks, RgbImage *ret_image)
{
    const int factor = overlay_get_shrink(working);
    const double to_picture = scale / factor, pad = overlay_get_caption_size(working) * 0.45;
    const double radius = fmax(1.5, pad / 4);
    Rect taken[MARKS_MAX];
    RgbImage small, picture;

    if (n_marks > MARKS_MAX)
        return IDP_E_ARGUMENT;
    if (rgb_image_shrink(arena, working, factor, &small) || draw_copy(arena, &small, &picture))
        return IDP_E_MEMORY;
    draw_crop(&picture, geometry, to_picture);
    for (size_t i = 0; i < n_marks; i++)
        draw_mark(&picture, &marks[i], to_picture, radius);
    for (size_t i = 0; i < n_marks; i++) {
        const Rect bounds = get_bounds(&marks[i], to_picture, &picture);

        taken[i] = place_caption(&marks[i], &bounds, pad, taken, i, &picture);
        draw_caption(&picture, &marks[i], &taken[i], pad);
    }
    *ret_image = picture;
    return IDP_OK;
}
