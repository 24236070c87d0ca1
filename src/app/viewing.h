/*
 * Watching the video, measured by the server's clock: what the client says is only that it plays.
 *
 * Between two beats at most VIEWING_GAP_MAX_MS count, and never more than the client's own position
 * has moved on: neither waiting with the player stopped nor seeking forward is watching. Pure.
 */
#ifndef SRC_APP_VIEWING_H
#define SRC_APP_VIEWING_H

#include <stdint.h>

#include "src/model/video.h"

enum {
    VIEWING_GAP_MAX_MS = 15000, /* clients beat every 5 s; a lost beat or two does no harm */
    VIEWING_SLACK_MS = 2000     /* of the end: players stop a little early */
};

/*
 * The client plays and stands at position_ms of the video. now_ms never runs backwards by more than
 * a clock's correction: such a beat counts nothing. Once finished, it stays so. pace: seconds of
 * the video that count for a second of the clock; 1 but for demonstrations.
 */
void viewing_beat(Viewing *viewing, int64_t now_ms, int64_t pace, int64_t position_ms,
                  int64_t duration_ms);

#endif
