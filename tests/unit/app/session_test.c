/* Sessions at their borders, by a clock that the test turns, on both databases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/session.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static const int64_t minute = INT64_C(60) * 1000, hour = INT64_C(3600) * 1000,
                     day = INT64_C(24) * 3600 * 1000;

static TestApp test;
static Message line;
static char token[SESSION_TOKEN_BYTES];
static Session session;

static void make_people(void)
{
    test_app_make(&test);
    test_run(test.db, "INSERT INTO account (created_ms) VALUES (1)");
    test_run(test.db, "INSERT INTO staff (login, password_hash, role, must_change_password,"
                      " n_failed, locked_until_ms, is_disabled, created_ms)"
                      " VALUES ('centre', 'x', 'centre', 0, 0, 0, 0, 1)");
}

static void start(SessionKind kind)
{
    if (session_start(&test.app, test.db, kind, 1, token, &session, &line))
        fail_msg("%s", line.text);
}

static int find(void)
{
    return session_find(&test.app, test.db, token, &session, &line);
}

static void test_staffs_session_ends_after_12_hours_whatever_they_do(void **state)
{
    int64_t from;

    (void)state;
    make_people();
    start(SESSION_STAFF);
    from = test.now_ms;
    for (int i = 1; i < 12; i++) {
        test.now_ms = from + i * hour;
        assert_int_equal(find(), 0);
    }
    assert_int_equal(session.staff_id, 1);
    assert_int_equal(session.account_id, 0);
    test.now_ms = from + 12 * hour - 1;
    assert_int_equal(find(), 0);
    test.now_ms++;
    assert_int_equal(find(), STATUS_NOT_FOUND);
    test.now_ms++;
    assert_int_equal(find(), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_students_session_slides(void **state)
{
    (void)state;
    make_people();
    start(SESSION_STUDENT);
    test.now_ms += 30 * day - 1;
    assert_int_equal(find(), 0);
    test.now_ms += 30 * day - 1;
    assert_int_equal(find(), 0);
    assert_int_equal(session.account_id, 1);
    test.now_ms += 30 * day;
    assert_int_equal(find(), STATUS_NOT_FOUND);
    test.now_ms++;
    assert_int_equal(find(), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_being_seen_is_written_once_a_minute(void **state)
{
    int64_t from;

    (void)state;
    make_people();
    start(SESSION_STUDENT);
    from = test.now_ms;
    test.now_ms += minute - 1;
    assert_int_equal(find(), 0);
    assert_int_equal(test_ask(test.db, "SELECT seen_ms FROM session"), from);
    assert_int_equal(test_ask(test.db, "SELECT expires_ms FROM session"), from + 30 * day);
    test.now_ms++;
    assert_int_equal(find(), 0);
    assert_int_equal(test_ask(test.db, "SELECT seen_ms FROM session"), from + minute);
    assert_int_equal(test_ask(test.db, "SELECT expires_ms FROM session"), from + minute + 30 * day);
    test_app_done(&test);
}

static void test_a_token_is_only_with_its_client(void **state)
{
    DbRows *rows = NULL;
    size_t n_bytes;
    const char *hash;

    (void)state;
    make_people();
    start(SESSION_STAFF);
    assert_int_equal(db_query(test.db, "SELECT token_hash FROM session", NULL, 0, &rows, &line), 0);
    assert_true(db_rows_next(rows));
    hash = db_rows_get_blob(rows, 0, &n_bytes);
    assert_int_equal(n_bytes, SESSION_HASH_BYTES);
    assert_null(memmem(hash, n_bytes, token, 8));
    db_rows_free(rows);
    token[3] ^= 1;
    assert_int_equal(find(), STATUS_NOT_FOUND);
    assert_int_equal(session_find(&test.app, test.db, NULL, &session, &line), STATUS_NOT_FOUND);
    assert_int_equal(session_find(&test.app, test.db, "", &session, &line), STATUS_NOT_FOUND);
    token[3] ^= 1;
    test.app.session_key = crypt_make_key(); /* a stolen token is no good with another key */
    assert_int_equal(find(), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_forged_requests_lack_the_other_token(void **state)
{
    char other[SESSION_TOKEN_BYTES];

    (void)state;
    make_people();
    start(SESSION_STAFF);
    assert_string_not_equal(session.csrf_token, token);
    memcpy(other, session.csrf_token, sizeof other);
    assert_int_equal(find(), 0);
    assert_true(session_is_csrf_token(&session, other));
    assert_false(session_is_csrf_token(&session, token));
    assert_false(session_is_csrf_token(&session, NULL));
    assert_false(session_is_csrf_token(&session, ""));
    test_app_done(&test);
}

static void test_log_out_ends_one_and_a_change_of_password_the_others(void **state)
{
    char first[SESSION_TOKEN_BYTES], second[SESSION_TOKEN_BYTES];

    (void)state;
    make_people();
    start(SESSION_STUDENT);
    start(SESSION_STAFF);
    memcpy(first, token, sizeof first);
    start(SESSION_STAFF);
    memcpy(second, token, sizeof second);
    start(SESSION_STAFF);
    assert_int_equal(session_end(&test.app, test.db, first, &line), 0);
    assert_int_equal(session_end(&test.app, test.db, first, &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM session"), 3);
    assert_int_equal(session_end_others(&test.app, test.db, 1, second, &line), 0);
    assert_int_equal(session_find(&test.app, test.db, second, &session, &line), 0);
    assert_int_equal(find(), STATUS_NOT_FOUND);
    assert_int_equal(session_end_others(&test.app, test.db, 1, NULL, &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM session"), 1); /* the student's */
    test_app_done(&test);
}

static void test_what_has_ended_is_purged(void **state)
{
    int64_t n_deleted = 0;

    (void)state;
    make_people();
    start(SESSION_STAFF);
    start(SESSION_STUDENT);
    test.now_ms += 12 * hour - 1;
    assert_int_equal(session_purge(&test.app, test.db, &n_deleted, &line), 0);
    assert_int_equal(n_deleted, 0);
    test.now_ms++;
    assert_int_equal(session_purge(&test.app, test.db, &n_deleted, &line), 0);
    assert_int_equal(n_deleted, 1);
    assert_int_equal(find(), 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_staffs_session_ends_after_12_hours_whatever_they_do),
        cmocka_unit_test(test_students_session_slides),
        cmocka_unit_test(test_being_seen_is_written_once_a_minute),
        cmocka_unit_test(test_a_token_is_only_with_its_client),
        cmocka_unit_test(test_forged_requests_lack_the_other_token),
        cmocka_unit_test(test_log_out_ends_one_and_a_change_of_password_the_others),
        cmocka_unit_test(test_what_has_ended_is_purged),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
