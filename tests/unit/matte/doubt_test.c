/* Flat patches of the background's colours in a person that the network is sure of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/matte/doubt.h"
#include "tests/unit/matte/shapes.h"

enum { WIDTH = 200, HEIGHT = 240, PATCH = 12 };

typedef struct Picture {
    Arena *arena;
    Plane rgb[3], colour, logits;
    Face face; /* 100 px wide: cheeks at 50 and 150, forehead at 60, chin at 180 */
} Picture;

/* The person, 30 px from the sides and 20 from above, is of hair: uneven and of no colour of the
 * background. */
static Picture new_picture(void)
{
    Picture picture = {.arena = arena_new(1 << 24)};
    unsigned seed = 1;

    shapes_new_planes(picture.arena, WIDTH, HEIGHT, picture.rgb, 3);
    shapes_new_planes(picture.arena, WIDTH, HEIGHT, &picture.colour, 1);
    shapes_new_planes(picture.arena, WIDTH, HEIGHT, &picture.logits, 1);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            const int is_person = x >= 30 && x < WIDTH - 30 && y >= 20;

            seed = seed * 1664525u + 1013904223u;
            for (int c = 0; c < 3; c++)
                plane_row(&picture.rgb[c], y)[x] =
                    is_person ? 0.1f + 0.2f * (float)(seed >> 16) / 65536.0f : 0.8f;
            plane_row(&picture.colour, y)[x] = is_person ? 2.0f : -3.0f;
            plane_row(&picture.logits, y)[x] = is_person ? 30.0f : -30.0f;
        }
    }
    picture.face.mesh[FACE_MESH_CHEEK_LEFT] = (Point3){50, 120, 0};
    picture.face.mesh[FACE_MESH_CHEEK_RIGHT] = (Point3){150, 120, 0};
    picture.face.mesh[10] = (Point3){100, 60, 0};
    picture.face.mesh[FACE_MESH_CHIN] = (Point3){100, 180, 0};
    return picture;
}

/* A square of the background's colours, whose brightness changes from pixel to pixel by `step`. */
static void lay_patch(const Picture *picture, int left, int top, float evidence, float step)
{
    for (int y = top; y < top + PATCH; y++)
        for (int x = left; x < left + PATCH; x++) {
            for (int c = 0; c < 3; c++)
                plane_row(&picture->rgb[c], y)[x] = 0.8f + ((x + y) % 2 ? step : 0.0f);
            plane_row(&picture->colour, y)[x] = evidence;
        }
}

static void run(const Picture *picture)
{
    assert_int_equal(doubt_limit(picture->arena, picture->rgb, &picture->colour, &picture->face,
                                 (Rect){0, 0, WIDTH, HEIGHT}, &picture->logits),
                     0);
    assert_int_equal(arena_get_mark(picture->arena).block, 0);
}

static size_t count_doubted(const Picture *picture)
{
    size_t n = 0;

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            n += plane_row(&picture->logits, y)[x] == 0.0f;
    return n;
}

static void assert_patch_is_kept(int left, int top, float evidence, float step)
{
    Picture picture = new_picture();

    lay_patch(&picture, left, top, evidence, step);
    run(&picture);
    assert_int_equal(count_doubted(&picture), 0);
    arena_free(picture.arena);
}

static void test_flat_patches_in_the_hair_are_doubted_and_nothing_else(void **state)
{
    Picture picture = new_picture();

    (void)state;
    lay_patch(&picture, 90, 24, -1.0f, 0.0f);  /* above the face */
    lay_patch(&picture, 33, 150, -3.0f, 0.0f); /* beside the jaw */
    run(&picture);
    assert_int_equal(count_doubted(&picture), 2 * PATCH * PATCH);
    assert_true(plane_row(&picture.logits, 24)[90] == 0.0f);
    assert_true(plane_row(&picture.logits, 150)[33] == 0.0f);
    assert_true(plane_row(&picture.logits, 5)[5] == -30.0f); /* background stays what it was */
    arena_free(picture.arena);
}

static void test_uneven_patches_are_kept(void **state)
{
    (void)state;
    assert_patch_is_kept(90, 24, -3.0f, 0.05f);
}

static void test_colours_of_either_are_kept(void **state)
{
    (void)state;
    assert_patch_is_kept(90, 24, -0.5f, 0.0f);
    assert_patch_is_kept(33, 150, -1.0f, 0.0f); /* where clothes begin more is asked */
}

static void test_face_and_clothes_are_kept(void **state)
{
    (void)state;
    assert_patch_is_kept(49, 114, -3.0f, 0.0f); /* at the cheek */
    assert_patch_is_kept(33, 220, -3.0f, 0.0f); /* on the shoulder */
}

static void test_neck_is_kept(void **state)
{
    Picture picture = new_picture();

    (void)state;
    plane_row(&picture.logits, 190)[60] = -30.0f; /* a gap in the hair beside it */
    lay_patch(&picture, 71, 186, -3.0f, 0.0f);
    run(&picture);
    assert_int_equal(count_doubted(&picture), 0);
    arena_free(picture.arena);
}

static void test_what_is_deep_in_the_person_is_kept(void **state)
{
    (void)state;
    assert_patch_is_kept(94, 46, -3.0f, 0.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flat_patches_in_the_hair_are_doubted_and_nothing_else),
        cmocka_unit_test(test_uneven_patches_are_kept),
        cmocka_unit_test(test_colours_of_either_are_kept),
        cmocka_unit_test(test_face_and_clothes_are_kept),
        cmocka_unit_test(test_neck_is_kept),
        cmocka_unit_test(test_what_is_deep_in_the_person_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
