/* Foreground colours on pictures whose colours are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/foreground.h"
#include "tests/unit/matte/shapes.h"

static const float front[3] = {0.75f, 0.2f, 0.3f}, back[3] = {0.15f, 0.6f, 0.9f};

typedef struct Scene {
    Arena *arena;
    Plane alpha, rgb[3], foreground[3];
} Scene;

static Scene make_scene(int width, int height)
{
    Scene scene = {.arena = arena_new(1 << 26)};

    shapes_new_planes(scene.arena, width, height, &scene.alpha, 1);
    shapes_new_planes(scene.arena, width, height, scene.rgb, 3);
    shapes_new_planes(scene.arena, width, height, scene.foreground, 3);
    shapes_draw_disc(&scene.alpha, 10);
    shapes_mix(&scene.alpha, front, back, scene.rgb);
    assert_int_equal(foreground_estimate(scene.arena, scene.rgb, &scene.alpha, scene.foreground),
                     0);
    return scene;
}

static void test_colours_of_the_soft_edge_are_recovered(void **state)
{
    const Scene scene = make_scene(481, 360);
    double worst = 0;

    (void)state;
    for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 360; y++) {
            for (int x = 0; x < 481; x++) {
                const float slope = 0.1f * ((float)x / 481 - 0.5f);
                const float colour = plane_row(&scene.foreground[c], y)[x] / 255.0f;

                if (plane_row(&scene.alpha, y)[x] > 0.1f)
                    worst = fmax(worst, fabs((double)(colour - front[c] - slope)));
            }
        }
    }
    assert_true(worst < 0.06);
    arena_free(scene.arena);
}

static void test_composite_on_another_background_has_no_halo(void **state)
{
    const Scene scene = make_scene(480, 360);
    double halo = 0, halo_of_picture = 0;

    (void)state;
    for (int y = 0; y < 360; y++) {
        for (int x = 0; x < 480; x++) {
            const double a = (double)plane_row(&scene.alpha, y)[x];
            const double slope = 0.1 * (x / 480.0 - 0.5);

            halo = fmax(halo, a * fabs((double)plane_row(&scene.foreground[1], y)[x] / 255 -
                                       (double)front[1] - slope));
            halo_of_picture =
                fmax(halo_of_picture,
                     a * fabs((double)plane_row(&scene.rgb[1], y)[x] - (double)front[1] - slope));
        }
    }
    assert_true(halo < 0.02);
    assert_true(halo_of_picture > 0.08); /* what a cut-out without estimation would show */
    arena_free(scene.arena);
}

static void test_solid_pixels_keep_their_colour(void **state)
{
    const Scene scene = make_scene(480, 360);

    (void)state;
    for (int x = 0; x < 480; x++)
        if (plane_row(&scene.alpha, 180)[x] == 1.0f)
            assert_float_equal(plane_row(&scene.foreground[0], 180)[x],
                               255 * plane_row(&scene.rgb[0], 180)[x], 1e-3);
    arena_free(scene.arena);
}

static void test_all_person_and_all_background_are_finite(void **state)
{
    Scene scene = make_scene(17, 9);

    (void)state;
    for (int i = 0; i < 2; i++) {
        shapes_fill(&scene.alpha, (float)i);
        assert_int_equal(
            foreground_estimate(scene.arena, scene.rgb, &scene.alpha, scene.foreground), 0);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < 9; y++)
                for (int x = 0; x < 17; x++)
                    assert_true(isfinite(plane_row(&scene.foreground[c], y)[x]));
    }
    arena_free(scene.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colours_of_the_soft_edge_are_recovered),
        cmocka_unit_test(test_composite_on_another_background_has_no_halo),
        cmocka_unit_test(test_solid_pixels_keep_their_colour),
        cmocka_unit_test(test_all_person_and_all_background_are_finite),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
