/* Rule P30 on drawn photos and on file descriptions, one fault at a time. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/result.h"

static const JpegInfo good_info = {.width_px = 480,
                                   .height_px = 640,
                                   .n_components = 3,
                                   .sample_bits = 8,
                                   .is_baseline = 1,
                                   .density_x_dpi = 300,
                                   .density_y_dpi = 300,
                                   .quality = 85};

static IdpVerdict get_verdict(const IdpReport *report, const char *measure)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (!strcmp(report->rules[i].measure, measure))
            return report->rules[i].verdict;
    return IDP_VERDICT_COUNT;
}

static void test_good_file_holds(void **state)
{
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    check_result_file(&judge, &good_info, 30000);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
}

static void test_each_fault_of_the_file_fails_its_measure(void **state)
{
    JpegInfo infos[8];
    const char *const measures[] = {"width",    "height",   "density",  "encoding",
                                    "encoding", "metadata", "metadata", "quality"};

    (void)state;
    for (size_t i = 0; i < 8; i++)
        infos[i] = good_info;
    infos[0].width_px = 481;
    infos[1].height_px = 639;
    infos[2].density_y_dpi = 72;
    infos[3].is_baseline = 0;
    infos[4].n_components = 1;
    infos[5].n_metadata_segments = 1;
    infos[6].trailing_bytes = 1;
    infos[7].quality = 59;
    for (size_t i = 0; i < 8; i++) {
        IdpReport report = {0};
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        check_result_file(&judge, &infos[i], 30000);
        assert_int_equal(get_verdict(&report, measures[i]), IDP_VERDICT_FAIL);
    }
}

static void test_file_size_fails_above_and_is_noted_below(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const struct {
        size_t n_bytes;
        IdpVerdict verdict;
    } cases[] = {{profile->file_max_bytes, IDP_VERDICT_PASS},
                 {profile->file_max_bytes + 1, IDP_VERDICT_FAIL},
                 {profile->file_min_bytes, IDP_VERDICT_PASS},
                 {profile->file_min_bytes - 1, IDP_VERDICT_WARN}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        IdpReport report = {0};
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        check_result_file(&judge, &good_info, cases[i].n_bytes);
        assert_int_equal(report.verdict, cases[i].verdict);
    }
}

/* A finished photo: standard background, a dark body from hair_top down. */
static RgbImage draw_photo(Arena *arena, const uint8_t background[3], int hair_top)
{
    RgbImage image;

    assert_int_equal(rgb_image_new(arena, 480, 640, &image), 0);
    for (int y = 0; y < 640; y++)
        for (int x = 0; x < 480; x++)
            for (int c = 0; c < 3; c++)
                rgb_image_row(&image, y)[3 * x + c] =
                    y >= hair_top && x >= 140 && x < 340 ? 30 : background[c];
    return image;
}

static const ResultFace good_face = {.eyes_y = 250, .axis_x = 240, .face_width = 230};

static void test_hair_top_is_read_off_the_pixels(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const struct {
        int hair_top;
        IdpVerdict verdict;
    } cases[] = {{49, IDP_VERDICT_FAIL},
                 {50, IDP_VERDICT_PASS},
                 {110, IDP_VERDICT_PASS},
                 {111, IDP_VERDICT_FAIL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cleanup_with(arena_free_p) Arena *arena = arena_new(16 << 20);
        const RgbImage image = draw_photo(arena, profile->background, cases[i].hair_top);
        IdpReport report = {0};
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        check_result_picture(&judge, &image, &good_face);
        assert_int_equal(get_verdict(&report, "hair_top"), cases[i].verdict);
        assert_int_equal(get_verdict(&report, "background"), IDP_VERDICT_PASS);
        assert_int_equal((int)report.geometry.hair_top_px, cases[i].hair_top);
    }
}

static void test_other_background_fails(void **state)
{
    static const uint8_t white[3] = {255, 255, 255};
    cleanup_with(arena_free_p) Arena *arena = arena_new(16 << 20);
    const RgbImage image = draw_photo(arena, white, 80);
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    check_result_picture(&judge, &image, &good_face);
    assert_int_equal(get_verdict(&report, "background"), IDP_VERDICT_FAIL);
}

static void test_face_out_of_place_fails_its_measure(void **state)
{
    const IdpProfile *profile = idp_profile_get(0);
    const struct {
        ResultFace face;
        const char *measure;
    } cases[] = {{{199, 240, 230}, "eyes"},       {{301, 240, 230}, "eyes"},
                 {{250, 251, 230}, "axis"},       {{250, 229, 230}, "axis"},
                 {{250, 240, 179}, "face_width"}, {{250, 240, 301}, "face_width"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cleanup_with(arena_free_p) Arena *arena = arena_new(16 << 20);
        const RgbImage image = draw_photo(arena, profile->background, 80);
        IdpReport report = {0};
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        check_result_picture(&judge, &image, &cases[i].face);
        assert_int_equal(get_verdict(&report, cases[i].measure), IDP_VERDICT_FAIL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_file_holds),
        cmocka_unit_test(test_each_fault_of_the_file_fails_its_measure),
        cmocka_unit_test(test_file_size_fails_above_and_is_noted_below),
        cmocka_unit_test(test_hair_top_is_read_off_the_pixels),
        cmocka_unit_test(test_other_background_fails),
        cmocka_unit_test(test_face_out_of_place_fails_its_measure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
