/* P31: both measures on a good matte and on failed ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/confidence.h"
#include "tests/unit/matte/shapes.h"

static const float front[3] = {0.8f, 0.6f, 0.4f}, back[3] = {0.2f, 0.3f, 0.5f};

static void test_sharp_matte_on_its_edge_is_confident(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], alpha;

    (void)state;
    shapes_new_planes(arena, 120, 100, rgb, 3);
    shapes_new_planes(arena, 120, 100, &alpha, 1);
    shapes_draw_disc(&alpha, 2);
    shapes_mix(&alpha, front, back, rgb);
    assert_true(confidence_get_unsure_ratio(&alpha) < 0.2f);
    assert_float_equal(confidence_get_edge_energy(rgb, &alpha, 3), 0.6, 0.1);
    arena_free(arena);
}

static void test_failed_mattes_are_told(void **state)
{
    Arena *arena = arena_new(1 << 24);
    Plane rgb[3], alpha;

    (void)state;
    shapes_new_planes(arena, 120, 100, rgb, 3);
    shapes_new_planes(arena, 120, 100, &alpha, 1);
    for (int c = 0; c < 3; c++)
        shapes_fill(&rgb[c], 0.5f);
    shapes_draw_disc(&alpha, 30); /* unsure everywhere, and no edge in the picture */
    assert_true(confidence_get_unsure_ratio(&alpha) > 0.5f);
    assert_true(confidence_get_edge_energy(rgb, &alpha, 3) == 0.0f);
    shapes_fill(&alpha, 0);
    assert_true(confidence_get_unsure_ratio(&alpha) == 0.0f);
    assert_true(confidence_get_edge_energy(rgb, &alpha, 3) == 0.0f);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sharp_matte_on_its_edge_is_confident),
        cmocka_unit_test(test_failed_mattes_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
