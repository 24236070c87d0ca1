/*
 * Matrix and curve profiles. Thread-safe: touches only its arguments.
 *
 * The whole conversion is one table look-up per channel, two vector additions, a clamp and one
 * look-up per output channel; 2^14 steps of linear light are fine enough that results are those of
 * floating point, within 1, down to black.
 */
#include "lib/codec/icc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/simd.h"

enum {
    HEADER_BYTES = 128,
    TAG_BYTES = 12,
    TAGS_MAX = 100,
    COLUMN_BYTES = 20,
    CURVE_BYTES = 12,
    OUTPUT_TOP = ICC_OUTPUT_LEVELS - 1
};

typedef struct Profile {
    const uint8_t *bytes;
    size_t n_bytes;
} Profile;

typedef struct Tag {
    const uint8_t *data;
    size_t n_bytes;
} Tag;

/* XYZ of the profile connection space (D50) to linear sRGB: the inverse of the columns of the
 * sRGB profile, IEC 61966-2-1 adapted by Bradford. */
static const double xyz_to_srgb[3][3] = {{3.1338561, -1.6168667, -0.4906146},
                                         {-0.9787684, 1.9161415, 0.0334540},
                                         {0.0719453, -0.2289914, 1.4052427}};

static uint32_t get(const uint8_t *p, int n)
{
    uint32_t value = 0;

    while (n-- > 0)
        value = value << 8 | *p++;
    return value;
}

/* s15Fixed16Number */
static double get_fixed(const uint8_t *p)
{
    return (int32_t)get(p, 4) / 65536.0;
}

/* data NULL: the profile has no such tag, or it lies outside the profile. */
static Tag find_tag(const Profile *profile, const char *name)
{
    const uint32_t n_tags = get(profile->bytes + HEADER_BYTES, 4);

    for (uint32_t i = 0; i < n_tags && i < TAGS_MAX; i++) {
        const size_t at = HEADER_BYTES + 4 + (size_t)i * TAG_BYTES;
        size_t offset, n_bytes;

        if (at + TAG_BYTES > profile->n_bytes)
            break;
        if (memcmp(profile->bytes + at, name, 4))
            continue;
        offset = get(profile->bytes + at + 4, 4);
        n_bytes = get(profile->bytes + at + 8, 4);
        if (offset <= profile->n_bytes && n_bytes <= profile->n_bytes - offset)
            return (Tag){profile->bytes + offset, n_bytes};
        break;
    }
    return (Tag){NULL, 0};
}

static int read_column(const Profile *profile, const char *name, double column[3])
{
    const Tag tag = find_tag(profile, name);

    if (!tag.data || tag.n_bytes < COLUMN_BYTES || memcmp(tag.data, "XYZ ", 4))
        return 0;
    for (int i = 0; i < 3; i++) {
        column[i] = get_fixed(tag.data + 8 + 4 * i);
        if (fabs(column[i]) > 2) /* no light is so bright; keeps the sums inside 32 bits */
            return 0;
    }
    return 1;
}

/* A sampled curve (ICC.1:2022, 10.6) at x in 0..1. */
static double sample_curve(const uint8_t *entries, uint32_t n, double x)
{
    const double at = x * (n - 1);
    const uint32_t below = (uint32_t)at < n - 1 ? (uint32_t)at : n - 2;
    const double low = get(entries + 2 * (size_t)below, 2);
    const double high = get(entries + 2 * ((size_t)below + 1), 2);

    return (low + (high - low) * (at - below)) / 65535.0;
}

/* A parametric curve (10.18) of kind 0..4; p: its g a b c d e f, with 0 for those it has not. */
static double parametric_curve(int kind, const double *p, double x)
{
    static const double no_line = -1e30;
    const double g = p[0], a = kind ? p[1] : 1, b = p[2];
    const double line_end = kind >= 3 ? p[4] : kind ? -b / a : no_line;
    const double offset = kind == 2 ? p[3] : kind == 4 ? p[5] : 0;

    if (x >= line_end)
        return pow(fmax(a * x + b, 0), g) + offset;
    return kind == 2 ? p[3] : kind >= 3 ? p[3] * x + (kind == 4 ? p[6] : 0) : 0;
}

static int read_sampled(const Tag *tag, double curve[ICC_LEVELS])
{
    const uint32_t n = get(tag->data + 8, 4);

    if (n > (tag->n_bytes - CURVE_BYTES) / 2)
        return 0;
    for (int i = 0; i < ICC_LEVELS; i++) {
        const double x = i / (ICC_LEVELS - 1.0);

        if (n == 0)
            curve[i] = x;
        else if (n == 1)
            curve[i] = pow(x, get(tag->data + CURVE_BYTES, 2) / 256.0);
        else
            curve[i] = sample_curve(tag->data + CURVE_BYTES, n, x);
    }
    return 1;
}

static int read_parametric(const Tag *tag, double curve[ICC_LEVELS])
{
    static const int n_parameters[] = {1, 3, 4, 5, 7};
    const uint32_t kind = get(tag->data + 8, 2);
    double parameters[7] = {0};

    if (kind > 4 || tag->n_bytes < CURVE_BYTES + 4 * (size_t)n_parameters[kind])
        return 0;
    for (int i = 0; i < n_parameters[kind]; i++)
        parameters[i] = get_fixed(tag->data + CURVE_BYTES + 4 * i);
    for (int i = 0; i < ICC_LEVELS; i++)
        curve[i] = parametric_curve((int)kind, parameters, i / (ICC_LEVELS - 1.0));
    return 1;
}

