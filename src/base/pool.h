/*
 * A pool of threads over one bounded queue: what must not block its caller is done here.
 *
 * A full queue refuses at once, so that the caller can say "busy" instead of growing. Thread-safe.
 */
#ifndef SRC_BASE_POOL_H
#define SRC_BASE_POOL_H

#include <stddef.h>

#include "lib/base/cleanup.h"

enum { POOL_THREADS_MAX = 256, POOL_QUEUE_MAX = 65536 };

typedef struct Pool Pool;

typedef void PoolTask(void *context);

/* n_threads and queue_max from 1 to their maxima. NULL: out of memory or threads, or bad numbers.
 */
Pool *pool_new(size_t n_threads, size_t queue_max);

/* 0, or -1 if the queue is full or the pool is being stopped: the task will not run. */
int pool_submit(Pool *pool, PoolTask *task, void *context);

/* Tasks that wait, and those that run. */
size_t pool_get_load(Pool *pool);

/* Takes no more tasks, runs those that were taken, ends the threads: what is submitted from then on
 * is refused. */
void pool_stop(Pool *pool);

/* Stops it, if it was not, and frees it: nobody may submit any more. NULL is allowed. */
void pool_free(Pool *pool);
DEFINE_CLEANUP(Pool, pool_free)

#endif
