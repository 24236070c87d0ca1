/*
 * A bell: who rings it wakes those who wait for it.
 *
 * Rings are counted, so that one between two waits is not missed; what they tell is looked up
 * elsewhere. Thread-safe.
 */
#ifndef SRC_BASE_BELL_H
#define SRC_BASE_BELL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Bell {
    pthread_mutex_t mutex;
    pthread_cond_t rings;
    uint64_t n_rings;
} Bell;

void bell_init(Bell *bell);
void bell_done(Bell *bell);

/* Takes NULL: nobody listens. */
void bell_ring(Bell *bell);

/* Until somebody has rung since *n_heard, or timeout_ms; *n_heard is brought up to date. False: the
 * time came first. */
bool bell_wait(Bell *bell, uint64_t *n_heard, int timeout_ms);

#endif
