/* The program's own migrations on both databases: they apply, twice is once, and their locks hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/store/migrate.h"
#include "tests/support/test_database.h"

static Db *make_schema(void)
{
    size_t n_migrations, n_applied;
    const Migration *migrations;
    Message message = {""};
    Db *db;

    test_database_make();
    db = test_database_open();
    migrations = migrations_get(db_get_dialect(db), &n_migrations);
    if (migrate_run(db, migrations, n_migrations, 1, &n_applied, &message))
        fail_msg("%s", message.text);
    assert_int_equal(n_applied, n_migrations);
    assert_int_equal(migrate_run(db, migrations, n_migrations, 2, &n_applied, &message), 0);
    assert_int_equal(n_applied, 0);
    return db;
}

static void add_school(Db *db)
{
    test_run(db, "INSERT INTO school (code, name, contact) VALUES ('10284', 'A', '025-1')");
}

static void test_migrations_apply_once(void **state)
{
    Db *db = make_schema();

    (void)state;
    assert_int_equal(test_ask(db, "SELECT count(*) FROM school"), 0);
    add_school(db);
    assert_int_equal(test_ask(db, "SELECT id FROM school WHERE code = '10284'"), 1);
    db_close(db);
}

static int try(Db *db, const char *sql)
{
    Message message;

    return db_run(db, sql, NULL, 0, NULL, &message);
}

static void test_audit_log_is_only_added_to(void **state)
{
    const char *const add = "INSERT INTO audit (time_ms, actor, action, subject, detail, "
                            "previous_hash, hash) VALUES ($1, 'system', 'a', 's', '{}', $2, $3)";
    const int64_t recent_ms = INT64_C(4102444800000), old_ms = 1000; /* 2100, 1970 */
    Db *db = make_schema();
    Message message;

    (void)state;
    for (int i = 0; i < 2; i++) {
        const DbValue params[] = {db_int(i ? old_ms : recent_ms), db_blob("", 0),
                                  db_blob(i ? "b" : "a", 1)};

        assert_int_equal(db_run(db, add, params, 3, NULL, &message), 0);
    }
    assert_int_equal(try(db, "UPDATE audit SET action = 'b' WHERE id = 1"), STATUS_DENIED);
    assert_int_equal(try(db, "DELETE FROM audit WHERE id = 1"), STATUS_DENIED);
    assert_int_equal(try(db, "DELETE FROM audit WHERE id = 2"), 0); /* older than three years */
    assert_int_equal(test_ask(db, "SELECT count(*) FROM audit"), 1);
    db_close(db);
}

static void test_roles_have_the_scope_they_need(void **state)
{
    static const char *const bad[] = {
        "INSERT INTO staff (login, password_hash, role, must_change_password, n_failed, "
        "locked_until_ms, is_disabled, created_ms) VALUES ('a', '', 'school', 1, 0, 0, 0, 0)",
        "INSERT INTO staff (login, password_hash, role, school_id, must_change_password, n_failed, "
        "locked_until_ms, is_disabled, created_ms) VALUES ('a', '', 'centre', 1, 1, 0, 0, 0, 0)",
        "INSERT INTO staff (login, password_hash, role, school_id, must_change_password, n_failed, "
        "locked_until_ms, is_disabled, created_ms) VALUES ('a', '', 'college', 1, 1, 0, 0, 0, 0)",
        "INSERT INTO staff (login, password_hash, role, must_change_password, n_failed, "
        "locked_until_ms, is_disabled, created_ms) VALUES ('a', '', 'king', 1, 0, 0, 0, 0)"};
    Db *db = make_schema();

    (void)state;
    add_school(db);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_not_equal(try(db, bad[i]), 0);
    test_run(db, "INSERT INTO staff (login, password_hash, role, school_id, must_change_password, "
                 "n_failed, locked_until_ms, is_disabled, created_ms) "
                 "VALUES ('a', '', 'school', 1, 1, 0, 0, 0, 0)");
    db_close(db);
}

static void add_journey(Db *db)
{
    test_run(db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(db, "INSERT INTO journey (account_id, state, version, is_paid, n_failed_in_row, "
                 "n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, locked_until_ms, "
                 "not_genuine, created_ms, changed_ms) "
                 "VALUES (1, 'consent', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)");
}

static void test_what_must_be_single_is(void **state)
{
    static const char order[] =
        "INSERT INTO purchase (number, journey_id, amount_fen, provider, state, created_ms, "
        "changed_ms) VALUES ($1, 1, 1500, 'cash', 'open', 0, 0)";
    const DbValue first = db_text("a"), second = db_text("b");
    Db *db = make_schema();
    Message message;

    (void)state;
    add_journey(db);
    assert_int_equal(db_run(db, order, &first, 1, NULL, &message), 0);
    assert_int_equal(db_run(db, order, &second, 1, NULL, &message), STATUS_CONFLICT);
    test_run(db, "INSERT INTO capture (journey_id, nonce, created_ms, expires_ms) "
                 "VALUES (1, 'n', 0, 1)");
    assert_int_equal(try(db, "INSERT INTO capture (journey_id, nonce, created_ms, expires_ms) "
                             "VALUES (1, 'n', 0, 1)"),
                     STATUS_CONFLICT);
    test_run(db, "INSERT INTO document (kind, version, body, sha256, published_ms) "
                 "VALUES ('consent', 1, '', '', 0)");
    assert_int_equal(try(db, "INSERT INTO document (kind, version, body, sha256, published_ms) "
                             "VALUES ('consent', 1, '', '', 0)"),
                     STATUS_CONFLICT);
    db_close(db);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_migrations_apply_once),
        cmocka_unit_test(test_audit_log_is_only_added_to),
        cmocka_unit_test(test_roles_have_the_scope_they_need),
        cmocka_unit_test(test_what_must_be_single_is),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
