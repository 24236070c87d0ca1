/* A queue of conditions, one a waiter, so that giving wakes the right one. */
#include "src/store/turn.h"

#include <time.h>

#include "src/store/deadline.h"

struct TurnWaiter {
    pthread_cond_t is_next;
    bool has_turn;
    TurnWaiter *after;
};

void turn_init(Turn *turn)
{
    *turn = (Turn){.is_taken = false};
    pthread_mutex_init(&turn->lock, NULL);
}

void turn_done(Turn *turn)
{
    pthread_mutex_destroy(&turn->lock);
}

static void enqueue(Turn *turn, TurnWaiter *waiter)
{
    if (turn->last)
        turn->last->after = waiter;
    else
        turn->first = waiter;
    turn->last = waiter;
}

static void remove_waiter(Turn *turn, const TurnWaiter *waiter)
{
    TurnWaiter **link = &turn->first, *before = NULL;

    while (*link != waiter) {
        before = *link;
        link = &before->after;
    }
    *link = waiter->after;
    if (turn->last == waiter)
        turn->last = before;
}

bool turn_take(Turn *turn, int timeout_ms)
{
    const struct timespec deadline = deadline_get(timeout_ms);
    TurnWaiter waiter = {.has_turn = false};
    bool is_late = false;

    pthread_mutex_lock(&turn->lock);
    if (!turn->is_taken) {
        turn->is_taken = true;
        pthread_mutex_unlock(&turn->lock);
        return true;
    }
    pthread_cond_init(&waiter.is_next, NULL);
    enqueue(turn, &waiter);
    while (!waiter.has_turn && !is_late)
        is_late =
            pthread_cond_clockwait(&waiter.is_next, &turn->lock, CLOCK_MONOTONIC, &deadline) != 0;
    if (!waiter.has_turn)
        remove_waiter(turn, &waiter);
    pthread_mutex_unlock(&turn->lock);
    pthread_cond_destroy(&waiter.is_next);
    return waiter.has_turn;
}

void turn_give(Turn *turn)
{
    TurnWaiter *next;

    pthread_mutex_lock(&turn->lock);
    next = turn->first;
    if (next) {
        remove_waiter(turn, next);
        next->has_turn = true;
        pthread_cond_signal(&next->is_next);
    } else {
        turn->is_taken = false;
    }
    pthread_mutex_unlock(&turn->lock);
}
