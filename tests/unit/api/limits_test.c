/* Token buckets at their borders, with more keys than there are places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "src/api/limits.h"
#include "src/base/crypt.h"

static const LimitRule rule = {"login", 3, 60000}; /* a token in 20 s */

static void test_a_full_bucket_has_so_many_tokens_and_fills_steadily(void **state)
{
    Limits *limits = limits_new();

    (void)state;
    assert_non_null(limits);
    for (int i = 0; i < 3; i++)
        assert_int_equal(limits_take(limits, &rule, "a", 1000), 0);
    assert_in_range(limits_take(limits, &rule, "a", 1000), 20000, 20001);
    assert_in_range(limits_take(limits, &rule, "a", 20999), 1, 2);
    assert_int_equal(limits_take(limits, &rule, "a", 21001), 0);
    assert_true(limits_take(limits, &rule, "a", 21001) > 0);
    for (int i = 0; i < 3; i++) /* never more than full */
        assert_int_equal(limits_take(limits, &rule, "a", 10000000), 0);
    assert_true(limits_take(limits, &rule, "a", 10000000) > 0);
    limits_free(limits);
}

static void test_keys_and_kinds_have_buckets_of_their_own(void **state)
{
    const LimitRule other = {"requests", 1, 60000};
    Limits *limits = limits_new();

    (void)state;
    for (int i = 0; i < 4; i++)
        limits_take(limits, &rule, "a", 0);
    assert_true(limits_take(limits, &rule, "a", 0) > 0);
    assert_int_equal(limits_take(limits, &rule, "b", 0), 0);
    assert_int_equal(limits_take(limits, &other, "a", 0), 0);
    assert_true(limits_take(limits, &other, "a", 0) > 0);
    limits_free(limits);
}

static void test_a_clock_that_goes_back_gives_nothing(void **state)
{
    Limits *limits = limits_new();

    (void)state;
    for (int i = 0; i < 3; i++)
        limits_take(limits, &rule, "a", 100000);
    assert_true(limits_take(limits, &rule, "a", 0) > 0);
    limits_free(limits);
}

/* Far more keys than places: an empty bucket is kept, as fuller ones go first. */
static void test_a_crowd_does_not_wash_an_empty_bucket_away(void **state)
{
    Limits *limits = limits_new();
    char key[32];

    (void)state;
    for (int i = 0; i < 4; i++)
        limits_take(limits, &rule, "guesser", 0);
    for (int i = 0; i < 200000; i++) {
        snprintf(key, sizeof key, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        assert_int_equal(limits_take(limits, &rule, key, 0), 0);
    }
    assert_true(limits_take(limits, &rule, "guesser", 0) > 0);
    limits_free(limits);
}

/* Those who asked much and long ago make room before those who ask a little now. */
static void test_a_bucket_that_is_full_again_goes_first(void **state)
{
    const LimitRule single = {"single", 1, 60000};
    Limits *limits = limits_new();
    char key[32];

    (void)state;
    for (int i = 0; i < 300000; i++) {
        snprintf(key, sizeof key, "long-ago %d", i);
        limits_take(limits, &single, key, 0);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(limits_take(limits, &rule, "now", 120000), 0);
    for (int i = 0; i < 100000; i++) {
        snprintf(key, sizeof key, "crowd %d", i);
        limits_take(limits, &rule, key, 120000);
    }
    assert_int_equal(limits_take(limits, &rule, "now", 120000), 0);
    assert_true(limits_take(limits, &rule, "now", 120000) > 0);
    limits_free(limits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_bucket_has_so_many_tokens_and_fills_steadily),
        cmocka_unit_test(test_keys_and_kinds_have_buckets_of_their_own),
        cmocka_unit_test(test_a_clock_that_goes_back_gives_nothing),
        cmocka_unit_test(test_a_crowd_does_not_wash_an_empty_bucket_away),
        cmocka_unit_test(test_a_bucket_that_is_full_again_goes_first),
    };

    return crypt_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
