/* Transactions: all or nothing, one after the other, repeated when they collide. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/test_database.h"

static Db *db, *other;
static Message message;

static int set_up(void **state)
{
    (void)state;
    test_database_make();
    db = test_database_open();
    other = test_database_open();
    test_run_either(db, "CREATE TABLE number (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT",
                    "CREATE TABLE number (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
    test_run(db, "INSERT INTO number VALUES (1, 0)");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(other);
    db_close(db);
    return 0;
}

#define in_database(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static int64_t get_n(void)
{
    return test_ask(other, "SELECT n FROM number WHERE id = 1");
}

static int set_n(Db *inside, int64_t n, Message *ret_message)
{
    const DbValue value = db_int(n);

    return db_run(inside, "UPDATE number SET n = $1 WHERE id = 1", &value, 1, NULL, ret_message);
}

/* Sets n twice and ends with the status in context. */
static int set_and_end(Db *inside, void *context, Message *ret_message)
{
    assert_int_equal(set_n(inside, 4, ret_message), 0);
    assert_int_equal(set_n(inside, 5, ret_message), 0);
    assert_int_equal(test_ask(inside, "SELECT n FROM number"), 5); /* it sees its own changes */
    assert_int_equal(get_n(), 0);                                  /* others do not, yet */
    message_set(ret_message, "as it was told");
    return *(int *)context;
}

static void test_all_is_kept_if_the_work_succeeds(void **state)
{
    int end = 0;

    (void)state;
    assert_int_equal(db_transact(db, set_and_end, &end, &message), 0);
    assert_int_equal(get_n(), 5);
}

static void test_all_is_undone_if_the_work_fails(void **state)
{
    int end = STATUS_NOT_FOUND;

    (void)state;
    assert_int_equal(db_transact(db, set_and_end, &end, &message), STATUS_NOT_FOUND);
    assert_string_equal(message.text, "as it was told");
    assert_int_equal(get_n(), 0);
    test_run(db, "UPDATE number SET n = 6"); /* and it goes on */
    assert_int_equal(get_n(), 6);
}

/* Ignores that a statement fails, and goes on. */
static int fail_and_go_on(Db *inside, void *context, Message *ret_message)
{
    DbRows *rows;

    (void)context;
    assert_int_equal(set_n(inside, 7, ret_message), 0);
    assert_int_equal(db_run(inside, "INSERT INTO number VALUES (1, 1)", NULL, 0, NULL, ret_message),
                     STATUS_CONFLICT);
    assert_int_equal(set_n(inside, 8, ret_message), STATUS_CONFLICT);
    assert_int_equal(db_query(inside, "SELECT 1", NULL, 0, &rows, ret_message), STATUS_CONFLICT);
    return 0;
}

static void test_a_failed_statement_ends_its_transaction(void **state)
{
    (void)state;
    assert_int_equal(db_transact(db, fail_and_go_on, NULL, &message), STATUS_CONFLICT);
    assert_non_null(strstr(message.text, "number"));
    assert_int_equal(get_n(), 0);
}

static int nest(Db *inside, void *context, Message *ret_message)
{
    int end = 0;

    (void)context;
    assert_int_equal(db_snapshot(inside, set_and_end, &end, ret_message), STATUS_ARGUMENT);
    assert_int_equal(db_set_patience(inside, 1, ret_message), STATUS_ARGUMENT);
    return db_transact(inside, set_and_end, &end, ret_message);
}

static void test_transactions_do_not_nest(void **state)
{
    (void)state;
    assert_int_equal(db_transact(db, nest, NULL, &message), STATUS_ARGUMENT);
    assert_int_equal(get_n(), 0);
}

static int look_twice(Db *inside, void *context, Message *ret_message)
{
    (void)context;
    (void)ret_message;
    assert_int_equal(test_ask(inside, "SELECT n FROM number"), 0);
    test_run(other, "UPDATE number SET n = 9"); /* which does not wait for the reader */
    assert_int_equal(test_ask(inside, "SELECT n FROM number"), 0);
    return 0;
}

