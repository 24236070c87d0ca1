/* The numbers of a batch: the product's defaults, and texts that change them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/model/batch.h"

static const int64_t second = 1000, minute = INT64_C(60) * 1000, hour = INT64_C(3600) * 1000,
                     day = INT64_C(24) * 3600 * 1000;

static void test_defaults_are_those_of_the_product(void **state)
{
    const struct {
        const char *name;
        int64_t value;
    } standard[] = {{"draft_capacity", 5},
                    {"draft_min_age_ms", 24 * hour},
                    {"cooldown_ms.0", 10 * second},
                    {"cooldown_ms.1", 30 * second},
                    {"cooldown_ms.2", 60 * second},
                    {"cooldown_ms.3", 180 * second},
                    {"authenticity_failures_max", 3},
                    {"authenticity_period_ms", 24 * hour},
                    {"other_failures_max", 5},
                    {"other_lock_ms.0", 30 * minute},
                    {"other_lock_ms.1", 2 * hour},
                    {"other_lock_ms.2", 12 * hour},
                    {"fee_fen", 1500},
                    {"audit_per_mille", 50},
                    {"capture_life_ms", 10 * minute},
                    {"student_session_ms", 30 * day},
                    {"staff_session_ms", 12 * hour},
                    {"keep_raw_ms", 24 * hour},
                    {"keep_failed_ms", 7 * day},
                    {"keep_drafts_ms", 7 * day},
                    {"keep_finals_ms", 30 * day}};
    enum { N_STANDARD = sizeof standard / sizeof standard[0] };
    const BatchRules rules = batch_rules_get_default();
    const Batch batch = batch_get_default();
    size_t n = 0;
    const char *name;
    int64_t value;

    (void)state;
    for (size_t i = 0; (name = batch_rules_get(&rules, i, &value)); i++) {
        assert_true(i < N_STANDARD);
        assert_string_equal(name, standard[i].name);
        assert_int_equal(value, standard[i].value);
        n++;
    }
    assert_int_equal(n, N_STANDARD);
    assert_int_equal(batch.verification, VERIFY_BY_ROSTER);
    assert_int_equal(batch.daily_from_min, 8 * 60);
    assert_int_equal(batch.daily_to_min, 18 * 60);
    assert_false(batch.is_payment_unified);
    assert_true(batch.has_school_review);
    assert_false(batch.is_production_automatic);
    assert_int_equal(batch.n_closed_days, 0);
    assert_memory_equal(&batch.rules, &rules, sizeof rules);
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
