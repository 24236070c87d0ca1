/* Selection against sorting, on random, sorted, constant and short data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/select.h"

enum { N = 501 };

static int compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static void assert_every_rank(const float *values, size_t n)
{
    float sorted[N], copy[N];

    memcpy(sorted, values, n * sizeof *values);
    qsort(sorted, n, sizeof *sorted, compare_floats);
    for (size_t k = 0; k < n; k++) {
        memcpy(copy, values, n * sizeof *values);
        assert_true(select_nth(copy, n, k) == sorted[k]);
    }
}

static void test_every_rank_is_the_sorted_one(void **state)
{
    float random[N], few[N], rising[N], falling[N], constant[N];
    uint32_t seed = 1;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        seed = seed * 1664525u + 1013904223u;
        random[i] = (float)(seed >> 8) - 8e6f;
        few[i] = (float)(seed >> 30);
        rising[i] = (float)i;
        falling[i] = (float)(N - i);
        constant[i] = 3;
    }
    assert_every_rank(random, N);
    assert_every_rank(few, N);
    assert_every_rank(rising, N);
    assert_every_rank(falling, N);
    assert_every_rank(constant, N);
    for (size_t n = 1; n < 8; n++)
        assert_every_rank(random, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rank_is_the_sorted_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
