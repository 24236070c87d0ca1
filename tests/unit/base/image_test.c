/* Pictures from an arena: rows start aligned, do not overlap, and end inside the memory taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <idphoto/error.h>

#include "lib/base/image.h"

static void test_rgb_rows_are_aligned_and_hold_the_width(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new((size_t)64 << 20);
    RgbImage image;

    (void)state;
    assert_int_equal(rgb_image_new(arena, 101, 7, &image), IDP_OK);
    assert_int_equal(image.width, 101);
    assert_int_equal(image.height, 7);
    assert_true(image.stride_bytes >= 303);
    for (int y = 0; y < 7; y++) {
        assert_int_equal((uintptr_t)rgb_image_row(&image, y) % 64, 0);
        memset(rgb_image_row(&image, y), y, 303);
    }
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 303; x++)
            assert_int_equal(rgb_image_row(&image, y)[x], y);
}

static void test_plane_rows_are_aligned_and_hold_the_width(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new((size_t)64 << 20);
    Plane plane;

    (void)state;
    assert_int_equal(plane_new(arena, 33, 5, &plane), IDP_OK);
    assert_int_equal(plane.stride % 16, 0);
    for (int y = 0; y < 5; y++) {
        assert_int_equal((uintptr_t)plane_row(&plane, y) % 64, 0);
        for (int x = 0; x < 33; x++)
            plane_row(&plane, y)[x] = (float)(100 * y + x);
    }
    for (int y = 0; y < 5; y++)
        for (int x = 0; x < 33; x++)
            assert_true(plane_row(&plane, y)[x] == (float)(100 * y + x));
}

static void test_picture_beyond_the_limit_is_refused_and_untouched(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(1000);
    RgbImage image = {.width = -1};
    Plane plane = {.width = -1};

    (void)state;
    assert_int_equal(rgb_image_new(arena, 100, 100, &image), IDP_E_MEMORY);
    assert_int_equal(plane_new(arena, 100, 100, &plane), IDP_E_MEMORY);
    assert_int_equal(image.width, -1);
    assert_int_equal(plane.width, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rgb_rows_are_aligned_and_hold_the_width),
        cmocka_unit_test(test_plane_rows_are_aligned_and_hold_the_width),
        cmocka_unit_test(test_picture_beyond_the_limit_is_refused_and_untouched),
    };

    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