static void test_a_snapshot_sees_one_moment(void **state)
{
    (void)state;
    assert_int_equal(db_snapshot(db, look_twice, NULL, &message), 0);
    assert_int_equal(test_ask(db, "SELECT n FROM number"), 9);
}

static int write_once(Db *inside, void *context, Message *ret_message)
{
    (void)context;
    return set_n(inside, 1, ret_message);
}

static void test_a_snapshot_cannot_change(void **state)
{
    (void)state;
    assert_int_equal(db_snapshot(db, write_once, NULL, &message), STATUS_ARGUMENT);
    assert_int_equal(get_n(), 0);
}

static int run_script(Db *inside, void *context, Message *ret_message)
{
    return db_run_script(inside, context, ret_message);
}

static void test_a_script_runs_whole_or_not_at_all(void **state)
{
    char good[] = "UPDATE number SET n = 1; -- a comment; and more\nUPDATE number SET n = n + 1;";
    char bad[] = "UPDATE number SET n = 50; UPDATE numbr SET n = 51;";
    char ends[] = "COMMIT";

    (void)state;
    assert_int_equal(db_run_script(db, good, &message), STATUS_ARGUMENT); /* no transaction */
    assert_int_equal(db_transact(db, run_script, good, &message), 0);
    assert_int_equal(get_n(), 2);
    assert_int_equal(db_transact(db, run_script, bad, &message), STATUS_INTERNAL);
    assert_int_equal(get_n(), 2);
    assert_int_equal(db_transact(db, run_script, ends, &message), STATUS_ARGUMENT);
    test_run(db, "UPDATE number SET n = 3");
}

/* Holds the row, and lets the other connection try for it. */
static int hold(Db *inside, void *context, Message *ret_message)
{
    Message theirs;
    const int status = set_n(inside, 1, ret_message);

    *(int *)context = set_n(other, 2, &theirs);
    return status;
}

static void test_what_is_locked_is_busy_when_the_patience_is_over(void **state)
{
    int theirs = 0;

    (void)state;
    assert_int_equal(db_set_patience(other, 30, &message), 0);
    assert_int_equal(db_transact(db, hold, &theirs, &message), 0);
    assert_int_equal(theirs, STATUS_BUSY);
    assert_int_equal(get_n(), 1);
}

static int be_busy(Db *inside, void *context, Message *ret_message)
{
    (void)inside;
    ++*(int *)context;
    return status_set(ret_message, STATUS_BUSY, "the queue is full");
}

static void test_the_works_own_busy_is_not_repeated(void **state)
{
    int n_runs = 0;

    (void)state;
    assert_int_equal(db_transact(db, be_busy, &n_runs, &message), STATUS_BUSY);
    assert_int_equal(n_runs, 1);
    assert_string_equal(message.text, "the queue is full");
}

/* The first time somebody else changes what was read, before it is written. */
static int read_then_write(Db *inside, void *context, Message *ret_message)
{
    const int64_t n = test_ask(inside, "SELECT n FROM number");

    if (++*(int *)context == 1)
        test_run(other, "UPDATE number SET n = 10");
    return set_n(inside, n + 1, ret_message);
}

/* PostgreSQL only: SQLite's other writer would wait for the first. */
static void test_a_collision_is_repeated_on_what_is_there_now(void **state)
{
    int n_runs = 0;

    (void)state;
    assert_int_equal(db_transact(db, read_then_write, &n_runs, &message), 0);
    assert_int_equal(n_runs, 2);
    assert_int_equal(get_n(), 11);
}

typedef struct Worker {
    pthread_t thread;
    DbWork *work;
    int n_times, n_done, n_failed;
} Worker;

