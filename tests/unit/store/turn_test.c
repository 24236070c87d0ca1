/* The writers' queue: order, deadlines, and that nobody is forgotten. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/store/turn.h"

enum { THREADS = 5, LONG_MS = 60000, SHORT_MS = 20 };

static Turn turn;
static int order[THREADS], n_ordered; /* written by who has the turn */

static int set_up(void **state)
{
    (void)state;
    turn_init(&turn);
    n_ordered = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    turn_done(&turn);
    return 0;
}

#define with_turn(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

typedef struct Writer {
    pthread_t thread;
    int number, timeout_ms;
    bool had_turn;
} Writer;

static void *write_in_turn(void *context)
{
    Writer *self = context;

    self->had_turn = turn_take(&turn, self->timeout_ms);
    if (self->had_turn) {
        order[n_ordered++] = self->number;
        turn_give(&turn);
    }
    return NULL;
}

static const TurnWaiter *get_last(void)
{
    const TurnWaiter *last;

    pthread_mutex_lock(&turn.lock);
    last = turn.last;
    pthread_mutex_unlock(&turn.lock);
    return last;
}

/* Starts a writer while the turn is taken, and returns when it queues. */
static void start(Writer *writer)
{
    const TurnWaiter *last = get_last();

    assert_int_equal(pthread_create(&writer->thread, NULL, write_in_turn, writer), 0);
    while (get_last() == last)
        sched_yield();
}

static void test_the_turn_is_given_in_the_order_it_was_asked_for(void **state)
{
    Writer writers[THREADS];

    (void)state;
    assert_true(turn_take(&turn, 0));
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (Writer){.number = i, .timeout_ms = LONG_MS};
        start(&writers[i]);
    }
    turn_give(&turn);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        assert_int_equal(order[i], i);
    }
    assert_true(turn_take(&turn, 0)); /* nobody has it */
}

static void test_who_is_late_leaves_the_queue_to_the_others(void **state)
{
    Writer writers[THREADS];

    (void)state;
    assert_true(turn_take(&turn, 0));
    assert_false(turn_take(&turn, SHORT_MS));
    for (int i = 0; i < THREADS; i++) { /* the first, one between and the last give up */
        writers[i] = (Writer){.number = i, .timeout_ms = i % 2 ? LONG_MS : 25 * SHORT_MS};
        start(&writers[i]);
    }
    for (int i = 0; i < THREADS; i += 2) {
        pthread_join(writers[i].thread, NULL);
        assert_false(writers[i].had_turn);
    }
    turn_give(&turn);
    for (int i = 1; i < THREADS; i += 2)
        pthread_join(writers[i].thread, NULL);
    assert_int_equal(n_ordered, 2);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 3);
    assert_null(turn.first);
    assert_null(turn.last);
    assert_true(turn_take(&turn, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_turn(test_the_turn_is_given_in_the_order_it_was_asked_for),
        with_turn(test_who_is_late_leaves_the_queue_to_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