/* What each 8-bit value means in linear light, 0..1. */
static int read_curve(const Profile *profile, const char *name, double curve[ICC_LEVELS])
{
    const Tag tag = find_tag(profile, name);
    int is_read = 0;

    if (!tag.data || tag.n_bytes < CURVE_BYTES)
        return 0;
    if (!memcmp(tag.data, "curv", 4))
        is_read = read_sampled(&tag, curve);
    else if (!memcmp(tag.data, "para", 4))
        is_read = read_parametric(&tag, curve);
    for (int i = 0; is_read && i < ICC_LEVELS; i++) {
        if (!isfinite(curve[i]))
            return 0;
        curve[i] = fmin(fmax(curve[i], 0), 1);
    }
    return is_read;
}

/* The columns must add up to about the white of the connection space, else white gets a cast. */
static int is_white_kept(double columns[3][3])
{
    static const double white[3] = {0.9642, 1.0, 0.8249};
    const double tolerance = 0.05;

    for (int i = 0; i < 3; i++) {
        const double sum = columns[0][i] + columns[1][i] + columns[2][i];

        if (!(fabs(sum - white[i]) < tolerance))
            return 0;
    }
    return 1;
}

static uint8_t encode_srgb(double linear)
{
    const double value =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;

    return (uint8_t)lrint(255 * value);
}

static void fill(double columns[3][3], double curves[3][ICC_LEVELS], IccTransform *transform)
{
    for (int channel = 0; channel < 3; channel++) {
        double weights[3] = {0};

        for (int to = 0; to < 3; to++)
            for (int i = 0; i < 3; i++)
                weights[to] += xyz_to_srgb[to][i] * columns[channel][i];
        for (int v = 0; v < ICC_LEVELS; v++) {
            IccQuad *quad = &transform->contribution[channel][v];

            *quad = (IccQuad){0};
            for (int to = 0; to < 3; to++)
                (*quad)[to] = (int32_t)lrint(OUTPUT_TOP * weights[to] * curves[channel][v]);
        }
    }
    for (int i = 0; i < ICC_OUTPUT_LEVELS; i++)
        transform->output[i] = encode_srgb((double)i / OUTPUT_TOP);
}

/* Static, as SIMD_CLONES wants it. */
SIMD_CLONES static void convert(const IccTransform *transform, uint8_t *rgb, size_t n_pixels)
{
    const IccQuad zero = {0}, top = zero + OUTPUT_TOP;

    for (const uint8_t *end = rgb + 3 * n_pixels; rgb < end; rgb += 3) {
        IccQuad sum = transform->contribution[0][rgb[0]] + transform->contribution[1][rgb[1]] +
                      transform->contribution[2][rgb[2]];

        sum &= sum >= zero; /* all bits or none: outside the gamut to its border */
        sum = (sum & (sum <= top)) | (top & (sum > top));
        rgb[0] = transform->output[sum[0]];
        rgb[1] = transform->output[sum[1]];
        rgb[2] = transform->output[sum[2]];
    }
}

void icc_convert(const IccTransform *transform, uint8_t *rgb, size_t n_pixels)
{
    convert(transform, rgb, n_pixels);
}

/* Whether the transform changes no colour by more than 1: then it is not worth its time. */
static int is_identity(const IccTransform *transform)
{
    for (int code = 0; code < 1 << 12; code++) {
        const uint8_t before[3] = {(uint8_t)((code & 15) * 17), (uint8_t)((code >> 4 & 15) * 17),
                                   (uint8_t)((code >> 8 & 15) * 17)};
        uint8_t after[3];

        memcpy(after, before, sizeof after);
        icc_convert(transform, after, 1);
        for (int i = 0; i < 3; i++) {
            if (abs(after[i] - before[i]) > 1)
                return 0;
        }
    }
    return 1;
}

IccKind icc_read(const uint8_t *profile, size_t n_bytes, IccTransform *ret_transform)
{
    static const char *const column_names[] = {"rXYZ", "gXYZ", "bXYZ"};
    static const char *const curve_names[] = {"rTRC", "gTRC", "bTRC"};
    const Profile tags = {profile, n_bytes};
    double columns[3][3], curves[3][ICC_LEVELS];

    if (n_bytes < HEADER_BYTES + 4 || memcmp(profile + 36, "acsp", 4))
        return ICC_NOTHING;
    if (memcmp(profile + 16, "RGB ", 4) || memcmp(profile + 20, "XYZ ", 4) ||
        find_tag(&tags, "A2B0").data || find_tag(&tags, "A2B1").data)
        return ICC_GENERAL;
    for (int i = 0; i < 3; i++) {
        if (!read_column(&tags, column_names[i], columns[i]) ||
            !read_curve(&tags, curve_names[i], curves[i]))
            return ICC_NOTHING;
    }
    if (!is_white_kept(columns))
        return ICC_NOTHING;
    fill(columns, curves, ret_transform);
    return is_identity(ret_transform) ? ICC_NOTHING : ICC_MATRIX;
}
