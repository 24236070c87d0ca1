/* What is written comes back, of every kind and at its limits; what one database would not take is
 * refused on both. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/test_database.h"

static Db *db;
static Message message;

static int set_up(void **state)
{
    (void)state;
    test_database_make();
    db = test_database_open();
    test_run_either(db,
                    "CREATE TABLE thing (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB)"
                    " STRICT",
                    "CREATE TABLE thing (id BIGINT PRIMARY KEY, i BIGINT, r DOUBLE PRECISION,"
                    " t TEXT, b BYTEA)");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

#define in_database(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Writes one row and reads it back; the rows are before their only one, on it after return. */
static DbRows *store(DbValue i, DbValue r, DbValue t, DbValue b)
{
    DbRows *rows = NULL;

    test_run(db, "DELETE FROM thing");
    assert_int_equal(db_run(db, "INSERT INTO thing VALUES (1, $1, $2, $3, $4)",
                            (DbValue[]){i, r, t, b}, 4, NULL, &message),
                     0);
    assert_int_equal(db_query(db, "SELECT i, r, t, b FROM thing", NULL, 0, &rows, &message), 0);
    assert_true(db_rows_next(rows));
    return rows;
}

static void test_integers_keep_all_64_bits(void **state)
{
    const int64_t integers[] = {0,         1,        -1, 255, 256, INT32_MAX, INT64_C(1) << 53,
                                INT64_MIN, INT64_MAX};

    (void)state;
    for (size_t k = 0; k < sizeof integers / sizeof *integers; k++) {
        DbRows *rows = store(db_int(integers[k]), db_null(DB_REAL), db_text("x"), db_blob("x", 1));

        assert_true(db_rows_get_int(rows, 0) == integers[k]);
        assert_false(db_rows_is_null(rows, 0));
        db_rows_free(rows);
    }
}

static void test_reals_keep_all_their_bits(void **state)
{
    const double reals[] = {0.0, 0.1, -1.5, 1e308, 5e-324, 1.0 / 3.0, HUGE_VAL, -HUGE_VAL};

    (void)state;
    for (size_t k = 0; k < sizeof reals / sizeof *reals; k++) {
        DbRows *rows = store(db_int(0), db_real(reals[k]), db_text("x"), db_blob("x", 1));
        const double back = db_rows_get_real(rows, 1);

        assert_memory_equal(&back, &reals[k], sizeof back);
        db_rows_free(rows);
    }
}

static void test_texts_of_every_length_of_character_come_back(void **state)
{
    const char *const texts[] = {"a", "é", "图采", "𠮷", "a'b\"c\\d%_;--", "\xf4\x8f\xbf\xbf"};

    (void)state;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        DbRows *rows = store(db_int(0), db_real(0), db_text(texts[k]), db_blob("x", 1));

        assert_string_equal(db_rows_get_text(rows, 2), texts[k]);
        db_rows_free(rows);
    }
}

static void test_blobs_keep_every_byte(void **state)
{
    unsigned char bytes[512];
    size_t n_bytes;
    DbRows *rows;

    (void)state;
    for (size_t k = 0; k < sizeof bytes; k++)
        bytes[k] = (unsigned char)k; /* NUL, too, twice */
    rows = store(db_int(0), db_real(0), db_text("x"), db_blob(bytes, sizeof bytes));
    assert_memory_equal(db_rows_get_blob(rows, 3, &n_bytes), bytes, sizeof bytes);
    assert_int_equal(n_bytes, sizeof bytes);
    db_rows_free(rows);
}

static void test_null_is_not_empty(void **state)
{
    size_t n_bytes = 9;
    DbRows *rows = store(db_int(0), db_real(0), db_text(""), db_blob("", 0));

    (void)state;
    for (size_t column = 0; column < 4; column++)
        assert_false(db_rows_is_null(rows, column));
    assert_string_equal(db_rows_get_text(rows, 2), "");
    assert_non_null(db_rows_get_blob(rows, 3, &n_bytes));
    assert_int_equal(n_bytes, 0);
    db_rows_free(rows);

    rows = store(db_null(DB_INT), db_null(DB_REAL), db_text(NULL), db_blob(NULL, 0));
    for (size_t column = 0; column < 4; column++)
        assert_true(db_rows_is_null(rows, column));
    assert_null(db_rows_get_text(rows, 2));
    assert_null(db_rows_get_blob(rows, 3, &n_bytes));
    db_rows_free(rows);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing WHERE i IS NULL AND r IS NULL"
                                  " AND t IS NULL AND b IS NULL"),
                     1);
}

