/* The guided filter: what it must keep, what it must smooth, and how it enlarges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/guided_filter.h"
#include "tests/unit/matte/shapes.h"

enum { WIDTH = 60, HEIGHT = 40 };

static const float front[3] = {0.8f, 0.6f, 0.4f}, back[3] = {0.1f, 0.3f, 0.5f};

static void test_constant_stays_constant(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], planes[2];
    GuidedFilter filter;

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, planes, 2);
    shapes_draw_disc(&planes[0], 4);
    shapes_mix(&planes[0], front, back, rgb);
    shapes_fill(&planes[0], 0.375f);
    assert_int_equal(guided_filter_new(arena, rgb, 4, 1e-4f, &filter), 0);
    assert_int_equal(guided_filter_run(arena, &filter, &planes[0], &planes[1]), 0);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_float_equal(plane_row(&planes[1], y)[x], 0.375, 1e-3);
    arena_free(arena);
}

static void test_coarse_mask_snaps_to_the_edge_of_the_picture(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], planes[3]; /* sharp, coarse, filtered */
    GuidedFilter filter;
    double before = 0, after = 0;

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, planes, 3);
    shapes_draw_disc(&planes[0], 1);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            plane_row(&planes[1], y)[x] = plane_row(&planes[0], y / 5 * 5 + 2)[x / 5 * 5 + 2];
    shapes_mix(&planes[0], front, back, rgb);
    assert_int_equal(guided_filter_new(arena, rgb, 6, 1e-4f, &filter), 0);
    assert_int_equal(guided_filter_run(arena, &filter, &planes[1], &planes[2]), 0);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            before += fabs((double)(plane_row(&planes[1], y)[x] - plane_row(&planes[0], y)[x]));
            after += fabs((double)(plane_row(&planes[2], y)[x] - plane_row(&planes[0], y)[x]));
        }
    }
    assert_true(after < 0.75 * before);
    arena_free(arena);
}

static void test_enlarged_alpha_follows_the_large_picture(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane large[3], small[3], truth, small_alpha, enlarged;
    GuidedFilter filter;
    double worst = 0;

    (void)state;
    shapes_new_planes(arena, 2 * WIDTH - 1, 2 * HEIGHT - 1, large, 3);
    shapes_new_planes(arena, 2 * WIDTH - 1, 2 * HEIGHT - 1, &truth, 1);
    shapes_new_planes(arena, 2 * WIDTH - 1, 2 * HEIGHT - 1, &enlarged, 1);
    shapes_new_planes(arena, WIDTH, HEIGHT, small, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, &small_alpha, 1);
    shapes_draw_disc(&truth, 6);
    shapes_draw_disc(&small_alpha, 3);
    shapes_mix(&truth, front, back, large);
    shapes_mix(&small_alpha, front, back, small);
    assert_int_equal(guided_filter_new(arena, small, 1, 1e-4f, &filter), 0);
    assert_int_equal(guided_filter_enlarge(arena, &filter, &small_alpha, large, &enlarged), 0);
    for (int y = 0; y < enlarged.height; y++) {
        for (int x = 0; x < enlarged.width; x++) {
            const float a = plane_row(&enlarged, y)[x];

            assert_true(a >= 0.0f && a <= 1.0f);
            worst = fmax(worst, fabs((double)(a - plane_row(&truth, y)[x])));
        }
    }
    assert_true(worst < 0.12);
    assert_true(plane_row(&enlarged, 0)[0] == 0.0f);
    assert_true(plane_row(&enlarged, HEIGHT)[WIDTH] == 1.0f);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constant_stays_constant),
        cmocka_unit_test(test_coarse_mask_snaps_to_the_edge_of_the_picture),
        cmocka_unit_test(test_enlarged_alpha_follows_the_large_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
