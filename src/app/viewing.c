/* The measure of watching. Thread-safe: pure. */
#include "src/app/viewing.h"

static int64_t get_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void viewing_beat(Viewing *viewing, int64_t now_ms, int64_t pace, int64_t position_ms,
                  int64_t duration_ms)
{
    const int64_t passed_ms =
        viewing->beat_ms ? pace * get_least(now_ms - viewing->beat_ms, VIEWING_GAP_MAX_MS) : 0;
    const int64_t moved_ms = position_ms - viewing->watched_ms;

    /* A position ahead of what was seen by more than the time that passed is a jump: it waits
     * until the client comes back to where it was. */
    if (passed_ms > 0 && moved_ms > 0 && moved_ms <= passed_ms + VIEWING_SLACK_MS)
        viewing->watched_ms += get_least(moved_ms, passed_ms);
    viewing->watched_ms = get_least(viewing->watched_ms, duration_ms);
    viewing->beat_ms = now_ms;
    if (viewing->watched_ms >= duration_ms - VIEWING_SLACK_MS)
        viewing->is_finished = 1;
}
