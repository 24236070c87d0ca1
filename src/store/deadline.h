/* A moment of the monotonic clock, for waiting on a condition. */
#ifndef SRC_STORE_DEADLINE_H
#define SRC_STORE_DEADLINE_H

#include <pthread.h>
#include <time.h>

static inline struct timespec deadline_get(int timeout_ms)
{
    struct timespec deadline;

    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += timeout_ms / 1000;
    deadline.tv_nsec += timeout_ms % 1000 * 1000000L;
    if (deadline.tv_nsec >= 1000000000L) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000L;
    }
    return deadline;
}

#endif
