/* The status timeline of a photo that was handed in: when what happened to it. */
#ifndef SRC_APP_TIMELINE_H
#define SRC_APP_TIMELINE_H

#include "src/app/app.h"
#include "src/model/journey.h"
#include "src/store/db.h"

typedef enum TimelineStep {
    TIMELINE_SUBMITTED,
    TIMELINE_REVIEW, /* the school let it pass */
    TIMELINE_PRODUCTION,
    TIMELINE_SAMPLE,
    TIMELINE_FINAL,
    TIMELINE_PROOFREAD,
    TIMELINE_DELIVERED,
    TIMELINE_STEP_COUNT
} TimelineStep;

typedef struct Timeline {
    JourneyState state;
    int has_review;                     /* else there is no such step */
    int64_t at_ms[TIMELINE_STEP_COUNT]; /* 0: it has not happened, or was passed over */
} Timeline;

/* "submitted", ...; stable. */
const char *timeline_step_get_name(TimelineStep step);

/* Of the account's latest submission; before it is handed in, and after it came back, all times are
 * 0. NOT_FOUND: the account has no way. */
int timeline_get(Db *db, int64_t account_id, Timeline *ret_timeline, Message *ret_message);

#endif
