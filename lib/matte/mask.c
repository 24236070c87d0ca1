/*
 * Three views: the context stretched to the network's square; the same with more room above it,
 * mirrored; the same letterboxed, mirrored. No view adds room below the person: there the network
 * would take the picture for that of a bust and cut the shoulders. Their logits are averaged and
 * divided by 1 + 6 x their standard deviation as probabilities. Thread-safe.
 */
#include "lib/matte/mask.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/range.h"
#include "lib/base/resample.h"
#include "lib/base/simd.h"
#include "lib/matte/logistic.h"
#include "lib/matte/sample.h"

enum { SIDE = 256, N_VIEWS = 3 };

static const double finer = 1.5;      /* px of the scene per px of a view, at least */
static const double room_above = 0.3; /* of the context's height */
static const float agreement_weight = 6.0f;

const ModelSpec mask_model_spec = {
    .name = "selfie_segmentation",
    .sha256 = "88edf39e689ed5460b6d5c0177796033f178e19090073660df87a70a60ce5427",
    .input = {.name = "image", .rank = 4, .shape = {1, SIDE, SIDE, 3}},
    .n_outputs = 1,
    .outputs = {{.name = "logits", .rank = 2, .shape = {SIDE, SIDE}}},
};

typedef struct View {
    Rect rect; /* of the picture */
    int is_mirrored;
} View;

static void list_views(Rect context, View views[N_VIEWS])
{
    const double room = room_above * context.height;
    const double side = fmax(context.width, context.height);
    const Rect square = {
        .x = context.x + (context.width - side) / 2,
        .y = context.y + context.height - side,
        .width = side,
        .height = side,
    };
    const Rect taller = {context.x, context.y - room, context.width, context.height + room};

    views[0] = (View){.rect = context};
    views[1] = (View){.rect = taller, .is_mirrored = 1};
    views[2] = (View){.rect = square, .is_mirrored = 1};
}

static void mirror_rows(float *values, int n_channels)
{
    for (int y = 0; y < SIDE; y++) {
        float *row = values + (ptrdiff_t)y * SIDE * n_channels;

        for (int x = 0; x < SIDE / 2; x++) {
            for (int c = 0; c < n_channels; c++) {
                float *left = row + x * n_channels + c;
                float *right = row + (SIDE - 1 - x) * n_channels + c;
                const float value = *left;

                *left = *right;
                *right = value;
            }
        }
    }
}

/* Logits of one view, resampled to the region: a new plane of the size that *ret_plane has. */
static int run_view(const Model *model, Arena *arena, const RgbImage *image, View view, Rect region,
                    float *tensor, const Plane *logits, Plane *ret_plane, IdpError *error)
{
    const double scale_x = SIDE / view.rect.width, scale_y = SIDE / view.rect.height;
    const Rect place = {
        .x = (region.x - view.rect.x) * scale_x,
        .y = (region.y - view.rect.y) * scale_y,
        .width = region.width * scale_x,
        .height = region.height * scale_y,
    };
    int status;

    if (sample_rgb(arena, image, view.rect, SIDE, SIDE, tensor))
        return error_set(error, IDP_E_MEMORY, "no memory for the mask");
    if (view.is_mirrored)
        mirror_rows(tensor, 3);
    status = model_run(model, tensor, &(float *){logits->values}, error);
    if (status)
        return status;
    if (view.is_mirrored)
        mirror_rows(logits->values, 1);
    if (plane_resize(arena, logits, place, ret_plane->width, ret_plane->height, RESIZE_TRIANGLE,
                     ret_plane))
        return error_set(error, IDP_E_MEMORY, "no memory for the mask");
    return IDP_OK;
}

