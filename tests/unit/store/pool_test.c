/* The pool: how many connections there are, who gets one, and who waits how long. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/store/pool.h"
#include "tests/support/test_database.h"

enum { LONG_MS = 60000 }; /* longer than any test lasts: who waits that long was not woken */

static Message message;

static DbPool *make_pool(size_t n_max)
{
    DbPool *pool = NULL;

    assert_int_equal(db_pool_new(test_database_make(), n_max, &pool, &message), 0);
    return pool;
}

static Db *take(DbPool *pool)
{
    Db *db = NULL;

    assert_int_equal(db_pool_take(pool, LONG_MS, &db, &message), 0);
    return db;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_who_finds_none_gives_up_at_the_deadline(void **state)
{
    DbPool *pool = make_pool(2);
    Db *first = take(pool), *second = take(pool), *third = NULL;
    const int64_t start_ms = now_ms();

    (void)state;
    assert_ptr_not_equal(first, second);
    assert_int_equal(db_pool_take(pool, 30, &third, &message), STATUS_BUSY);
    assert_in_range(now_ms() - start_ms, 29, LONG_MS / 2);
    assert_int_equal(db_pool_take(pool, 0, &third, &message), STATUS_BUSY);
    assert_null(third);
    db_pool_put(pool, second);
    assert_int_equal(db_pool_take(pool, 0, &third, &message), 0);
    assert_ptr_equal(third, second); /* kept, not opened anew */
    db_pool_put(pool, first);
    db_pool_put(pool, third);
    db_pool_free(pool);
}

static void *take_and_put(void *pool)
{
    db_pool_put(pool, take(pool));
    return NULL;
}

static void test_who_waits_is_woken_by_who_puts(void **state)
{
    DbPool *pool = make_pool(1);
    Db *db = take(pool);
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, take_and_put, pool), 0);
    db_pool_put(pool, db);
    pthread_join(thread, NULL);
    db_pool_free(pool);
}

static void test_the_connection_used_last_is_given_first(void **state)
{
    DbPool *pool = make_pool(3);
    Db *first = take(pool), *second = take(pool);

    (void)state;
    db_pool_put(pool, second);
    db_pool_put(pool, first);
    for (int i = 0; i < 3; i++) {
        Db *again = take(pool);

        assert_ptr_equal(again, first);
        db_pool_put(pool, again);
    }
    db_pool_free(pool);
}

static void test_a_connection_that_cannot_be_opened_takes_no_place(void **state)
{
    const char *nowhere = test_database_is_postgres() ? "host=/tmp/no-such-folder"
                                                      : "sqlite:/tmp/no-such-folder/a.db";
    DbPool *pool = NULL;
    Db *db = NULL;

    (void)state;
    assert_int_equal(db_pool_new(nowhere, 1, &pool, &message), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(db_pool_take(pool, LONG_MS, &db, &message), STATUS_GONE);
    assert_null(db);
    db_pool_free(pool);
}

static void test_a_pool_of_no_or_too_many_connections_is_refused(void **state)
{
    DbPool *pool = NULL;

    (void)state;
    assert_int_equal(db_pool_new("sqlite:/tmp/a.db", 0, &pool, &message), STATUS_ARGUMENT);
    assert_int_equal(db_pool_new("sqlite:/tmp/a.db", DB_POOL_MAX + 1, &pool, &message),
                     STATUS_ARGUMENT);
    assert_null(pool);
}

typedef struct Crowd {
    DbPool *pool;
    pthread_mutex_t lock;
    int n_inside, n_inside_most;
} Crowd;

static int add_one(Db *db, void *context, Message *ret_message)
{
    (void)context;
    return db_run(db, "UPDATE number SET n = n + 1", NULL, 0, NULL, ret_message);
}

static void count_inside(Crowd *crowd, int change)
{
    pthread_mutex_lock(&crowd->lock);
    crowd->n_inside += change;
    if (crowd->n_inside > crowd->n_inside_most)
        crowd->n_inside_most = crowd->n_inside;
    pthread_mutex_unlock(&crowd->lock);
}

static void *work_in_crowd(void *context)
{
    Crowd *crowd = context;
    intptr_t n_failed = 0;

    for (int i = 0; i < 20; i++) {
        Message line;
        Db *db;

        if (db_pool_take(crowd->pool, LONG_MS, &db, &line)) {
            n_failed++;
            continue;
        }
        count_inside(crowd, 1);
        n_failed += db_transact(db, add_one, NULL, &line) != 0;
        count_inside(crowd, -1);
        db_pool_put(crowd->pool, db);
    }
    return (void *)n_failed;
}

static void test_many_threads_share_few_connections(void **state)
{
    Crowd crowd = {.pool = make_pool(3), .lock = PTHREAD_MUTEX_INITIALIZER};
    Db *db = take(crowd.pool);
    pthread_t threads[8];

    (void)state;
    test_run(db, "CREATE TABLE number (n BIGINT NOT NULL)");
    test_run(db, "INSERT INTO number VALUES (0)");
    db_pool_put(crowd.pool, db);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work_in_crowd, &crowd), 0);
    for (size_t i = 0; i < 8; i++) {
        void *n_failed;

        pthread_join(threads[i], &n_failed);
        assert_null(n_failed);
    }
    assert_in_range(crowd.n_inside_most, 2, 3);
    db = take(crowd.pool);
    assert_int_equal(test_ask(db, "SELECT n FROM number"), 8 * 20);
    db_pool_put(crowd.pool, db);
    db_pool_free(crowd.pool);
}