static void test_another_kind_or_column_reads_as_nothing(void **state)
{
    size_t n_bytes;
    DbRows *rows = store(db_int(7), db_real(7), db_text("7"), db_blob("7", 1));

    (void)state;
    assert_int_equal(db_rows_get_int(rows, 2), 0);
    assert_null(db_rows_get_text(rows, 0));
    assert_null(db_rows_get_blob(rows, 2, &n_bytes));
    assert_true(db_rows_is_null(rows, 4));
    assert_int_equal(db_rows_get_int(rows, 4), 0);
    assert_false(db_rows_next(rows));
    assert_true(db_rows_is_null(rows, 0)); /* after the last */
    assert_false(db_rows_next(rows));
    db_rows_free(rows);
}

static void test_rows_come_in_order_and_count(void **state)
{
    DbRows *rows = NULL;

    (void)state;
    for (int64_t k = 1; k <= 100; k++)
        assert_int_equal(db_run(db, "INSERT INTO thing (id, i) VALUES ($1, $2)",
                                (DbValue[]){db_int(k), db_int(-k)}, 2, NULL, &message),
                         0);
    assert_int_equal(db_query(db, "SELECT id, i FROM thing ORDER BY i LIMIT $1 OFFSET $2",
                              (DbValue[]){db_int(50), db_int(10)}, 2, &rows, &message),
                     0);
    assert_int_equal(db_rows_count(rows), 50);
    for (int64_t k = 90; k > 40; k--) {
        assert_true(db_rows_next(rows));
        assert_int_equal(db_rows_get_int(rows, 0), k);
        assert_int_equal(db_rows_get_int(rows, 1), -k);
    }
    assert_false(db_rows_next(rows));
    db_rows_free(rows);
}

static void test_text_that_is_no_utf8_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t n_bytes;
    } wrong[] = {
        {"a\0b", 3},             /* NUL */
        {"\x80", 1},             /* begins in the middle */
        {"\xe5\x9b", 2},         /* ends in the middle */
        {"\xe5\x9bz", 3},        /* goes on as something else */
        {"\xc0\xaf", 2},         /* "/" in two bytes */
        {"\xe0\x80\xaf", 3},     /* in three */
        {"\xf0\x80\x80\xaf", 4}, /* in four */
        {"\xed\xa0\x80", 3},     /* a surrogate */
        {"\xf4\x90\x80\x80", 4}, /* beyond U+10FFFF */
        {"\xf5\x80\x80\x80", 4},
        {"\xff", 1},
    };

    (void)state;
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        const DbValue text = db_text_of(wrong[k].bytes, wrong[k].n_bytes);

        assert_int_equal(
            db_run(db, "INSERT INTO thing (id, t) VALUES (1, $1)", &text, 1, NULL, &message),
            STATUS_ARGUMENT);
    }
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 0);
}

static void test_what_is_no_number_is_refused(void **state)
{
    const DbValue value = db_real(NAN);

    (void)state;
    assert_int_equal(
        db_run(db, "INSERT INTO thing (id, r) VALUES (1, $1)", &value, 1, NULL, &message),
        STATUS_ARGUMENT);
}

static void test_a_value_of_another_kind_than_the_column_is_refused(void **state)
{
    const DbValue text = db_text("seven"), blob = db_blob("7", 1);

    (void)state;
    assert_int_not_equal(
        db_run(db, "INSERT INTO thing (id, i) VALUES (1, $1)", &text, 1, NULL, &message), 0);
    assert_int_not_equal(
        db_run(db, "INSERT INTO thing (id, i) VALUES (1, $1)", &blob, 1, NULL, &message), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 0);
}

