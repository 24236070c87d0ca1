/* Rendering: no old background in the result, exact standard colour, a watermark that cannot be
 * missed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/text.h"
#include "lib/compose/render.h"

enum { ARENA_BYTES = 64 << 20, SIDE = 800 };

/* A red disc, alpha soft at its rim, on a plane whose colours outside are the old green background.
 */
static Matte make_disc(Arena *arena)
{
    Matte matte = {.region = {100, 50, SIDE, SIDE}};

    assert_int_equal(plane_new(arena, SIDE, SIDE, &matte.alpha), 0);
    for (int c = 0; c < 3; c++)
        assert_int_equal(plane_new(arena, SIDE, SIDE, &matte.foreground[c]), 0);
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            const double distance = hypot(x + 0.5 - SIDE / 2, y + 0.5 - SIDE / 2);
            const float alpha = (float)fmin(fmax((300 - distance) / 6, 0), 1);

            plane_row(&matte.alpha, y)[x] = alpha;
            plane_row(&matte.foreground[0], y)[x] = alpha > 0 ? 200 : 0;
            plane_row(&matte.foreground[1], y)[x] = alpha > 0 ? 30 : 255;
            plane_row(&matte.foreground[2], y)[x] = alpha > 0 ? 20 : 0;
        }
    }
    return matte;
}

static void test_result_is_only_person_and_standard_background(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const Crop crop = {.rect = {200, 50, 600, 800}, .scale = 0.8};
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Matte matte = make_disc(arena);
    RgbImage image;

    (void)state;
    assert_int_equal(render_certificate(arena, profile, &matte, &crop, &image), 0);
    assert_int_equal(image.width, 480);
    assert_int_equal(image.height, 640);
    assert_memory_equal(rgb_image_row(&image, 0), profile->background, 3);
    assert_memory_equal(rgb_image_row(&image, 639) + 3 * 479, profile->background, 3);
    assert_int_equal(rgb_image_row(&image, 320)[3 * 240], 200);
    assert_int_equal(rgb_image_row(&image, 320)[3 * 240 + 1], 30);
    /* Every pixel is a mix of the disc's colour and the background: green never above the blue's.
     */
    for (int y = 0; y < 640; y++) {
        for (int x = 0; x < 480; x++) {
            const uint8_t *pixel = rgb_image_row(&image, y) + 3 * (size_t)x;
            const double alpha = (pixel[0] - 100) / 100.0;

            assert_true(fabs(197 + alpha * (30 - 197) - pixel[1]) <= 4);
            assert_true(fabs(255 + alpha * (20 - 255) - pixel[2]) <= 5);
        }
    }
}

static void test_region_offset_and_scale_are_obeyed(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const Crop crop = {.rect = {500 - 240 / 0.8, 450 - 320 / 0.8, 600, 800}, .scale = 0.8};
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Matte matte = make_disc(arena);
    RgbImage image;
    int left = 0, right = 479;

    (void)state;
    assert_int_equal(render_certificate(arena, profile, &matte, &crop, &image), 0);
    while (rgb_image_row(&image, 320)[3 * left] < 150)
        left++;
    while (rgb_image_row(&image, 320)[3 * right] < 150)
        right--;
    assert_true(abs(left - 2) <= 2); /* centre 240, radius 297 * .8 */
    assert_true(abs(479 - right - 2) <= 2);
}

static void test_nothing_is_invented_beyond_the_matte(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const Crop crop = {.rect = {100, -150, 600, 800}, .scale = 0.8}; /* 200 above the region */
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Matte matte = make_disc(arena);
    RgbImage image;

    (void)state;
    for (int x = 0; x < SIDE; x++) /* the person touches the upper border */
        plane_row(&matte.alpha, 0)[x] = 1;
    assert_int_equal(render_certificate(arena, profile, &matte, &crop, &image), 0);
    for (int x = 0; x < 480; x++)
        assert_memory_equal(rgb_image_row(&image, 100) + 3 * (size_t)x, profile->background, 3);
}

static void test_preview_differs_everywhere_and_is_still_readable(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    const Crop crop = {.rect = {200, 50, 600, 800}, .scale = 0.8};
    const Matte matte = make_disc(arena);
    RgbImage image, preview;
    Plane mark;
    IdpError error;

    (void)state;
    assert_int_equal(render_certificate(arena, idp_profile_get(0), &matte, &crop, &image), 0);
    assert_int_equal(text_render(arena, "样片", 80, &mark, &error), 0);
    assert_int_equal(render_preview(arena, &image, &mark, &preview), 0);
    for (int top = 0; top + 160 <= 640; top += 160) {
        for (int left = 0; left + 160 <= 480; left += 160) {
            int n_changed = 0;

            for (int y = top; y < top + 160; y++)
                for (int x = left; x < left + 160; x++)
                    n_changed += memcmp(rgb_image_row(&image, y) + 3 * (size_t)x,
                                        rgb_image_row(&preview, y) + 3 * (size_t)x, 3) != 0;
            assert_true(n_changed > 300); /* no 160 px square can be cut out clean */
        }
    }
}

static void test_rendering_out_of_memory_is_an_error(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(12 << 20);
    const Crop crop = {.rect = {200, 50, 600, 800}, .scale = 0.8};
    const Matte matte = make_disc(arena);
    RgbImage image;

    (void)state;
    assert_int_equal(render_certificate(arena, idp_profile_get(0), &matte, &crop, &image),
                     IDP_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_is_only_person_and_standard_background),
        cmocka_unit_test(test_region_offset_and_scale_are_obeyed),
        cmocka_unit_test(test_nothing_is_invented_beyond_the_matte),
        cmocka_unit_test(test_preview_differs_everywhere_and_is_still_readable),
        cmocka_unit_test(test_rendering_out_of_memory_is_an_error),
    };
    IdpError error;

    if (codec_init(&error))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
