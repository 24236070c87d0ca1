/* Non-photos: each kind is a function of place and seed. */
#include "tests/golden/non_photos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/resample.h"
#include "lib/codec/text.h"

enum { SIDE = 512, QUALITY = 80, PARAMETERS = 12 };

/* Where a pixel is, 0..1, and what the seed has drawn for the picture, 0..1 each. */
typedef struct Spot {
    double u, v;
    uint32_t index, seed;
    const double *drawn;
} Spot;

typedef struct Colour {
    double r, g, b; /* 0..1 */
} Colour;

static double get_random(uint32_t seed, uint32_t index)
{
    uint32_t h = seed * 0x9e3779b1u + index * 0x85ebca77u;

    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    h *= 0x846ca68bu;
    h ^= h >> 16;
    return h / 4294967296.0;
}

static Colour mix(Colour a, Colour b, double t)
{
    t = fmin(fmax(t, 0), 1);
    return (Colour){a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b)};
}

static Colour get_drawn_colour(const Spot *spot, int first)
{
    return (Colour){spot->drawn[first], spot->drawn[first + 1], spot->drawn[first + 2]};
}

/* Smooth noise of so many octaves, about 0..1. */
static double get_clouds(uint32_t seed, uint32_t n_octaves, double x, double y)
{
    double sum = 0, weight = 0.5;

    for (uint32_t octave = 0; octave < n_octaves; octave++, x *= 2, y *= 2, weight /= 2) {
        const double x0 = floor(x), y0 = floor(y), s = x - x0, t = y - y0;
        double corners[4];

        for (int i = 0; i < 4; i++)
            corners[i] = get_random(seed + octave, (uint32_t)((int)x0 + (i & 1)) * 7919u +
                                                       (uint32_t)((int)y0 + (i >> 1)));
        sum += weight * ((corners[0] * (1 - s) + corners[1] * s) * (1 - t) +
                         (corners[2] * (1 - s) + corners[3] * s) * t);
    }
    return sum;
}

static Colour draw_noise(const Spot *spot)
{
    return (Colour){get_random(spot->seed, 3 * spot->index),
                    get_random(spot->seed, 3 * spot->index + 1),
                    get_random(spot->seed, 3 * spot->index + 2)};
}

static Colour draw_clouds(const Spot *spot)
{
    const double scale = 2 + 12 * spot->drawn[6];

    return mix(get_drawn_colour(spot, 0), get_drawn_colour(spot, 3),
               1.6 * get_clouds(spot->seed, 4, scale * spot->u, scale * spot->v) - 0.3);
}

static Colour draw_flat(const Spot *spot)
{
    return get_drawn_colour(spot, 0);
}

static Colour draw_gradient(const Spot *spot)
{
    return mix(get_drawn_colour(spot, 0), get_drawn_colour(spot, 3),
               spot->drawn[6] * spot->u + (1 - spot->drawn[6]) * spot->v);
}

static Colour draw_checkerboard(const Spot *spot)
{
    const double n = 2 + 60 * spot->drawn[6];

    return ((int)(n * spot->u) + (int)(n * spot->v)) % 2 ? get_drawn_colour(spot, 0)
                                                         : get_drawn_colour(spot, 3);
}

static Colour draw_stripes(const Spot *spot)
{
    const double along = spot->u * cos(3 * spot->drawn[7]) + spot->v * sin(3 * spot->drawn[7]);

    return mix(get_drawn_colour(spot, 0), get_drawn_colour(spot, 3),
               0.5 + sin(20 + 300 * spot->drawn[6] * along));
}

/* Sky, sun, three ranges of hills, grass. */
static Colour draw_landscape(const Spot *spot)
{
    Colour colour = mix((Colour){0.35, 0.55, 0.9}, (Colour){0.95, 0.8, 0.65}, spot->v * 1.6);
    const double sun = hypot(spot->u - spot->drawn[0], spot->v - 0.3 * spot->drawn[1]);
    const double grass = get_clouds(spot->seed, 1, 40 * spot->u, 40 * spot->v);

    colour = mix(colour, (Colour){1, 0.95, 0.8}, (0.05 + 0.05 * spot->drawn[2] - sun) * 60);
    for (uint32_t range = 0; range < 3; range++) {
        const double ridge =
            0.35 + 0.15 * range +
            0.3 * (get_clouds(spot->seed + 31 * range, 3, 3 * spot->u, range) - 0.5);
        const Colour hill = {0.3 - 0.07 * range + 0.1 * grass, 0.4 + 0.05 * grass,
                             0.45 - 0.13 * range};

        if (spot->v > ridge)
            colour = hill;
    }
    return colour;
}

