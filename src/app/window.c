/* Day by day, since closed days are days: a window has a few dozen of them at most. Thread-safe. */
#include "src/app/window.h"

#include <stdbool.h>

#include "src/base/local_time.h"

enum { DAYS_AHEAD_MAX = 400 };

static bool is_closed_day(const Batch *batch, LocalDay day)
{
    for (size_t i = 0; i < batch->n_closed_days; i++)
        if (batch->closed_days[i] == day)
            return true;
    return false;
}

static int64_t get_later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t get_earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The part of the day in which the batch is open; empty: from is not before to. */
static void get_opening(const Batch *batch, LocalDay day, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    *ret_from_ms = get_later(local_time_to_ms(day, batch->daily_from_min), batch->opens_ms);
    *ret_to_ms = is_closed_day(batch, day)
                     ? *ret_from_ms
                     : get_earlier(local_time_to_ms(day, batch->daily_to_min), batch->closes_ms);
}

WindowInfo window_get(const Batch *batch, int64_t now_ms)
{
    const LocalDay today = local_time_from_ms(get_later(now_ms, batch->opens_ms)).day_number;

    for (LocalDay day = today; day < today + DAYS_AHEAD_MAX; day++) {
        int64_t from_ms, to_ms;

        if (local_time_to_ms(day, 0) >= batch->closes_ms)
            break;
        get_opening(batch, day, &from_ms, &to_ms);
        if (from_ms >= to_ms || now_ms >= to_ms)
            continue;
        if (now_ms >= from_ms)
            return (WindowInfo){WINDOW_OPEN, from_ms, to_ms};
        return (WindowInfo){now_ms < batch->opens_ms ? WINDOW_NOT_YET : WINDOW_OFF_HOURS, from_ms,
                            0};
    }
    return (WindowInfo){WINDOW_ENDED, 0, 0};
}
