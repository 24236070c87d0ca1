/* Which failures count, and as what: the table of product rules, rule by rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/pipeline/outcome.h"

static void add(IdpReport *report, const char *code, const char *measure, IdpVerdict verdict)
{
    report->rules[report->n_rules++] =
        (IdpRuleResult){.code = code, .measure = measure, .verdict = verdict};
    if (verdict == IDP_VERDICT_FAIL || report->verdict != IDP_VERDICT_FAIL)
        report->verdict = verdict;
}

static void test_passes_and_warnings_are_passes(void **state)
{
    IdpReport report = {0};

    (void)state;
    assert_int_equal(outcome_get(&report), OUTCOME_PASSED);
    add(&report, "P04", "yaw", IDP_VERDICT_PASS);
    add(&report, "P31", "unsure", IDP_VERDICT_WARN);
    assert_int_equal(outcome_get(&report), OUTCOME_PASSED);
}

static void test_every_rule_counts_by_its_class(void **state)
{
    static const Outcome expected[] = {[IDP_LOCK_NONE] = OUTCOME_NONE,
                                       [IDP_LOCK_OTHER] = OUTCOME_FAILED,
                                       [IDP_LOCK_AUTHENTICITY] = OUTCOME_NOT_GENUINE};
    const IdpRule *rule;

    (void)state;
    for (size_t i = 0; (rule = idp_rule_get(i)); i++) {
        IdpReport report = {0};

        add(&report, rule->code, rule->measure, IDP_VERDICT_FAIL);
        assert_int_equal(outcome_get(&report), expected[rule->lock]);
        /* The product's table: authenticity is A01 to A03, the file and our own work count none. */
        if (!strcmp(rule->code, "F01") || !strcmp(rule->code, "P30") || !strcmp(rule->code, "P31"))
            assert_int_equal(rule->lock, IDP_LOCK_NONE);
        else
            assert_int_equal(rule->lock,
                             rule->code[0] == 'A' ? IDP_LOCK_AUTHENTICITY : IDP_LOCK_OTHER);
    }
}

static void test_authenticity_outweighs_the_rest(void **state)
{
    IdpReport report = {0};

    (void)state;
    add(&report, "P04", "yaw", IDP_VERDICT_FAIL);
    assert_int_equal(outcome_get(&report), OUTCOME_FAILED);
    add(&report, "P30", "bytes", IDP_VERDICT_FAIL);
    assert_int_equal(outcome_get(&report), OUTCOME_FAILED);
    add(&report, "A01", "recapture", IDP_VERDICT_FAIL);
    assert_int_equal(outcome_get(&report), OUTCOME_NOT_GENUINE);
}

static void test_warnings_of_authenticity_count_nothing(void **state)
{
    IdpReport report = {0};

    (void)state;
    add(&report, "A02", "smoothing", IDP_VERDICT_WARN);
    add(&report, "P04", "yaw", IDP_VERDICT_FAIL);
    assert_int_equal(outcome_get(&report), OUTCOME_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes_and_warnings_are_passes),
        cmocka_unit_test(test_every_rule_counts_by_its_class),
        cmocka_unit_test(test_authenticity_outweighs_the_rest),
        cmocka_unit_test(test_warnings_of_authenticity_count_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
