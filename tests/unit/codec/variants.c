/* Files of every kind from one picture, by the writers of libvips. */
#include "tests/unit/codec/variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "lib/codec/decode.h"
#include "lib/codec/vips_guard.h"

enum { PNG_HEADER_BYTES = 8 + 25 };

enum {
    FORM_RGB,
    FORM_RGB16,
    FORM_RGBA,
    FORM_GREY,
    FORM_GREY_ALPHA,
    FORM_CMYK,
    FORM_P3,
    FORM_PAGES
};

const Variant variants[] = {
    {"jpeg", ".jpg[Q=92,subsample-mode=on]", FORM_RGB, 1, 2},
    {"jpeg-full-chroma", ".jpg[Q=92,subsample-mode=off]", FORM_RGB, 1, 2},
    {"jpeg-progressive", ".jpg[Q=92,interlace]", FORM_RGB, 1, 2},
    {"jpeg-restarts", ".jpg[Q=92,restart-interval=7]", FORM_RGB, 1, 2},
    {"jpeg-p3", ".jpg[Q=95]", FORM_P3, 1, 3},
    {"jpeg-srgb", ".jpg[Q=92,profile=srgb]", FORM_RGB, 1, 2},
    {"jpeg-grey", ".jpg[Q=92]", FORM_GREY, 1, 40},
    {"jpeg-cmyk", ".jpg[Q=95]", FORM_CMYK, 1, 25},
    {"jpeg-cmyk-bare", ".jpg[Q=95,strip]", FORM_CMYK, 1, 25},
    {"jpeg-turned", ".jpg[Q=92]", FORM_RGB, 6, 2},
    {"png", ".png[compression=1]", FORM_RGB, 1, 0},
    {"png-interlaced", ".png[compression=1,interlace]", FORM_RGB, 1, 0},
    {"png-16", ".png[compression=1]", FORM_RGB16, 1, 0},
    {"png-alpha", ".png[compression=1]", FORM_RGBA, 1, 70},
    {"png-grey", ".png[compression=1]", FORM_GREY, 1, 40},
    {"png-grey-alpha", ".png[compression=1]", FORM_GREY_ALPHA, 1, 70},
    {"png-palette", ".png[compression=1,palette]", FORM_RGB, 1, 5},
    {"png-p3", ".png[compression=1]", FORM_P3, 1, 3},
    {"png-turned", ".png[compression=1]", FORM_RGB, 7, 0},
    {"webp", ".webp[Q=92,reduction-effort=0]", FORM_RGB, 1, 3},
    {"webp-lossless", ".webp[lossless,reduction-effort=0]", FORM_RGB, 1, 0},
    {"webp-alpha", ".webp[Q=92,reduction-effort=0]", FORM_RGBA, 1, 70},
    {"webp-p3", ".webp[Q=95,reduction-effort=0]", FORM_P3, 1, 3},
    {"webp-turned", ".webp[Q=92,reduction-effort=0]", FORM_RGB, 8, 3},
    {"webp-animated", ".webp[Q=92,reduction-effort=0]", FORM_PAGES, 1, 3},
    {"heic", ".heic[Q=80,speed=9]", FORM_RGB, 1, 3},
    {"heic-p3", ".heic[Q=90,speed=9]", FORM_P3, 1, 3},
    {NULL, NULL, 0, 0, 0},
};

static _Noreturn void stop(const char *what, const char *name)
{
    fprintf(stderr, "%s: %s\n", what, name);
    exit(1);
}

const Variant *variant_find(const char *name)
{
    for (const Variant *variant = variants; variant->name; variant++) {
        if (!strcmp(variant->name, name))
            return variant;
    }
    stop("no such variant", name);
}

static void require(int failed)
{
    if (failed)
        stop("libvips cannot make a test picture", vips_error_buffer());
}

static VipsImage *wrap(const RgbImage *picture)
{
    VipsImage *image = vips_image_new_memory();

    vips_image_init_fields(image, picture->width, picture->height, 3, VIPS_FORMAT_UCHAR,
                           VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1.0, 1.0);
    for (int y = 0; y < picture->height; y++)
        require(vips_image_write_line(image, y, rgb_image_row(picture, y)));
    return image;
}

/* The picture as a camera held the other way stores it, so that the orientation sets it upright. */
static void turn(VipsImage **image, int orientation)
{
    static const VipsAngle angles[] = {0,
                                       0,
                                       0,
                                       VIPS_ANGLE_D180,
                                       0,
                                       VIPS_ANGLE_D90,
                                       VIPS_ANGLE_D270,
                                       VIPS_ANGLE_D90,
                                       VIPS_ANGLE_D90};
    const int is_flipped =
        orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
    VipsImage *next;

    require(vips_rot(*image, &next, angles[orientation], NULL));
    vips_image_replace(image, next);
    if (is_flipped) {
        require(vips_flip(*image, &next,
                          orientation == 2 || orientation == 5 ? VIPS_DIRECTION_HORIZONTAL
                                                               : VIPS_DIRECTION_VERTICAL,
                          NULL));
        vips_image_replace(image, next);
    }
    require(vips_copy(*image, &next, NULL));
    vips_image_replace(image, next);
    vips_image_set_int(*image, VIPS_META_ORIENTATION, orientation);
}

