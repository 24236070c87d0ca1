/* The numbers of a batch: the product's defaults, and texts that change them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/model/batch.h"

static void test_defaults_are_those_of_the_product(void **state)
{
    const BatchRules rules = batch_rules_get_default();

    (void)state;
    assert_int_equal(rules.draft_capacity, 5);
    assert_int_equal(rules.draft_min_age_ms, 24 * 3600 * 1000);
    assert_int_equal(rules.cooldown_ms[0], 10 * 1000);
    assert_int_equal(rules.cooldown_ms[3], 180 * 1000);
    assert_int_equal(rules.authenticity_failures_max, 3);
    assert_int_equal(rules.other_failures_max, 5);
    assert_int_equal(rules.other_lock_ms[2], 12 * 3600 * 1000);
    assert_int_equal(rules.fee_fen, 1500);
    assert_int_equal(rules.audit_per_mille, 50);
    assert_int_equal(rules.student_session_ms, INT64_C(30) * 24 * 3600 * 1000);
}

static void test_text_changes_what_it_names_and_comes_back(void **state)
{
    BatchRules rules, again;
    char text[BATCH_RULES_TEXT_BYTES];

    (void)state;
    assert_int_equal(batch_rules_parse("", &rules), 0);
    assert_int_equal(rules.draft_capacity, 5);
    batch_rules_format(&rules, text);
    assert_string_equal(text, "");
    assert_int_equal(batch_rules_parse("draft_capacity=1\n\ncooldown_ms.2=0", &rules), 0);
    assert_int_equal(rules.draft_capacity, 1);
    assert_int_equal(rules.cooldown_ms[2], 0);
    assert_int_equal(rules.cooldown_ms[1], 30 * 1000);
    batch_rules_format(&rules, text);
    assert_string_equal(text, "draft_capacity=1\ncooldown_ms.2=0\n");
    assert_int_equal(batch_rules_parse(text, &again), 0);
    assert_memory_equal(&again, &rules, sizeof rules);
}

/* Every number at once, each as long as it can be: the text still fits. */
static void test_longest_text_fits(void **state)
{
    BatchRules rules = batch_rules_get_default(), again;
    char text[BATCH_RULES_TEXT_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof(int64_t); i++) {
        int64_t value;

        memcpy(&value, (char *)&rules + i * sizeof value, sizeof value);
        value++;
        memcpy((char *)&rules + i * sizeof value, &value, sizeof value);
    }
    batch_rules_format(&rules, text);
    assert_int_equal(batch_rules_parse(text, &again), 0);
    assert_memory_equal(&again, &rules, sizeof rules);
}

static void test_anything_else_is_refused(void **state)
{
    static const char *const bad[] = {"draft_capacity",
                                      "draft_capacity=",
                                      "draft_capacity=0",
                                      "draft_capacity=101",
                                      "draft_capacity=1 ",
                                      "draft_capacity=1x",
                                      "draft_capacit=1",
                                      "draft_capacity =1",
                                      "=1",
                                      "cooldown_ms=1",
                                      "cooldown_ms.4=1",
                                      "{}",
                                      "draft_capacity=99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        BatchRules rules = {.draft_capacity = 77};

        assert_int_equal(batch_rules_parse(bad[i], &rules), -1);
        assert_int_equal(rules.draft_capacity, 77); /* untouched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_are_those_of_the_product),
        cmocka_unit_test(test_text_changes_what_it_names_and_comes_back),
        cmocka_unit_test(test_longest_text_fits),
        cmocka_unit_test(test_anything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
