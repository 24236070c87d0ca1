/* A stack of idle connections under one lock, which is not held while a connection is opened. */
#include "src/store/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/alloc.h"
#include "src/store/deadline.h"
#include "src/store/turn.h"

struct DbPool {
    char *url;
    size_t n_max;
    pthread_mutex_t lock;
    pthread_cond_t is_put; /* a connection, or the right to open one, came back */
    size_t n_out;          /* taken, or being opened */
    size_t n_idle;
    atomic_bool
        has_opened; /* once: a database that is missing later was lost, and is not made anew */
    Db *idle[DB_POOL_MAX];
    Turn turn; /* of the writers */
};

int db_pool_new(const char *url, size_t n_max, DbPool **ret_pool, Message *ret_message)
{
    DbPool *pool;

    if (n_max < 1 || n_max > DB_POOL_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "a pool has 1 to %d connections",
                          DB_POOL_MAX);
    pool = ALLOC_NEW(DbPool);
    if (pool)
        pool->url = alloc_string(url);
    if (!pool || !pool->url) {
        free(pool);
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a pool");
    }
    pool->n_max = n_max;
    atomic_init(&pool->has_opened, false);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->is_put, NULL);
    turn_init(&pool->turn);
    *ret_pool = pool;
    return 0;
}

void db_pool_free(DbPool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->n_idle; i++)
        db_close(pool->idle[i]);
    turn_done(&pool->turn);
    pthread_cond_destroy(&pool->is_put);
    pthread_mutex_destroy(&pool->lock);
    free(pool->url);
    free(pool);
}

static void give_back(DbPool *pool, Db *db)
{
    pthread_mutex_lock(&pool->lock);
    pool->n_out--;
    if (db)
        pool->idle[pool->n_idle++] = db;
    pthread_cond_signal(&pool->is_put);
    pthread_mutex_unlock(&pool->lock);
}

int db_pool_take(DbPool *pool, int timeout_ms, Db **ret_db, Message *ret_message)
{
    const struct timespec deadline = deadline_get(timeout_ms);
    bool is_late = false;
    Db *db = NULL;
    int status = STATUS_OK;

    pthread_mutex_lock(&pool->lock);
    while (pool->n_out == pool->n_max && !is_late)
        is_late =
            pthread_cond_clockwait(&pool->is_put, &pool->lock, CLOCK_MONOTONIC, &deadline) != 0;
    if (pool->n_out == pool->n_max) {
        pthread_mutex_unlock(&pool->lock);
        return status_set(ret_message, STATUS_BUSY,
                          "all %zu connections to the database are in use", pool->n_max);
    }
    pool->n_out++;
    if (pool->n_idle > 0)
        db = pool->idle[--pool->n_idle];
    pthread_mutex_unlock(&pool->lock);
    if (!db)
        status = atomic_load(&pool->has_opened) ? db_open_existing(pool->url, &db, ret_message)
                                                : db_open(pool->url, &db, ret_message);
    if (status) {
        give_back(pool, NULL);
        return status;
    }
    atomic_store(&pool->has_opened, true);
    db_use_turn(db, &pool->turn);
    *ret_db = db;
    return 0;
}

void db_pool_put(DbPool *pool, Db *db)
{
    give_back(pool, db);
}
