/*
 * A lock that goes round in the order it was asked for, and is waited for to a deadline.
 *
 * SQLite's own lock is polled: who asks at the right moment gets it, and one thread may be passed
 * over for seconds. The writers of one program therefore queue here first. Thread-safe.
 */
#ifndef SRC_STORE_TURN_H
#define SRC_STORE_TURN_H

#include <pthread.h>

#include "src/store/db.h"

typedef struct TurnWaiter TurnWaiter;

typedef struct Turn {
    pthread_mutex_t lock;
    bool is_taken;
    TurnWaiter *first, *last; /* on the stacks of those who wait */
} Turn;

void turn_init(Turn *turn);
void turn_done(Turn *turn);

/* False: the deadline came first. */
bool turn_take(Turn *turn, int timeout_ms);
void turn_give(Turn *turn);

/* The writing transactions of this connection take the turn, where the database has one writer. */
void db_use_turn(Db *db, Turn *turn);

#endif
