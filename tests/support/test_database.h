/*
 * Databases for tests that run on both kinds: main(argv) is given "sqlite" or "postgres".
 *
 * One set a process. Each test asks for a new, empty database: a file in a folder of its own, or a
 * schema of a server that was started for this process. Failures of the helpers end the test.
 */
#ifndef TESTS_SUPPORT_TEST_DATABASE_H
#define TESTS_SUPPORT_TEST_DATABASE_H

#include <stdbool.h>

#include "src/store/db.h"
#include "tests/support/postgres_server.h"

/* Before the first test and after the last. 0, or -1 after a line on stderr. */
int test_database_start(int argc, char **argv);
void test_database_stop(void);

bool test_database_is_postgres(void);
PostgresServer *test_database_get_server(void); /* of postgres */
const char *test_database_get_path(void);       /* of sqlite: the file of the last URL */

/* Makes a new, empty database. The URL stays until the next one is made. */
const char *test_database_make(void);
const char *test_database_get_url(void); /* of the last one made */

/* A connection to the last one made. */
Db *test_database_open(void);

/* What is expected to succeed. */
void test_run(Db *db, const char *sql);
int64_t test_ask(Db *db, const char *sql); /* one number */

/* As test_run, with a text for each kind. */
void test_run_either(Db *db, const char *sqlite, const char *postgres);

#endif
