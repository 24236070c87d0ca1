/*
 * Everything is computed in linear light at the sensor's resolution, with several samples a pixel
 * where the shown picture has structure. One thread.
 */
#include "tests/simulate/recapture.h"

#include <math.h>
#include <string.h>

#include <idphoto/error.h>

#include "tests/simulate/random.h"

enum { SAMPLES = 3, BLUR_REACH = 3, LEVELS = 4096 };

static const double margin_ratio = 0.06; /* of the frame: what is seen round screen or paper */
static const double bezel_ratio = 0.02;  /* of the picture's side: the dark rim of a screen */
static const double noise_shot = 0.0004, noise_read = 0.000004; /* variances, linear 0..1 */

/* Where a ray from the sensor meets the shown picture: 0..1 inside it. */
typedef struct Homography {
    double m[9];
} Homography;

typedef struct Scene {
    const RgbImage *picture;
    RecaptureKind kind;
    double strength;
    int columns, rows; /* of screen pixels or dots across the picture */
    Homography to_picture;
    float linear[256];
    uint64_t random;
} Scene;

static const char *const names[RECAPTURE_KIND_COUNT] = {"direct", "stripe", "pentile", "halftone",
                                                        "continuous"};

const char *recapture_get_name(RecaptureKind kind)
{
    return names[kind];
}

RecaptureKind recapture_find(const char *name)
{
    int kind = 0;

    while (kind < RECAPTURE_KIND_COUNT && strcmp(names[kind], name))
        kind++;
    return (RecaptureKind)kind;
}

/* The projective map from the unit square to a quadrilateral (Heckbert 1989, 2.2.3), inverted by
 * its adjugate. Corners clockwise from the upper left one. */
static Homography map_from_quadrilateral(const double x[4], const double y[4])
{
    const double dx1 = x[1] - x[2], dx2 = x[3] - x[2], sx = x[0] - x[1] + x[2] - x[3];
    const double dy1 = y[1] - y[2], dy2 = y[3] - y[2], sy = y[0] - y[1] + y[2] - y[3];
    const double d = dx1 * dy2 - dx2 * dy1;
    const double g = (sx * dy2 - dx2 * sy) / d, h = (dx1 * sy - sx * dy1) / d;
    const double a = x[1] - x[0] + g * x[1], b = x[3] - x[0] + h * x[3], c = x[0];
    const double e = y[1] - y[0] + g * y[1], f = y[3] - y[0] + h * y[3], i = y[0];

    return (Homography){{f - i * h, c * h - b, b * i - c * f, i * g - e, a - c * g, c * e - a * i,
                         e * h - f * g, b * g - a * h, a * f - b * e}};
}

static void place_corners(Scene *scene, const RecaptureOptions *options)
{
    const double fit = fmin(options->width * (1 - 2 * margin_ratio) / scene->picture->width,
                            options->height * (1 - 2 * margin_ratio) / scene->picture->height);
    const double width = fit * scene->picture->width, height = fit * scene->picture->height;
    const double left = (options->width - width) / 2, top = (options->height - height) / 2;
    const double tilt = options->tilt_ratio < 0 ? 0.01 + 0.04 * random_uniform(&scene->random)
                                                : options->tilt_ratio;
    const double pitch =
        options->pitch_px > 0 ? options->pitch_px : 2 + 2 * random_uniform(&scene->random);
    double x[4] = {left, left + width, left + width, left};
    double y[4] = {top, top, top + height, top + height};

    if (scene->kind != RECAPTURE_DIRECT)
        for (int i = 0; i < 4; i++) {
            x[i] += tilt * width * (2 * random_uniform(&scene->random) - 1);
            y[i] += tilt * height * (2 * random_uniform(&scene->random) - 1);
        }
    scene->to_picture = map_from_quadrilateral(x, y);
    scene->columns = (int)(width / pitch);
    scene->rows = (int)(height / pitch);
}

/* Linear light of the picture at (u, v) of the unit square, bilinear. */
static void sample_picture(const Scene *scene, double u, double v, double ret_light[3])
{
    const RgbImage *picture = scene->picture;
    const double x = fmin(fmax(u * picture->width - 0.5, 0), picture->width - 1.001);
    const double y = fmin(fmax(v * picture->height - 0.5, 0), picture->height - 1.001);
    const int left = (int)x, top = (int)y;
    const double fx = x - left, fy = y - top;
    const uint8_t *a = rgb_image_row(picture, top) + 3 * (size_t)left;
    const uint8_t *b = rgb_image_row(picture, top + (picture->height > 1)) + 3 * (size_t)left;

    for (int c = 0; c < 3; c++)
        ret_light[c] =
            (1 - fy) *
                ((1 - fx) * (double)scene->linear[a[c]] + fx * (double)scene->linear[a[c + 3]]) +
            fy * ((1 - fx) * (double)scene->linear[b[c]] + fx * (double)scene->linear[b[c + 3]]);
}

