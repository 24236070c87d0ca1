/* Local time. Thread-safe: no process-wide zone is asked. */
#include "src/base/local_time.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, ZONE_MS = 8 * 60 * MINUTE_MS };

static const int64_t day_ms = INT64_C(24) * 60 * MINUTE_MS;

static void set_date(int32_t day_number, LocalTime *time)
{
    const int64_t z = (int64_t)day_number + 719468; /* days since 0000-03-01 */
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t of_era = z - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t shifted_month = (5 * of_year + 2) / 153; /* 0 is March */

    time->day = (int)(of_year - (153 * shifted_month + 2) / 5 + 1);
    time->month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    time->year = (int)(year + era * 400 + (time->month <= 2));
}

LocalTime local_time_from_ms(int64_t ms)
{
    const int64_t local = ms + ZONE_MS;
    const int64_t number = (local >= 0 ? local : local - day_ms + 1) / day_ms;
    const int64_t of_day = local - number * day_ms;
    LocalTime time = {.hour = (int)(of_day / (60 * MINUTE_MS)),
                      .minute = (int)(of_day / MINUTE_MS % 60),
                      .second = (int)(of_day / SECOND_MS % 60),
                      .day_number = (int32_t)number,
                      .minute_of_day = (int)(of_day / MINUTE_MS)};

    set_date(time.day_number, &time);
    return time;
}

int64_t local_time_to_ms(int32_t day_number, int minute_of_day)
{
    return day_number * day_ms + (int64_t)minute_of_day * MINUTE_MS - ZONE_MS;
}
