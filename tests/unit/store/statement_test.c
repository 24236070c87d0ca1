/* Statements: their failures by status, their parameters, what they change, and how many are kept
 * prepared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "src/store/statements.h"
#include "tests/support/test_database.h"

static Db *db;
static Message message;

static int set_up(void **state)
{
    (void)state;
    test_database_make();
    db = test_database_open();
    test_run_either(db,
                    "CREATE TABLE school (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE,"
                    " n INTEGER NOT NULL DEFAULT 0 CHECK (n >= 0)) STRICT",
                    "CREATE TABLE school (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    " code TEXT NOT NULL UNIQUE, n BIGINT NOT NULL DEFAULT 0 CHECK (n >= 0))");
    test_run_either(db,
                    "CREATE TABLE person (id INTEGER PRIMARY KEY,"
                    " school_id INTEGER NOT NULL REFERENCES school ON DELETE CASCADE) STRICT",
                    "CREATE TABLE person (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    " school_id BIGINT NOT NULL REFERENCES school ON DELETE CASCADE)");
    test_run(db, "INSERT INTO school (code) VALUES ('A'), ('B'), ('C')");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

#define in_database(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* The status of a change with one text, and how many rows it changed. */
static int change(const char *sql, const char *text, int64_t *ret_n_changed)
{
    const DbValue value = db_text(text);

    return db_run(db, sql, &value, 1, ret_n_changed, &message);
}

static int change_plainly(const char *sql)
{
    return db_run(db, sql, NULL, 0, NULL, &message);
}

static void test_what_is_there_already_is_a_conflict_that_names_no_value(void **state)
{
    (void)state;
    assert_int_equal(change("INSERT INTO school (code) VALUES ($1)", "110101199001011234", NULL),
                     0);
    assert_int_equal(change("INSERT INTO school (code) VALUES ($1)", "110101199001011234", NULL),
                     STATUS_CONFLICT);
    assert_null(strstr(message.text, "110101199001011234"));
    assert_non_null(strstr(message.text, "school"));
}

static void test_a_reference_to_nothing_is_a_conflict(void **state)
{
    (void)state;
    assert_int_equal(change_plainly("INSERT INTO person (school_id) VALUES (99)"), STATUS_CONFLICT);
}

static void test_missing_and_forbidden_values_are_arguments(void **state)
{
    (void)state;
    assert_int_equal(change("INSERT INTO school (code) VALUES ($1)", NULL, NULL), STATUS_ARGUMENT);
    assert_int_equal(change_plainly("UPDATE school SET n = -1"), STATUS_ARGUMENT);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM school WHERE n = 0"), 3);
}

static void test_a_trigger_that_refuses_is_denied(void **state)
{
    (void)state;
    if (test_database_is_postgres())
        test_run(db, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                     " $$ BEGIN RAISE EXCEPTION 'append only'; END $$");
    test_run_either(db,
                    "CREATE TRIGGER keep BEFORE DELETE ON school"
                    " BEGIN SELECT RAISE(ABORT, 'append only'); END",
                    "CREATE TRIGGER keep BEFORE DELETE ON school EXECUTE FUNCTION refuse()");
    assert_int_equal(change_plainly("DELETE FROM school"), STATUS_DENIED);
    assert_non_null(strstr(message.text, "append only"));
    assert_int_equal(test_ask(db, "SELECT count(*) FROM school"), 3);
}

static void test_wrong_text_is_internal_and_the_connection_goes_on(void **state)
{
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(change_plainly("INSRT INTO school"), STATUS_INTERNAL);
    assert_int_equal(db_query(db, "SELECT no_such FROM school", NULL, 0, &rows, &message),
                     STATUS_INTERNAL);
    assert_int_equal(db_query(db, "SELECT 1; SELECT 2", NULL, 0, &rows, &message), STATUS_INTERNAL);
    assert_int_equal(
        db_query(db, "SELECT \"texts stand in single quotes\"", NULL, 0, &rows, &message),
        STATUS_INTERNAL);
    assert_null(rows);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM school;\n"), 3);
}

