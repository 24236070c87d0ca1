/* Cool-down and locks at their borders, by a clock that the test turns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/app/attempts.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const int64_t start = INT64_C(1770000000000);
static const int64_t day = INT64_C(24) * HOUR;

static void test_cooldown_grows_by_consecutive_failure_and_a_pass_clears_it(void **state)
{
    static const int64_t expected[] = {10 * SECOND, 30 * SECOND, 60 * SECOND, 180 * SECOND,
                                       180 * SECOND};
    BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    rules.other_failures_max = 100;
    assert_int_equal(attempts_get_cooldown_end(&attempts), 0);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        attempts_count(&rules, ATTEMPT_FAILED, now, &attempts);
        assert_int_equal(attempts_get_cooldown_end(&attempts), now + expected[i]);
        now += expected[i];
    }
    attempts_count(&rules, ATTEMPT_PASSED, now, &attempts);
    assert_true(attempts_get_cooldown_end(&attempts) <= now);
    attempts_count(&rules, ATTEMPT_FAILED, now, &attempts);
    assert_int_equal(attempts_get_cooldown_end(&attempts), now + 10 * SECOND);
}

static void fail_times(const BatchRules *rules, AttemptOutcome outcome, int n, int64_t *now,
                       Attempts *attempts)
{
    for (int i = 0; i < n; i++) {
        *now += MINUTE;
        attempts_count(rules, outcome, *now, attempts);
    }
}

static void test_fifth_consecutive_failure_locks_for_a_time(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    fail_times(&rules, ATTEMPT_FAILED, 4, &now, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, now), LOCK_NONE);
    fail_times(&rules, ATTEMPT_FAILED, 1, &now, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, now), LOCK_TIMED);
    assert_int_equal(attempts.locked_until_ms, now + 30 * MINUTE);
    assert_int_equal(attempts_get_lock(&attempts, now + 30 * MINUTE - 1), LOCK_TIMED);
    assert_int_equal(attempts_get_lock(&attempts, now + 30 * MINUTE), LOCK_NONE);
    assert_int_equal(attempts_get_lock(&attempts, now + 30 * MINUTE + 1), LOCK_NONE);
}

static void test_locks_grow_and_a_pass_starts_them_anew(void **state)
{
    static const int64_t expected[] = {30 * MINUTE, 2 * HOUR, 12 * HOUR, 12 * HOUR};
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        fail_times(&rules, ATTEMPT_FAILED, 5, &now, &attempts);
        assert_int_equal(attempts.locked_until_ms, now + expected[i]);
        now = attempts.locked_until_ms;
    }
    attempts_count(&rules, ATTEMPT_PASSED, now, &attempts);
    fail_times(&rules, ATTEMPT_FAILED, 5, &now, &attempts);
    assert_int_equal(attempts.locked_until_ms, now + 30 * MINUTE);
}

static void test_a_pass_between_failures_keeps_the_lock_away(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    for (int i = 0; i < 10; i++) {
        fail_times(&rules, ATTEMPT_FAILED, 4, &now, &attempts);
        attempts_count(&rules, ATTEMPT_PASSED, now, &attempts);
    }
    assert_int_equal(attempts_get_lock(&attempts, now), LOCK_NONE);
}

static void test_third_failure_of_authenticity_in_a_day_locks_until_the_school_unlocks(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};

    (void)state;
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start, &attempts);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + HOUR, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, start + HOUR), LOCK_NONE);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + day - 1, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, start + day), LOCK_BY_SCHOOL);
    assert_int_equal(attempts_get_lock(&attempts, start + 1000 * day), LOCK_BY_SCHOOL);
    attempts_unlock(&attempts);
    assert_int_equal(attempts_get_lock(&attempts, start + day), LOCK_NONE);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + day, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, start + day), LOCK_NONE);
}

static void test_failures_of_authenticity_a_day_apart_do_not_lock(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts exactly = {0}, slowly = {0};

    (void)state;
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start, &exactly);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + HOUR, &exactly);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + day, &exactly); /* the first is too old */
    assert_int_equal(attempts_get_lock(&exactly, start + day), LOCK_NONE);
    for (int i = 0; i < 50; i++)
        attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + i * 13 * (int64_t)HOUR, &slowly);
    assert_int_equal(attempts_get_lock(&slowly, start + 50 * 13 * (int64_t)HOUR), LOCK_NONE);
}

