/* Rules P01 to P06 on made-up faces, at their borders. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/framing.h"

static Judge judge_into(IdpReport *report)
{
    return (Judge){.profile = idp_profile_get(0), .report = report};
}

static Face make_face(float width)
{
    Face face = {.presence = 0.99f, .box = {.rect = {100, 100, width, width}}};

    face.mesh[FACE_MESH_CHEEK_LEFT] = (Point3){100, 200, 0};
    face.mesh[FACE_MESH_CHEEK_RIGHT] = (Point3){100 + width, 200, 0};
    face.iris_left[0] = (Point2){100 + 0.25f * width, 150};
    face.iris_right[0] = (Point2){100 + 0.75f * width, 150};
    return face;
}

static IdpVerdict get_verdict(const IdpReport *report, const char *code, const char *measure)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (!strcmp(report->rules[i].code, code) && !strcmp(report->rules[i].measure, measure))
            return report->rules[i].verdict;
    return IDP_VERDICT_COUNT;
}

static void measure_face(const Face *face, int width, double scale, IdpReport *report)
{
    Judge judge = judge_into(report);

    check_face(&judge, face, width, scale);
}

static void test_no_face_one_face_and_two_faces(void **state)
{
    const Face faces[2] = {make_face(300), make_face(280)};
    IdpReport report;
    Judge judge;

    (void)state;
    for (size_t n = 0; n <= 2; n++) {
        report = (IdpReport){0};
        judge = judge_into(&report);
        assert_int_equal(check_face_count(&judge, faces, n, 1), n);
        assert_int_equal(get_verdict(&report, "P01", "found"),
                         n >= 1 ? IDP_VERDICT_PASS : IDP_VERDICT_FAIL);
        assert_int_equal(get_verdict(&report, "P01", "faces"),
                         n <= 1 ? IDP_VERDICT_PASS : IDP_VERDICT_FAIL);
    }
    assert_int_equal(report.rules[1].place.n_points, 4); /* where the second one is */
}

static void test_small_face_in_the_background_does_not_count(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const float limit = 300 * (float)profile->other_face_ratio;
    Face faces[2] = {make_face(300), make_face(limit - 1)};
    IdpReport report = {0};
    Judge judge = judge_into(&report);

    (void)state;
    assert_int_equal(check_face_count(&judge, faces, 2, 1), 1);
    faces[1] = make_face(limit + 1);
    assert_int_equal(check_face_count(&judge, faces, 2, 1), 2);
}

static void test_interocular_distance_is_that_of_the_source(void **state)
{
    const Face face = make_face(100); /* 50 px between the pupils in the working picture */
    IdpReport half = {0}, third = {0}, full = {0};

    (void)state;
    measure_face(&face, 400, 0.5, &half);
    measure_face(&face, 400, 1 / 1.5, &third);
    measure_face(&face, 400, 1, &full);
    assert_int_equal(get_verdict(&half, "P02", "interocular"), IDP_VERDICT_PASS); /* 100 px */
    assert_int_equal(get_verdict(&half, "P02", "interocular_low"), IDP_VERDICT_PASS);
    assert_int_equal(get_verdict(&third, "P02", "interocular"), IDP_VERDICT_PASS); /* 75 px */
    assert_int_equal(get_verdict(&third, "P02", "interocular_low"), IDP_VERDICT_WARN);
    assert_int_equal(get_verdict(&full, "P02", "interocular"), IDP_VERDICT_FAIL); /* 50 px */
}

static void test_far_and_near_are_told_apart(void **state)
{
    const Face face = make_face(300);
    IdpReport far = {0}, near = {0}, good = {0};

    (void)state;
    measure_face(&face, 4000, 1, &far);
    measure_face(&face, 350, 1, &near);
    measure_face(&face, 900, 1, &good);
    assert_int_equal(get_verdict(&far, "P02", "too_far"), IDP_VERDICT_FAIL);
    assert_int_equal(get_verdict(&far, "P02", "too_near"), IDP_VERDICT_PASS);
    assert_int_equal(get_verdict(&near, "P02", "too_near"), IDP_VERDICT_FAIL);
    assert_int_equal(good.verdict, IDP_VERDICT_PASS);
}

static void test_each_angle_fails_alone_in_both_directions(void **state)
{
    const IdpLimits *limits = idp_profile_get(0)->limits;
    const struct {
        float yaw, pitch, roll;
        const char *code, *measure;
    } cases[] = {{(float)limits[RULE_YAW].max + 1, 0, 0, "P04", "yaw"},
                 {-(float)limits[RULE_YAW].max - 1, 0, 0, "P04", "yaw"},
                 {0, (float)limits[RULE_PITCH].max + 1, 0, "P05", "pitch"},
                 {0, -(float)limits[RULE_PITCH].max - 1, 0, "P05", "pitch"},
                 {0, 0, (float)limits[RULE_ROLL].max + 1, "P06", "roll"},
                 {0, 0, -(float)limits[RULE_ROLL].max - 1, "P06", "roll"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Face face = make_face(300);
        IdpReport report = {0};
        int n_failed = 0;

        face.yaw_deg = cases[i].yaw;
        face.pitch_deg = cases[i].pitch;
        face.roll_deg = cases[i].roll;
        measure_face(&face, 900, 1, &report);
        for (size_t k = 0; k < report.n_rules; k++)
            n_failed += report.rules[k].verdict == IDP_VERDICT_FAIL;
        assert_int_equal(n_failed, 1);
        assert_int_equal(get_verdict(&report, cases[i].code, cases[i].measure), IDP_VERDICT_FAIL);
    }
}

static void test_fault_of_the_solver_fails_its_own_measure(void **state)
{
    const struct {
        GeometryFault fault;
        const char *code, *measure;
    } cases[] = {{GEOMETRY_HEAD_SHAPE, "P03", "head_shape"},
                 {GEOMETRY_TOP_CUT, "P02", "head_room"},
                 {GEOMETRY_SIDES_SHORT, "P03", "side_room"},
                 {GEOMETRY_BOTTOM_SHORT, "P02", "bottom_room"}};
    const Crop crop = {.scale = 0.9};
    const HeadMeasures head = {.hair_top_y = 100,
                               .eyes_y = 300,
                               .axis_x = 400,
                               .face_width = 250,
                               .picture_width = 800,
                               .picture_height = 900,
                               .may_pass_top = 1};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        IdpReport report = {0};
        Judge judge = judge_into(&report);

        check_framing(&judge, &head, cases[i].fault, &crop, 1);
        assert_int_equal(get_verdict(&report, cases[i].code, cases[i].measure), IDP_VERDICT_FAIL);
        assert_int_equal(report.verdict, IDP_VERDICT_FAIL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_face_one_face_and_two_faces),
        cmocka_unit_test(test_small_face_in_the_background_does_not_count),
        cmocka_unit_test(test_interocular_distance_is_that_of_the_source),
        cmocka_unit_test(test_far_and_near_are_told_apart),
        cmocka_unit_test(test_each_angle_fails_alone_in_both_directions),
        cmocka_unit_test(test_fault_of_the_solver_fails_its_own_measure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
