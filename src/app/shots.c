/* Shots as their student sees them. Thread-safe; a connection each. */
#include "src/app/shots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/queue.h"
#include "src/store/shot.h"
#include "src/store/student.h"

enum {
    MINUTE_MS = 60 * 1000,
    PHOTO_MS = 1000, /* between two photos of one slow maker; a busy minute has measured its own */
    RETRY_MIN_MS = 5000,
    RETRY_MAX_MS = 120 * 1000,
    RETRY_SHARE = 10 /* who is sent away comes back when this part of the queue is gone */
};

/* Time between two photos by what was made in the last minute. An idle minute tells nothing. */
static int measure_pace(const App *app, Db *db, int64_t *ret_pace_ms, Message *message)
{
    int64_t n_made = 0;
    const int status =
        store_shot_count_finished(db, clock_now_ms(&app->clock) - MINUTE_MS, &n_made, message);

    if (!status)
        *ret_pace_ms = n_made > MINUTE_MS / PHOTO_MS ? MINUTE_MS / n_made : PHOTO_MS;
    return status;
}

static int find_shot(Db *db, int64_t account_id, const char *public_id, Journey *ret_journey,
                     Shot *ret_shot, Message *message)
{
    const int status = store_journey_find(db, account_id, ret_journey, message);

    return status ? status : store_shot_find(db, ret_journey->id, public_id, ret_shot, message);
}

/* --- the whole view */

typedef struct Viewing {
    const App *app;
    int64_t account_id;
    const char *public_id;
    ShotView view;
} Viewing;

static int view_waiting(Db *db, Viewing *viewing, Message *message)
{
    ShotView *view = &viewing->view;
    int64_t pace_ms = 0;
    int status = queue_get_place(db, view->shot.id, &view->n_before, message);

    if (!status)
        status = measure_pace(viewing->app, db, &pace_ms, message);
    view->stage = view->shot.stage;
    view->expected_ms = (view->n_before + 1) * pace_ms;
    return status;
}

static int view_ended(Db *db, Viewing *viewing, Message *message)
{
    ShotView *view = &viewing->view;
    Draft draft;
    int status = store_shot_get_report(db, view->shot.id, &view->report, message);

    view->stage = SHOT_ENDED;
    if (status && status != STATUS_NOT_FOUND) /* a broken one has none */
        return status;
    status = store_draft_find_shot(db, view->shot.id, &draft, message);
    if (!status && !draft.deleted_ms)
        snprintf(view->draft_id, sizeof view->draft_id, "%s", draft.public_id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static int view(Db *db, void *context, Message *message)
{
    Viewing *viewing = context;
    Journey journey;
    int status;

    shots_view_done(&viewing->view); /* of a run before */
    status = find_shot(db, viewing->account_id, viewing->public_id, &journey, &viewing->view.shot,
                       message);
    if (status)
        return status;
    return viewing->view.shot.finished_ms ? view_ended(db, viewing, message)
                                          : view_waiting(db, viewing, message);
}

int shots_get(const App *app, Db *db, int64_t account_id, const char *public_id, ShotView *ret_view,
              Message *ret_message)
{
    Viewing viewing = {.app = app, .account_id = account_id, .public_id = public_id};
    const int status = db_snapshot(db, view, &viewing, ret_message);

    if (status)
        shots_view_done(&viewing.view);
    else
        *ret_view = viewing.view;
    return status;
}

void shots_view_done(ShotView *view)
{
    free(view->report);
    *view = (ShotView){0};
}

/* --- parts of it */

typedef struct Search {
    int64_t account_id;
    const char *public_id; /* NULL: only the key */
    Shot shot;
    Student student;
} Search;

static int search(Db *db, void *context, Message *message)
{
    Search *wanted = context;
    Journey journey;
    int status = wanted->public_id ? find_shot(db, wanted->account_id, wanted->public_id, &journey,
                                               &wanted->shot, message)
                                   : store_journey_find(db, wanted->account_id, &journey, message);

    if (!status && !journey.student_id)
        status = status_set(message, STATUS_NOT_FOUND, "the way has no student yet");
    return status ? status : store_student_get(db, journey.student_id, &wanted->student, message);
}

int shots_find(Db *db, int64_t account_id, const char *public_id, Shot *ret_shot,
               char ret_key_name[KEY_NAME_BYTES], Message *ret_message)
{
    Search wanted = {.account_id = account_id, .public_id = public_id};
    const int status = db_snapshot(db, search, &wanted, ret_message);

    if (status)
        return status;
    *ret_shot = wanted.shot;
    memcpy(ret_key_name, wanted.student.key_name, KEY_NAME_BYTES);
    return STATUS_OK;
}

int shots_get_key_name(Db *db, int64_t account_id, char ret_key_name[KEY_NAME_BYTES],
                       Message *ret_message)
{
    Search wanted = {.account_id = account_id};
    const int status = db_snapshot(db, search, &wanted, ret_message);

    if (!status)
        memcpy(ret_key_name, wanted.student.key_name, KEY_NAME_BYTES);
    return status;
}

/* --- the queue */

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

int shots_get_queue(const App *app, Db *db, int64_t n_max, ShotQueue *ret_queue,
                    Message *ret_message)
{
    int64_t n_waiting = 0, pace_ms = 0;
    int status = queue_get_length(db, &n_waiting, ret_message);

    if (!status && n_waiting >= n_max)
        status = measure_pace(app, db, &pace_ms, ret_message);
    if (status)
        return status;
    *ret_queue = (ShotQueue){.n_waiting = n_waiting};
    if (n_waiting >= n_max)
        ret_queue->retry_ms = clamp(n_waiting * pace_ms / RETRY_SHARE, RETRY_MIN_MS, RETRY_MAX_MS);
    return STATUS_OK;
}