/* Two shots can be on their way at once: the later one must not turn the hard lock into a soft one.
 */
static void test_a_timed_lock_never_replaces_the_schools(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    fail_times(&rules, ATTEMPT_FAILED, 4, &now, &attempts);
    fail_times(&rules, ATTEMPT_NOT_GENUINE, 3, &now, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, now), LOCK_BY_SCHOOL);
    fail_times(&rules, ATTEMPT_FAILED, 5, &now, &attempts);
    assert_int_equal(attempts_get_lock(&attempts, now + 100 * day), LOCK_BY_SCHOOL);
}

static void test_more_failures_than_are_kept_are_no_fault(void **state)
{
    BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};

    (void)state;
    rules.authenticity_failures_max = NOT_GENUINE_TIMES_MAX;
    for (int i = 0; i < 3 * NOT_GENUINE_TIMES_MAX; i++)
        attempts_count(&rules, ATTEMPT_NOT_GENUINE, start + i, &attempts);
    assert_int_equal(attempts.n_not_genuine, NOT_GENUINE_TIMES_MAX);
    assert_int_equal(attempts_get_lock(&attempts, start), LOCK_BY_SCHOOL);
}

static void test_attempts_left_fall_to_the_lock_and_rise_when_failures_grow_old(void **state)
{
    const BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    for (int n_left = 5; n_left > 0; n_left--) {
        assert_int_equal(attempts_get_left(&rules, &attempts, now).n_other, n_left);
        fail_times(&rules, ATTEMPT_FAILED, 1, &now, &attempts);
    }
    assert_int_equal(attempts_get_left(&rules, &attempts, now).n_other, 0);
    assert_int_equal(attempts_get_left(&rules, &attempts, now + 30 * MINUTE - 1).n_other, 0);
    assert_int_equal(attempts_get_left(&rules, &attempts, now + 30 * MINUTE).n_other, 5);

    attempts = (Attempts){0};
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, now, &attempts);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, now, &attempts);
    assert_int_equal(attempts_get_left(&rules, &attempts, now + day - 1).n_not_genuine, 1);
    assert_int_equal(attempts_get_left(&rules, &attempts, now + day).n_not_genuine, 3);
    attempts_count(&rules, ATTEMPT_NOT_GENUINE, now, &attempts);
    assert_int_equal(attempts_get_left(&rules, &attempts, now + 100 * day).n_not_genuine, 0);
}

/* Who is not locked has an attempt left, whatever the rules have become. */
static void test_stricter_rules_leave_one_attempt(void **state)
{
    BatchRules rules = batch_rules_get_default();
    Attempts attempts = {0};
    int64_t now = start;

    (void)state;
    fail_times(&rules, ATTEMPT_FAILED, 4, &now, &attempts);
    rules.other_failures_max = 2;
    assert_int_equal(attempts_get_left(&rules, &attempts, now).n_other, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cooldown_grows_by_consecutive_failure_and_a_pass_clears_it),
        cmocka_unit_test(test_fifth_consecutive_failure_locks_for_a_time),
        cmocka_unit_test(test_locks_grow_and_a_pass_starts_them_anew),
        cmocka_unit_test(test_a_pass_between_failures_keeps_the_lock_away),
        cmocka_unit_test(
            test_third_failure_of_authenticity_in_a_day_locks_until_the_school_unlocks),
        cmocka_unit_test(test_failures_of_authenticity_a_day_apart_do_not_lock),
        cmocka_unit_test(test_a_timed_lock_never_replaces_the_schools),
        cmocka_unit_test(test_attempts_left_fall_to_the_lock_and_rise_when_failures_grow_old),
        cmocka_unit_test(test_stricter_rules_leave_one_attempt),
        cmocka_unit_test(test_more_failures_than_are_kept_are_no_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
