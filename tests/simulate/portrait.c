/* Portraits and the brush. One thread a portrait. */
#include "tests/simulate/portrait.h"

#include <math.h>

#include "lib/base/lab.h"
#include "lib/engine/engine.h"

enum {
    MESH_FOREHEAD = 10,
    MESH_NOSE = 4,
    MESH_LIP = 13,
    MESH_BROW_LEFT = 105,
    MESH_BROW_RIGHT = 334
};

static Spot get_spot(const Portrait *portrait, double x, double y)
{
    const double dx = (x - portrait->eyes_x) / portrait->unit_px;
    const double dy = (y - portrait->eyes_y) / portrait->unit_px;

    return (Spot){.u = dx * portrait->cosine + dy * portrait->sine,
                  .v = dy * portrait->cosine - dx * portrait->sine};
}

static void set_frame(Portrait *portrait, const Face *face)
{
    const Point2 left = face->iris_left[0], right = face->iris_right[0];
    const double dx = (double)(right.x - left.x), dy = (double)(right.y - left.y);

    portrait->unit_px = hypot(dx, dy);
    portrait->cosine = dx / portrait->unit_px;
    portrait->sine = dy / portrait->unit_px;
    portrait->eyes_x = (double)(left.x + right.x) / 2;
    portrait->eyes_y = (double)(left.y + right.y) / 2;
}

static Spot get_mesh_spot(const Portrait *portrait, const Face *face, int i)
{
    return get_spot(portrait, (double)face->mesh[i].x, (double)face->mesh[i].y);
}

static void set_marks(Portrait *portrait, const Face *face)
{
    portrait->forehead = get_mesh_spot(portrait, face, MESH_FOREHEAD).v;
    portrait->nose = get_mesh_spot(portrait, face, MESH_NOSE).v;
    portrait->mouth = get_mesh_spot(portrait, face, MESH_LIP).v;
    portrait->chin = get_mesh_spot(portrait, face, FACE_MESH_CHIN).v;
    portrait->brow = (get_mesh_spot(portrait, face, MESH_BROW_LEFT).v +
                      get_mesh_spot(portrait, face, MESH_BROW_RIGHT).v) /
                     2;
    portrait->cheek = (get_mesh_spot(portrait, face, FACE_MESH_CHEEK_RIGHT).u -
                       get_mesh_spot(portrait, face, FACE_MESH_CHEEK_LEFT).u) /
                      2;
}

/* Mean colour of the person in a box of spots. */
static Rgb get_mean(const Portrait *portrait, double left, double top, double right, double bottom)
{
    Rgb sum = {0};
    float n = 1e-6f;

    for (int y = 0; y < portrait->image.height; y++) {
        const uint8_t *row = rgb_image_row(&portrait->image, y);

        for (int x = 0; x < portrait->image.width; x++) {
            const Spot spot = get_spot(portrait, x + 0.5, y + 0.5);

            if (spot.u < left || spot.u > right || spot.v < top || spot.v > bottom ||
                plane_row(&portrait->person, y)[x] < 0.9f)
                continue;
            sum.r += (float)row[3 * x];
            sum.g += (float)row[3 * x + 1];
            sum.b += (float)row[3 * x + 2];
            n++;
        }
    }
    return rgb_scale(sum, 1 / (double)n);
}

static void set_colours(Portrait *portrait)
{
    static const Rgb black_hair = {38, 32, 30};
    const double top = portrait->hair_top;

    portrait->skin = get_mean(portrait, -0.6, 0.45, 0.6, 0.8);
    portrait->darker_side = rgb_get_luma(get_mean(portrait, 0.3, 0.45, 0.6, 0.8)) <
                                    rgb_get_luma(get_mean(portrait, -0.6, 0.45, -0.3, 0.8))
                                ? 1
                                : -1;
    portrait->hair = get_mean(portrait, -0.3, top + 0.08, 0.3, top + 0.3);
    if (rgb_get_luma(portrait->hair) > 0.6 * rgb_get_luma(portrait->skin)) /* bald, or light */
        portrait->hair = black_hair;
}

