/* Resampling: exact on what can be computed by hand, and no half-pixel shift anywhere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/resample.h"

#include <idphoto/error.h>

enum { ARENA_BYTES = 64 << 20 };

/* A linear ramp: every correct linear resampler gives its exact values back. */
static Plane make_ramp(Arena *arena, int width, int height)
{
    Plane plane;

    assert_int_equal(plane_new(arena, width, height, &plane), 0);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            plane_row(&plane, y)[x] = (float)(2 * (x + 0.5) + 3 * (y + 0.5));
    return plane;
}

/* A widened tent that falls between the pixels has its centre a little off: tolerance. */
static void assert_is_ramp(const Plane *plane, Rect rect, int border, double tolerance)
{
    for (int y = border; y < plane->height - border; y++) {
        for (int x = border; x < plane->width - border; x++) {
            const double u = rect.x + (x + 0.5) * rect.width / plane->width;
            const double v = rect.y + (y + 0.5) * rect.height / plane->height;

            assert_true(fabs(plane_row(plane, y)[x] - (2 * u + 3 * v)) < tolerance);
        }
    }
}

static void test_resize_keeps_a_ramp(void **state)
{
    static const int sizes[][2] = {{64, 64}, {20, 15}, {150, 200}, {33, 7}};
    const Rect rect = {8.25, 6.5, 40, 30};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int kernel = RESIZE_TRIANGLE; kernel <= RESIZE_LANCZOS3; kernel++) {
            cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
            const Plane ramp = make_ramp(arena, 64, 48);
            Plane out;

            assert_int_equal(plane_resize(arena, &ramp, rect, sizes[i][0], sizes[i][1],
                                          (ResizeKernel)kernel, &out),
                             0);
            if (kernel == RESIZE_TRIANGLE)
                assert_is_ramp(&out, rect, out.height > 10 ? 2 : 1,
                               out.width < rect.width || out.height < rect.height ? 0.3 : 0.01);
        }
    }
}

static void test_resize_of_a_constant_is_constant_even_outside(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Plane plane, out;

    (void)state;
    assert_int_equal(plane_new(arena, 10, 10, &plane), 0);
    for (int y = 0; y < 10; y++)
        for (int x = 0; x < 10; x++)
            plane_row(&plane, y)[x] = 7;
    assert_int_equal(
        plane_resize(arena, &plane, (Rect){-5, -5, 30, 30}, 17, 23, RESIZE_LANCZOS3, &out), 0);
    for (int y = 0; y < 23; y++)
        for (int x = 0; x < 17; x++)
            assert_true(fabsf(plane_row(&out, y)[x] - 7) < 1e-4f);
}

static void test_four_channels_are_resized_as_one_is(void **state)
{
    const Rect rect = {-2.5, 3.25, 60, 50};
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Plane ramp = make_ramp(arena, 64, 48);
    Plane4 four, out4;
    Plane out;

    (void)state;
    assert_int_equal(plane4_new(arena, 64, 48, &four), 0);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            for (int c = 0; c < 4; c++)
                plane4_row(&four, y)[4 * x + c] = plane_row(&ramp, y)[x] * (float)(c - 1);
    assert_int_equal(plane_resize(arena, &ramp, rect, 37, 29, RESIZE_LANCZOS3, &out), 0);
    assert_int_equal(plane4_resize(arena, &four, rect, 37, 29, RESIZE_LANCZOS3, &out4), 0);
    for (int y = 0; y < 29; y++)
        for (int x = 0; x < 37; x++)
            for (int c = 0; c < 4; c++)
                assert_true(fabsf(plane4_row(&out4, y)[4 * x + c] -
                                  plane_row(&out, y)[x] * (float)(c - 1)) < 0.002f);
}

static void test_resize_gives_its_scratch_back(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Plane ramp = make_ramp(arena, 64, 48);
    const ArenaMark before = arena_get_mark(arena);
    Plane out, same;
    ArenaMark after;

    (void)state;
    assert_int_equal(
        plane_resize(arena, &ramp, (Rect){0, 0, 64, 48}, 32, 24, RESIZE_TRIANGLE, &out), 0);
    after = arena_get_mark(arena);
    arena_return_to(arena, before);
    assert_int_equal(plane_new(arena, 32, 24, &same), 0);
    assert_int_equal(arena_get_mark(arena).used_bytes, after.used_bytes);
}

