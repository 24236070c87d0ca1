/*
 * The pipeline: region, person mask, colour fusion, trimap, closed form, foreground colours.
 *
 * Everything up to alpha is made at half the size. Alpha is brought to full size by the affine
 * functions of colour that it follows there, the closed form's own model, applied to the full
 * colours: as good as solving at full size, better where there is noise, and a tenth of the work.
 * docs/photo-quality.md says what each step gains. Thread-safe; one arena a thread.
 */
#include "lib/matte/matte.h"

#include <math.h>
#include <stdlib.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/base/range.h"
#include "lib/base/simd.h"
#include "lib/matte/closed_form.h"
#include "lib/matte/colour_model.h"
#include "lib/matte/confidence.h"
#include "lib/matte/doubt.h"
#include "lib/matte/foreground.h"
#include "lib/matte/guided_filter.h"
#include "lib/matte/logistic.h"
#include "lib/matte/mask.h"
#include "lib/matte/sample.h"
#include "lib/matte/trimap.h"

/* Lengths are in px of a photo 720 px wide, at which the figures were chosen. */
static const double reference_width_px = 720;

static const float colour_weight = 2.0f;
static const double fusion_radius_px = 8;
static const float fusion_epsilon = 1e-4f;

static const float person_min = 0.9f, background_max = 0.2f;
static const double person_erosion_px = 3, hair_erosion_px = 12, background_erosion_px = 8;
static const float prior_weight = 1e-3f;
static const ClosedFormOptions solver = {.epsilon = 3e-7f, .n_steps_max = 40, .tolerance = 1e-4f};

static const float haze = 0.05f;

static const int enlarging_radius = 1; /* half-size px: the closed form's window */
static const float enlarging_epsilon = 1e-4f;

static const double edge_reach_px = 4;

/*
 * Shares of the face's width that the region reaches from the midpoint of the eyes: what any crop
 * that the standard allows can show (face of 180 px in 480 x 640, eyes at 200 to 300).
 */
static const double region_beside = 1.36, region_above = 1.69, region_below = 2.47;
/* The network sees this much of the region's sides beyond it, where the picture has it. */
static const double context_ratio = 0.3;
/* Head and body pass into each other over this share of the face's width, at the chin. */
static const double split_blend = 0.5;
/* Width of the finished photo in widths of the face. */
static const double photo_faces = 480.0 / 230.0;
/* Height of its chin as a share. */
static const double photo_chin = 0.55;

struct Matter {
    Model *mask;
};

int matter_new(Runtime *runtime, const char *models_dir, Matter **ret_matter, IdpError *error)
{
    Matter *matter = ALLOC_NEW(Matter);
    int status;

    if (!matter)
        return error_set(error, IDP_E_MEMORY, "no memory for the matte's models");
    status = model_new(runtime, models_dir, &mask_model_spec, &matter->mask, error);
    if (status) {
        matter_free(matter);
        return status;
    }
    *ret_matter = matter;
    return IDP_OK;
}

void matter_free(Matter *matter)
{
    if (!matter)
        return;
    model_free(matter->mask);
    free(matter);
}

size_t matter_get_models(const Matter *matter, const ModelSpec **ret_specs, size_t n_max)
{
    if (n_max > 0)
        ret_specs[0] = model_get_spec(matter->mask);
    return 1;
}

/* Where the matte is made. */
typedef struct Layout {
    Rect region;  /* of the working picture */
    Rect context; /* what the network sees */
    int width, height;
    double unit;       /* plane px per px of the reference width */
    ColourSplit split; /* at half size */
} Layout;

/* All planes of one matte. */
typedef struct Work {
    Layout layout;
    const Face *face; /* may be NULL */
    Arena *arena;
    Plane rgb[3], half_rgb[3];
    Plane probability; /* half size: the fused mask */
    Plane half_alpha;
    Plane alpha;
} Work;

static Rect intersect(Rect a, Rect b)
{
    const double x = fmax(a.x, b.x), y = fmax(a.y, b.y);

    return (Rect){
        .x = x,
        .y = y,
        .width = fmin(a.x + a.width, b.x + b.width) - x,
        .height = fmin(a.y + a.height, b.y + b.height) - y,
    };
}

/* Without a face the picture is taken to be framed like a certificate photo. */
static ColourSplit find_split(const Layout *layout, const Face *face)
{
    const double scale = layout->height / layout->region.height;
    const double face_px = face ? (double)face_get_width(face) : layout->region.width / photo_faces;
    const double chin_px = face ? (double)face->mesh[FACE_MESH_CHIN].y - layout->region.y
                                : photo_chin * layout->region.height;

    return (ColourSplit){
        .y = (float)(chin_px * scale / 2),
        .blend_px = (float)(split_blend * face_px * scale / 2),
    };
}

