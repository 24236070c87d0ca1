/* Migrations, embedded by the build as the program's are: fresh, again, newer, altered, failing. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/store/migrate.h"
#include "tests/support/test_database.h"

enum { NOW_MS = 1234567 };

/* Generated from the folder migrations beside this file. */
const Migration *test_migrations_get(DbDialect dialect, size_t *ret_n_migrations);

static Db *db;
static Message message;
static const Migration *ours;
static size_t n_ours;

static int set_up(void **state)
{
    (void)state;
    test_database_make();
    db = test_database_open();
    ours = test_migrations_get(db_get_dialect(db), &n_ours);
    return n_ours == 2 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

#define in_database(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static int64_t get_version(void)
{
    int64_t version = -1;

    assert_int_equal(migrate_get_version(db, &version, &message), 0);
    return version;
}

static int run(const Migration *migrations, size_t n_migrations, size_t *ret_n_applied)
{
    return migrate_run(db, migrations, n_migrations, NOW_MS, ret_n_applied, &message);
}

static void run_ours(size_t n_migrations)
{
    size_t n_applied;

    assert_int_equal(run(ours, n_migrations, &n_applied), 0);
}

static bool has_table(const char *name)
{
    const DbValue value = db_text(name);
    DbRows *rows = NULL;
    bool is_there;

    assert_int_equal(
        db_query(db,
                 test_database_is_postgres()
                     ? "SELECT 1 FROM information_schema.tables"
                       " WHERE table_name = $1 AND table_schema = current_schema()"
                     : "SELECT 1 FROM sqlite_schema WHERE name = $1 AND type = 'table'",
                 &value, 1, &rows, &message),
        0);
    is_there = db_rows_next(rows);
    db_rows_free(rows);
    return is_there;
}

static void test_a_fresh_database_gets_all_in_order(void **state)
{
    size_t n_applied = 9;
    DbRows *rows = NULL;

    (void)state;
    assert_int_equal(get_version(), 0);
    assert_false(has_table("schema_migration")); /* asking changes nothing */
    assert_int_equal(migrate_check(db, ours, n_ours, &message), STATUS_NOT_FOUND);
    assert_int_equal(run(ours, n_ours, &n_applied), 0);
    assert_int_equal(n_applied, 2);
    assert_int_equal(get_version(), 2);
    assert_int_equal(migrate_check(db, ours, n_ours, &message), 0);
    assert_int_equal(test_ask(db, "SELECT count(phone) FROM person"), 0);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM schema_migration"
                                  " WHERE applied_ms = 1234567 AND length(sha256) = 64"),
                     2);
    assert_int_equal(db_query(db, "SELECT name FROM person", NULL, 0, &rows, &message), 0);
    db_rows_next(rows);
    assert_string_equal(db_rows_get_text(rows, 0), "图采 \"x\" \\n ?\?/ %d;");
    db_rows_free(rows);
    test_run(db, "INSERT INTO log VALUES (1)");
    assert_int_equal(db_run(db, "DELETE FROM log", NULL, 0, NULL, &message), STATUS_DENIED);
}

static void test_a_second_run_finds_nothing_to_do(void **state)
{
    size_t n_applied = 9;

    (void)state;
    run_ours(n_ours);
    assert_int_equal(run(ours, n_ours, &n_applied), 0);
    assert_int_equal(n_applied, 0);
}

static void test_only_what_is_missing_is_applied(void **state)
{
    size_t n_applied = 9;

    (void)state;
    run_ours(1);
    assert_int_equal(get_version(), 1);
    assert_int_equal(migrate_check(db, ours, n_ours, &message), STATUS_NOT_FOUND);
    assert_non_null(strstr(message.text, "1 of 2"));
    assert_int_equal(run(ours, n_ours, &n_applied), 0);
    assert_int_equal(n_applied, 1);
}

static void test_a_newer_database_is_refused_and_not_touched(void **state)
{
    size_t n_applied = 9;

    (void)state;
    run_ours(n_ours);
    assert_int_equal(run(ours, 1, &n_applied), STATUS_DENIED);
    assert_non_null(strstr(message.text, "0002_phone"));
    assert_int_equal(migrate_check(db, ours, 1, &message), STATUS_DENIED);
    assert_int_equal(n_applied, 9);
    assert_int_equal(get_version(), 2);
}

static void test_an_altered_migration_is_refused_and_nothing_applied(void **state)
{
    const Migration altered[] = {{ours[0].name, "SELECT 1"}, ours[1]};
    const Migration renamed[] = {{"0001_people", ours[0].sql}, ours[1]};
    size_t n_applied = 9;

    (void)state;
    run_ours(1);
    assert_int_equal(run(altered, 2, &n_applied), STATUS_DAMAGED);
    assert_non_null(strstr(message.text, "0001_person"));
    assert_int_equal(migrate_check(db, altered, 2, &message), STATUS_DAMAGED);
    assert_int_equal(run(renamed, 2, &n_applied), STATUS_DAMAGED);
    assert_int_equal(get_version(), 1);
    assert_false(has_table("log"));
}

