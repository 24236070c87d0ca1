/*
 * The watchers are a list under a lock; only the thread takes any out. The lock is not held while
 * the database is asked.
 */
#include "src/api/watch.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/alloc.h"
#include "lib/base/clock.h"
#include "src/store/queue.h"

enum {
    LOOK_MS = 500,              /* at makers in other processes */
    IDLE_MS = 60 * 1000,        /* nobody watches */
    PAUSE_MS = 30,              /* between two looks, however often it rings */
    PLACE_MS = 1000,            /* between two events that tell only of the place in the queue */
    PING_MS = 15 * 1000,        /* proxies close what is silent */
    STREAM_MS = 10 * 60 * 1000, /* then the client connects anew */
    CONNECTION_TIMEOUT_MS = 2000
};

typedef struct Watcher Watcher;

struct Watcher {
    Watcher *next;
    int64_t shot_id;
    HttpStream *stream; /* one of these two */
    HttpNap *nap;
    ShotStage stage; /* that it knows */
    int64_t n_before;
    double told_ms, ends_ms;
};

struct Watch {
    DbPool *db;
    Bell *bell;
    const Log *log;
    pthread_mutex_t lock;
    Watcher *first;
    size_t n_watchers;
    atomic_bool is_stopping;
    bool is_failing; /* the last look did */
    pthread_t thread;
    size_t n_entries;
    QueueEntry entries[WATCH_QUEUE_MAX]; /* by shot, after a look */
};

/* --- what a watcher is told; each answers whether it goes on watching */

static bool send_progress(Watcher *watcher, ShotStage stage, int64_t n_before, double now_ms)
{
    char data[96];

    snprintf(data, sizeof data, "{\"stage\":\"%s\",\"n_before\":%" PRId64 "}",
             shot_stage_get_name(stage), n_before);
    watcher->stage = stage;
    watcher->n_before = n_before;
    watcher->told_ms = now_ms;
    return !http_stream_send(watcher->stream, "progress", data);
}

/* An entry that is not there: the shot has ended. */
static bool update_stream(Watcher *watcher, const QueueEntry *entry, double now_ms)
{
    const double silent_ms = now_ms - watcher->told_ms;

    if (!entry) {
        http_stream_send(watcher->stream, "ended", "{\"stage\":\"ended\"}");
        return false;
    }
    if (now_ms >= watcher->ends_ms)
        return false;
    if (entry->stage != watcher->stage ||
        (entry->n_before != watcher->n_before && silent_ms >= PLACE_MS))
        return send_progress(watcher, entry->stage, entry->n_before, now_ms);
    if (silent_ms < PING_MS)
        return true;
    watcher->told_ms = now_ms;
    return !http_stream_ping(watcher->stream);
}

static bool update(Watcher *watcher, const QueueEntry *entry, double now_ms)
{
    if (watcher->stream)
        return update_stream(watcher, entry, now_ms);
    return entry && entry->stage == watcher->stage && now_ms < watcher->ends_ms;
}

static void dismiss(const Watcher *watcher)
{
    if (watcher->stream)
        http_stream_close(watcher->stream);
    else
        http_wake(watcher->nap);
}

/* --- the thread */

static int compare(const void *a, const void *b)
{
    const int64_t left = ((const QueueEntry *)a)->shot_id, right = ((const QueueEntry *)b)->shot_id;

    return (left > right) - (left < right);
}

static int look(Watch *watch)
{
    Message message;
    Db *db = NULL;
    int status = db_pool_take(watch->db, CONNECTION_TIMEOUT_MS, &db, &message);

    if (!status)
        status = queue_list(db, WATCH_QUEUE_MAX, watch->entries, &watch->n_entries, &message);
    if (db)
        db_pool_put(watch->db, db);
    if (status && !watch->is_failing)
        log_event(watch->log, LOG_ERROR, "watch-failing", log_number("code", status),
                  log_detail(message.text));
    watch->is_failing = status != STATUS_OK;
    if (!status)
        qsort(watch->entries, watch->n_entries, sizeof watch->entries[0], compare);
    return status;
}

/* The watchers up to now: who comes later has asked later than the queue was read. */
static Watcher *take_all(Watch *watch)
{
    Watcher *all;

    pthread_mutex_lock(&watch->lock);
    all = TAKE_PTR(watch->first);
    pthread_mutex_unlock(&watch->lock);
    return all;
}