static void *work_on(void *argument)
{
    Worker *worker = argument;
    Message line;
    Db *own;

    if (db_open(test_database_get_url(), &own, &line)) {
        worker->n_failed++;
        return NULL;
    }
    for (int i = 0; i < worker->n_times; i++) {
        int n = 0;
        const int status = db_transact(own, worker->work, &n, &line);

        worker->n_failed += status != 0;
        worker->n_done += !status && n;
    }
    db_close(own);
    return NULL;
}

/* Two threads; the sum of what they did. Neither may fail. */
static int work_in_two_threads(DbWork *work, int n_times)
{
    Worker workers[2] = {{.work = work, .n_times = n_times}, {.work = work, .n_times = n_times}};
    int n_done = 0;

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work_on, &workers[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].n_failed, 0);
        n_done += workers[i].n_done;
    }
    return n_done;
}

static int query_int(Db *inside, const char *sql, int64_t *ret_value, Message *ret_message)
{
    DbRows *rows;
    const int status = db_query(inside, sql, NULL, 0, &rows, ret_message);

    if (status)
        return status;
    *ret_value = db_rows_next(rows) ? db_rows_get_int(rows, 0) : -1;
    db_rows_free(rows);
    return 0;
}

/* Reads, then writes what follows from it: an update would be lost if both read the same. */
static int increment(Db *inside, void *context, Message *ret_message)
{
    int64_t n;
    const int status = query_int(inside, "SELECT n FROM number WHERE id = 1", &n, ret_message);

    *(int *)context = 1;
    return status ? status : set_n(inside, n + 1, ret_message);
}

static void test_no_update_of_two_threads_is_lost(void **state)
{
    (void)state;
    assert_int_equal(work_in_two_threads(increment, 500), 1000);
    assert_int_equal(get_n(), 1000);
}

/* A rule over several rows: no more than five. No row is written by two. */
static int add_if_there_is_room(Db *inside, void *context, Message *ret_message)
{
    int64_t n;
    const int status = query_int(inside, "SELECT count(*) FROM number", &n, ret_message);

    *(int *)context = 0;
    if (status || n >= 5)
        return status;
    *(int *)context = 1;
    return db_run(inside, "INSERT INTO number SELECT max(id) + 1, 0 FROM number", NULL, 0, NULL,
                  ret_message);
}

static int add_anywhere_if_there_is_room(Db *inside, void *context, Message *ret_message)
{
    const DbValue id = db_int((int64_t)(uintptr_t)inside);
    int64_t n;
    const int status =
        query_int(inside, "SELECT count(*) FROM number WHERE n >= 0", &n, ret_message);

    *(int *)context = 0;
    if (status || n >= 5)
        return status;
    *(int *)context = 1;
    return db_run(inside, "INSERT INTO number SELECT $1 + count(*), 0 FROM number", &id, 1, NULL,
                  ret_message);
}

static void test_a_rule_over_several_rows_holds_for_two_threads(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        test_run(db, "DELETE FROM number WHERE id > 1");
        assert_int_equal(work_in_two_threads(add_anywhere_if_there_is_room, 6), 4);
        assert_int_equal(test_ask(db, "SELECT count(*) FROM number"), 5);
    }
}

static void test_colliding_keys_are_a_collision_and_not_a_conflict(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        test_run(db, "DELETE FROM number WHERE id > 1");
        assert_int_equal(work_in_two_threads(add_if_there_is_room, 6), 4);
        assert_int_equal(test_ask(db, "SELECT count(*) FROM number"), 5);
    }
}

/* As a queue: takes one row that nobody has, marks it. */
static int claim(Db *inside, void *context, Message *ret_message)
{
    char sql[160];
    int64_t id;
    DbValue value;
    int status;

    snprintf(sql, sizeof sql, "SELECT id FROM number WHERE n = 0 ORDER BY id LIMIT 1%s",
             db_get_clause(inside, DB_SKIP_LOCKED));
    *(int *)context = 0;
    status = query_int(inside, sql, &id, ret_message);
    if (status || id < 0)
        return status;
    *(int *)context = 1;
    value = db_int(id);
    return db_run(inside, "UPDATE number SET n = n + 1 WHERE id = $1", &value, 1, NULL,
                  ret_message);
}

