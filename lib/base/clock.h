/* The monotonic clock, for durations. Thread-safe. */
#ifndef LIB_BASE_CLOCK_H
#define LIB_BASE_CLOCK_H

double clock_get_ms(void);

#endif
