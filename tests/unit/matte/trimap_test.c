/* The trimap's classes and erosions, at the borders too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/trimap.h"
#include "tests/unit/matte/shapes.h"

/* Background in columns 0..19, person in 20..39. */
static Plane make_edge(Arena *arena)
{
    Plane probability;

    shapes_new_planes(arena, 40, 12, &probability, 1);
    for (int y = 0; y < 12; y++)
        for (int x = 0; x < 40; x++)
            plane_row(&probability, y)[x] = x < 20 ? 0.05f : 0.95f;
    return probability;
}

static void test_sure_areas_are_eroded_by_their_radii(void **state)
{
    const TrimapOptions options = {.person_min = 0.9f,
                                   .background_max = 0.1f,
                                   .person_erosion_px = 2,
                                   .background_erosion_px = 5};
    Arena *arena = arena_new(1 << 24);
    Plane probability, unknown, alpha;

    (void)state;
    probability = make_edge(arena);
    assert_int_equal(trimap_make(arena, &probability, &options, &unknown, &alpha), 0);
    for (int y = 0; y < 12; y++) {
        for (int x = 0; x < 40; x++) {
            const int is_unknown = x >= 15 && x < 22;

            assert_int_equal(plane_row(&unknown, y)[x] > 0.0f, is_unknown);
            assert_true(plane_row(&alpha, y)[x] ==
                        (is_unknown ? plane_row(&probability, y)[x] : (float)(x >= 22)));
        }
    }
    arena_free(arena);
}

static void test_rows_of_the_hair_are_eroded_further(void **state)
{
    const TrimapOptions options = {.person_min = 0.9f,
                                   .background_max = 0.1f,
                                   .person_erosion_px = 2,
                                   .hair_erosion_px = 6,
                                   .hair_end_y = 7,
                                   .background_erosion_px = 5};
    Arena *arena = arena_new(1 << 24);
    Plane probability, unknown, alpha;

    (void)state;
    probability = make_edge(arena);
    assert_int_equal(trimap_make(arena, &probability, &options, &unknown, &alpha), 0);
    for (int y = 0; y < 12; y++)
        for (int x = 0; x < 40; x++)
            assert_int_equal(plane_row(&unknown, y)[x] > 0.0f, x >= 15 && x < (y < 7 ? 26 : 22));
    arena_free(arena);
}

static void test_unsure_probabilities_are_unknown(void **state)
{
    const TrimapOptions options = {.person_min = 0.9f,
                                   .background_max = 0.1f,
                                   .person_erosion_px = 1,
                                   .background_erosion_px = 1};
    Arena *arena = arena_new(1 << 24);
    Plane probability, unknown, alpha;

    (void)state;
    shapes_new_planes(arena, 9, 9, &probability, 1);
    shapes_fill(&probability, 0.5f);
    assert_int_equal(trimap_make(arena, &probability, &options, &unknown, &alpha), 0);
    assert_true(plane_row(&unknown, 0)[0] == 1.0f && plane_row(&unknown, 4)[4] == 1.0f);
    assert_true(plane_row(&alpha, 4)[4] == 0.5f);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sure_areas_are_eroded_by_their_radii),
        cmocka_unit_test(test_rows_of_the_hair_are_eroded_further),
        cmocka_unit_test(test_unsure_probabilities_are_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