/* Writes by the other connection while this one has a writing transaction. */
static int write_beside(Db *inside, void *context, Message *ret_message)
{
    (void)inside;
    (void)ret_message;
    if (test_database_is_postgres()) {
        test_run(context, "INSERT INTO number VALUES (1)");
        return 0;
    }
    assert_int_equal(db_run(context, "INSERT INTO number VALUES (1)", NULL, 0, NULL, &message),
                     STATUS_BUSY);
    assert_non_null(strstr(message.text, "other writers"));
    return 0;
}

static void test_writers_of_a_pool_queue_where_there_is_one_writer(void **state)
{
    DbPool *pool = make_pool(2);
    Db *first = take(pool), *second = take(pool);

    (void)state;
    test_run(first, "CREATE TABLE number (n BIGINT NOT NULL)");
    assert_int_equal(db_set_patience(second, 20, &message), 0);
    assert_int_equal(db_transact(first, write_beside, second, &message), 0);
    test_run(second, "INSERT INTO number VALUES (2)"); /* the turn was given back */
    db_pool_put(pool, first);
    db_pool_put(pool, second);
    db_pool_free(pool);
}

/* A maker holds the first connection, somebody moves the file, a request wants a second one. */
static void test_a_lost_database_is_not_made_anew(void **state)
{
    DbPool *pool = make_pool(2);
    Db *first, *second = NULL;
    char elsewhere[128];

    (void)state;
    db_pool_put(pool, take(pool));
    first = take(pool);
    if (!test_database_is_postgres()) {
        snprintf(elsewhere, sizeof elsewhere, "%s.lost", test_database_get_path());
        assert_int_equal(rename(test_database_get_path(), elsewhere), 0);
        assert_int_equal(db_pool_take(pool, LONG_MS, &second, &message), STATUS_GONE);
        assert_int_equal(access(test_database_get_path(), F_OK), -1);
        assert_int_equal(rename(elsewhere, test_database_get_path()), 0);
    }
    second = take(pool);
    db_pool_put(pool, first);
    db_pool_put(pool, second);
    db_pool_free(pool);
}

static void *open_and_close(void *url)
{
    Message line = {""};
    Db *db = NULL;
    const int status = db_open(url, &db, &line);

    db_close(db);
    return (void *)(intptr_t)status;
}

static void test_a_new_database_is_opened_by_many_at_once(void **state)
{
    pthread_t threads[8];
    char url[256];

    (void)state;
    for (int round = 0; round < 5; round++) {
        snprintf(url, sizeof url, "%s", test_database_make());
        for (size_t i = 0; i < 8; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, open_and_close, url), 0);
        for (size_t i = 0; i < 8; i++) {
            void *status;

            pthread_join(threads[i], &status);
            assert_null(status);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_finds_none_gives_up_at_the_deadline),
        cmocka_unit_test(test_who_waits_is_woken_by_who_puts),
        cmocka_unit_test(test_the_connection_used_last_is_given_first),
        cmocka_unit_test(test_a_connection_that_cannot_be_opened_takes_no_place),
        cmocka_unit_test(test_a_lost_database_is_not_made_anew),
        cmocka_unit_test(test_a_pool_of_no_or_too_many_connections_is_refused),
        cmocka_unit_test(test_many_threads_share_few_connections),
        cmocka_unit_test(test_writers_of_a_pool_queue_where_there_is_one_writer),
        cmocka_unit_test(test_a_new_database_is_opened_by_many_at_once),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
