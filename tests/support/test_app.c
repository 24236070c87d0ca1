/* On what test_database.h gives. */
#include "tests/support/test_app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "src/store/migrate.h"
#include "tests/support/test_database.h"

static const int64_t start_ms = INT64_C(1770000000000);

static int64_t get_now(void *context)
{
    return ((const TestApp *)context)->now_ms;
}

void test_app_make(TestApp *ret_test)
{
    const Clock clock = {get_now, ret_test};
    size_t n_migrations, n_applied;
    const Migration *migrations;
    Message message = {""};

    ret_test->now_ms = start_ms;
    ret_test->master = crypt_make_key();
    assert_int_equal(app_init(&ret_test->app, &ret_test->master, &clock, 4, &message), 0);
    test_database_make();
    ret_test->db = test_database_open();
    migrations = migrations_get(db_get_dialect(ret_test->db), &n_migrations);
    if (migrate_run(ret_test->db, migrations, n_migrations, start_ms, &n_applied, &message))
        fail_msg("%s", message.text);
    test_run(ret_test->db, "INSERT INTO school (code, name, contact) VALUES"
                           " ('10284', 'A', '025-1'), ('10285', 'B', '025-2')");
    test_run(ret_test->db, "INSERT INTO college (school_id, name) VALUES"
                           " (1, 'Law'), (1, 'Physics'), (2, 'Law')");
}

void test_app_make_shooting(TestApp *ret_test)
{
    char sql[512];

    test_app_make(ret_test);
    snprintf(sql, sizeof sql,
             "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
             "daily_from_min, daily_to_min, is_payment_unified, has_school_review, production, "
             "rules) VALUES (1, 1, '2026', 'roster', %lld, %lld, 0, 1440, 0, 1, 'automatic', '')",
             (long long)ret_test->now_ms, (long long)ret_test->now_ms + 3600000);
    test_run(ret_test->db, sql);
    for (int i = 1; i <= 2; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO student (id, batch_id, major, class_name, student_number, key_name, "
                 "name_masked, name_hash, name_sealed, identity_masked, identity_hash, "
                 "identity_sealed, created_ms) SELECT %d, 1, '', '', '%d', 'k%d', '', hash, hash, "
                 "'', hash, hash, 0 FROM "
                 "(SELECT %s AS hash) AS made",
                 i, i, i,
                 test_database_is_postgres() ? (i == 1 ? "decode(repeat('01', 32), 'hex')"
                                                       : "decode(repeat('02', 32), 'hex')")
                                             : (i == 1 ? "zeroblob(32)" : "randomblob(32)"));
        test_run(ret_test->db, sql);
        test_run(ret_test->db, "INSERT INTO account (created_ms) VALUES (0)");
        snprintf(sql, sizeof sql,
                 "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                 "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, "
                 "locked_until_ms, not_genuine, created_ms, changed_ms) "
                 "VALUES (%d, %d, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)",
                 i, i);
        test_run(ret_test->db, sql);
    }
}

void test_app_add_draft(TestApp *test, int i)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms) "
             "VALUES (%d, 1, 'n%d', 0, 1)",
             i, i);
    test_run(test->db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO shot (id, public_id, journey_id, capture_id, idempotency_key, state, "
             "frames, received_ms, finished_ms) "
             "VALUES (%d, 's%d', 1, %d, 'i%d', 'passed', '[]', 0, 1)",
             i, i, i, i);
    test_run(test->db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO draft (public_id, journey_id, shot_id, has_warnings, created_ms) "
             "VALUES ('d%d', 1, %d, 0, %lld)",
             i, i, (long long)test->now_ms);
    test_run(test->db, sql);
}

void test_app_done(TestApp *test)
{
    db_close(test->db);
    app_done(&test->app);
}