static void test_a_value_may_have_its_most_bytes_and_not_one_more(void **state)
{
    char *bytes = calloc(DB_VALUE_BYTES_MAX + 1, 1);
    DbValue value = db_blob(bytes, DB_VALUE_BYTES_MAX);
    DbRows *rows;
    size_t n_bytes;

    (void)state;
    assert_non_null(bytes);
    bytes[DB_VALUE_BYTES_MAX - 1] = 'x';
    rows = store(db_int(0), db_real(0), db_text("x"), value);
    assert_memory_equal(db_rows_get_blob(rows, 3, &n_bytes), bytes, DB_VALUE_BYTES_MAX);
    assert_int_equal(n_bytes, DB_VALUE_BYTES_MAX);
    db_rows_free(rows);
    value.n_bytes++;
    assert_int_equal(db_run(db, "UPDATE thing SET b = $1", &value, 1, NULL, &message),
                     STATUS_TOO_LARGE);
    free(bytes);
}

static void test_rows_over_the_bound_are_refused_and_the_connection_goes_on(void **state)
{
    char *bytes = calloc(DB_VALUE_BYTES_MAX, 1);
    const DbValue blob = db_blob(bytes, DB_VALUE_BYTES_MAX);
    DbRows *rows = NULL;

    (void)state;
    assert_non_null(bytes);
    for (int k = 0; k < DB_ROWS_BYTES_MAX / DB_VALUE_BYTES_MAX; k++)
        assert_int_equal(db_run(db, "INSERT INTO thing (id, b) VALUES ($1, $2)",
                                (DbValue[]){db_int(k), blob}, 2, NULL, &message),
                         0);
    assert_int_equal(db_query(db, "SELECT b FROM thing", NULL, 0, &rows, &message),
                     STATUS_TOO_LARGE);
    assert_null(rows);
    assert_int_equal(db_query(db, "SELECT b FROM thing WHERE id > 0", NULL, 0, &rows, &message), 0);
    assert_int_equal(db_rows_count(rows), DB_ROWS_BYTES_MAX / DB_VALUE_BYTES_MAX - 1);
    db_rows_free(rows);
    free(bytes);
}

static void test_very_many_small_rows_are_over_the_bound_too(void **state)
{
    static const char sql[] = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
                              " WHERE i < $1) SELECT i FROM c";
    DbValue n = db_int(800000);
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(db_query(db, sql, &n, 1, &rows, &message), STATUS_TOO_LARGE);
    n = db_int(400000);
    assert_int_equal(db_query(db, sql, &n, 1, &rows, &message), 0);
    assert_int_equal(db_rows_count(rows), 400000);
    db_rows_free(rows);
}

static void test_comparisons_and_case_are_the_same_on_both(void **state)
{
    (void)state;
    test_run(db, "INSERT INTO thing (id, t) VALUES (1, 'Abc'), (2, 'abd'), (3, '图采')");
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing WHERE t LIKE 'a%'"), 1);
    assert_int_equal(test_ask(db, "SELECT 1 = 1"), 1);
    assert_int_equal(test_ask(db, "SELECT length(t) FROM thing WHERE id = 3"), 2);
    assert_int_equal(test_ask(db, "SELECT 7 / 2"), 3);
    assert_int_equal(test_ask(db, "SELECT CAST(sum(id) AS BIGINT) FROM thing"), 6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        in_database(test_integers_keep_all_64_bits),
        in_database(test_reals_keep_all_their_bits),
        in_database(test_texts_of_every_length_of_character_come_back),
        in_database(test_blobs_keep_every_byte),
        in_database(test_null_is_not_empty),
        in_database(test_another_kind_or_column_reads_as_nothing),
        in_database(test_rows_come_in_order_and_count),
        in_database(test_text_that_is_no_utf8_is_refused),
        in_database(test_what_is_no_number_is_refused),
        in_database(test_a_value_of_another_kind_than_the_column_is_refused),
        in_database(test_a_value_may_have_its_most_bytes_and_not_one_more),
        in_database(test_rows_over_the_bound_are_refused_and_the_connection_goes_on),
        in_database(test_very_many_small_rows_are_over_the_bound_too),
        in_database(test_comparisons_and_case_are_the_same_on_both),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
