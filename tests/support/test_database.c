/* State of the process, which is one test program. */
#include "tests/support/test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_postgres;
static PostgresServer server;
static char folder[] = "/tmp/tucai-sqlite-XXXXXX";
static int n_made;
static char path[64];
static char url[POSTGRES_URL_BYTES + 64];

int test_database_start(int argc, char **argv)
{
    is_postgres = argc > 1 && !strcmp(argv[1], "postgres");
    if (is_postgres)
        return postgres_server_new(&server);
    return mkdtemp(folder) ? 0 : -1;
}

static void remove_file(int number, const char *suffix)
{
    char name[96];

    snprintf(name, sizeof name, "%s/%d.db%s", folder, number, suffix);
    unlink(name);
}

void test_database_stop(void)
{
    if (is_postgres) {
        postgres_server_done(&server);
        return;
    }
    for (int i = 1; i <= n_made; i++) {
        remove_file(i, "");
        remove_file(i, "-wal");
        remove_file(i, "-shm");
    }
    rmdir(folder);
}

bool test_database_is_postgres(void)
{
    return is_postgres;
}

PostgresServer *test_database_get_server(void)
{
    return &server;
}

const char *test_database_get_path(void)
{
    return path;
}

static Db *open_url(const char *where)
{
    Message message = {""};
    Db *db = NULL;

    if (db_open(where, &db, &message))
        fail_msg("%s", message.text);
    return db;
}

const char *test_database_make(void)
{
    char sql[64];
    Db *db;

    n_made++;
    if (!is_postgres) {
        snprintf(path, sizeof path, "%s/%d.db", folder, n_made);
        snprintf(url, sizeof url, "sqlite:%s", path);
        return url;
    }
    db = open_url(server.url);
    snprintf(sql, sizeof sql, "CREATE SCHEMA test_%d", n_made);
    test_run(db, sql);
    db_close(db);
    snprintf(url, sizeof url, "%s options='-c search_path=test_%d'", server.url, n_made);
    return url;
}

const char *test_database_get_url(void)
{
    return url;
}

Db *test_database_open(void)
{
    return open_url(url);
}

void test_run(Db *db, const char *sql)
{
    Message message = {""};

    if (db_run(db, sql, NULL, 0, NULL, &message))
        fail_msg("%s: %s", sql, message.text);
}

void test_run_either(Db *db, const char *sqlite, const char *postgres)
{
    test_run(db, is_postgres ? postgres : sqlite);
}

int64_t test_ask(Db *db, const char *sql)
{
    Message message = {""};
    DbRows *rows = NULL;
    int64_t answer;

    if (db_query(db, sql, NULL, 0, &rows, &message))
        fail_msg("%s: %s", sql, message.text);
    assert_true(db_rows_next(rows));
    answer = db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return answer;
}