/* A wall in a room's light, with a frame on it that holds nothing. */
static Colour draw_empty_frame(const Spot *spot)
{
    const double x = fabs(spot->u - 0.5), y = fabs(spot->v - 0.5);
    const double half = 0.2 + 0.25 * spot->drawn[6];
    const double edge = fmax(x / 0.8, y) - half;
    const double light = 0.9 - 0.4 * hypot(spot->u - spot->drawn[7], spot->v) +
                         0.03 * get_random(spot->seed, spot->index);
    const Colour wall = mix((Colour){0.9, 0.88, 0.82}, get_drawn_colour(spot, 0), 0.3);
    const Colour lit = {wall.r * light, wall.g * light, wall.b * light};

    return fabs(edge) < 0.015 ? (Colour){0.3 * light, 0.2 * light, 0.1 * light} : lit;
}

/* A circle with eyes and a mouth, as children and stickers have it. */
static Colour draw_cartoon(const Spot *spot)
{
    const double *drawn = spot->drawn;
    const double x = (spot->u - 0.5) / (0.25 + 0.2 * drawn[6]), y = (spot->v - 0.5) / 0.4;
    const double mouth = 0.35 + 0.3 * drawn[7] - (drawn[8] - 0.4) * x * x;
    const double eye = hypot(fabs(x) - 0.35, y + 0.25);
    Colour colour = get_drawn_colour(spot, 0);

    if (hypot(x, y) < 1)
        colour = drawn[9] < 0.5 ? (Colour){1, 0.83, 0.2} : (Colour){0.96, 0.8, 0.68};
    if (fabs(hypot(x, y) - 1) < 0.03 || (fabs(y - mouth) < 0.04 && fabs(x) < 0.45))
        colour = (Colour){0.1, 0.08, 0.08};
    if (eye < 0.16)
        colour = eye < 0.08 ? (Colour){0, 0, 0} : (Colour){1, 1, 1};
    return colour;
}

static Colour draw_skin_blobs(const Spot *spot)
{
    Colour colour = get_drawn_colour(spot, 0);

    for (uint32_t i = 0; i < 7; i++) {
        const double x = spot->u - get_random(spot->seed, 900 + 3 * i);
        const double y = spot->v - get_random(spot->seed, 901 + 3 * i);
        const double size = 0.05 + 0.2 * get_random(spot->seed, 902 + 3 * i);
        const double light = 1 - 0.4 * hypot(x, y) / size;

        if (hypot(x, y) < size)
            colour = (Colour){0.9 * light, 0.7 * light, 0.58 * light};
    }
    return colour;
}

typedef struct Kind {
    const char *name;
    Colour (*draw)(const Spot *spot);
} Kind;

static const Kind kinds[NON_PHOTO_COUNT] = {
    [NON_PHOTO_NOISE] = {"noise", draw_noise},
    [NON_PHOTO_CLOUDS] = {"clouds", draw_clouds},
    [NON_PHOTO_FLAT] = {"flat", draw_flat},
    [NON_PHOTO_GRADIENT] = {"gradient", draw_gradient},
    [NON_PHOTO_CHECKERBOARD] = {"checkerboard", draw_checkerboard},
    [NON_PHOTO_STRIPES] = {"stripes", draw_stripes},
    [NON_PHOTO_LANDSCAPE] = {"landscape", draw_landscape},
    [NON_PHOTO_EMPTY_FRAME] = {"empty frame", draw_empty_frame},
    [NON_PHOTO_CARTOON] = {"cartoon", draw_cartoon},
    [NON_PHOTO_TEXT] = {"text", draw_flat},
    [NON_PHOTO_SKIN_BLOBS] = {"skin blobs", draw_skin_blobs},
    [NON_PHOTO_UPSIDE_DOWN] = {"upside down", NULL},
    [NON_PHOTO_STRIP] = {"strip", draw_clouds},
    [NON_PHOTO_PANORAMA] = {"panorama", draw_landscape},
    [NON_PHOTO_TINY] = {"tiny", draw_cartoon},
    [NON_PHOTO_BYTES] = {"bytes", draw_clouds},
};

const char *non_photo_get_name(NonPhoto kind)
{
    return kinds[kind].name;
}

static uint8_t to_byte(double value)
{
    return (uint8_t)(255 * fmin(fmax(value, 0), 1) + 0.5);
}

static void draw(NonPhoto kind, uint32_t seed, const RgbImage *image)
{
    double drawn[PARAMETERS];

    for (uint32_t i = 0; i < PARAMETERS; i++)
        drawn[i] = get_random(seed ^ 0x5bd1e995u, i);
    for (int y = 0; y < image->height; y++) {
        uint8_t *row = rgb_image_row(image, y);

        for (int x = 0; x < image->width; x++) {
            const Spot spot = {.u = (x + 0.5) / image->width,
                               .v = (y + 0.5) / image->height,
                               .index = (uint32_t)y * (uint32_t)image->width + (uint32_t)x,
                               .seed = seed,
                               .drawn = drawn};
            const Colour colour = kinds[kind].draw(&spot);

            row[3 * x] = to_byte(colour.r);
            row[3 * x + 1] = to_byte(colour.g);
            row[3 * x + 2] = to_byte(colour.b);
        }
    }
}

