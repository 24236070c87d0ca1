/* The video and who has seen it. Thread-safe; a connection each. */
#include "src/app/videos.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/app/journey_step.h"
#include "src/app/viewing.h"
#include "src/store/video.h"

typedef struct Publication {
    const App *app;
    const char *actor;
    Video video;
} Publication;

static int publish(Db *db, void *context, Message *message)
{
    Publication *publication = context;
    AuditEntry entry = {.action = "video.published"};
    const int status = store_video_publish(db, &publication->video, message);

    if (status)
        return status;
    snprintf(entry.actor, sizeof entry.actor, "%s", publication->actor);
    snprintf(entry.subject, sizeof entry.subject, "video:%" PRId64, publication->video.id);
    return audit_append(publication->app, db, &entry, message);
}

int videos_publish(const App *app, Db *db, const char *actor, const char *blob, int64_t duration_ms,
                   Video *ret_video, Message *ret_message)
{
    Publication publication = {app, actor, {.duration_ms = duration_ms}};
    int status;

    if (duration_ms <= 0 || strlen(blob) != VIDEO_BLOB_BYTES - 1)
        return status_set(ret_message, STATUS_ARGUMENT, "a video has a blob and a duration");
    memcpy(publication.video.blob, blob, VIDEO_BLOB_BYTES);
    publication.video.published_ms = clock_now_ms(&app->clock);
    status = db_transact(db, publish, &publication, ret_message);
    if (!status)
        *ret_video = publication.video;
    return status;
}

int videos_get(Db *db, int64_t account_id, Video *ret_video, Viewing *ret_viewing,
               Message *ret_message)
{
    Video video;
    int status = store_video_get_latest(db, &video, ret_message);

    if (!status)
        status = store_viewing_get(db, account_id, video.id, ret_viewing, ret_message);
    if (!status)
        *ret_video = video;
    return status;
}

typedef struct Beat {
    const App *app;
    int64_t account_id, version, position_ms;
    Viewing viewing;
} Beat;

static int beat(Db *db, void *context, Message *message)
{
    Beat *its = context;
    Video video = {0};
    int status = videos_get(db, its->account_id, &video, &its->viewing, message);

    if (!status && video.version != its->version)
        status = status_set(message, STATUS_CONFLICT, "the video has a newer version");
    if (status || its->viewing.is_finished)
        return status;
    viewing_beat(&its->viewing, clock_now_ms(&its->app->clock), its->app->video_pace,
                 its->position_ms, video.duration_ms);
    return store_viewing_save(db, its->account_id, video.id, &its->viewing, message);
}

/* In a transaction after the beat's: a client that hears nothing beats again, and then this is made
 * up for. Elsewhere on the way there is nothing to do. */
static int go_on(const App *app, Db *db, int64_t account_id, Message *message)
{
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_VIDEO_WATCHED,
                        .action = "journey.video"};
    const int status = journey_step_take(db, &step, message);

    return status == STATUS_CONFLICT ? STATUS_OK : status;
}

int videos_beat(const App *app, Db *db, int64_t account_id, int64_t version, int64_t position_ms,
                Viewing *ret_viewing, Message *ret_message)
{
    Beat its = {app, account_id, version, position_ms, {0}};
    int status = db_transact(db, beat, &its, ret_message);

    if (!status && its.viewing.is_finished)
        status = go_on(app, db, account_id, ret_message);
    if (!status)
        *ret_viewing = its.viewing;
    return status;
}
