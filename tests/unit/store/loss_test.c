/*
 * The database is lost, full, or not what it was: the status says which, nothing half-done stays,
 * and it goes on by itself when the cause is gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
    test_run_either(db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, b BLOB) STRICT",
                    "CREATE TABLE thing (id BIGINT PRIMARY KEY, b BYTEA)");
    test_run(db, "INSERT INTO thing (id) VALUES (1)");
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

static int add(Db *to, int64_t id, Message *ret_message)
{
    const DbValue value = db_int(id);

    return db_run(to, "INSERT INTO thing (id) VALUES ($1)", &value, 1, NULL, ret_message);
}

static int ask_status(Db *whom)
{
    DbRows *rows = NULL;
    const int status = db_query(whom, "SELECT id FROM thing", NULL, 0, &rows, &message);

    db_rows_free(rows);
    return status;
}

/* PostgreSQL: ends the server's end of the first connection. Answers when it has ended. */
static void terminate(void)
{
    test_ask(other, "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND application_name = 'tucai'");
}

static void test_a_lost_connection_is_opened_again_outside_a_transaction(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        terminate();
        assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 1 + i);
        terminate();
        assert_int_equal(add(db, 2 + i, &message), 0);
    }
    assert_int_equal(db_set_patience(db, 50, &message), 0);
    terminate();
    assert_int_equal(ask_status(db), 0);
    assert_int_equal(test_ask(db, "SELECT CAST(setting AS BIGINT) FROM pg_settings"
                                  " WHERE name = 'lock_timeout'"),
                     50); /* the session's settings are made again */
}

static int add_and_lose(Db *inside, void *context, Message *ret_message)
{
    const bool asks_again = *(bool *)context;
    const int status = add(inside, 2, ret_message);

    terminate();
    return status || !asks_again ? status : add(inside, 3, ret_message);
}

static void test_a_connection_lost_inside_a_transaction_undoes_it(void **state)
{
    bool asks_again = true;

    (void)state;
    assert_int_equal(db_transact(db, add_and_lose, &asks_again, &message), STATUS_GONE);
    assert_int_equal(test_ask(other, "SELECT count(*) FROM thing"), 1);
    asks_again = false; /* found out by COMMIT only */
    assert_int_equal(db_transact(db, add_and_lose, &asks_again, &message), STATUS_GONE);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 1);
    assert_int_equal(add(db, 2, &message), 0);
}

static void test_statuses_of_the_server(void **state)
{
    static const struct {
        const char *sqlstate;
        int status;
    } cases[] = {{"53100", STATUS_FULL},    {"53200", STATUS_MEMORY},   {"58030", STATUS_GONE},
                 {"XX001", STATUS_DAMAGED}, {"22003", STATUS_ARGUMENT}, {"57P01", STATUS_GONE},
                 {"P0001", STATUS_DENIED},  {"54000", STATUS_TOO_LARGE}};
    char sql[120];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(sql, sizeof sql,
                 "DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '%s'; END $$",
                 cases[i].sqlstate);
        assert_int_equal(db_run(db, sql, NULL, 0, NULL, &message), cases[i].status);
        assert_non_null(strstr(message.text, cases[i].sqlstate));
    }
    assert_int_equal(ask_status(db), 0);
}

static void test_values_are_not_quoted_in_the_line(void **state)
{
    const DbValue value = db_text("110101199001011234x");
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_query(db, "SELECT CAST($1 AS BIGINT)", &value, 1, &rows, &message),
                     STATUS_ARGUMENT);
    assert_null(strstr(message.text, "1101"));
}

static void test_a_statement_that_runs_for_too_long_is_busy(void **state)
{
    (void)state;
    assert_int_equal(db_set_patience(db, 0, &message), 0);
    test_run(db, "SELECT 1 WHERE set_config('statement_timeout', '20', false) = ''");
    assert_int_equal(db_run(db, "SELECT 1 WHERE pg_sleep(60) IS NULL", NULL, 0, NULL, &message),
                     STATUS_BUSY);
}

static void test_a_file_moved_away_is_gone_until_it_is_back(void **state)
{
    const char *path = test_database_get_path();
    char away[96];

    (void)state;
    snprintf(away, sizeof away, "%s.away", path);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(ask_status(db), STATUS_GONE);
    assert_int_equal(add(db, 2, &message), STATUS_GONE);
    assert_int_equal(access(path, F_OK), -1); /* no new one was made in its place */
    assert_int_equal(rename(away, path), 0);
    assert_int_equal(add(db, 2, &message), 0);
    assert_int_equal(test_ask(other, "SELECT count(*) FROM thing"), 2);
}

static void test_a_file_replaced_is_not_touched(void **state)
{
    const char *path = test_database_get_path();
    struct stat info;
    char away[96];
    int fd;

    (void)state;
    snprintf(away, sizeof away, "%s.away", path);
    assert_int_equal(rename(path, away), 0);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(add(db, 2, &message), STATUS_GONE);
    assert_non_null(strstr(message.text, "replaced"));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_size, 0);
    assert_int_equal(rename(away, path), 0);
    assert_int_equal(add(db, 2, &message), 0);
}