static RgbImage make_picture(Arena *arena, int width, int height)
{
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, width, height, &image), 0);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            rgb_image_row(&image, y)[3 * x] = (uint8_t)(2 * x);
            rgb_image_row(&image, y)[3 * x + 1] = (uint8_t)(2 * y);
            rgb_image_row(&image, y)[3 * x + 2] = (uint8_t)(x + y);
        }
    }
    return image;
}

static void test_warp_of_the_whole_picture_is_the_picture(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage image = make_picture(arena, 40, 30);
    const Affine grid = affine_from_rect((Rect){0, 0, 40, 30}, 40, 30, 0);
    const Affine mirrored = affine_from_rect((Rect){0, 0, 40, 30}, 40, 30, 1);
    float tensor[30][40][3];

    (void)state;
    warp_rgb_to_tensor(&image, &grid, WARP_BORDER_BLACK, (TensorRange){1, 0}, 40, 30, tensor[0][0]);
    assert_true(fabsf(tensor[7][11][0] - 22) < 1e-3f && fabsf(tensor[7][11][1] - 14) < 1e-3f);
    warp_rgb_to_tensor(&image, &mirrored, WARP_BORDER_BLACK, (TensorRange){2, 1}, 40, 30,
                       tensor[0][0]);
    assert_true(fabsf(tensor[7][39 - 11][0] - (2 * 22 + 1)) < 1e-3f);
}

static void test_warp_turns_about_the_centre(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage image = make_picture(arena, 100, 100);
    const Affine grid = affine_from_square(50, 40, 20, M_PI / 2, 20);
    float tensor[20][20][3];

    (void)state;
    warp_rgb_to_tensor(&image, &grid, WARP_BORDER_REPLICATE, (TensorRange){1, 0}, 20, 20,
                       tensor[0][0]);
    /* A quarter turn clockwise: the output's x axis runs down the picture. */
    assert_true(fabsf(tensor[9][15][1] - tensor[9][5][1] - 20) < 0.1f);
    assert_true(fabsf(tensor[9][15][0] - tensor[9][5][0]) < 0.1f);
    assert_true(fabsf(tensor[15][9][0] - tensor[5][9][0] + 20) < 0.1f);
}

static void test_warp_outside_is_black_or_replicated_as_asked(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const RgbImage image = make_picture(arena, 100, 100);
    const Affine grid = affine_from_rect((Rect){200, 40, 10, 10}, 10, 10, 0);
    float tensor[10][10][3];

    (void)state;
    warp_rgb_to_tensor(&image, &grid, WARP_BORDER_BLACK, (TensorRange){1, 0}, 10, 10, tensor[0][0]);
    assert_true(tensor[5][5][0] == 0);
    warp_rgb_to_tensor(&image, &grid, WARP_BORDER_REPLICATE, (TensorRange){1, 0}, 10, 10,
                       tensor[0][0]);
    assert_true(fabsf(tensor[5][5][0] - 198) < 1e-3f);
}

static void test_sample_between_pixels_is_bilinear(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Plane ramp = make_ramp(arena, 16, 12);

    (void)state;
    assert_true(fabsf(plane_sample(&ramp, 5.3, 7.9) - (2 * 5.3f + 3 * 7.9f)) < 1e-3f);
    assert_true(fabsf(plane_sample(&ramp, -4, -4) - 2.5f) < 1e-4f); /* the nearest pixel's centre */
}

static void test_resize_beyond_the_arena_is_an_error(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(1 << 20);
    const Plane ramp = make_ramp(arena, 64, 48);
    Plane out;

    (void)state;
    assert_int_equal(
        plane_resize(arena, &ramp, (Rect){0, 0, 64, 48}, 2000, 2000, RESIZE_TRIANGLE, &out),
        IDP_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resize_keeps_a_ramp),
        cmocka_unit_test(test_resize_of_a_constant_is_constant_even_outside),
        cmocka_unit_test(test_four_channels_are_resized_as_one_is),
        cmocka_unit_test(test_resize_gives_its_scratch_back),
        cmocka_unit_test(test_warp_of_the_whole_picture_is_the_picture),
        cmocka_unit_test(test_warp_turns_about_the_centre),
        cmocka_unit_test(test_warp_outside_is_black_or_replicated_as_asked),
        cmocka_unit_test(test_sample_between_pixels_is_bilinear),
        cmocka_unit_test(test_resize_beyond_the_arena_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