static void convert(VipsImage **image, int form)
{
    VipsImage *next;

    if (form == FORM_RGB16)
        require(vips_colourspace(*image, &next, VIPS_INTERPRETATION_RGB16, NULL));
    else if (form == FORM_GREY || form == FORM_GREY_ALPHA)
        require(vips_colourspace(*image, &next, VIPS_INTERPRETATION_B_W, NULL));
    else if (form == FORM_CMYK)
        require(vips_icc_export(*image, &next, "output_profile", "cmyk", NULL));
    else if (form == FORM_P3)
        require(vips_icc_transform(*image, &next, "p3", "input_profile", "srgb", NULL));
    else if (form == FORM_PAGES)
        require(vips_replicate(*image, &next, 1, 3, NULL));
    else
        require(vips_copy(*image, &next, NULL));
    vips_image_replace(image, next);
    if (form == FORM_RGBA || form == FORM_GREY_ALPHA) {
        require(vips_bandjoin_const1(*image, &next, 128, NULL));
        vips_image_replace(image, next);
    } else if (form == FORM_PAGES) {
        require(vips_copy(*image, &next, NULL));
        vips_image_replace(image, next);
        vips_image_set_int(*image, VIPS_META_PAGE_HEIGHT, (*image)->Ysize / 3);
    }
}

static uint8_t *put(uint8_t *to, size_t value)
{
    for (int i = 0; i < 4; i++)
        *to++ = (uint8_t)(value >> (24 - 8 * i));
    return to;
}

void png_correct_chunk(uint8_t *png, size_t offset)
{
    const size_t n_data = (size_t)png[offset] << 24 | (size_t)png[offset + 1] << 16 |
                          (size_t)png[offset + 2] << 8 | (size_t)png[offset + 3];

    put(png + offset + 8 + n_data, crc32(0, png + offset + 4, (uInt)(n_data + 4)));
}

IdpBytes png_add_chunk(IdpBytes png, const char *type, const void *data, size_t n_data)
{
    uint8_t *bytes = malloc(png.n_bytes + n_data + 12);
    uint8_t *to;

    memcpy(bytes, png.data, PNG_HEADER_BYTES);
    to = put(bytes + PNG_HEADER_BYTES, n_data);
    memcpy(to, type, 4);
    memcpy(to + 4, data, n_data);
    png_correct_chunk(bytes, PNG_HEADER_BYTES);
    memcpy(to + 4 + n_data + 4, (const uint8_t *)png.data + PNG_HEADER_BYTES,
           png.n_bytes - PNG_HEADER_BYTES);
    free((void *)(uintptr_t)png.data);
    return (IdpBytes){bytes, png.n_bytes + n_data + 12};
}

/* libvips writes no EXIF of its own making into PNG. */
static IdpBytes add_orientation(IdpBytes png, int orientation)
{
    uint8_t exif[] = "MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\0\0\0\0\0\0";

    exif[19] = (uint8_t)orientation;
    return png_add_chunk(png, "eXIf", exif, sizeof exif);
}

IdpBytes variant_make(const RgbImage *picture, const Variant *variant)
{
    cleanup_vips_image VipsImage *image = wrap(picture);
    void *data = NULL;
    size_t n_bytes = 0;

    if (variant->orientation > 1)
        turn(&image, variant->orientation);
    convert(&image, variant->form);
    if (vips_image_write_to_buffer(image, variant->suffix, &data, &n_bytes, NULL)) {
        vips_error_clear();
        return (IdpBytes){NULL, 0};
    }
    if (variant->orientation > 1 && !strncmp(variant->suffix, ".png", 4))
        return add_orientation((IdpBytes){data, n_bytes}, variant->orientation);
    return (IdpBytes){data, n_bytes};
}

IdpBytes load_picture_file(const char *name)
{
    const char *folder = getenv("TUCAI_PICTURES");
    char path[1024];
    gchar *data;
    gsize n_bytes;

    snprintf(path, sizeof path, "%s/%s", folder ? folder : "build/deps/pictures", name);
    if (!g_file_get_contents(path, &data, &n_bytes, NULL))
        stop("missing test picture (./dev deps)", path);
    return (IdpBytes){data, n_bytes};
}

RgbImage load_picture(Arena *arena, const char *name)
{
    const IdpBytes file = load_picture_file(name);
    SourceImage source;
    IdpError error;

    if (codec_init(&error) || decode_image(arena, file, 1 << 16, &source, &error))
        stop(error.message, name);
    free((void *)(uintptr_t)file.data);
    return source.image;
}

double measure_difference(const RgbImage *a, const RgbImage *b)
{
    double sum = 0;

    if (a->width != b->width || a->height != b->height)
        return 255;
    for (int y = 0; y < a->height; y++) {
        const uint8_t *row_a = rgb_image_row(a, y), *row_b = rgb_image_row(b, y);

        for (int x = 0; x < 3 * a->width; x++)
            sum += abs(row_a[x] - row_b[x]);
    }
    return sum / (3.0 * a->width * a->height);
}