static void test_a_gap_in_the_database_is_damage(void **state)
{
    size_t n_applied = 9;

    (void)state;
    run_ours(n_ours);
    test_run(db, "DELETE FROM schema_migration WHERE version = 1");
    assert_int_equal(run(ours, n_ours, &n_applied), STATUS_DAMAGED);
}

static void test_a_table_of_that_name_that_is_not_ours_is_damage(void **state)
{
    size_t n_applied = 9;

    (void)state;
    test_run(db, "CREATE TABLE schema_migration (version BIGINT, name TEXT, sha256 TEXT)");
    test_run(db, "INSERT INTO schema_migration (version) VALUES (1)");
    assert_int_equal(migrate_check(db, ours, n_ours, &message), STATUS_DAMAGED);
    assert_int_equal(run(ours, n_ours, &n_applied), STATUS_DAMAGED);
    assert_int_equal(n_applied, 9);
}

static void test_a_migration_that_fails_half_way_leaves_nothing(void **state)
{
    const Migration failing[] = {
        ours[0], {"0002_fails", "CREATE TABLE half (id BIGINT); INSERT INTO none VALUES (1);"}};
    size_t n_applied = 9;

    (void)state;
    assert_int_equal(run(failing, 2, &n_applied), STATUS_INTERNAL);
    assert_non_null(strstr(message.text, "0002_fails"));
    assert_non_null(strstr(message.text, "none"));
    assert_false(has_table("half"));
    assert_int_equal(get_version(), 1); /* the one before it stays */
    run_ours(n_ours);                   /* mended, it goes on */
    assert_int_equal(get_version(), 2);
}

static void test_a_migration_that_commits_by_itself_is_refused(void **state)
{
    const Migration ending[] = {{"0001_ends", "COMMIT"}};
    size_t n_applied = 9;

    (void)state;
    assert_int_equal(run(ending, 1, &n_applied), STATUS_ARGUMENT);
    assert_int_equal(get_version(), 0);
}

static void test_no_migrations_are_none(void **state)
{
    size_t n_applied = 9;

    (void)state;
    assert_int_equal(migrate_check(db, NULL, 0, &message), 0);
    assert_int_equal(run(NULL, 0, &n_applied), 0);
    assert_int_equal(n_applied, 0);
}

typedef struct Migrator {
    pthread_t thread;
    int status;
    size_t n_applied;
} Migrator;

static void *migrate(void *context)
{
    Migrator *self = context;
    Message line;
    Db *own;

    self->status = db_open(test_database_get_url(), &own, &line);
    if (self->status)
        return NULL;
    self->status = migrate_run(own, ours, n_ours, NOW_MS, &self->n_applied, &line);
    db_close(own);
    return NULL;
}

static void test_of_several_at_once_one_migrates(void **state)
{
    Migrator migrators[4] = {0};
    size_t n_applied = 0;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&migrators[i].thread, NULL, migrate, &migrators[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        pthread_join(migrators[i].thread, NULL);
        assert_int_equal(migrators[i].status, 0);
        n_applied += migrators[i].n_applied;
    }
    assert_int_equal(n_applied, 2);
    assert_int_equal(migrate_check(db, ours, n_ours, &message), 0);
}

static void test_the_programs_own_migrations_run(void **state)
{
    size_t n_own, n_applied = 9;
    const Migration *own = migrations_get(db_get_dialect(db), &n_own);

    (void)state;
    assert_int_equal(run(own, n_own, &n_applied), 0);
    assert_int_equal(n_applied, n_own);
    assert_int_equal(get_version(), n_own);
    assert_null(own[n_own].name);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        in_database(test_a_fresh_database_gets_all_in_order),
        in_database(test_a_second_run_finds_nothing_to_do),
        in_database(test_only_what_is_missing_is_applied),
        in_database(test_a_newer_database_is_refused_and_not_touched),
        in_database(test_an_altered_migration_is_refused_and_nothing_applied),
        in_database(test_a_gap_in_the_database_is_damage),
        in_database(test_a_table_of_that_name_that_is_not_ours_is_damage),
        in_database(test_a_migration_that_fails_half_way_leaves_nothing),
        in_database(test_a_migration_that_commits_by_itself_is_refused),
        in_database(test_no_migrations_are_none),
        in_database(test_of_several_at_once_one_migrates),
        in_database(test_the_programs_own_migrations_run),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