/* The views' planes become the weighted mean. */
SIMD_CLONES
static void merge(const Plane views[N_VIEWS], const Plane *merged)
{
    for (int y = 0; y < merged->height; y++) {
        const float *rows[N_VIEWS] = {plane_row(&views[0], y), plane_row(&views[1], y),
                                      plane_row(&views[2], y)};
        float *out = plane_row(merged, y);

        for (int x = 0; x < merged->width; x++) {
            float sum = 0.0f, mean = 0.0f, square = 0.0f;

            for (int i = 0; i < N_VIEWS; i++) {
                const float p = logistic(rows[i][x]);

                sum += rows[i][x] * (1.0f / N_VIEWS);
                mean += p * (1.0f / N_VIEWS);
                square += p * p * (1.0f / N_VIEWS);
            }
            out[x] = sum / (1.0f + agreement_weight * sqrtf(range_max(square - mean * mean, 0.0f)));
        }
    }
}

/* What the views see of the picture, shrunk as far as it stays finer than they are. */
typedef struct Scene {
    RgbImage image;
    double x, y; /* of its corner in the picture */
    int factor;
} Scene;

static int scene_new(Arena *arena, const RgbImage *image, const View *views, int n_views,
                     Scene *ret_scene)
{
    double left = image->width, top = image->height, right = 0, bottom = 0, side = INFINITY;
    RgbImage part = *image;
    Scene scene;

    for (int i = 0; i < n_views; i++) {
        const Rect *rect = &views[i].rect;

        left = fmin(left, fmax(floor(rect->x), 0));
        top = fmin(top, fmax(floor(rect->y), 0));
        right = fmax(right, fmin(ceil(rect->x + rect->width), image->width));
        bottom = fmax(bottom, fmin(ceil(rect->y + rect->height), image->height));
        side = fmin(side, fmin(rect->width, rect->height));
    }
    part.width = (int)(right - left);
    part.height = (int)(bottom - top);
    part.pixels = rgb_image_row(image, (int)top) + 3 * (size_t)left;
    scene = (Scene){.x = left, .y = top, .factor = (int)fmax(1, side / (finer * SIDE))};
    if (rgb_image_shrink(arena, &part, scene.factor, &scene.image))
        return IDP_E_MEMORY;
    *ret_scene = scene;
    return IDP_OK;
}

/* A rectangle of the picture in the scene. */
static Rect scene_place(const Scene *scene, Rect rect)
{
    return (Rect){
        .x = (rect.x - scene->x) / scene->factor,
        .y = (rect.y - scene->y) / scene->factor,
        .width = rect.width / scene->factor,
        .height = rect.height / scene->factor,
    };
}

static int estimate(const Model *model, Arena *arena, const RgbImage *image, const View *views,
                    int n_views, Rect region, Plane *planes, IdpError *error)
{
    float *tensor = ARENA_NEW(arena, float, SIDE *SIDE * 3);
    Scene scene;
    Plane logits;
    int status = IDP_OK;

    if (!tensor || plane_new(arena, SIDE, SIDE, &logits) ||
        scene_new(arena, image, views, n_views, &scene))
        return error_set(error, IDP_E_MEMORY, "no memory for the mask");
    for (int i = 0; i < n_views && !status; i++) {
        const View view = {scene_place(&scene, views[i].rect), views[i].is_mirrored};

        status = run_view(model, arena, &scene.image, view, scene_place(&scene, region), tensor,
                          &logits, &planes[i], error);
    }
    return status;
}

int mask_estimate(const Model *model, Arena *arena, const RgbImage *image, Rect context,
                  Rect region, const Plane *logits, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    View views[N_VIEWS];
    Plane planes[N_VIEWS];
    int status;

    for (int i = 0; i < N_VIEWS; i++)
        planes[i] = *logits;
    list_views(context, views);
    status = estimate(model, arena, image, views, N_VIEWS, region, planes, error);
    if (!status)
        merge(planes, logits);
    arena_return_to(arena, mark);
    return status;
}

int mask_estimate_plain(const Model *model, Arena *arena, const RgbImage *image,
                        const Plane *logits, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    const Rect all = {0, 0, image->width, image->height};
    const View view = {.rect = all};
    Plane plane = *logits;
    const int status = estimate(model, arena, image, &view, 1, all, &plane, error);

    for (int y = 0; y < logits->height && !status; y++)
        memcpy(plane_row(logits, y), plane_row(&plane, y), (size_t)logits->width * sizeof(float));
    arena_return_to(arena, mark);
    return status;
}
