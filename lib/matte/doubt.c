/*
 * A window is doubted if it is flat, its colours are the background's and the network's own
 * background is near; hair is not flat, even where it has the background's colours (grey hair
 * before a grey wall). What has such colours beside a doubted window, up to the next hairs, is
 * doubted with it. Lengths are shares of the face's width. Thread-safe.
 */
#include "lib/matte/doubt.h"

#include <math.h>

#include <idphoto/error.h>

#include "lib/base/range.h"
#include "lib/matte/box.h"

static const double window_radius = 0.0116, growth_radius = 0.0174, reach = 0.25;
static const double end_below_chin = 0.25;
/* Mean evidence of a window's colours, above the face's middle and below, where clothes begin that
 * may be as flat as a wall and of its colour. */
static const float hair_colour_max = -0.7f, body_colour_max = -2.0f;
/* The share of these that a pixel beside a doubted window must have. */
static const float growth_share = 0.5f;
static const float colour_span = 3.0f;    /* a pixel's evidence is cut to this first */
static const float deviation_max = 0.01f; /* of a window's brightness, 0..1 */

/* The skin is an ellipse, a little wider than the mesh, and a column for the neck. */
static const float face_margin = 1.05f;
static const double neck_radius = 0.3;
enum { MESH_FOREHEAD = 10 };

enum { COLOUR, BRIGHTNESS, SQUARE }; /* channels of the windows */

/* In px of the planes. */
typedef struct Skin {
    float x, y, radius_x, radius_y;
    float neck_radius;
} Skin;

typedef struct Layout {
    Skin skin;
    int width, height; /* of the rows that can be doubted */
    int window_px, growth_px, reach_px;
} Layout;

static int to_px(double length)
{
    return (int)fmax(1.0, length + 0.5);
}

static Layout lay_out(const Face *face, Rect region, const Plane *logits)
{
    const double scale = logits->height / region.height;
    const double face_px = (double)face_get_width(face) * scale;
    const double top = ((double)face->mesh[MESH_FOREHEAD].y - region.y) * scale;
    const double chin = ((double)face->mesh[FACE_MESH_CHIN].y - region.y) * scale;

    return (Layout){
        .skin = {.x = (float)(((double)face_get_axis_x(face) - region.x) * scale),
                 .y = (float)((top + chin) / 2),
                 .radius_x = face_margin * (float)(face_px / 2),
                 .radius_y = face_margin * (float)((chin - top) / 2),
                 .neck_radius = (float)(neck_radius * face_px)},
        .width = logits->width,
        .height = (int)fmax(1.0, fmin(logits->height, chin + end_below_chin * face_px)),
        .window_px = to_px(window_radius * face_px),
        .growth_px = to_px(growth_radius * face_px),
        .reach_px = to_px(reach * face_px),
    };
}

static float get_colour_max(const Skin *skin, int y)
{
    return (float)y < skin->y ? hair_colour_max : body_colour_max;
}

/* How far the skin reaches to both sides of its axis in a row; negative: not at all. */
static float get_skin_radius(const Skin *skin, int y)
{
    const float t = ((float)y - skin->y) / skin->radius_y;
    const float face = t * t < 1.0f ? skin->radius_x * sqrtf(1.0f - t * t) : -1.0f;

    return t > 0.0f ? range_max(face, skin->neck_radius) : face;
}

static void fill_windows(const Plane rgb[3], const Plane *colour, const Field *field)
{
    for (int y = 0; y < field->height; y++) {
        const float *r = plane_row(&rgb[0], y), *g = plane_row(&rgb[1], y);
        const float *b = plane_row(&rgb[2], y), *evidence = plane_row(colour, y);
        float *out = field_row(field, y);

        for (int x = 0; x < field->width; x++) {
            const float brightness = 0.25f * r[x] + 0.5f * g[x] + 0.25f * b[x];

            out[x * FIELD_CHANNELS + COLOUR] = range_clamp(evidence[x], -colour_span, colour_span);
            out[x * FIELD_CHANNELS + BRIGHTNESS] = brightness;
            out[x * FIELD_CHANNELS + SQUARE] = brightness * brightness;
            out[x * FIELD_CHANNELS + 3] = 0.0f;
        }
    }
}

/* Channel 0: 1 where the network sees the background. */
static void fill_background(const Plane *logits, const Field *field)
{
    for (int y = 0; y < field->height; y++) {
        const float *in = plane_row(logits, y);
        float *out = field_row(field, y);

        for (int x = 0; x < field->width; x++) {
            out[x * FIELD_CHANNELS] = in[x] < 0.0f;
            out[x * FIELD_CHANNELS + 1] = 0.0f;
            out[x * FIELD_CHANNELS + 2] = out[x * FIELD_CHANNELS + 3] = 0.0f;
        }
    }
}

/* Channel 0 of near, the share of background round each pixel, becomes 1 in doubted windows. */
static void find_windows(const Field *means, const Skin *skin, const Field *near)
{
    for (int y = 0; y < near->height; y++) {
        const float colour_max = get_colour_max(skin, y);
        const float *mean = field_row(means, y);
        float *out = field_row(near, y);

        for (int x = 0; x < near->width; x++, mean += FIELD_CHANNELS, out += FIELD_CHANNELS) {
            const float variance = mean[SQUARE] - mean[BRIGHTNESS] * mean[BRIGHTNESS];

            out[0] = out[0] > 0.0f && mean[COLOUR] < colour_max &&
                     variance < deviation_max * deviation_max;
        }
    }
}

static void limit(const Field *near_window, const Plane *colour, const Skin *skin,
                  const Plane *logits)
{
    for (int y = 0; y < near_window->height; y++) {
        const float *window = field_row(near_window, y), *evidence = plane_row(colour, y);
        const float skin_radius = get_skin_radius(skin, y);
        const float colour_max = growth_share * get_colour_max(skin, y);
        float *out = plane_row(logits, y);

        for (int x = 0; x < near_window->width; x++)
            if (window[x * FIELD_CHANNELS] > 0.0f && evidence[x] < colour_max && out[x] > 0.0f &&
                fabsf((float)x - skin->x) > skin_radius)
                out[x] = 0.0f;
    }
}

int doubt_limit(Arena *arena, const Plane rgb[3], const Plane *colour, const Face *face,
                Rect region, const Plane *logits)
{
    const ArenaMark mark = arena_get_mark(arena);
    const Layout layout = lay_out(face, region, logits);
    Field field, means, near;

    if (field_new(arena, layout.width, layout.height, &field) ||
        field_new(arena, layout.width, layout.height, &means) ||
        field_new(arena, layout.width, layout.height, &near))
        return IDP_E_MEMORY;
    fill_windows(rgb, colour, &field);
    if (box_mean(arena, &field, layout.window_px, &means))
        return IDP_E_MEMORY;
    fill_background(logits, &field);
    if (box_mean(arena, &field, layout.reach_px, &near))
        return IDP_E_MEMORY;
    find_windows(&means, &layout.skin, &near);
    if (box_mean(arena, &near, layout.growth_px, &means))
        return IDP_E_MEMORY;
    limit(&means, colour, &layout.skin, logits);
    arena_return_to(arena, mark);
    return IDP_OK;
}