static void set_hair_top(Portrait *portrait)
{
    portrait->hair_top = portrait->forehead;
    for (int y = 0; y < portrait->image.height; y++)
        for (int x = 0; x < portrait->image.width; x++) {
            const Spot spot = get_spot(portrait, x + 0.5, y + 0.5);

            if (fabs(spot.u) < 0.5 && plane_row(&portrait->person, y)[x] > 0.5f &&
                spot.v < portrait->hair_top)
                portrait->hair_top = spot.v;
        }
}

static int set_person(IdpEngine *engine, Arena *arena, const Face *face, Portrait *portrait)
{
    const RgbImage *image = &portrait->image;
    Matte matte;
    IdpError error;

    if (plane_new(arena, image->width, image->height, &portrait->person) ||
        matte_make(engine_get_matter(engine), arena, image, face, 1, &matte, &error))
        return -1;
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            const double u = (x + 0.5 - matte.region.x) / matte.region.width;
            const double v = (y + 0.5 - matte.region.y) / matte.region.height;
            const int is_inside = u >= 0 && u < 1 && v >= 0 && v < 1;

            plane_row(&portrait->person, y)[x] =
                is_inside
                    ? plane_sample(&matte.alpha, u * matte.alpha.width, v * matte.alpha.height)
                    : 0;
        }
    }
    return 0;
}

int portrait_make(IdpEngine *engine, Arena *arena, const RgbImage *image, uint32_t seed,
                  Portrait *ret_portrait)
{
    Face *faces = ARENA_NEW(arena, Face, FACES_MAX);
    Portrait portrait = {.arena = arena, .image = *image, .seed = seed};
    size_t n_faces;
    IdpError error;

    if (!faces ||
        face_find(engine_get_face_finder(engine), arena, image, 0.5f, faces, &n_faces, &error) ||
        !n_faces || set_person(engine, arena, &faces[0], &portrait))
        return -1;
    set_frame(&portrait, &faces[0]);
    set_marks(&portrait, &faces[0]);
    set_hair_top(&portrait);
    set_colours(&portrait);
    *ret_portrait = portrait;
    return 0;
}

int portrait_copy(const Portrait *portrait, Arena *arena, Portrait *ret_copy)
{
    RgbImage image;

    if (rgb_image_new(arena, portrait->image.width, portrait->image.height, &image))
        return -1;
    for (int y = 0; y < image.height; y++)
        for (int x = 0; x < 3 * image.width; x++)
            rgb_image_row(&image, y)[x] = rgb_image_row(&portrait->image, y)[x];
    *ret_copy = *portrait;
    ret_copy->arena = arena;
    ret_copy->image = image;
    return 0;
}

static uint8_t to_byte(float value)
{
    return (uint8_t)(fminf(fmaxf(value, 0), 255) + 0.5f);
}

void portrait_paint(const Portrait *portrait, Brush *brush, const void *thing)
{
    for (int y = 0; y < portrait->image.height; y++) {
        uint8_t *row = rgb_image_row(&portrait->image, y);

        for (int x = 0; x < portrait->image.width; x++) {
            Spot spot = get_spot(portrait, x + 0.5, y + 0.5);
            Rgb colour = {row[3 * x], row[3 * x + 1], row[3 * x + 2]};

            spot.x = x;
            spot.y = y;
            spot.person = plane_row(&portrait->person, y)[x];
            colour = brush(portrait, thing, spot, colour);
            row[3 * x] = to_byte(colour.r);
            row[3 * x + 1] = to_byte(colour.g);
            row[3 * x + 2] = to_byte(colour.b);
        }
    }
}

int portrait_warp(Portrait *portrait, const Affine *grid, int width, int height)
{
    const TensorRange bytes = {.gain = 1, .offset = 0};
    float *values = ARENA_NEW(portrait->arena, float, 3 * (size_t)width * (size_t)height);
    RgbImage image;

    if (!values || rgb_image_new(portrait->arena, width, height, &image))
        return -1;
    warp_rgb_to_tensor(&portrait->image, grid, WARP_BORDER_REPLICATE, bytes, width, height, values);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < 3 * width; x++)
            rgb_image_row(&image, y)[x] =
                to_byte(values[(size_t)y * 3 * (size_t)width + (size_t)x]);
    portrait->image = image;
    return 0;
}

