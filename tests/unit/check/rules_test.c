/* The table of rules and how measurements enter a report. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/check/rules.h"

static size_t count_characters(const char *utf8)
{
    size_t n = 0;

    for (; *utf8; utf8++)
        n += (*utf8 & 0xC0) != 0x80;
    return n;
}

static void test_every_row_is_complete_and_unique(void **state)
{
    const IdpRule *rule;
    size_t n_rules = 0;

    (void)state;
    for (; (rule = idp_rule_get(n_rules)); n_rules++) {
        assert_int_equal(strlen(rule->code), 3);
        assert_non_null(strchr("PAF", rule->code[0]));
        assert_true(*rule->measure && rule->unit);
        assert_true(*rule->text.zh && *rule->text.en && *rule->tip.zh && *rule->tip.en);
        assert_non_null(idp_clause_get(rule->clause));
        assert_true(count_characters(rule->name.zh) <= IDP_RULE_SHORT_MAX);
        assert_true(count_characters(rule->name.en) <= IDP_RULE_SHORT_MAX);
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
        Judge judge = {.profile = idp_profile_get(0), .report = &report};

        judge_add_within(&judge, RULE_YAW, cases[i].value, (IdpLimits){-12, 12}, 1, NULL);
        assert_int_equal(report.rules[0].verdict, cases[i].verdict);
        assert_int_equal(report.verdict, cases[i].verdict);
    }
}

static void test_advisory_rule_warns_and_never_fails(void **state)
{
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    judge_add_within(&judge, RULE_MATTE_UNSURE, 9, (IdpLimits){-INFINITY, 0.2}, 1, NULL);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_WARN);
    assert_int_equal(report.verdict, IDP_VERDICT_WARN);
}

static void test_verdict_of_the_report_is_the_worst(void **state)
{
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    judge_add_within(&judge, RULE_YAW, 20, (IdpLimits){-12, 12}, 1, NULL);
    judge_add_within(&judge, RULE_MATTE_UNSURE, 9, (IdpLimits){-INFINITY, 0.2}, 1, NULL);
    judge_add_within(&judge, RULE_ROLL, 0, (IdpLimits){-6, 6}, 1, NULL);
    assert_int_equal(report.verdict, IDP_VERDICT_FAIL);
}

static void test_nan_is_unmeasured_and_judges_nothing(void **state)
{
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    judge_add_within(&judge, RULE_YAW, NAN, (IdpLimits){-12, 12}, 1, NULL);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_UNMEASURED);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
}

static void test_complete_report_has_every_rule_once_in_the_order_of_the_table(void **state)
{
    IdpReport report = {0};
    Judge judge = {.profile = idp_profile_get(0), .report = &report};

    (void)state;
    judge_add(&judge, RULE_ROLL, 1, 1, NULL);
    judge_add(&judge, RULE_YAW, 1, 1, NULL);
    judge_complete(&judge, 0, RULE_COUNT - 1);
    judge_complete(&judge, 0, RULE_COUNT - 1);
    assert_int_equal(report.n_rules, RULE_COUNT);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        assert_ptr_equal(idp_rule_find(report.rules[i].code, report.rules[i].measure),
                         idp_rule_get(i));
        assert_int_equal(report.rules[i].verdict, i == RULE_ROLL || i == RULE_YAW
                                                      ? IDP_VERDICT_PASS
                                                      : IDP_VERDICT_UNMEASURED);
    }
}

static void test_an_exception_waives_its_own_rule_and_no_other(void **state)
{
    static const char *const exceptions[] = {"P19", "P06"};
    IdpReport report = {0};
    Judge judge = {idp_profile_get(0), exceptions, 2, &report};

    (void)state;
    judge_add(&judge, RULE_HEAD_COVERED, 1, 1, NULL);
    judge_add(&judge, RULE_ROLL, 0, 1, NULL);
    assert_int_equal(report.rules[0].verdict, IDP_VERDICT_WAIVED);
    assert_int_equal(report.rules[1].verdict, IDP_VERDICT_PASS);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
    judge_add(&judge, RULE_YAW, 30, 1, NULL);
    assert_int_equal(report.verdict, IDP_VERDICT_FAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_complete_and_unique),
        cmocka_unit_test(test_limits_are_inclusive),
        cmocka_unit_test(test_advisory_rule_warns_and_never_fails),
        cmocka_unit_test(test_verdict_of_the_report_is_the_worst),
        cmocka_unit_test(test_nan_is_unmeasured_and_judges_nothing),
        cmocka_unit_test(test_complete_report_has_every_rule_once_in_the_order_of_the_table),
        cmocka_unit_test(test_an_exception_waives_its_own_rule_and_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
