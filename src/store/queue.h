/*
 * The queue of photos to be made: a table, leases, bounded attempts.
 *
 * A worker claims a job for a time; if it dies, the job is claimed again when the time is over. A
 * job's end is written in the transaction that writes its result, and only by the one who still
 * holds the lease: so a result counts once, whatever is killed when. A photo that has taken its
 * worker down QUEUE_ATTEMPTS_MAX times is dead: nobody tries it again.
 */
#ifndef SRC_STORE_QUEUE_H
#define SRC_STORE_QUEUE_H

#include <stdbool.h>

#include "src/base/crypt.h"
#include "src/model/shot.h"
#include "src/store/db.h"

enum { QUEUE_ATTEMPTS_MAX = 3 };

typedef struct QueueJob {
    int64_t id, shot_id;
    int n_attempts; /* this one included */
    bool is_dead;   /* it was tried too often: its shot is broken by now, there is nothing to do */
    char lease_token[CRYPT_TOKEN_BYTES];
} QueueJob;

/* Adds the shot, to be made from run_after_ms on. CONFLICT: it is in the queue already. */
int queue_add(Db *db, int64_t shot_id, int64_t run_after_ms, Message *ret_message);

/*
 * Claims the job that has waited longest, for lease_ms. NOT_FOUND: there is nothing to do. Not
 * inside another transaction. One that has used up its attempts is not claimed but buried, and
 * given to the caller to tell of (is_dead).
 */
int queue_claim(Db *db, int64_t now_ms, int64_t lease_ms, QueueJob *ret_job, Message *ret_message);

/* Holds on to the job for lease_ms from now. CONFLICT: the lease was lost, stop working. */
int queue_renew(Db *db, const QueueJob *job, int64_t now_ms, int64_t lease_ms,
                Message *ret_message);

/* Ends the job; inside the transaction of its result. CONFLICT: the lease was lost, undo it. */
int queue_finish(Db *db, const QueueJob *job, Message *ret_message);

/* Gives it back for a reason that is not the photo's: it does not count as an attempt. */
int queue_put_back(Db *db, const QueueJob *job, int64_t run_after_ms, Message *ret_message);

/* How many jobs are before the shot's: 0 if it is made now or was. NOT_FOUND: it is in no queue. */
int queue_get_place(Db *db, int64_t shot_id, int64_t *ret_n_before, Message *ret_message);

/* A job that waits or runs, as far as those who wait for it are told. */
typedef struct QueueEntry {
    int64_t shot_id;
    int64_t n_before; /* that wait before it; 0 if it runs */
    int is_running;
    ShotStage stage;
} QueueEntry;

/* The first n_max in the order in which they will be made. */
int queue_list(Db *db, size_t n_max, QueueEntry *ret_entries, size_t *ret_n_entries,
               Message *ret_message);

/* Jobs that wait or run. */
int queue_get_length(Db *db, int64_t *ret_n_jobs, Message *ret_message);

#endif
