/* The built-in profiles: what the standard says, and an identity that any change alters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/rules.h"
#include "lib/engine/profile.h"

static void test_default_profile_is_the_standard_of_graduation_photos(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    static const uint8_t sky_blue[3] = {100, 197, 255};

    (void)state;
    assert_string_equal(profile->name, "graduation");
    assert_int_equal(profile->width_px, 480);
    assert_int_equal(profile->height_px, 640);
    assert_int_equal(profile->density_dpi, 300);
    assert_int_equal(profile->quality_min, 60);
    assert_memory_equal(profile->background, sky_blue, 3);
    assert_true(profile->hair_top_px.min == 50 && profile->hair_top_px.max == 110);
    assert_true(profile->eyes_px.min == 200 && profile->eyes_px.max == 300);
    assert_true(profile->face_width_px.min == 180 && profile->face_width_px.max == 300);
    assert_true(profile->axis_tolerance_px == 10);
}

static void test_every_profile_is_found_by_its_name_and_makes_sense(void **state)
{
    const IdpProfile *profile;
    size_t n_profiles = 0;

    (void)state;
    for (; (profile = idp_profile_get(n_profiles)); n_profiles++) {
        assert_ptr_equal(idp_profile_find(profile->name), profile);
        assert_true(profile->hair_top_px.min < profile->hair_top_px.aim);
        assert_true(profile->hair_top_px.aim < profile->hair_top_px.max);
        assert_true(profile->eyes_px.max < profile->height_px);
        assert_true(profile->face_width_px.max < profile->width_px);
        assert_true(profile->file_min_bytes < profile->file_max_bytes);
    }
    assert_int_equal(n_profiles, 7);
    assert_null(idp_profile_find("passport"));
}

/* A row left out of the list would be 0..0 and refuse everybody. */
static void test_every_rule_has_limits(void **state)
{
    const IdpLimits *limits = idp_profile_get(0)->limits;

    (void)state;
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (i != RULE_RESULT_METADATA)
            assert_false(limits[i].min == 0 && limits[i].max == 0);
}

static void test_digest_changes_with_any_threshold(void **state)
{
    IdpProfile changed = *idp_profile_get(0);
    IdpLimits limits[RULE_COUNT];
    char before[IDP_SHA256_HEX_BYTES], after[IDP_SHA256_HEX_BYTES];

    (void)state;
    profile_get_digest(idp_profile_get(0), before);
    profile_get_digest(&changed, after);
    assert_string_equal(before, after);
    memcpy(limits, changed.limits, sizeof limits);
    changed.limits = limits;
    profile_get_digest(&changed, after);
    assert_string_equal(before, after);
    limits[RULE_YAW].max += 1e-9;
    profile_get_digest(&changed, after);
    assert_string_not_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_profile_is_the_standard_of_graduation_photos),
        cmocka_unit_test(test_every_profile_is_found_by_its_name_and_makes_sense),
        cmocka_unit_test(test_every_rule_has_limits),
        cmocka_unit_test(test_digest_changes_with_any_threshold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
