/* Shrinking is held against its definition, pixel by pixel, rounding included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/resample.h"

#include <idphoto/error.h>

enum { ARENA_BYTES = 16 << 20, FACTOR_MAX = 40 };

/* Noise of full range: every sum and remainder occurs. */
static RgbImage make_noise(Arena *arena, int width, int height)
{
    uint32_t state = 1;
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, width, height, &image), 0);
    for (int y = 0; y < height; y++)
        for (int i = 0; i < 3 * width; i++) {
            state = state * 1664525 + 1013904223;
            rgb_image_row(&image, y)[i] = (uint8_t)(state >> 24);
        }
    return image;
}

static int get_mean(const RgbImage *image, int factor, int x, int y, int c)
{
    int sum = 0, n = 0;

    for (int v = y * factor; v < (y + 1) * factor && v < image->height; v++)
        for (int u = x * factor; u < (x + 1) * factor && u < image->width; u++, n++)
            sum += rgb_image_row(image, v)[3 * u + c];
    return n ? (sum + n / 2) / n : -1; /* no such block: no pixel has that */
}

static void assert_shrunk(const RgbImage *image, int factor, const RgbImage *small)
{
    assert_int_equal(small->width, (image->width + factor - 1) / factor);
    assert_int_equal(small->height, (image->height + factor - 1) / factor);
    for (int y = 0; y < small->height; y++)
        for (int x = 0; x < small->width; x++)
            for (int c = 0; c < 3; c++)
                assert_int_equal(rgb_image_row(small, y)[3 * x + c],
                                 get_mean(image, factor, x, y, c));
}

static void test_shrink_is_the_rounded_mean_of_its_block(void **state)
{
    static const int sizes[][2] = {{211, 173}, {64, 48}, {1, 97}, {97, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int factor = 2; factor <= FACTOR_MAX; factor++) {
            cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
            const RgbImage image = make_noise(arena, sizes[i][0], sizes[i][1]);
            RgbImage small;

            assert_int_equal(rgb_image_shrink(arena, &image, factor, &small), 0);
            assert_shrunk(&image, factor, &small);
        }
}

static void test_white_stays_white_at_every_factor(void **state)
{
    (void)state;
    for (int factor = 2; factor <= 126; factor++) {
        cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
        RgbImage image = make_noise(arena, 130, 130), small;

        for (size_t i = 0; i < image.stride_bytes * 130; i++)
            image.pixels[i] = 255;
        assert_int_equal(rgb_image_shrink(arena, &image, factor, &small), 0);
        assert_shrunk(&image, factor, &small);
    }
}

static void test_factor_one_is_the_picture_itself(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage image = make_noise(arena, 41, 31);
    RgbImage same;

    (void)state;
    assert_int_equal(rgb_image_shrink(arena, &image, 1, &same), 0);
    assert_ptr_equal(same.pixels, image.pixels);
}

static void test_shrink_beyond_the_arena_is_an_error(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 << 10);
    const RgbImage image = make_noise(arena, 100, 200);
    RgbImage small;

    (void)state;
    assert_int_equal(rgb_image_shrink(arena, &image, 2, &small), IDP_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shrink_is_the_rounded_mean_of_its_block),
        cmocka_unit_test(test_white_stays_white_at_every_factor),
        cmocka_unit_test(test_factor_one_is_the_picture_itself),
        cmocka_unit_test(test_shrink_beyond_the_arena_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
