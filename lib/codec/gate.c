/*
 * Served strictly in order of arrival, so a large picture is not passed by small ones for ever. The
 * state belongs to the process because the memory does.
 */
#include "lib/codec/gate.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t used_bytes;
static unsigned long next_ticket, served_ticket;

static int has_room(size_t n_bytes)
{
    return used_bytes == 0 || (used_bytes < GATE_BYTES && n_bytes <= GATE_BYTES - used_bytes);
}

void gate_enter(size_t n_bytes)
{
    unsigned long ticket;

    if (!n_bytes)
        return;
    pthread_mutex_lock(&mutex);
    ticket = next_ticket++;
    while (ticket != served_ticket || !has_room(n_bytes))
        pthread_cond_wait(&changed, &mutex);
    served_ticket++;
    used_bytes += n_bytes;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void gate_leave(size_t n_bytes)
{
    if (!n_bytes)
        return;
    pthread_mutex_lock(&mutex);
    used_bytes -= n_bytes;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}
