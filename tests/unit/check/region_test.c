/* Regions: which pixels a shape takes, and statistics that are known beforehand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "lib/check/region.h"

enum { ARENA_BYTES = 4 << 20, WIDTH = 40, HEIGHT = 30 };

static Region make_region(Arena *arena)
{
    Region region;

    assert_int_equal(region_new(arena, WIDTH, HEIGHT, &region), 0);
    return region;
}

/* Each pixel's value is its column. */
static Plane make_ramp(Arena *arena)
{
    Plane plane;

    assert_int_equal(plane_new(arena, WIDTH, HEIGHT, &plane), 0);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            plane_row(&plane, y)[x] = (float)x;
    return plane;
}

static void test_polygon_takes_the_pixels_whose_centres_it_holds(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Region region = make_region(arena);
    const Point2 square[4] = {{10, 5}, {20, 5}, {20, 15}, {10, 15}};
    const Point2 hole[4] = {{12.6f, 5}, {13.4f, 5}, {13.4f, 6}, {12.6f, 6}}; /* no centre in it */

    (void)state;
    region_set_polygon(&region, square, 4, 1);
    assert_int_equal(region_count(&region), 100);
    region_set_polygon(&region, hole, 4, 0);
    assert_int_equal(region_count(&region), 100);
    assert_int_equal(region.mask[5 * WIDTH + 10], 1);
    assert_int_equal(region.mask[5 * WIDTH + 20], 0);
    assert_int_equal(region.mask[15 * WIDTH + 10], 0);
}

static void test_shapes_beyond_the_edges_are_cut(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Region region = make_region(arena);
    const Point2 all[4] = {{-1e6f, -1e6f}, {1e6f, -1e6f}, {1e6f, 1e6f}, {-1e6f, 1e6f}};

    (void)state;
    region_set_polygon(&region, all, 4, 1);
    assert_int_equal(region_count(&region), WIDTH * HEIGHT);
    region_set_ellipse(&region, (Point2){WIDTH / 2.0f, HEIGHT / 2.0f}, 1e3f, 1e3f, 0);
    assert_int_equal(region_count(&region), 0);
    region_set_ellipse(&region, (Point2){-100, -100}, 5, 5, 1);
    assert_int_equal(region_count(&region), 0);
}

static void test_ellipse_has_the_area_of_one(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Region region = make_region(arena);

    (void)state;
    region_set_ellipse(&region, (Point2){20, 15}, 15, 10, 1);
    assert_true(fabs((double)region_count(&region) - M_PI * 15 * 10) < 12);
}

static void test_box_holds_all_that_is_in(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Region region = make_region(arena);
    const Point2 triangle[3] = {{3, 20}, {9, 20}, {3, 28}};
    size_t n = 0;

    (void)state;
    assert_true(region.box.left >= region.box.right); /* nothing in it */
    region_set_ellipse(&region, (Point2){30, 8}, 4, 3, 1);
    region_set_polygon(&region, triangle, 3, 1);
    region_set_ellipse(&region, (Point2){30, 8}, 2, 1, 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        n += region.mask[i];
    assert_int_equal(region_count(&region), n);
    assert_int_equal(region.box.left, 3);
    assert_int_equal(region.box.top, 5);
    assert_int_equal(region.box.right, 34);
    assert_int_equal(region.box.bottom, 27); /* in the last row no centre is */
}

static void test_statistics_of_a_ramp(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Region region = make_region(arena);
    const Plane ramp = make_ramp(arena);
    const Point2 all[4] = {{0, 0}, {WIDTH, 0}, {WIDTH, HEIGHT}, {0, HEIGHT}};

    (void)state;
    assert_true(isnan(region_get_mean(&region, &ramp))); /* nothing in it */
    assert_true(isnan(region_get_quantile(arena, &region, &ramp, 0.5)));
    region_set_polygon(&region, all, 4, 1);
    assert_true(region_get_mean(&region, &ramp) == (WIDTH - 1) / 2.0);
    assert_true(region_get_quantile(arena, &region, &ramp, 0) == 0);
    assert_true(region_get_quantile(arena, &region, &ramp, 1) == WIDTH - 1);
    assert_true(region_get_quantile(arena, &region, &ramp, 0.25) == 10);
    region_keep_where(&region, &ramp, 30);
    assert_int_equal(region_count(&region), 10 * HEIGHT);
    assert_true(region_get_quantile(arena, &region, &ramp, 0) == 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polygon_takes_the_pixels_whose_centres_it_holds),
        cmocka_unit_test(test_shapes_beyond_the_edges_are_cut),
        cmocka_unit_test(test_ellipse_has_the_area_of_one),
        cmocka_unit_test(test_box_holds_all_that_is_in),
        cmocka_unit_test(test_statistics_of_a_ramp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