static Layout lay_out(const RgbImage *image, const Face *face, double scale)
{
    const Rect all = {0, 0, image->width, image->height};
    const double plane_scale = fmin(scale, 1.0);
    Layout layout = {.region = all, .context = all};

    if (face) {
        const double width = (double)face_get_width(face);
        const Point2 eyes = face_get_eyes_midpoint(face);
        const Rect region = {(double)eyes.x - region_beside * width,
                             (double)eyes.y - region_above * width, 2 * region_beside * width,
                             (region_above + region_below) * width};
        const Rect context = {
            region.x - context_ratio * region.width, region.y - context_ratio * region.height,
            (1 + 2 * context_ratio) * region.width, (1 + 2 * context_ratio) * region.height};

        layout.region = intersect(region, all);
        layout.context = intersect(context, all);
        layout.unit = photo_faces * width * plane_scale / reference_width_px;
    } else {
        layout.unit = image->width * plane_scale / reference_width_px;
    }
    if (layout.region.width < 8 || layout.region.height < 8)
        layout.region = layout.context = all; /* a face outside the picture */
    layout.width = (int)fmax(layout.region.width * plane_scale + 0.5, 8);
    layout.height = (int)fmax(layout.region.height * plane_scale + 0.5, 8);
    layout.split = find_split(&layout, face);
    return layout;
}

/* A length at half size, at least 1. */
static int get_half_px(const Layout *layout, double length_px)
{
    return (int)fmax(1.0, length_px * layout->unit / 2 + 0.5);
}

static int new_half_planes(Work *work, Plane *planes, int n)
{
    for (int i = 0; i < n; i++)
        if (plane_new(work->arena, (work->layout.width + 1) / 2, (work->layout.height + 1) / 2,
                      &planes[i]))
            return IDP_E_MEMORY;
    return IDP_OK;
}

static void halve(const Plane *plane, const Plane *half)
{
    for (int y = 0; y < half->height; y++) {
        const float *top = plane_row(plane, 2 * y);
        const float *bottom = 2 * y + 1 < plane->height ? plane_row(plane, 2 * y + 1) : top;
        float *out = plane_row(half, y);

        for (int x = 0; x < half->width; x++) {
            const int right = 2 * x + 1 < plane->width ? 2 * x + 1 : 2 * x;

            out[x] = 0.25f * (top[2 * x] + top[right] + bottom[2 * x] + bottom[right]);
        }
    }
}

static int fill_weight(Work *work, const Plane *like, Plane *ret_weight)
{
    if (plane_new(work->arena, like->width, like->height, ret_weight))
        return IDP_E_MEMORY;
    for (int y = 0; y < like->height; y++)
        for (int x = 0; x < like->width; x++)
            plane_row(ret_weight, y)[x] = prior_weight;
    return IDP_OK;
}

/* Probability of the person from the mask's logits and, if given, the colours'. */
SIMD_CLONES
static void to_probability(const Plane *logits, const Plane *colour, const Plane *probability)
{
    for (int y = 0; y < probability->height; y++) {
        const float *mask = plane_row(logits, y);
        const float *evidence = colour ? plane_row(colour, y) : mask;
        const float weight = colour ? colour_weight : 0.0f;
        float *out = plane_row(probability, y);

        for (int x = 0; x < probability->width; x++)
            out[x] = logistic(mask[x] + weight * evidence[x]);
    }
}

/*
 * The mask's logits become work->probability: with the picture's own colours, along its edges.
 * Without a face nothing tells skin from a wall of its colour, so the network is not doubted.
 */
static int fuse_colours(Work *work, const Plane *logits)
{
    const ArenaMark mark = arena_get_mark(work->arena);
    ColourModel model;
    GuidedFilter filter;
    Plane colour;
    int status;

    if (colour_model_new(work->arena, work->half_rgb, work->layout.split, &model) ||
        guided_filter_new(work->arena, work->half_rgb, get_half_px(&work->layout, fusion_radius_px),
                          fusion_epsilon, &filter) ||
        new_half_planes(work, &colour, 1))
        return IDP_E_MEMORY;
    to_probability(logits, NULL, &work->probability);
    colour_model_learn(&model, &work->probability);
    colour_model_get_logits(&model, &colour);
    if (work->face &&
        doubt_limit(work->arena, work->half_rgb, &colour, work->face, work->layout.region, logits))
        return IDP_E_MEMORY;
    to_probability(logits, &colour, &work->probability);
    status = guided_filter_run(work->arena, &filter, &work->probability, &work->probability);
    arena_return_to(work->arena, mark);
    return status;
}

