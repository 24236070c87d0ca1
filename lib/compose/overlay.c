/*
 * Marks first, captions last, so that no line crosses a word. A caption takes the place nearest to
 * its mark that covers neither another caption nor, if there is such a place, any mark; a line
 * leads from it. One thread.
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

static bool do_meet(const Rect *a, const Rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* What a caption must keep clear of: the captions before it, and, if it can be, all marks. */
typedef struct Obstacles {
    Rect captions[MARKS_MAX], marks[MARKS_MAX];
    size_t n_captions, n_marks;
} Obstacles;

static bool is_free(const Rect *box, const Obstacles *obstacles, bool spares_marks)
{
    for (size_t i = 0; i < obstacles->n_captions; i++)
        if (do_meet(box, &obstacles->captions[i]))
            return false;
    for (size_t i = 0; i < obstacles->n_marks && spares_marks; i++)
        if (do_meet(box, &obstacles->marks[i]))
            return false;
    return true;
}

/* The gap between two boxes, to which a little of the way between their middles is added. */
static double get_distance(const Rect *a, const Rect *b)
{
    const double gap_x = fmax(fmax(a->x - b->x - b->width, b->x - a->x - a->width), 0);
    const double gap_y = fmax(fmax(a->y - b->y - b->height, b->y - a->y - a->height), 0);

    return hypot(gap_x, gap_y) + 0.1 * hypot(a->x + a->width / 2 - b->x - b->width / 2,
                                             a->y + a->height / 2 - b->y - b->height / 2);
}

/* The free place nearest to the mark; false if there is none. */
static bool find_place(const Rect *mark, const Obstacles *obstacles, bool spares_marks, double pad,
                       const RgbImage *picture, Rect *box)
{
    const Rect size = *box;
    double nearest = INFINITY;

    for (double y = pad; y + size.height + pad <= picture->height; y += size.height / 4)
        for (double x = pad; x + size.width + pad <= picture->width; x += size.height / 4) {
            const Rect tried = {x, y, size.width, size.height};
            const double distance = get_distance(&tried, mark);

            if (distance < nearest && is_free(&tried, obstacles, spares_marks)) {
                nearest = distance;
                *box = tried;
            }
        }
    return isfinite(nearest);
}

static Rect place_caption(const OverlayMark *mark, const Rect *bounds, double pad,
                          const Obstacles *obstacles, const RgbImage *picture)
{
    const Rect top = {picture->width / 2.0, 0, 0, 0}; /* where a caption of the whole belongs */
    const Rect *target = bounds->height < picture->height ? bounds : &top;
    Rect box = {pad, pad, mark->caption.width + 2 * pad, mark->caption.height + 1.4 * pad};

    if (!find_place(target, obstacles, true, pad, picture, &box))
        find_place(target, obstacles, false, pad, picture, &box); /* over a mark, if it must be */
    return box;
}

/* From a caption that had to go away from its mark. */
static void draw_leader(const RgbImage *picture, const Rect *box, const Rect *bounds, double radius,
                        const uint8_t colour[3])
{
    const IdpPoint from = {box->x + box->width / 2, box->y + box->height / 2};
    const IdpPoint to = {fmin(fmax(from.x, bounds->x), bounds->x + bounds->width),
                         fmin(fmax(from.y, bounds->y), bounds->y + bounds->height)};

    draw_line(picture, from, to, radius / 2, colour);
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
    Obstacles obstacles = {.n_captions = 0};
    RgbImage small, picture;

    if (n_marks > MARKS_MAX)
        return IDP_E_ARGUMENT;
    if (rgb_image_shrink(arena, working, factor, &small) || draw_copy(arena, &small, &picture))
        return IDP_E_MEMORY;
    draw_crop(&picture, geometry, to_picture);
    for (size_t i = 0; i < n_marks; i++) {
        const Rect bounds = get_bounds(&marks[i], to_picture, &picture);

        draw_mark(&picture, &marks[i], to_picture, radius);
        if (bounds.height < picture.height)
            obstacles.marks[obstacles.n_marks++] = bounds;
    }
    for (size_t i = 0; i < n_marks; i++) {
        const Rect bounds = get_bounds(&marks[i], to_picture, &picture);
        const Rect box = place_caption(&marks[i], &bounds, pad, &obstacles, &picture);

        obstacles.captions[obstacles.n_captions++] = box;
        draw_leader(&picture, &box, &bounds, radius, get_colour(&marks[i]));
    }
    for (size_t i = 0; i < n_marks; i++)
        draw_caption(&picture, &marks[i], &obstacles.captions[i], pad);
    *ret_image = picture;
    return IDP_OK;
}
