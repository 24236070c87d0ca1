/* The colour model on pictures of few colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/colour_model.h"
#include "tests/unit/matte/shapes.h"

enum { WIDTH = 64, HEIGHT = 48 };

static void test_colours_speak_for_the_side_on_which_they_are(void **state)
{
    Arena *arena = arena_new(1 << 26);
    Plane rgb[3], planes[2];
    ColourModel model;

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, planes, 2);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) { /* red | grey on both sides | blue */
            plane_row(&planes[0], y)[x] = x < WIDTH / 2 ? 0.9f : 0.1f;
            plane_row(&rgb[0], y)[x] = x < 20 ? 0.8f : x < 44 ? 0.5f : 0.1f;
            plane_row(&rgb[1], y)[x] = x < 20 ? 0.1f : x < 44 ? 0.5f : 0.2f;
            plane_row(&rgb[2], y)[x] = x < 20 ? 0.1f : x < 44 ? 0.5f : 0.9f;
        }
    }
    assert_int_equal(colour_model_new(arena, rgb, (ColourSplit){0}, &model), 0);
    colour_model_learn(&model, &planes[0]);
    colour_model_get_logits(&model, &planes[1]);
    assert_float_equal(plane_row(&planes[1], 5)[5], log(9), 0.05);
    assert_float_equal(plane_row(&planes[1], 5)[60], -log(9), 0.05);
    assert_float_equal(plane_row(&planes[1], 5)[30], 0, 0.05);
    assert_float_equal(plane_row(&planes[1], 5)[35], 0, 0.05);
    arena_free(arena);
}

static void test_every_colour_has_a_bin(void **state)
{
    Arena *arena = arena_new(1 << 26);
    Plane rgb[3], planes[2];
    ColourModel model;

    (void)state;
    shapes_new_planes(arena, 17 * 17, 17, rgb, 3);
    shapes_new_planes(arena, 17 * 17, 17, planes, 2);
    for (int y = 0; y < 17; y++) {
        for (int x = 0; x < 17 * 17; x++) { /* the whole cube, its corners too */
            plane_row(&rgb[0], y)[x] = (float)y / 16;
            plane_row(&rgb[1], y)[x] = (float)(x / 17) / 16;
            plane_row(&rgb[2], y)[x] = (float)(x % 17) / 16;
        }
    }
    shapes_fill(&planes[0], 0.75f);
    assert_int_equal(colour_model_new(arena, rgb, (ColourSplit){0}, &model), 0);
    colour_model_learn(&model, &planes[0]);
    colour_model_get_logits(&model, &planes[1]);
    for (int y = 0; y < 17; y++)
        for (int x = 0; x < 17 * 17; x++)
            assert_float_equal(plane_row(&planes[1], y)[x], 0, 0.01);
    arena_free(arena);
}

/* Dark hair over a white shirt on green, and a white patch above the hair that the mask takes for
 * half a person: white speaks for the person below the chin only. */
static void test_shirt_does_not_speak_for_what_is_above_the_hair(void **state)
{
    const ColourSplit none = {0}, chin = {.y = 30, .blend_px = 4};
    Arena *arena = arena_new(1 << 26);
    Plane rgb[3], planes[2];
    ColourModel model;

    (void)state;
    shapes_new_planes(arena, WIDTH, HEIGHT, rgb, 3);
    shapes_new_planes(arena, WIDTH, HEIGHT, planes, 2);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            const int is_inside = x >= 16 && x < 48, is_white = y < 8 || (is_inside && y >= 30);

            plane_row(&planes[0], y)[x] = !is_inside ? 0.0f : y < 8 ? 0.5f : 1.0f;
            for (int c = 0; c < 3; c++)
                plane_row(&rgb[c], y)[x] = is_white    ? 0.9f
                                           : is_inside ? 0.2f
                                           : c == 1    ? 0.6f
                                                       : 0.3f;
        }
    }
    assert_int_equal(colour_model_new(arena, rgb, none, &model), 0);
    colour_model_learn(&model, &planes[0]);
    colour_model_get_logits(&model, &planes[1]);
    assert_true(plane_row(&planes[1], 4)[30] > 0.5f);

    assert_int_equal(colour_model_new(arena, rgb, chin, &model), 0);
    colour_model_learn(&model, &planes[0]);
    colour_model_get_logits(&model, &planes[1]);
    assert_true(plane_row(&planes[1], 4)[30] < -0.5f); /* patch */
    assert_true(plane_row(&planes[1], 20)[30] > 2.0f); /* hair */
    assert_true(plane_row(&planes[1], 40)[30] > 2.0f); /* shirt */
    assert_true(plane_row(&planes[1], 40)[5] < -2.0f); /* green */
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colours_speak_for_the_side_on_which_they_are),
        cmocka_unit_test(test_every_colour_has_a_bin),
        cmocka_unit_test(test_shirt_does_not_speak_for_what_is_above_the_hair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