static double fraction(double x)
{
    return x - floor(x);
}

/* How much of channel c of a screen pixel is lit at (x, y), 0..1 inside the pixel; mean 1. */
static double get_stripe(int c, double x, double y)
{
    const double from = c / 3.0 + 0.03, to = (c + 1) / 3.0 - 0.03;

    return x >= from && x < to && y > 0.06 && y < 0.94 ? 1 / ((to - from) * 0.88) : 0;
}

static double get_pentile(int c, double column, double row)
{
    const int is_odd = (int)(floor(column) + floor(row)) & 1;
    const double x = fraction(column), y = fraction(row);
    const double dx = x - (c == 1 ? 0.25 : 0.72), dy = y - 0.5;
    const double radius = c == 1 ? 0.2 : 0.3;

    if (c != 1 && (c == 0) != is_odd)
        return 0;
    return dx * dx + dy * dy < radius * radius ? (c == 1 ? 1 : 2) / (M_PI * radius * radius) : 0;
}

/* Light that paper under round dots of ink sends back, whose area follows the tone. */
static double get_halftone(int c, double column, double row, double light)
{
    static const double angles_deg[3] = {15, 75, 0};
    const double angle = angles_deg[c] * M_PI / 180;
    const double x = fraction(column * cos(angle) + row * sin(angle)) - 0.5;
    const double y = fraction(row * cos(angle) - column * sin(angle)) - 0.5;
    const double wave = 0.5 + 0.25 * (cos(2 * M_PI * x) + cos(2 * M_PI * y));
    const double ink = 1 - fmin(fmax(light, 0), 1);

    return wave > 1 - ink ? 0.03 : 1;
}

static void show(const Scene *scene, double u, double v, double ret_light[3])
{
    const double column = u * scene->columns, row = v * scene->rows;
    double light[3];

    if (scene->kind == RECAPTURE_STRIPE || scene->kind == RECAPTURE_PENTILE)
        sample_picture(scene, (floor(column) + 0.5) / scene->columns,
                       (floor(row) + 0.5) / scene->rows, light);
    else
        sample_picture(scene, u, v, light);
    for (int c = 0; c < 3; c++) {
        double shown = light[c];

        if (scene->kind == RECAPTURE_STRIPE)
            shown *= get_stripe(c, fraction(column), fraction(row));
        else if (scene->kind == RECAPTURE_PENTILE)
            shown *= get_pentile(c, column, row);
        else if (scene->kind == RECAPTURE_HALFTONE)
            shown = get_halftone(c, column, row, light[c]);
        else if (scene->kind == RECAPTURE_CONTINUOUS)
            shown = 0.04 + 0.8 * light[c];
        ret_light[c] = light[c] + scene->strength * (shown - light[c]);
    }
}

/* Rim of a screen, border of a print, and a grey table behind both. */
static void show_outside(const Scene *scene, double u, double v, double ret_light[3])
{
    const int is_rim =
        u > -bezel_ratio && u < 1 + bezel_ratio && v > -bezel_ratio && v < 1 + bezel_ratio;
    const int is_screen = scene->kind == RECAPTURE_STRIPE || scene->kind == RECAPTURE_PENTILE;
    const double level = !is_rim ? 0.18 : is_screen ? 0.01 : 0.7;

    ret_light[0] = ret_light[1] = ret_light[2] = level;
}

static void see(const Scene *scene, int x, int y, float ret_light[3])
{
    const double *m = scene->to_picture.m;
    const int n =
        scene->kind == RECAPTURE_DIRECT || scene->kind == RECAPTURE_CONTINUOUS ? 1 : SAMPLES;
    double sum[3] = {0, 0, 0};

    for (int i = 0; i < n * n; i++) {
        const double sx = x + (i % n + 0.5) / n, sy = y + (i / n + 0.5) / n;
        const double w = m[6] * sx + m[7] * sy + m[8];
        const double u = (m[0] * sx + m[1] * sy + m[2]) / w;
        const double v = (m[3] * sx + m[4] * sy + m[5]) / w;
        double light[3];

        if (scene->kind == RECAPTURE_DIRECT || (u >= 0 && u < 1 && v >= 0 && v < 1))
            show(scene, u, v, light);
        else
            show_outside(scene, u, v, light);
        for (int c = 0; c < 3; c++)
            sum[c] += light[c] / (n * n);
    }
    for (int c = 0; c < 3; c++)
        ret_light[c] = (float)sum[c];
}