/* Lines of a page, dark on what is there. */
static int write_text(Arena *arena, uint32_t seed, const RgbImage *image)
{
    static const char *const words[] = {"毕业生图像采集", "certificate photo 2026", "学籍注册",
                                        "ID 0123456789", "请核对本人信息"};
    const int size = 14 + (int)(30 * get_random(seed, 77));

    for (int top = 10; top + 2 * size < image->height; top += 2 * size) {
        const uint32_t word = (uint32_t)(5 * get_random(seed, (uint32_t)top));
        Plane mark;
        IdpError error;

        if (text_render(arena, words[word], size, &mark, &error))
            return -1;
        for (int y = 0; y < mark.height && top + y < image->height; y++)
            for (int x = 0; x < 3 * mark.width && 30 + x < 3 * image->width; x++) {
                uint8_t *value = rgb_image_row(image, top + y) + 30 + x;

                *value = (uint8_t)((float)*value * (1 - plane_row(&mark, y)[x / 3]));
            }
    }
    return 0;
}

/* The portrait on its head, turned a little more, nearer or farther. */
static int turn_over(Arena *arena, uint32_t seed, const RgbImage *face, const RgbImage *image)
{
    const TensorRange bytes = {.gain = 1, .offset = 0};
    const double angle = M_PI + 0.6 * (get_random(seed, 1) - 0.5);
    const double side = face->height * (0.5 + 0.5 * get_random(seed, 2));
    const Affine grid = affine_from_square(face->width * (0.4 + 0.1 * get_random(seed, 3)),
                                           face->height * 0.35, side, angle, image->width);
    const size_t n_row = 3 * (size_t)image->width;
    float *values = ARENA_NEW(arena, float, n_row *(size_t)image->height);

    if (!values)
        return -1;
    warp_rgb_to_tensor(face, &grid, WARP_BORDER_REPLICATE, bytes, image->width, image->height,
                       values);
    for (int y = 0; y < image->height; y++)
        for (size_t x = 0; x < n_row; x++)
            rgb_image_row(image, y)[x] = (uint8_t)values[(size_t)y * n_row + x];
    return 0;
}

static void choose_size(NonPhoto kind, uint32_t seed, int *ret_width, int *ret_height)
{
    const double a = get_random(seed, 500), b = get_random(seed, 501);
    int longer = SIDE, shorter = SIDE;

    if (kind == NON_PHOTO_STRIP) {
        shorter = 1 + (int)(4 * a);
        longer = 270000 / shorter;
    } else if (kind == NON_PHOTO_PANORAMA) {
        shorter = 20 + (int)(100 * a);
        longer = 260000 / shorter;
    } else if (kind == NON_PHOTO_TINY) {
        shorter = 1 + (int)(300 * a);
        longer = 1 + (int)(490 * b);
    }
    *ret_width = seed % 2 ? longer : shorter;
    *ret_height = seed % 2 ? shorter : longer;
}

/* Cut short, overwritten, or nothing but random bytes. */
static void damage(uint32_t seed, EncodedFile *file)
{
    uint8_t *data = file->data;

    if (seed % 3 == 0)
        file->n_bytes = 1 + (size_t)(0.9 * get_random(seed, 3) * (double)file->n_bytes);
    for (size_t i = seed % 3 == 1 ? 2 : 0; seed % 3 && i < file->n_bytes; i++)
        data[i] = (uint8_t)(256 * get_random(seed, (uint32_t)i));
}

int non_photo_make(Arena *arena, NonPhoto kind, uint32_t seed, const RgbImage *face,
                   EncodedFile *ret_file)
{
    enum { JPEG_SIDE_MAX = 65500 };
    const JpegOptions options = {.density_dpi = 72, .quality_min = QUALITY, .quality_max = QUALITY};
    int width, height;
    RgbImage image;
    IdpError error;

    choose_size(kind, seed, &width, &height);
    if (rgb_image_new(arena, width, height, &image))
        return -1;
    if (kind == NON_PHOTO_UPSIDE_DOWN) {
        if (turn_over(arena, seed, face, &image))
            return -1;
    } else {
        draw(kind, seed, &image);
    }
    if (kind == NON_PHOTO_TEXT && write_text(arena, seed, &image))
        return -1;
    if (width > JPEG_SIDE_MAX || height > JPEG_SIDE_MAX
            ? encode_png(&image, ret_file, &error)
            : encode_jpeg(&image, &options, ret_file, &error))
        return -1;
    if (kind == NON_PHOTO_BYTES)
        damage(seed, ret_file);
    return 0;
}
