/* Rates and limits, against values found by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include <cmocka.h>

#include "src/cmd/calibrate_rates.h"

enum { SAMPLES_MAX = 16 };

static void test_badness_grows_with_the_fault(void **state)
{
    const IdpLimits at_most = {-INFINITY, 3}, at_least = {2, INFINITY}, between = {-4, 8};

    (void)state;
    assert_true(limits_get_badness(at_most, 5) > limits_get_badness(at_most, 4));
    assert_true(limits_get_badness(at_least, 1) > limits_get_badness(at_least, 2));
    assert_true(limits_get_badness(between, -9) > limits_get_badness(between, 8));
    assert_true(isnan(limits_get_badness(at_most, NAN)));
    assert_true(limits_get_at(at_most, limits_get_badness(at_most, 5)) == 5);
    assert_true(limits_get_at(at_least, limits_get_badness(at_least, 1)) == 1);
    assert_true(limits_get_at(between, limits_get_badness(between, 9)) == 9);
}

static void test_best_limit_is_midway_where_classes_part(void **state)
{
    Sample samples[] = {{1, 0}, {6, 1}, {2, 0}, {9, 1}};
    RocPoint points[SAMPLES_MAX];
    const size_t n = roc_make(samples, 4, points);
    const RocPoint *best = roc_get_best(points, n, 2, 0);

    (void)state;
    assert_int_equal(n, 5);
    assert_non_null(best);
    assert_true(best->badness == 4);
    assert_int_equal(best->n_false, 0);
    assert_int_equal(best->n_missed, 0);
}

static void test_false_alarms_buy_misses(void **state)
{
    Sample samples[] = {{1, 0}, {2, 0}, {3, 1}, {4, 0}, {5, 1}};
    RocPoint points[SAMPLES_MAX];
    const size_t n = roc_make(samples, 5, points);
    const RocPoint *strict = roc_get_best(points, n, 3, 0);
    const RocPoint *lenient = roc_get_best(points, n, 3, 0.5);

    (void)state;
    assert_true(strict->badness == 4.5);
    assert_int_equal(strict->n_missed, 1);
    assert_true(lenient->badness == 2.5);
    assert_int_equal(lenient->n_false, 1);
    assert_int_equal(lenient->n_missed, 0);
}

static void test_equal_values_cannot_be_parted(void **state)
{
    Sample samples[] = {{1, 0}, {1, 1}, {1, 0}, {INFINITY, 1}};
    RocPoint points[SAMPLES_MAX];
    const size_t n = roc_make(samples, 4, points);

    (void)state;
    assert_int_equal(n, 3);
    assert_int_equal(points[1].n_missed, 1);
    assert_int_equal(points[2].n_false, 2);
    assert_int_equal(roc_make(samples, 0, points), 1);
}

static void test_upper_end_holds_known_values(void **state)
{
    (void)state;
    assert_true(share_get_upper(0, 0) == 1);
    assert_true(fabs(share_get_upper(0, 100) - 0.0263) < 5e-4); /* z^2 / (n + z^2) */
    assert_true(fabs(share_get_upper(5, 10) - 0.7303) < 5e-3);
    assert_true(share_get_upper(10, 10) > 0.999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_badness_grows_with_the_fault),
        cmocka_unit_test(test_best_limit_is_midway_where_classes_part),
        cmocka_unit_test(test_false_alarms_buy_misses),
        cmocka_unit_test(test_equal_values_cannot_be_parted),
        cmocka_unit_test(test_upper_end_holds_known_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