static void test_parameters_are_found_by_number(void **state)
{
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_query(db, "SELECT $2, $1, $2", (DbValue[]){db_int(1), db_text("two")}, 2,
                              &rows, &message),
                     0);
    assert_true(db_rows_next(rows));
    assert_string_equal(db_rows_get_text(rows, 0), "two");
    assert_int_equal(db_rows_get_int(rows, 1), 1);
    assert_string_equal(db_rows_get_text(rows, 2), "two");
    db_rows_free(rows);
}

static void test_too_few_or_too_many_parameters_are_refused(void **state)
{
    DbValue values[DB_PARAMS_MAX + 1];
    DbRows *rows = NULL;

    (void)state;
    for (size_t i = 0; i <= DB_PARAMS_MAX; i++)
        values[i] = db_int((int64_t)i);
    assert_int_equal(
        db_query(db, "SELECT id FROM school WHERE id = $1 OR id = $2", values, 1, &rows, &message),
        STATUS_ARGUMENT);
    assert_int_equal(db_query(db, "SELECT $1", values, DB_PARAMS_MAX + 1, &rows, &message),
                     STATUS_ARGUMENT);
    assert_null(rows);
}

static void test_one_text_takes_parameters_of_several_kinds(void **state)
{
    DbValue value = db_int(7);
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_query(db, "SELECT $1", &value, 1, &rows, &message), 0);
    db_rows_next(rows);
    assert_int_equal(db_rows_get_int(rows, 0), 7);
    db_rows_free(rows);
    value = db_text("seven");
    assert_int_equal(db_query(db, "SELECT $1", &value, 1, &rows, &message), 0);
    db_rows_next(rows);
    assert_string_equal(db_rows_get_text(rows, 0), "seven");
    db_rows_free(rows);
    value = db_null(DB_INT);
    assert_int_equal(db_query(db, "SELECT $1 IS NULL", &value, 1, &rows, &message), 0);
    db_rows_next(rows);
    assert_int_equal(db_rows_get_int(rows, 0), 1);
    db_rows_free(rows);
}