static void test_a_file_that_is_no_database_is_damaged(void **state)
{
    char bytes[4096];
    Db *none = NULL;
    FILE *file;

    (void)state;
    test_database_make();
    memset(bytes, 'x', sizeof bytes);
    file = fopen(test_database_get_path(), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, file), sizeof bytes);
    fclose(file);
    assert_int_equal(db_open(test_database_get_url(), &none, &message), STATUS_DAMAGED);
    assert_null(none);
}

static void test_a_damaged_page_is_damaged(void **state)
{
    const char *path = test_database_get_path();
    char bytes[4096];
    int fd;

    (void)state;
    test_run(db, "INSERT INTO thing SELECT 2, zeroblob(100000)");
    db_close(other);
    db_close(db); /* the log goes into the file */
    memset(bytes, 'x', sizeof bytes);
    fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, bytes, sizeof bytes, 4096), sizeof bytes);
    close(fd);
    db = test_database_open();
    other = test_database_open();
    assert_int_equal(ask_status(db), STATUS_DAMAGED);
}

static void test_a_new_file_is_for_its_owner_only(void **state)
{
    struct stat info;

    (void)state;
    assert_int_equal(stat(test_database_get_path(), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

/* Runs a function in a child, which may limit itself and give up root; what it returns. */
static int in_child(int (*work)(void))
{
    const pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (!child)
        _exit(work());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* The number of the step that went otherwise, or 0. */
static int fill_the_disk(void)
{
    struct rlimit limit = {.rlim_cur = 1 << 20, .rlim_max = RLIM_INFINITY};
    Db *own = NULL;
    int status = 0, n = 1;

    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error then, as on a full disk */
    if (db_open(test_database_get_url(), &own, &message) || setrlimit(RLIMIT_FSIZE, &limit))
        return 1;
    while (!status && ++n < 1000)
        status = db_run(own, "INSERT INTO thing SELECT max(id) + 1, zeroblob(10000) FROM thing",
                        NULL, 0, NULL, &message);
    if (status != STATUS_FULL)
        return 2;
    if (test_ask(own, "SELECT count(*) FROM thing") != n - 1)
        return 3;
    limit.rlim_cur = RLIM_INFINITY; /* there is room again */
    if (setrlimit(RLIMIT_FSIZE, &limit) || add(own, 5000, &message))
        return 4;
    db_close(own);
    return 0;
}

static void test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(void **state)
{
    (void)state;
    assert_int_equal(in_child(fill_the_disk), 0);
    assert_true(test_ask(db, "SELECT count(*) FROM thing") > 10);
    assert_int_equal(test_ask(db, "SELECT max(id) FROM thing"), 5000);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM pragma_integrity_check"
                                  " WHERE integrity_check = 'ok'"),
                     1);
}

static int write_as_another_user(void)
{
    Db *own = NULL;
    int status;

    if (!geteuid() && (setgid(65534) || setuid(65534)))
        return 1;
    status = db_open(test_database_get_url(), &own, &message);
    if (!status)
        status = add(own, 2, &message);
    db_close(own);
    return status == STATUS_GONE ? 0 : 2;
}

static void test_a_file_that_may_not_be_written_is_gone(void **state)
{
    (void)state;
    assert_int_equal(chmod(test_database_get_path(), 0444), 0);
    assert_int_equal(in_child(write_as_another_user), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 1);
}

static void test_a_url_of_nothing_is_refused(void **state)
{
    Db *none = NULL;

    (void)state;
    assert_int_equal(db_open("sqlite:", &none, &message), STATUS_ARGUMENT);
    assert_int_equal(db_open("sqlite::memory:", &none, &message), STATUS_ARGUMENT);
    assert_int_equal(db_open("sqlite:/no/such/folder/a.db", &none, &message), STATUS_GONE);
    assert_non_null(strstr(message.text, strerror(ENOENT)));
    assert_int_equal(db_open("postgres://localhost:1/none", &none, &message), STATUS_GONE);
    assert_int_equal(db_open("neither=nor", &none, &message), STATUS_GONE);
    assert_null(none);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest sqlite_tests[] = {
        in_database(test_a_file_moved_away_is_gone_until_it_is_back),
        in_database(test_a_file_replaced_is_not_touched),
        in_database(test_a_file_that_is_no_database_is_damaged),
        in_database(test_a_damaged_page_is_damaged),
        in_database(test_a_new_file_is_for_its_owner_only),
        in_database(test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room),
        in_database(test_a_file_that_may_not_be_written_is_gone),
        in_database(test_a_url_of_nothing_is_refused),
    };
    const struct CMUnitTest postgres_tests[] = {
        in_database(test_a_lost_connection_is_opened_again_outside_a_transaction),
        in_database(test_a_connection_lost_inside_a_transaction_undoes_it),
        in_database(test_statuses_of_the_server),
        in_database(test_values_are_not_quoted_in_the_line),
        in_database(test_a_statement_that_runs_for_too_long_is_busy),
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