/* The lens: a Gaussian, along rows and along columns. */
static void blur(Arena *arena, const Plane *plane, double sigma)
{
    const ArenaMark mark = arena_get_mark(arena);
    const int n = plane->width > plane->height ? plane->width : plane->height;
    float *line = ARENA_NEW(arena, float, (size_t)n);
    float weights[BLUR_REACH + 1], total = 0;

    for (int i = 0; i <= BLUR_REACH; i++) {
        weights[i] = (float)exp(-i * i / (2 * sigma * sigma));
        total += i ? 2 * weights[i] : weights[i];
    }
    for (int pass = 0; line && pass < 2; pass++) {
        const int n_lines = pass ? plane->width : plane->height;
        const int length = pass ? plane->height : plane->width;
        const size_t step = pass ? plane->stride : 1, next = pass ? 1 : plane->stride;

        for (int l = 0; l < n_lines; l++) {
            float *values = plane->values + (size_t)l * next;

            for (int i = 0; i < length; i++)
                line[i] = values[(size_t)i * step];
            for (int i = 0; i < length; i++) {
                float sum = weights[0] * line[i];

                for (int k = 1; k <= BLUR_REACH; k++)
                    sum += weights[k] *
                           (line[i >= k ? i - k : 0] + line[i + k < length ? i + k : length - 1]);
                values[(size_t)i * step] = sum / total;
            }
        }
    }
    arena_return_to(arena, mark);
}

/* Which colour the sensor sees at a pixel: rows of R G and of G B. */
static int get_bayer(int x, int y)
{
    return (x & 1) + (y & 1);
}

/* Leaves one colour a pixel, with noise. */
static void expose(Scene *scene, const Plane light[3], const Plane *raw)
{
    for (int y = 0; y < raw->height; y++)
        for (int x = 0; x < raw->width; x++) {
            const double value = (double)plane_row(&light[get_bayer(x, y)], y)[x];

            plane_row(raw, y)[x] = (float)(value + sqrt(noise_shot * value + noise_read) *
                                                       random_normal(&scene->random));
        }
}

/* Bilinear: the mean of those of the nine nearest pixels that saw the colour. */
static float develop_value(const Plane *raw, int x, int y, int c)
{
    float sum = 0;
    int n = 0;

    if (get_bayer(x, y) == c)
        return plane_row(raw, y)[x];
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            const int px = x + dx, py = y + dy;

            if (px < 0 || py < 0 || px >= raw->width || py >= raw->height || get_bayer(px, py) != c)
                continue;
            sum += plane_row(raw, py)[px];
            n++;
        }
    return n ? sum / (float)n : 0;
}

static void develop(const Plane *raw, const uint8_t *encode, const RgbImage *image)
{
    for (int y = 0; y < raw->height; y++)
        for (int x = 0; x < raw->width; x++)
            for (int c = 0; c < 3; c++) {
                const float value = develop_value(raw, x, y, c);
                const float level = value < 0 ? 0 : value > 1 ? 1 : value;

                rgb_image_row(image, y)[3 * x + c] = encode[(int)(level * (LEVELS - 1) + 0.5f)];
            }
}

static double to_linear(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double to_srgb(double value)
{
    return value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055;
}

/* Fine fibres and grain, as a factor on the light. */
static void add_paper(Scene *scene, const Plane light[3])
{
    for (int y = 0; y < light[0].height; y++)
        for (int x = 0; x < light[0].width; x++) {
            const float grain = (float)(1 + 0.03 * scene->strength * random_normal(&scene->random));

            for (int c = 0; c < 3; c++)
                plane_row(&light[c], y)[x] *= grain;
        }
}

static int photograph(Arena *arena, Scene *scene, const RgbImage *image)
{
    uint8_t encode[LEVELS];
    Plane light[3], raw;

    for (int c = 0; c < 3; c++)
        if (plane_new(arena, image->width, image->height, &light[c]))
            return IDP_E_MEMORY;
    if (plane_new(arena, image->width, image->height, &raw))
        return IDP_E_MEMORY;
    for (int i = 0; i < LEVELS; i++)
        encode[i] = (uint8_t)lrint(255 * to_srgb((double)i / (LEVELS - 1)));
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            float seen[3];

            see(scene, x, y, seen);
            for (int c = 0; c < 3; c++)
                plane_row(&light[c], y)[x] = seen[c];
        }
    if (scene->kind == RECAPTURE_CONTINUOUS)
        add_paper(scene, light);
    for (int c = 0; c < 3; c++)
        blur(arena, &light[c], 0.55 + 0.25 * random_uniform(&scene->random));
    expose(scene, light, &raw);
    develop(&raw, encode, image);
    return IDP_OK;
}

int recapture_simulate(Arena *arena, const RgbImage *picture, const RecaptureOptions *options,
                       RgbImage *ret_image)
{
    Scene scene = {.picture = picture,
                   .kind = options->kind,
                   .strength = options->strength,
                   .random = options->seed};
    RgbImage image;
    ArenaMark mark;
    int status;

    if (rgb_image_new(arena, options->width, options->height, &image))
        return IDP_E_MEMORY;
    mark = arena_get_mark(arena);
    for (int i = 0; i < 256; i++)
        scene.linear[i] = (float)to_linear(i / 255.0);
    place_corners(&scene, options);
    status = photograph(arena, &scene, &image);
    arena_return_to(arena, mark);
    if (!status)
        *ret_image = image;
    return status;
}
