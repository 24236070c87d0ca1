/* A counter under a lock, and a condition on the monotonic clock. */
#include "src/base/bell.h"

#include <time.h>

enum { MS_PER_S = 1000, NS_PER_MS = 1000000 };

void bell_init(Bell *bell)
{
    pthread_mutex_init(&bell->mutex, NULL);
    pthread_cond_init(&bell->rings, NULL);
    bell->n_rings = 0;
}

void bell_done(Bell *bell)
{
    pthread_cond_destroy(&bell->rings);
    pthread_mutex_destroy(&bell->mutex);
}

void bell_ring(Bell *bell)
{
    if (!bell)
        return;
    pthread_mutex_lock(&bell->mutex);
    bell->n_rings++;
    pthread_cond_broadcast(&bell->rings);
    pthread_mutex_unlock(&bell->mutex);
}

static struct timespec get_deadline(int timeout_ms)
{
    struct timespec deadline;

    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += timeout_ms / MS_PER_S;
    deadline.tv_nsec += (long)(timeout_ms % MS_PER_S) * NS_PER_MS;
    if (deadline.tv_nsec >= (long)MS_PER_S * NS_PER_MS) {
        deadline.tv_sec++;
        deadline.tv_nsec -= (long)MS_PER_S * NS_PER_MS;
    }
    return deadline;
}

bool bell_wait(Bell *bell, uint64_t *n_heard, int timeout_ms)
{
    const struct timespec deadline = get_deadline(timeout_ms);
    bool has_rung, is_late = false;

    pthread_mutex_lock(&bell->mutex);
    while (bell->n_rings == *n_heard && !is_late)
        is_late = pthread_cond_clockwait(&bell->rings, &bell->mutex, CLOCK_MONOTONIC, &deadline);
    has_rung = bell->n_rings != *n_heard;
    *n_heard = bell->n_rings;
    pthread_mutex_unlock(&bell->mutex);
    return has_rung;
}
