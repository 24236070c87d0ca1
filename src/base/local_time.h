/*
 * The civil calendar of China: UTC+8 all year, since 1991 without summer time. Pure functions.
 *
 * The proleptic Gregorian calendar by days since 1970-01-01, after Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms".
 */
#ifndef SRC_BASE_LOCAL_TIME_H
#define SRC_BASE_LOCAL_TIME_H

#include <stdint.h>

typedef struct LocalTime {
    int year, month, day; /* 1-based month and day */
    int hour, minute, second;
    int32_t day_number; /* days since 1970-01-01, local */
    int minute_of_day;
} LocalTime;

LocalTime local_time_from_ms(int64_t ms);

/* The moment when that local day, counted from 1970-01-01, has that many minutes. */
int64_t local_time_to_ms(int32_t day_number, int minute_of_day);

#endif
