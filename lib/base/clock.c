/* The monotonic clock: it never jumps when somebody sets the time. */
#include "lib/base/clock.h"

#include <time.h>

double clock_get_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}
