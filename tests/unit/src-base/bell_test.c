/* Rings: none is missed, none is invented. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/base/bell.h"

static void test_ring_between_two_waits_is_not_missed(void **state)
{
    uint64_t n_heard = 0;
    Bell bell;

    (void)state;
    bell_init(&bell);
    bell_ring(&bell);
    bell_ring(&bell);
    assert_true(bell_wait(&bell, &n_heard, 60000));
    assert_int_equal(n_heard, 2);
    assert_false(bell_wait(&bell, &n_heard, 0));
    bell_ring(&bell);
    assert_true(bell_wait(&bell, &n_heard, 60000));
    bell_ring(NULL);
    bell_done(&bell);
}

static void *ring(void *context)
{
    bell_ring(context);
    return NULL;
}

static void test_ring_wakes_who_waits(void **state)
{
    uint64_t n_heard = 0;
    pthread_t thread;
    Bell bell;

    (void)state;
    bell_init(&bell);
    pthread_create(&thread, NULL, ring, &bell);
    assert_true(bell_wait(&bell, &n_heard, 60000));
    pthread_join(thread, NULL);
    bell_done(&bell);
}

static void test_time_ends_a_wait(void **state)
{
    uint64_t n_heard = 0;
    Bell bell;

    (void)state;
    bell_init(&bell);
    assert_false(bell_wait(&bell, &n_heard, 1));
    bell_done(&bell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ring_between_two_waits_is_not_missed),
        cmocka_unit_test(test_ring_wakes_who_waits),
        cmocka_unit_test(test_time_ends_a_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
