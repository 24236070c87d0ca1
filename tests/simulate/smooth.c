#include "tests/simulate/smooth.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

static const double reach_least = 0.03, reach_more = 0.05; /* of the filter, over the interocular
                                                               distance, by the strength */
static const double range_sigma = 30; /* of the bilateral filter, grey levels */
static const double guided_eps = 400; /* grey levels squared */

static const char *const names[SMOOTH_KIND_COUNT] = {"gaussian", "bilateral", "guided"};

const char *smooth_get_name(SmoothKind kind)
{
    return names[kind];
}

SmoothKind smooth_find(const char *name)
{
    int kind = 0;

    while (kind < SMOOTH_KIND_COUNT && strcmp(names[kind], name))
        kind++;
    return (SmoothKind)kind;
}

static double distance_to(Point2 centre, double x, double y)
{
    return hypot(x - (double)centre.x, y - (double)centre.y);
}

/* 0..1: inside the oval of the face, away from eyes, brows and mouth. */
static double get_skin(const Face *face, double x, double y)
{
    const double unit = (double)face_get_interocular(face);
    const Point2 eyes = face_get_eyes_midpoint(face);
    const Point2 mouth = {(face->lips[0].x + face->lips[10].x) / 2,
                          (face->lips[0].y + face->lips[10].y) / 2};
    const double u = (x - (double)eyes.x) / (1.05 * unit);
    const double v = (y - (double)eyes.y - 0.35 * unit) / (1.45 * unit);
    const double oval = fmin(fmax((1 - hypot(u, v)) * 6, 0), 1);
    double free = 1;

    free = fmin(free, (distance_to(face->iris_left[0], x, y) / unit - 0.33) * 8);
    free = fmin(free, (distance_to(face->iris_right[0], x, y) / unit - 0.33) * 8);
    free = fmin(free, (distance_to(mouth, x, y) / unit - 0.42) * 8);
    return oval * fmin(fmax(free, 0), 1);
}

/* What a guided filter with the channel as its own guide makes of a pixel, without the second mean:
 * a value pulled towards its neighbours' mean where they hardly vary. */
static double filter_pixel(const RgbImage *image, int x, int y, int c, int reach, SmoothKind kind)
{
    const double own = rgb_image_row(image, y)[3 * x + c];
    double sum = 0, squares = 0, total = 0;

    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++) {
            const int px = x + dx, py = y + dy;

            if (px < 0 || py < 0 || px >= image->width || py >= image->height)
                continue;
            const double value = rgb_image_row(image, py)[3 * px + c];
            double weight = kind == SMOOTH_GUIDED
                                ? 1
                                : exp(-2.0 * (dx * dx + dy * dy) / (reach * (double)reach));

            if (kind == SMOOTH_BILATERAL)
                weight *= exp(-(value - own) * (value - own) / (2 * range_sigma * range_sigma));
            sum += weight * value;
            squares += weight * value * value;
            total += weight;
        }
    const double mean = sum / total, variance = squares / total - mean * mean;

    return kind == SMOOTH_GUIDED ? mean + variance / (variance + guided_eps) * (own - mean) : mean;
}

int smooth_skin(Arena *arena, const RgbImage *image, const Face *face, SmoothKind kind,
                double strength)
{
    const int reach =
        (int)fmax(2, (reach_least + reach_more * strength) * (double)face_get_interocular(face));
    const ArenaMark mark = arena_get_mark(arena);
    RgbImage copy;

    if (rgb_image_new(arena, image->width, image->height, &copy))
        return IDP_E_MEMORY;
    for (int y = 0; y < image->height; y++)
        memcpy(rgb_image_row(&copy, y), rgb_image_row(image, y), 3 * (size_t)image->width);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const double share = strength * get_skin(face, x + 0.5, y + 0.5);

            for (int c = 0; share > 0 && c < 3; c++) {
                uint8_t *value = rgb_image_row(image, y) + 3 * x + c;
                const double smooth = filter_pixel(&copy, x, y, c, reach, kind);

                *value = (uint8_t)lrint((1 - share) * *value + share * smooth);
            }
        }
    arena_return_to(arena, mark);
    return IDP_OK;
}
