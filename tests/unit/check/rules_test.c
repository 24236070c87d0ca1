/* The table of rules and how measurements enter a report. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/rules.h"

static void test_every_row_is_complete_and_unique(void **state)
{
    const IdpRule *rule;
    size_t n_rules = 0;

    (void)state;
    for (; (rule = idp_rule_get(n_rules)); n_rules++) {
        assert_int_equal(strlen(rule->code), 3);
        assert_non_null(strchr("PAF", rule->code[0]));
        assert_true(*rule->measure && rule->unit && *rule->text_zh && *rule->text_en);
        assert_ptr_equal(idp_rule_find(rule->code, rule->measure), rule);
    }
    assert_int_equal(n_rules, RULE_COUNT);
    assert_null(idp_rule_find("P04", "nothing"));
}

static void test_limits_are_inclusive(void **state)
{
    const struct {
        double value;
        IdpVerdict verdict;
    } cases[] = {{-12.01, IDP_VERDICT_FAIL},
                 {-12, IDP_VERDICT_PASS},
                 {0, IDP_VERDICT_PASS},
                 {12, IDP_VERDICT_PASS},
                 {12.01, IDP_VERDICT_FAIL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        IdpReport report = {0};

        report_add(&report, RULE_YAW, cases[i].value, (Limits){-12, 12}, 1, NULL);
        assert_int_equal(report.rules[0].verdict, cases[i].verdict);
        assert_int_equal(report.verdict, cases[i].verdict);
    }
}

static void test_advisory_rule_warns_and_never_fails(void **state)
{
    IdpReport report = {0};

    (void)state;
    report_add(&report, RULE_MATTE_UNSURE, 9, (Limits){-INFINITY, 0.2}, 1, NULL);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_WARN);
    assert_int_equal(report.verdict, IDP_VERDICT_WARN);
}

static void test_verdict_of_the_report_is_the_worst(void **state)
{
    IdpReport report = {0};

    (void)state;
    report_add(&report, RULE_YAW, 20, (Limits){-12, 12}, 1, NULL);
    report_add(&report, RULE_MATTE_UNSURE, 9, (Limits){-INFINITY, 0.2}, 1, NULL);
    report_add(&report, RULE_ROLL, 0, (Limits){-6, 6}, 1, NULL);
    assert_int_equal(report.verdict, IDP_VERDICT_FAIL);
}

static void test_nan_is_unmeasured_and_judges_nothing(void **state)
{
    IdpReport report = {0};

    (void)state;
    report_add(&report, RULE_YAW, NAN, (Limits){-12, 12}, 1, NULL);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_UNMEASURED);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
}

static void test_missing_rules_are_entered_as_unmeasured_once(void **state)
{
    IdpReport report = {0};

    (void)state;
    report_add(&report, RULE_YAW, 1, (Limits){-12, 12}, 1, NULL);
    report_add_unmeasured(&report, 0, RULE_COUNT - 1);
    report_add_unmeasured(&report, 0, RULE_COUNT - 1);
    assert_int_equal(report.n_rules, RULE_COUNT);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_PASS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_complete_and_unique),
        cmocka_unit_test(test_limits_are_inclusive),
        cmocka_unit_test(test_advisory_rule_warns_and_never_fails),
        cmocka_unit_test(test_verdict_of_the_report_is_the_worst),
        cmocka_unit_test(test_nan_is_unmeasured_and_judges_nothing),
        cmocka_unit_test(test_missing_rules_are_entered_as_unmeasured_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