/* One pass along rows (step 3) or columns (step: the stride) of interleaved bytes. */
static void blur_line(const uint8_t *from, uint8_t *to, size_t step, int n, const float *kernel,
                      int radius)
{
    for (int i = 0; i < n; i++) {
        float sum = 0, weight = 0;

        for (int k = -radius; k <= radius; k++) {
            const int at = i + k < 0 ? 0 : i + k >= n ? n - 1 : i + k;

            sum += kernel[k + radius] * (float)from[(size_t)at * step];
            weight += kernel[k + radius];
        }
        to[(size_t)i * step] = to_byte(sum / weight);
    }
}

int portrait_blur(const Portrait *portrait, double sigma_px, RgbImage *ret_image)
{
    const RgbImage *image = &portrait->image;
    const int radius = (int)ceil(3 * sigma_px);
    float *kernel = ARENA_NEW(portrait->arena, float, 2 * (size_t)radius + 1);
    RgbImage across, both;

    if (!kernel || rgb_image_new(portrait->arena, image->width, image->height, &across) ||
        rgb_image_new(portrait->arena, image->width, image->height, &both))
        return -1;
    for (int k = -radius; k <= radius; k++)
        kernel[k + radius] = (float)exp(-k * k / (2 * sigma_px * sigma_px));
    for (int y = 0; y < image->height; y++)
        for (size_t c = 0; c < 3; c++)
            blur_line(rgb_image_row(image, y) + c, rgb_image_row(&across, y) + c, 3, image->width,
                      kernel, radius);
    for (size_t x = 0; x < 3 * (size_t)image->width; x++)
        blur_line(across.pixels + x, both.pixels + x, across.stride_bytes, image->height, kernel,
                  radius);
    *ret_image = both;
    return 0;
}

Rgb rgb_mix(Rgb a, Rgb b, double cover)
{
    const float t = (float)cover;

    return (Rgb){a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b)};
}

Rgb rgb_scale(Rgb a, double factor)
{
    const float t = (float)factor;

    return (Rgb){t * a.r, t * a.g, t * a.b};
}

double rgb_get_luma(Rgb a)
{
    return 0.299 * (double)a.r + 0.587 * (double)a.g + 0.114 * (double)a.b;
}

static float expose(float value, double factor)
{
    const double light = (double)srgb_to_linear(value / 255) * factor;
    const double clipped = fmin(light, 1);

    return (float)(255 * (clipped <= 0.0031308 ? 12.92 * clipped
                                               : 1.055 * pow(clipped, 1 / 2.4) - 0.055));
}

Rgb rgb_expose(Rgb a, double factor_r, double factor_g, double factor_b)
{
    return (Rgb){expose(a.r, factor_r), expose(a.g, factor_g), expose(a.b, factor_b)};
}

double portrait_get_cover(const Portrait *portrait, double distance)
{
    return fmin(fmax(0.5 - distance * portrait->unit_px / 1.5, 0), 1);
}

double ramp(double low, double high, double value)
{
    const double t = fmin(fmax((value - low) / (high - low), 0), 1);

    return t * t * (3 - 2 * t);
}

double portrait_get_random(const Portrait *portrait, uint32_t index)
{
    uint32_t h = index * 0x9e3779b1u ^ portrait->seed * 0x85ebca77u;

    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 12;
    h *= 0x297a2d39u;
    h ^= h >> 15;
    return h / 4294967296.0;
}

double portrait_get_fabric(const Portrait *portrait, double u, double v, double size)
{
    const double x = u / size, y = v / size, x0 = floor(x), y0 = floor(y);
    const double across = ramp(0, 1, x - x0), down = ramp(0, 1, y - y0);
    double corners[4];

    for (int i = 0; i < 4; i++)
        corners[i] = portrait_get_random(portrait, (uint32_t)((int)x0 + (i & 1) + 4096) * 8191u +
                                                       (uint32_t)((int)y0 + (i >> 1) + 4096));
    return 2 * ((corners[0] * (1 - across) + corners[1] * across) * (1 - down) +
                (corners[2] * (1 - across) + corners[3] * across) * down) -
           1;
}
