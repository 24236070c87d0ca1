/* Thread-safe if the injected clock is. */
#include "src/base/clock.h"

#include <time.h>

int64_t clock_now_ms(const Clock *clock)
{
    struct timespec now;

    if (clock->now_ms)
        return clock->now_ms(clock->context);
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}
