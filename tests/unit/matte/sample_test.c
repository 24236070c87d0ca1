/* Pieces of a picture at other sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/sample.h"
#include "tests/unit/matte/shapes.h"

enum { WIDTH = 24, HEIGHT = 16 };

/* Red grows along x, green along y, blue is a checkerboard. */
static RgbImage make_image(Arena *arena)
{
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, WIDTH, HEIGHT, &image), 0);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            uint8_t *pixel = rgb_image_row(&image, y) + (ptrdiff_t)3 * x;

            pixel[0] = (uint8_t)(10 * x);
            pixel[1] = (uint8_t)(15 * y);
            pixel[2] = (x + y) % 2 ? 255 : 0;
        }
    }
    return image;
}

static void test_same_size_is_the_same_picture(void **state)
{
    Arena *arena = arena_new(1 << 24);
    const RgbImage image = make_image(arena);
    Plane rgb[3];

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    assert_int_equal(sample_planes(arena, &image, (Rect){0, 0, WIDTH, HEIGHT}, rgb), 0);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 3; c++)
                assert_float_equal(plane_row(&rgb[c], y)[x],
                                   rgb_image_row(&image, y)[3 * x + c] / 255.0, 1e-5);
    arena_free(arena);
}

static void test_shrinking_takes_the_mean_of_the_cell(void **state)
{
    Arena *arena = arena_new(1 << 24);
    const RgbImage image = make_image(arena);
    float pixels[3 * 4 * 4];

    (void)state;
    assert_int_equal(sample_rgb(arena, &image, (Rect){0, 0, WIDTH, HEIGHT}, 4, 4, pixels), 0);
    for (int i = 0; i < 16; i++) { /* cells of 6 x 4 */
        assert_float_equal(pixels[3 * i] * 255, 10 * (6 * (i % 4) + 2.5), 0.01);
        assert_float_equal(pixels[3 * i + 1] * 255, 15 * (4 * (i / 4) + 1.5), 0.01);
        assert_float_equal(pixels[3 * i + 2], 0.5, 1e-4);
    }
    arena_free(arena);
}

static void test_growing_interpolates(void **state)
{
    Arena *arena = arena_new(1 << 24);
    const RgbImage image = make_image(arena);
    float pixels[3 * 20];

    (void)state;
    assert_int_equal(sample_rgb(arena, &image, (Rect){4, 4, 5, 1}, 20, 1, pixels), 0);
    for (int x = 0; x < 20; x++)
        assert_float_equal(pixels[3 * x] * 255, 10 * (4 + (x + 0.5) / 4 - 0.5), 0.01);
    arena_free(arena);
}

static void test_outside_is_black_or_the_edge(void **state)
{
    Arena *arena = arena_new(1 << 24);
    const RgbImage image = make_image(arena);
    const Rect rect = {WIDTH - 2, HEIGHT - 2, 4, 4};
    float pixels[3 * 4 * 4];
    Plane rgb[3];

    (void)state;
    shapes_new_planes(arena, 4, 4, rgb, 3);
    assert_int_equal(sample_rgb(arena, &image, rect, 4, 4, pixels), 0);
    assert_int_equal(sample_planes(arena, &image, rect, rgb), 0);
    assert_float_equal(pixels[3 * 15], 0, 1e-6);
    assert_float_equal(pixels[0] * 255, 10 * (WIDTH - 2), 0.01);
    assert_float_equal(plane_row(&rgb[0], 3)[3] * 255, 10 * (WIDTH - 1), 0.01);
    assert_float_equal(plane_row(&rgb[1], 3)[3] * 255, 15 * (HEIGHT - 1), 0.01);
    arena_free(arena);
}

static void test_far_outside_is_safe(void **state)
{
    Arena *arena = arena_new(1 << 24);
    const RgbImage image = make_image(arena);
    float pixels[3 * 8 * 8];

    (void)state;
    assert_int_equal(sample_rgb(arena, &image, (Rect){-500, 900, 30, 3}, 8, 8, pixels), 0);
    for (int i = 0; i < 3 * 64; i++)
        assert_true(pixels[i] == 0.0f);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_size_is_the_same_picture),
        cmocka_unit_test(test_shrinking_takes_the_mean_of_the_cell),
        cmocka_unit_test(test_growing_interpolates),
        cmocka_unit_test(test_outside_is_black_or_the_edge),
        cmocka_unit_test(test_far_outside_is_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
