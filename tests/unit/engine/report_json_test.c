/* The report as JSON: a round trip loses nothing, and anything but a report is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "lib/check/rules.h"

static IdpReport make_report(void)
{
    IdpReport report = {.version = IDP_REPORT_VERSION,
                        .profile = "graduation",
                        .profile_sha256 = "00ff",
                        .source_type = "jpeg",
                        .source_width_px = 3000,
                        .source_height_px = 4000,
                        .source_bytes = 3456789,
                        .geometry = {1, -3.5, 20, 1200.25, 1600, 0.4, 80, 251.5, 229, -0.75},
                        .result_bytes = 33333,
                        .result_quality = 91,
                        .n_models = 1,
                        .models = {{"face_detection", "abcd"}},
                        .total_ms = 81.5};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};
    const IdpPlace place = {3, {{1, 2}, {3.5, 4}, {5, 6.25}}};

    judge_add_within(&judge, RULE_YAW, 18.5, (IdpLimits){-12, 12}, 0.9, &place);
    judge_add_within(&judge, RULE_ROLL, NAN, (IdpLimits){-6, 6}, 1, NULL);
    judge_add_within(&judge, RULE_INTEROCULAR, 120, (IdpLimits){90, INFINITY}, 1, NULL);
    judge_complete(&judge, 0, RULE_COUNT - 1);
    report.timings_ms[IDP_STAGE_MATTE] = 20.125;
    return report;
}

static char *format(const IdpReport *report)
{
    char *text = NULL;
    IdpError error;

    assert_int_equal(idp_report_format(report, &text, &error), IDP_OK);
    return text;
}

static void test_round_trip_loses_nothing(void **state)
{
    const IdpReport report = make_report();
    cleanup_free char *text = format(&report);
    cleanup_free char *again = NULL;
    IdpReport back;
    IdpError error;

    (void)state;
    assert_int_equal(idp_report_parse(text, strlen(text), &back, &error), IDP_OK);
    assert_int_equal(back.verdict, IDP_VERDICT_FAIL);
    assert_int_equal(back.n_rules, report.n_rules);
    assert_string_equal(back.rules[RULE_YAW].code, "P04");
    assert_true(back.rules[RULE_YAW].value == 18.5 && back.rules[RULE_YAW].place.n_points == 3);
    assert_true(back.rules[RULE_YAW].place.source[2].y == 6.25);
    assert_true(isnan(back.rules[RULE_ROLL].value));
    assert_true(isinf(back.rules[RULE_INTEROCULAR].threshold_max));
    assert_true(back.rules[RULE_INTEROCULAR].threshold_min == 90);
    assert_true(back.geometry.is_known && back.geometry.axis_offset_px == -0.75);
    assert_string_equal(back.models[0].sha256, "abcd");
    again = format(&back);
    assert_string_equal(text, again);
}

static void test_unknown_geometry_is_null(void **state)
{
    IdpReport report = make_report(), back;
    cleanup_free char *text = NULL;
    IdpError error;

    (void)state;
    report.geometry = (IdpGeometry){0};
    text = format(&report);
    assert_non_null(strstr(text, "\"geometry\": null"));
    assert_int_equal(idp_report_parse(text, strlen(text), &back, &error), IDP_OK);
    assert_false(back.geometry.is_known);
}

/* The report's text with the first `from` replaced by `to`. */
static char *format_with(const char *from, const char *to)
{
    const IdpReport report = make_report();
    char *text = format(&report), *changed = NULL;
    size_t at = 0;

    while (text[at] && strncmp(text + at, from, strlen(from)) != 0)
        at++;
    assert_true(text[at]);
    assert_true(asprintf(&changed, "%.*s%s%s", (int)at, text, to, text + at + strlen(from)) > 0);
    free(text);
    return changed;
}

static void test_anything_but_a_report_is_refused(void **state)
{
    static const struct {
        const char *from, *to;
    } changes[] = {{"\"version\": 2", "\"version\": 1"},
                   {"\"version\": 2", "\"version\": 2, \"more\": 0"},
                   {"\"verdict\": \"fail\"", "\"verdict\": \"na\""},
                   {"\"verdict\": \"fail\"", "\"verdict\": \"bad\""},
                   {"\"status\": \"ok\"", "\"status\": \"fine\""},
                   {"\"P04\"", "\"P99\""},
                   {"\"deg\"", "\"px\""},
                   {"\"value\": 18.5", "\"value\": \"18.5\""},
                   {"\"bytes\": 3456789", "\"bytes\": -1"},
                   {"\"rules\": [", "\"rules\": [null, "},
                   {"\"total\"", "\"totals\""},
                   {"\"abcd\"", "7"},
                   {"\"jpeg\"", "\"photograph\""},
                   {"{", "["},
                   {"{", "{{"}};

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        cleanup_free char *text = format_with(changes[i].from, changes[i].to);
        IdpReport back = {.version = 77};
        IdpError error;

        assert_int_equal(idp_report_parse(text, strlen(text), &back, &error), IDP_E_DAMAGED);
        assert_int_equal(back.version, 77); /* untouched */
    }
}

static void test_every_cut_of_the_text_is_refused(void **state)
{
    const IdpReport report = make_report();
    cleanup_free char *text = format(&report);
    const size_t length = strlen(text);
    IdpReport back;
    IdpError error;

    (void)state;
    for (size_t i = 0; i < length; i += 7)
        assert_int_equal(idp_report_parse(text, i, &back, &error), IDP_E_DAMAGED);
}

static void test_too_long_a_text_is_refused_unread(void **state)
{
    enum { BYTES = 256 * 1024 + 1 };
    cleanup_free char *text = malloc(BYTES);
    IdpReport back;
    IdpError error;

    (void)state;
    memset(text, ' ', BYTES);
    assert_int_equal(idp_report_parse(text, BYTES, &back, &error), IDP_E_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip_loses_nothing),
        cmocka_unit_test(test_unknown_geometry_is_null),
        cmocka_unit_test(test_anything_but_a_report_is_refused),
        cmocka_unit_test(test_every_cut_of_the_text_is_refused),
        cmocka_unit_test(test_too_long_a_text_is_refused_unread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
