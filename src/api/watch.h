/*
 * Those who wait for a shot: event streams and sleeping requests, served by one thread.
 *
 * When the bell rings (the makers of this process) and twice a second (those of others) the thread
 * reads the queue once, and tells each watcher what is new to it. So however many wait, the
 * database is asked one question. Thread-safe.
 */
#ifndef SRC_API_WATCH_H
#define SRC_API_WATCH_H

#include "src/base/bell.h"
#include "src/base/log.h"
#include "src/base/status.h"
#include "src/http/http.h"
#include "src/model/shot.h"
#include "src/store/pool.h"

enum { WATCHERS_MAX = 4096, WATCH_QUEUE_MAX = 10 * 1000 /* jobs that can wait or run */ };

typedef struct Watch Watch;

/* What it is given must outlive it. MEMORY. */
int watch_new(DbPool *db, Bell *bell, const Log *log, Watch **ret_watch, Message *ret_message);

/* Ends all streams, wakes all sleepers. NULL is allowed. */
void watch_free(Watch *watch);

/*
 * Sends "progress" events ({"stage": "face", "n_before": 0}), the first one at once, and at last
 * "ended"; then closes the stream, which is the watch's from here on. 0, or -1: too many watch;
 * the stream is closed.
 */
int watch_stream(Watch *watch, int64_t shot_id, HttpStream *stream);

/*
 * Wakes the sleeper when the shot is in another stage than this one, or has ended, or the time is
 * over. 0, or -1: too many watch; the sleeper was woken.
 */
int watch_nap(Watch *watch, int64_t shot_id, ShotStage stage, int64_t wait_ms, HttpNap *nap);

#endif