/* work->half_alpha: the trimap of the probability and the closed form between. */
static int solve_half(Work *work, IdpError *error)
{
    const TrimapOptions options = {
        .person_min = person_min,
        .background_max = background_max,
        .person_erosion_px = get_half_px(&work->layout, person_erosion_px),
        .hair_erosion_px = get_half_px(&work->layout, hair_erosion_px),
        .hair_end_y = (int)work->layout.split.y,
        .background_erosion_px = get_half_px(&work->layout, background_erosion_px),
    };
    Plane unknown, weight;

    if (trimap_make(work->arena, &work->probability, &options, &unknown, &work->half_alpha) ||
        fill_weight(work, &unknown, &weight))
        return error_set(error, IDP_E_MEMORY, "no memory for the trimap");
    return closed_form_solve(work->arena, work->half_rgb, &unknown, &work->probability, &weight,
                             &solver, &work->half_alpha, NULL, error);
}

/*
 * The closed form spreads a haze over what is plainly background, and as much light through the
 * person; alpha is stretched so that both vanish.
 */
static void remove_haze(const Plane *alpha)
{
    for (int y = 0; y < alpha->height; y++) {
        float *row = plane_row(alpha, y);

        for (int x = 0; x < alpha->width; x++)
            row[x] = range_clamp((row[x] - haze) / (1.0f - 2.0f * haze), 0.0f, 1.0f);
    }
}

/* work->alpha from work->half_alpha. */
static int enlarge(Work *work)
{
    GuidedFilter filter;

    if (guided_filter_new(work->arena, work->half_rgb, enlarging_radius, enlarging_epsilon,
                          &filter))
        return IDP_E_MEMORY;
    return guided_filter_enlarge(work->arena, &filter, &work->half_alpha, work->rgb, &work->alpha);
}

/* work->alpha and work->rgb. */
static int make_alpha(const Matter *matter, Work *work, const RgbImage *image, IdpError *error)
{
    const Layout *layout = &work->layout;
    Plane logits;
    int status;

    for (int c = 0; c < 3; c++)
        if (plane_new(work->arena, layout->width, layout->height, &work->rgb[c]))
            return error_set(error, IDP_E_MEMORY, "no memory for the matte");
    if (new_half_planes(work, work->half_rgb, 3) || new_half_planes(work, &work->probability, 1) ||
        new_half_planes(work, &logits, 1) ||
        sample_planes(work->arena, image, layout->region, work->rgb))
        return error_set(error, IDP_E_MEMORY, "no memory for the matte");
    for (int c = 0; c < 3; c++)
        halve(&work->rgb[c], &work->half_rgb[c]);
    status = mask_estimate(matter->mask, work->arena, image, layout->context, layout->region,
                           &logits, error);
    if (status)
        return status;
    if (fuse_colours(work, &logits))
        return error_set(error, IDP_E_MEMORY, "no memory for the colour model");
    status = solve_half(work, error);
    if (status)
        return status;
    remove_haze(&work->half_alpha);
    if (enlarge(work))
        return error_set(error, IDP_E_MEMORY, "no memory to enlarge the matte");
    return IDP_OK;
}

int matte_make(const Matter *matter, Arena *arena, const RgbImage *image, const Face *face,
               double scale, Matte *ret_matte, IdpError *error)
{
    const ArenaMark start = arena_get_mark(arena);
    Work work = {.layout = lay_out(image, face, scale), .face = face, .arena = arena};
    Matte matte = {.region = work.layout.region};
    int status = plane_new(arena, work.layout.width, work.layout.height, &work.alpha);

    for (int c = 0; c < 3 && !status; c++)
        status = plane_new(arena, work.layout.width, work.layout.height, &matte.foreground[c]);
    if (status) {
        arena_return_to(arena, start);
        return error_set(error, status, "no memory for the matte");
    }
    const ArenaMark scratch = arena_get_mark(arena);
    status = make_alpha(matter, &work, image, error);
    if (!status && foreground_estimate(arena, work.rgb, &work.alpha, matte.foreground))
        status = error_set(error, IDP_E_MEMORY, "no memory for the foreground colours");
    if (status) {
        arena_return_to(arena, start);
        return status;
    }
    matte.alpha = work.alpha;
    matte.unsure_ratio = confidence_get_unsure_ratio(&work.alpha);
    matte.edge_energy = confidence_get_edge_energy(
        work.rgb, &work.alpha, (int)fmax(1.0, edge_reach_px * work.layout.unit + 0.5));
    arena_return_to(arena, scratch);
    *ret_matte = matte;
    return IDP_OK;
}

int matte_make_plain(const Matter *matter, Arena *arena, const RgbImage *image, Plane *ret_alpha,
                     IdpError *error)
{
    Plane alpha;
    int status;

    if (plane_new(arena, image->width, image->height, &alpha))
        return error_set(error, IDP_E_MEMORY, "no memory for the mask");
    status = mask_estimate_plain(matter->mask, arena, image, &alpha, error);
    if (status)
        return status;
    to_probability(&alpha, NULL, &alpha);
    *ret_alpha = alpha;
    return IDP_OK;
}
