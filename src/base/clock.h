/* The wall clock as an argument, so that tests can turn it. Durations: lib/base/clock.h. */
#ifndef SRC_BASE_CLOCK_H
#define SRC_BASE_CLOCK_H

#include <stdint.h>

typedef struct Clock {
    int64_t (*now_ms)(void *context); /* since 1970 UTC; NULL: the system's */
    void *context;
} Clock;

int64_t clock_now_ms(const Clock *clock);

#endif