static void test_changed_rows_are_counted_without_what_follows_from_them(void **state)
{
    int64_t n = -1;

    (void)state;
    test_run(db, "INSERT INTO person (school_id) SELECT id FROM school WHERE code = 'A'");
    assert_int_equal(change("UPDATE school SET n = 5 WHERE code <> $1", "A", &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(change("UPDATE school SET n = 5 WHERE code = $1", "Z", &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(change("DELETE FROM school WHERE code = $1", "A", &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM person"), 0);
    assert_int_equal(db_run(db, "CREATE TABLE other (id BIGINT)", NULL, 0, &n, &message), 0);
    assert_int_equal(n, 0);
}

static int upsert(Db *inside, void *context, Message *ret_message)
{
    const DbValue code = db_text("A");
    DbRows *rows;
    const int status = db_query(inside,
                                "INSERT INTO school (code, n) VALUES ($1, 1)"
                                " ON CONFLICT (code) DO UPDATE SET n = school.n + excluded.n"
                                " RETURNING n",
                                &code, 1, &rows, ret_message);

    if (status)
        return status;
    db_rows_next(rows);
    *(int64_t *)context = db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return 0;
}

static void test_insert_or_update_returns_what_is_there_now(void **state)
{
    int64_t n;

    (void)state;
    for (int64_t k = 1; k <= 3; k++) {
        assert_int_equal(db_transact(db, upsert, &n, &message), 0);
        assert_int_equal(n, k);
    }
}

static void test_a_query_outside_a_transaction_cannot_change(void **state)
{
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_query(db, "DELETE FROM school RETURNING id", NULL, 0, &rows, &message),
                     STATUS_ARGUMENT);
    assert_null(rows);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM school"), 3);
}

static void test_prepared_statements_are_bounded(void **state)
{
    char sql[64];

    (void)state;
    for (int k = 0; k < 3 * DB_STATEMENTS_MAX; k++) {
        snprintf(sql, sizeof sql, "SELECT %d FROM school WHERE id = 1", k);
        assert_int_equal(test_ask(db, sql), k);
    }
    if (test_database_is_postgres())
        assert_int_equal(test_ask(db, "SELECT count(*) FROM pg_prepared_statements"),
                         DB_STATEMENTS_MAX);
}

/* A driver whose statements are numbers, to see when the cache prepares and discards. */
static struct {
    int n_prepared, n_live, last_discarded;
} counts;

static int count_prepare(void *link, const char *sql, const DbValue *params, size_t n_params,
                         void **ret_statement, Message *ret_message)
{
    int *number = malloc(sizeof *number);

    (void)link;
    (void)params;
    (void)n_params;
    if (!strcmp(sql, "wrong")) {
        free(number);
        return status_set(ret_message, STATUS_INTERNAL, "wrong");
    }
    *number = ++counts.n_prepared;
    counts.n_live++;
    *ret_statement = number;
    return 0;
}

static void count_discard(void *link, void *statement)
{
    (void)link;
    counts.n_live--;
    counts.last_discarded = *(int *)statement;
    free(statement);
}

static int get_number(Statements *cache, int k)
{
    void *statement;
    char sql[16];

    snprintf(sql, sizeof sql, "%d", k);
    assert_int_equal(statements_get(cache, sql, NULL, 0, &statement, &message), 0);
    return *(int *)statement;
}

static void test_the_statement_not_used_for_longest_goes_first(void **state)
{
    const DbDriver driver = {.prepare = count_prepare, .discard = count_discard};
    Statements *cache = calloc(1, sizeof *cache);
    void *statement;

    (void)state;
    assert_non_null(cache);
    cache->driver = &driver;
    for (int k = 1; k <= DB_STATEMENTS_MAX; k++)
        assert_int_equal(get_number(cache, k), k);
    assert_int_equal(get_number(cache, 1), 1); /* used again: the second is now the oldest */
    assert_int_equal(counts.n_prepared, DB_STATEMENTS_MAX);
    get_number(cache, DB_STATEMENTS_MAX + 1);
    assert_int_equal(counts.last_discarded, 2);
    assert_int_equal(counts.n_live, DB_STATEMENTS_MAX);
    assert_int_equal(statements_get(cache, "wrong", NULL, 0, &statement, &message),
                     STATUS_INTERNAL);
    assert_int_equal(get_number(cache, 1), 1);
    statements_clear(cache);
    assert_int_equal(counts.n_live, 0);
    free(cache);
}

/* Opens, asks and changes, with whatever allocation is to fail. */
static int use_database(void)
{
    const DbValue code = db_text("Z");
    DbRows *rows = NULL;
    Db *own = NULL;
    int status = db_open(test_database_get_url(), &own, &message);

    if (!status)
        status = db_query(own, "SELECT code FROM school", NULL, 0, &rows, &message);
    if (!status)
        status = db_run(own, "UPDATE school SET n = 1 WHERE code = $1", &code, 1, NULL, &message);
    db_rows_free(rows);
    db_close(own);
    return status;
}

static void test_every_allocation_that_fails_is_told(void **state)
{
    int n = 0, status;

    (void)state;
    do {
        alloc_fail_at(++n);
        status = use_database();
        assert_true(status == 0 || status == STATUS_MEMORY);
    } while (status);
    alloc_fail_at(0);
    assert_true(n > 5); /* connection, its parts, two statements, rows, cells, bytes */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        in_database(test_what_is_there_already_is_a_conflict_that_names_no_value),
        in_database(test_a_reference_to_nothing_is_a_conflict),
        in_database(test_missing_and_forbidden_values_are_arguments),
        in_database(test_a_trigger_that_refuses_is_denied),
        in_database(test_wrong_text_is_internal_and_the_connection_goes_on),
        in_database(test_parameters_are_found_by_number),
        in_database(test_too_few_or_too_many_parameters_are_refused),
        in_database(test_one_text_takes_parameters_of_several_kinds),
        in_database(test_changed_rows_are_counted_without_what_follows_from_them),
        in_database(test_insert_or_update_returns_what_is_there_now),
        in_database(test_a_query_outside_a_transaction_cannot_change),
        in_database(test_prepared_statements_are_bounded),
        in_database(test_every_allocation_that_fails_is_told),
        cmocka_unit_test(test_the_statement_not_used_for_longest_goes_first),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
