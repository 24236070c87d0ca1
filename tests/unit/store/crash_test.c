/*
 * kill -9 between and inside transactions: what was committed is there, whole; what was not, is
 * not. A child process works and says through a pipe what it has done; the parent kills it at
 * moments the scheduler picks.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/test_database.h"

enum { ROUNDS = 20, ROWS_EACH = 3 };

static Db *db;
static Message message;

static int set_up(void **state)
{
    (void)state;
    test_database_make();
    db = test_database_open();
    test_run(db, "CREATE TABLE passed (number BIGINT NOT NULL, part BIGINT NOT NULL,"
                 " PRIMARY KEY (number, part))");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

#define in_database(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Inserts all rows of one number. */
static int insert(Db *inside, void *context, Message *ret_message)
{
    const int64_t *number = context;

    for (int64_t part = 0; part < ROWS_EACH; part++) {
        const int status = db_run(inside, "INSERT INTO passed VALUES ($1, $2)",
                                  (DbValue[]){db_int(*number), db_int(part)}, 2, NULL, ret_message);

        if (status)
            return status;
    }
    return 0;
}

/* In the child: commits numbers from this one on for ever, and reports each. */
static void commit_for_ever(int64_t number, int report)
{
    Db *own;

    if (db_open(test_database_get_url(), &own, &message))
        _exit(1);
    for (;; number++)
        if (db_transact(own, insert, &number, &message) ||
            write(report, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(1);
}

static int insert_and_stay(Db *inside, void *context, Message *ret_message)
{
    const int report = *(int *)context;
    int64_t number = 1;

    if (insert(inside, &number, ret_message))
        _exit(1);
    if (write(report, &number, sizeof number) != (ssize_t)sizeof number)
        _exit(1);
    for (;;)
        pause();
}

/* In the child: makes a change, reports it, and never commits. */
static void stay_inside(int64_t number, int report)
{
    Db *own;

    (void)number;
    if (!db_open(test_database_get_url(), &own, &message))
        db_transact(own, insert_and_stay, &report, &message);
    _exit(1);
}

/* Starts a child, kills it after some reports; the last one that came, even after the kill. */
static int64_t kill_after(void (*work)(int64_t, int), int64_t number, int n_reports)
{
    int64_t last = number - 1, reported;
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (!child) {
        close(ends[0]);
        work(number, ends[1]);
    }
    close(ends[1]);
    for (int i = 0; read(ends[0], &reported, sizeof reported) == (ssize_t)sizeof reported; i++) {
        last = reported;
        if (i + 1 == n_reports)
            kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status)); /* it did not fail by itself */
    close(ends[0]);
    return last;
}

static void test_what_was_committed_before_a_kill_is_there_whole(void **state)
{
    int64_t next = 1;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const int64_t last = kill_after(commit_for_ever, next, 1 + round % 7);
        int64_t there;

        /* PostgreSQL ends the session of a killed client when it notices: until then it may be
           about to commit one more. This waits for it, or for its rows' locks. */
        test_run(db, "DELETE FROM passed WHERE number < 0");
        there = test_ask(db, "SELECT max(number) FROM passed");
        assert_in_range(there, last, last + 1);
        assert_int_equal(test_ask(db, "SELECT count(*) FROM passed"), there * ROWS_EACH);
        next = there + 1;
    }
}

static void test_what_was_not_committed_is_not_there_and_holds_no_lock(void **state)
{
    int64_t number = 1;

    (void)state;
    assert_int_equal(kill_after(stay_inside, 1, 1), 1);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM passed"), 0);
    assert_int_equal(db_transact(db, insert, &number, &message), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM passed"), ROWS_EACH);
}

static int insert_and_crash_server(Db *inside, void *context, Message *ret_message)
{
    int64_t number = 2;

    (void)context;
    assert_int_equal(insert(inside, &number, ret_message), 0);
    postgres_server_crash(test_database_get_server());
    return 0;
}

/* PostgreSQL only: SQLite's server is the process that was killed above. */
static void test_a_server_that_crashed_has_what_was_committed(void **state)
{
    int64_t number = 1;
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_transact(db, insert, &number, &message), 0);
    assert_int_equal(db_transact(db, insert_and_crash_server, NULL, &message), STATUS_GONE);
    assert_int_equal(db_query(db, "SELECT 1", NULL, 0, &rows, &message), STATUS_GONE);
    assert_int_equal(db_transact(db, insert, &number, &message), STATUS_GONE);
    assert_int_equal(postgres_server_restart(test_database_get_server()), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM passed"), ROWS_EACH);
    assert_int_equal(test_ask(db, "SELECT max(number) FROM passed"), 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest sqlite_tests[] = {
        in_database(test_what_was_committed_before_a_kill_is_there_whole),
        in_database(test_what_was_not_committed_is_not_there_and_holds_no_lock),
    };
    const struct CMUnitTest postgres_tests[] = {
        in_database(test_what_was_committed_before_a_kill_is_there_whole),
        in_database(test_what_was_not_committed_is_not_there_and_holds_no_lock),
        in_database(test_a_server_that_crashed_has_what_was_committed),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    if (test_database_is_postgres())
        status = cmocka_run_group_tests(postgres_tests, NULL, NULL);
    else
        status = cmocka_run_group_tests(sqlite_tests, NULL, NULL);
    test_database_stop();
    return status;
}