static void put_back(Watch *watch, Watcher *watcher)
{
    pthread_mutex_lock(&watch->lock);
    watcher->next = watch->first;
    watch->first = watcher;
    pthread_mutex_unlock(&watch->lock);
}

static void end(Watch *watch, Watcher *watcher)
{
    pthread_mutex_lock(&watch->lock);
    watch->n_watchers--;
    pthread_mutex_unlock(&watch->lock);
    dismiss(watcher);
    free(watcher);
}

static void tell(Watch *watch, Watcher *watcher, double now_ms)
{
    const QueueEntry key = {.shot_id = watcher->shot_id};
    const QueueEntry *entry = bsearch(&key, watch->entries, watch->n_entries, sizeof key, compare);

    if (update(watcher, entry, now_ms))
        put_back(watch, watcher);
    else
        end(watch, watcher);
}

/* Nothing is known: only the time can end a wait. */
static void tell_nothing(Watch *watch, Watcher *watcher, double now_ms)
{
    if (now_ms < watcher->ends_ms)
        put_back(watch, watcher);
    else
        end(watch, watcher);
}

static void serve(Watch *watch)
{
    Watcher *all = take_all(watch);
    const int status = all ? look(watch) : STATUS_OK;
    const double now_ms = clock_get_ms();

    while (all) {
        Watcher *watcher = all;

        all = watcher->next;
        if (status)
            tell_nothing(watch, watcher, now_ms);
        else
            tell(watch, watcher, now_ms);
    }
}

static bool has_watchers(Watch *watch)
{
    bool has_any;

    pthread_mutex_lock(&watch->lock);
    has_any = watch->first != NULL;
    pthread_mutex_unlock(&watch->lock);
    return has_any;
}

static void *run(void *context)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    Watch *watch = context;
    uint64_t n_heard = 0;

    while (!atomic_load(&watch->is_stopping)) {
        serve(watch);
        nanosleep(&pause, NULL);
        bell_wait(watch->bell, &n_heard, has_watchers(watch) ? LOOK_MS : IDLE_MS);
    }
    return NULL;
}

/* --- from outside */

int watch_new(DbPool *db, Bell *bell, const Log *log, Watch **ret_watch, Message *ret_message)
{
    Watch *watch = ALLOC_NEW(Watch);

    if (!watch)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for those who wait");
    watch->db = db;
    watch->bell = bell;
    watch->log = log;
    pthread_mutex_init(&watch->lock, NULL);
    if (pthread_create(&watch->thread, NULL, run, watch)) {
        pthread_mutex_destroy(&watch->lock);
        free(watch);
        return status_set(ret_message, STATUS_MEMORY, "no thread for those who wait");
    }
    *ret_watch = watch;
    return STATUS_OK;
}

void watch_free(Watch *watch)
{
    if (!watch)
        return;
    atomic_store(&watch->is_stopping, true);
    bell_ring(watch->bell);
    pthread_join(watch->thread, NULL);
    while (watch->first) {
        Watcher *watcher = watch->first;

        watch->first = watcher->next;
        dismiss(watcher);
        free(watcher);
    }
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

static int add(Watch *watch, const Watcher *wanted)
{
    Watcher *watcher = ALLOC_NEW(Watcher);
    bool is_added = false;

    if (watcher) {
        *watcher = *wanted;
        pthread_mutex_lock(&watch->lock);
        is_added = watch->n_watchers < WATCHERS_MAX;
        if (is_added) {
            watch->n_watchers++;
            watcher->next = watch->first;
            watch->first = watcher;
        }
        pthread_mutex_unlock(&watch->lock);
    }
    if (is_added) {
        bell_ring(watch->bell);
        return 0;
    }
    dismiss(wanted);
    free(watcher);
    return -1;
}

int watch_stream(Watch *watch, int64_t shot_id, HttpStream *stream)
{
    const double now_ms = clock_get_ms();
    const Watcher watcher = {.shot_id = shot_id,
                             .stream = stream,
                             .stage = SHOT_ENDED, /* so that the first look is told */
                             .told_ms = now_ms,
                             .ends_ms = now_ms + STREAM_MS};

    return add(watch, &watcher);
}

int watch_nap(Watch *watch, int64_t shot_id, ShotStage stage, int64_t wait_ms, HttpNap *nap)
{
    const Watcher watcher = {.shot_id = shot_id,
                             .nap = nap,
                             .stage = stage,
                             .ends_ms = clock_get_ms() + (double)wait_ms};

    return add(watch, &watcher);
}
