/* A ring of tasks, one mutex, one condition. Thread-safe. */
#include "src/base/pool.h"

#include <pthread.h>
#include <stdbool.h>

#include "lib/base/alloc.h"

typedef struct Task {
    PoolTask *run;
    void *context;
} Task;

struct Pool {
    pthread_mutex_t mutex;
    pthread_cond_t has_task;
    bool is_stopping;
    size_t n_running;
    size_t first, n_waiting, queue_max;
    Task *queue; /* a ring */
    size_t n_threads;
    pthread_t threads[];
};

/* The next task, or false at the end. */
static bool take(Pool *pool, Task *ret_task)
{
    while (!pool->n_waiting && !pool->is_stopping)
        pthread_cond_wait(&pool->has_task, &pool->mutex);
    if (!pool->n_waiting)
        return false;
    *ret_task = pool->queue[pool->first];
    pool->first = (pool->first + 1) % pool->queue_max;
    pool->n_waiting--;
    return true;
}

static void *work(void *context)
{
    Pool *pool = context;
    Task task;

    pthread_mutex_lock(&pool->mutex);
    while (take(pool, &task)) {
        pool->n_running++;
        pthread_mutex_unlock(&pool->mutex);
        task.run(task.context);
        pthread_mutex_lock(&pool->mutex);
        pool->n_running--;
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

Pool *pool_new(size_t n_threads, size_t queue_max)
{
    Pool *pool;

    if (!n_threads || n_threads > POOL_THREADS_MAX || !queue_max || queue_max > POOL_QUEUE_MAX)
        return NULL;
    pool = alloc_zeroed(1, sizeof *pool + n_threads * sizeof *pool->threads);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->has_task, NULL);
    pool->queue_max = queue_max;
    pool->queue = alloc_zeroed(queue_max, sizeof *pool->queue);
    while (pool->queue && pool->n_threads < n_threads &&
           !pthread_create(&pool->threads[pool->n_threads], NULL, work, pool))
        pool->n_threads++;
    if (pool->n_threads < n_threads) {
        pool_free(pool);
        return NULL;
    }
    return pool;
}

int pool_submit(Pool *pool, PoolTask *task, void *context)
{
    int status = -1;

    pthread_mutex_lock(&pool->mutex);
    if (!pool->is_stopping && pool->n_waiting < pool->queue_max) {
        pool->queue[(pool->first + pool->n_waiting++) % pool->queue_max] = (Task){task, context};
        pthread_cond_signal(&pool->has_task);
        status = 0;
    }
    pthread_mutex_unlock(&pool->mutex);
    return status;
}

size_t pool_get_load(Pool *pool)
{
    size_t load;

    pthread_mutex_lock(&pool->mutex);
    load = pool->n_waiting + pool->n_running;
    pthread_mutex_unlock(&pool->mutex);
    return load;
}

void pool_stop(Pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->has_task);
    pthread_mutex_unlock(&pool->mutex);
    for (; pool->n_threads; pool->n_threads--)
        pthread_join(pool->threads[pool->n_threads - 1], NULL);
}

void pool_free(Pool *pool)
{
    if (!pool)
        return;
    pool_stop(pool);
    pthread_cond_destroy(&pool->has_task);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->queue);
    free(pool);
}