static void test_each_job_is_claimed_once(void **state)
{
    (void)state;
    for (int64_t id = 2; id <= 100; id++) {
        const DbValue value = db_int(id);

        assert_int_equal(db_run(db, "INSERT INTO number VALUES ($1, 0)", &value, 1, NULL, &message),
                         0);
    }
    assert_int_equal(work_in_two_threads(claim, 100), 100);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM number WHERE n = 1"), 100);
}

static int look_then_let_other_write(Db *inside, void *context, Message *ret_message)
{
    Message theirs;
    int64_t n;
    const int status = query_int(inside, "SELECT n FROM number WHERE id = 1", &n, ret_message);

    *(int *)context = set_n(other, 2, &theirs);
    return status;
}

/* SQLite only: so work is never done in vain there, and need not be repeated. */
static void test_a_writer_keeps_others_out_from_its_beginning(void **state)
{
    int theirs = 0;

    (void)state;
    assert_int_equal(db_set_patience(other, 0, &message), 0);
    assert_int_equal(db_transact(db, look_then_let_other_write, &theirs, &message), 0);
    assert_int_equal(theirs, STATUS_BUSY);
}

static int claim_beside(Db *inside, void *context, Message *ret_message)
{
    Message theirs;
    int status = claim(inside, context, ret_message);
    int n = 0;

    if (!status && *(int *)context) {
        assert_int_equal(db_transact(other, claim, &n, &theirs), 0); /* does not wait */
        assert_int_equal(n, 1);
    }
    return status;
}

/* PostgreSQL only: SQLite's other writer would wait. */
static void test_a_claimed_row_is_skipped_by_the_next(void **state)
{
    int n = 0;

    (void)state;
    test_run(db, "INSERT INTO number VALUES (2, 0), (3, 0)");
    assert_int_equal(db_set_patience(other, 100, &message), 0);
    assert_int_equal(db_transact(db, claim_beside, &n, &message), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM number WHERE n = 1"), 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        in_database(test_all_is_kept_if_the_work_succeeds),
        in_database(test_all_is_undone_if_the_work_fails),
        in_database(test_a_failed_statement_ends_its_transaction),
        in_database(test_transactions_do_not_nest),
        in_database(test_a_snapshot_sees_one_moment),
        in_database(test_a_snapshot_cannot_change),
        in_database(test_a_script_runs_whole_or_not_at_all),
        in_database(test_what_is_locked_is_busy_when_the_patience_is_over),
        in_database(test_the_works_own_busy_is_not_repeated),
        in_database(test_no_update_of_two_threads_is_lost),
        in_database(test_a_rule_over_several_rows_holds_for_two_threads),
        in_database(test_colliding_keys_are_a_collision_and_not_a_conflict),
        in_database(test_each_job_is_claimed_once),
    };
    const struct CMUnitTest sqlite_tests[] = {
        in_database(test_a_writer_keeps_others_out_from_its_beginning),
    };
    const struct CMUnitTest postgres_tests[] = {
        in_database(test_a_collision_is_repeated_on_what_is_there_now),
        in_database(test_a_claimed_row_is_skipped_by_the_next),
    };
    struct CMUnitTest all[32];
    size_t n_tests = sizeof tests / sizeof *tests;
    int status;

    if (test_database_start(argc, argv))
        return 1;
    memcpy(all, tests, sizeof tests);
    if (test_database_is_postgres()) {
        memcpy(all + n_tests, postgres_tests, sizeof postgres_tests);
        n_tests += sizeof postgres_tests / sizeof *postgres_tests;
    } else {
        memcpy(all + n_tests, sqlite_tests, sizeof sqlite_tests);
        n_tests += sizeof sqlite_tests / sizeof *sqlite_tests;
    }
    status = _cmocka_run_group_tests("transactions", all, n_tests, NULL, NULL);
    test_database_stop();
    return status;
}
