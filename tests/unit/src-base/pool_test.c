/* The pool: every task that was taken runs once, a full queue refuses, stopping finishes the rest.
 */
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/base/pool.h"

enum { N_TASKS = 10000, QUEUE = 4 };

static void count(void *context)
{
    atomic_fetch_add((atomic_int *)context, 1);
}

static void test_every_task_runs_once(void **state)
{
    Pool *pool = pool_new(4, N_TASKS);
    atomic_int n_run = 0;

    (void)state;
    for (int i = 0; i < N_TASKS; i++)
        assert_int_equal(pool_submit(pool, count, &n_run), 0);
    pool_free(pool); /* finishes what was taken */
    assert_int_equal(n_run, N_TASKS);
}

typedef struct Gate {
    sem_t started, may_end;
    atomic_int n_run;
} Gate;

static void wait_at_gate(void *context)
{
    Gate *gate = context;

    sem_post(&gate->started);
    sem_wait(&gate->may_end);
    atomic_fetch_add(&gate->n_run, 1);
}

static void test_full_queue_refuses_and_has_room_again(void **state)
{
    Pool *pool = pool_new(1, QUEUE);
    Gate gate = {.n_run = 0};

    (void)state;
    sem_init(&gate.started, 0, 0);
    sem_init(&gate.may_end, 0, 0);
    assert_int_equal(pool_submit(pool, wait_at_gate, &gate), 0);
    sem_wait(&gate.started); /* it runs: the queue is empty */
    for (int i = 0; i < QUEUE; i++)
        assert_int_equal(pool_submit(pool, wait_at_gate, &gate), 0);
    assert_int_equal(pool_get_load(pool), QUEUE + 1);
    assert_int_equal(pool_submit(pool, wait_at_gate, &gate), -1);
    sem_post(&gate.may_end);
    sem_wait(&gate.started); /* the next one runs: one place is free */
    assert_int_equal(pool_submit(pool, wait_at_gate, &gate), 0);
    for (int i = 0; i < QUEUE + 1; i++)
        sem_post(&gate.may_end);
    pool_free(pool);
    assert_int_equal(gate.n_run, QUEUE + 2);
    sem_destroy(&gate.started);
    sem_destroy(&gate.may_end);
}

static void test_bad_sizes_make_no_pool(void **state)
{
    (void)state;
    assert_null(pool_new(0, 1));
    assert_null(pool_new(1, 0));
    assert_null(pool_new(POOL_THREADS_MAX + 1, 1));
    assert_null(pool_new(1, POOL_QUEUE_MAX + 1));
    pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_task_runs_once),
        cmocka_unit_test(test_full_queue_refuses_and_has_room_again),
        cmocka_unit_test(test_bad_sizes_make_no_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
