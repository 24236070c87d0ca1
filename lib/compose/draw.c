/* Shapes by the distance of each pixel in their bounds. Thread-safe. */
#include "lib/compose/draw.h"

#include <math.h>
#include <string.h>

enum { ELLIPSE_SIDES = 48 };

int draw_copy(Arena *arena, const RgbImage *source, RgbImage *ret_image)
{
    const int status = rgb_image_new(arena, source->width, source->height, ret_image);

    for (int y = 0; y < source->height && !status; y++)
        memcpy(rgb_image_row(ret_image, y), rgb_image_row(source, y), 3 * (size_t)source->width);
    return status;
}

/* The pixels that a shape between the two corners may touch. */
typedef struct Bounds {
    int left, top, right, bottom; /* inclusive */
} Bounds;

static Bounds get_bounds(const RgbImage *image, double left, double top, double right,
                         double bottom)
{
    return (Bounds){.left = (int)fmax(0, floor(fmin(left, image->width))),
                    .top = (int)fmax(0, floor(fmin(top, image->height))),
                    .right = (int)fmin(image->width - 1, ceil(fmax(right, -1))),
                    .bottom = (int)fmin(image->height - 1, ceil(fmax(bottom, -1)))};
}

void draw_line(const RgbImage *image, IdpPoint a, IdpPoint b, double radius,
               const uint8_t colour[3])
{
    const double dx = b.x - a.x, dy = b.y - a.y, square = fmax(dx * dx + dy * dy, 1e-9);
    const Bounds bounds =
        get_bounds(image, fmin(a.x, b.x) - radius - 1, fmin(a.y, b.y) - radius - 1,
                   fmax(a.x, b.x) + radius + 1, fmax(a.y, b.y) + radius + 1);

    for (int y = bounds.top; y <= bounds.bottom; y++) {
        for (int x = bounds.left; x <= bounds.right; x++) {
            const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
            const double t = fmin(fmax((px * dx + py * dy) / square, 0), 1);
            const double distance = hypot(px - t * dx, py - t * dy);
            const double cover = fmin(fmax(radius + 0.5 - distance, 0), 1);

            if (cover > 0)
                draw_mix(rgb_image_row(image, y) + 3 * (size_t)x, colour, (float)cover);
        }
    }
}

void draw_polygon(const RgbImage *image, const IdpPoint *points, size_t n_points, double radius,
                  const uint8_t colour[3])
{
    for (size_t i = 0; i < n_points; i++)
        draw_line(image, points[i], points[(i + 1) % n_points], radius, colour);
}

void draw_ellipse(const RgbImage *image, const Rect *rect, double radius, const uint8_t colour[3])
{
    IdpPoint points[ELLIPSE_SIDES];

    for (int i = 0; i < ELLIPSE_SIDES; i++) {
        const double angle = 2 * M_PI * i / ELLIPSE_SIDES;

        points[i] = (IdpPoint){rect->x + rect->width * (0.5 + 0.5 * cos(angle)),
                               rect->y + rect->height * (0.5 + 0.5 * sin(angle))};
    }
    draw_polygon(image, points, ELLIPSE_SIDES, radius, colour);
}

void draw_box(const RgbImage *image, const Rect *rect, double corner_px, const uint8_t colour[3])
{
    const Bounds bounds =
        get_bounds(image, rect->x, rect->y, rect->x + rect->width, rect->y + rect->height);

    for (int y = bounds.top; y <= bounds.bottom; y++) {
        for (int x = bounds.left; x <= bounds.right; x++) {
            /* How far the pixel lies outside the box that the corners' centres span. */
            const double out_x = fmax(fmax(rect->x + corner_px - (x + 0.5),
                                           x + 0.5 - (rect->x + rect->width - corner_px)),
                                      0);
            const double out_y = fmax(fmax(rect->y + corner_px - (y + 0.5),
                                           y + 0.5 - (rect->y + rect->height - corner_px)),
                                      0);
            const double cover = fmin(fmax(corner_px + 0.5 - hypot(out_x, out_y), 0), 1);

            draw_mix(rgb_image_row(image, y) + 3 * (size_t)x, colour, (float)cover);
        }
    }
}

void draw_mask(const RgbImage *image, const Plane *mask, int left, int top, const uint8_t colour[3])
{
    for (int y = 0; y < mask->height; y++)
        for (int x = 0; x < mask->width; x++)
            if (top + y >= 0 && top + y < image->height && left + x >= 0 && left + x < image->width)
                draw_mix(rgb_image_row(image, top + y) + 3 * (size_t)(left + x), colour,
                         plane_row(mask, y)[x]);
}
