/* Staff accounts on both databases, by a clock that the test turns. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/audit.h"
#include "src/app/staff.h"
#include "src/store/staff.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static const int64_t minute = INT64_C(60) * 1000;

static TestApp test;
static Message line;
static char password[CRYPT_TOKEN_BYTES];
static StaffEntry entry;

static void make_officer(void)
{
    const StaffNew officer = {.login = "centre.a", .role = ROLE_CENTRE};

    test_app_make(&test);
    if (staff_add(&test.app, test.db, &officer, password, &line))
        fail_msg("%s", line.text);
}

static LoginOutcome log_in(const char *login, const char *word, const char *code)
{
    const StaffLogin attempt = {login, word, code};

    if (staff_log_in(&test.app, test.db, &attempt, &entry, &line))
        fail_msg("%s", line.text);
    return entry.outcome;
}

static PasswordOutcome change(const char *old, const char *new_password)
{
    PasswordOutcome outcome = PASSWORD_TOO_LONG;

    if (staff_change_password(&test.app, test.db, entry.staff.id, old, new_password, entry.token,
                              &outcome, &line))
        fail_msg("%s", line.text);
    return outcome;
}

static int64_t count_audit(const char *action)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM audit WHERE action = '%s'", action);
    return test_ask(test.db, sql);
}

static void test_the_first_password_lets_in_and_must_be_changed(void **state)
{
    char first[SESSION_TOKEN_BYTES];
    Session session;

    (void)state;
    make_officer();
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_true(entry.staff.must_change_password);
    memcpy(first, entry.token, sizeof first);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_int_equal(change(password, "a long new one"), PASSWORD_CHANGED);
    assert_int_equal(session_find(&test.app, test.db, first, &session, &line), STATUS_NOT_FOUND);
    assert_int_equal(session_find(&test.app, test.db, entry.token, &session, &line), 0);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_REFUSED);
    assert_int_equal(log_in("centre.a", "a long new one", NULL), LOGIN_DONE);
    assert_false(entry.staff.must_change_password);
    assert_int_equal(count_audit("staff.login"), 3);
    assert_int_equal(count_audit("staff.login-refused"), 1);
    assert_int_equal(count_audit("staff.password"), 1);
    test_app_done(&test);
}

static void test_passwords_are_judged_at_their_borders(void **state)
{
    char longest[CRYPT_PASSWORD_INPUT_MAX + 2];

    (void)state;
    make_officer();
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_int_equal(change(password, "123456789"), PASSWORD_TOO_SHORT);
    assert_int_equal(change(password, "一二三四五六七八九"), PASSWORD_TOO_SHORT); /* 9 characters */
    assert_int_equal(change(password, password), PASSWORD_IS_OLD);
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    assert_int_equal(change(password, longest), PASSWORD_TOO_LONG);
    assert_int_equal(test_ask(test.db, "SELECT must_change_password FROM staff"), 1);
    longest[sizeof longest - 2] = 0;
    assert_int_equal(change(password, longest), PASSWORD_CHANGED);
    assert_int_equal(change(longest, "1234567890"), PASSWORD_CHANGED);
    assert_int_equal(change("1234567890", "一二三四五六七八九十"), PASSWORD_CHANGED);
    assert_int_equal(log_in("centre.a", "一二三四五六七八九十", NULL), LOGIN_DONE);
    test_app_done(&test);
}

static void test_the_login_is_no_password(void **state)
{
    const StaffNew officer = {.login = "centre.officer", .role = ROLE_CENTRE};

    (void)state;
    test_app_make(&test);
    assert_int_equal(staff_add(&test.app, test.db, &officer, password, &line), 0);
    assert_int_equal(log_in("centre.officer", password, NULL), LOGIN_DONE);
    assert_int_equal(change(password, "Centre.Officer"), PASSWORD_IS_LOGIN);
    assert_int_equal(change(password, "centre.officer!"), PASSWORD_CHANGED);
    test_app_done(&test);
}

static void fail_times(int n)
{
    for (int i = 0; i < n; i++)
        assert_int_equal(log_in("centre.a", "wrong", NULL), LOGIN_REFUSED);
}

/* As if there had been n failures in a row: a hash takes its time. */
static void set_failures(int n)
{
    char sql[64];

    snprintf(sql, sizeof sql, "UPDATE staff SET n_failed = %d", n);
    test_run(test.db, sql);
}

static void test_the_fifth_failure_locks_for_a_minute(void **state)
{
    (void)state;
    make_officer();
    fail_times(4);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE); /* the count starts anew */
    fail_times(5);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_REFUSED);
    test.now_ms += minute - 1;
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_REFUSED);
    test.now_ms++;
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_int_equal(test_ask(test.db, "SELECT n_failed FROM staff"), 0);
    test_app_done(&test);
}

static void test_locks_double_up_to_an_hour(void **state)
{
    static const int64_t minutes[] = {0, 1, 2, 4, 8, 16, 32, 60, 60};

    (void)state;
    make_officer();
    for (int i = 0; i < 9; i++) {
        set_failures(3 + i);
        fail_times(1);
        assert_int_equal(test_ask(test.db, "SELECT locked_until_ms FROM staff"),
                         minutes[i] ? test.now_ms + minutes[i] * minute : 0);
        test.now_ms += minutes[i] * minute;
    }
    test_app_done(&test);
}

static void test_trying_does_not_prolong_a_lock(void **state)
{
    int64_t until_ms;

    (void)state;
    make_officer();
    set_failures(4);
    fail_times(1);
    until_ms = test.now_ms + minute;
    test.now_ms = until_ms - 1;
    fail_times(2);
    assert_int_equal(test_ask(test.db, "SELECT locked_until_ms FROM staff"), until_ms);
    assert_int_equal(test_ask(test.db, "SELECT n_failed FROM staff"), 5);
    test_app_done(&test);
}

static void test_wrong_old_passwords_count_too(void **state)
{
    (void)state;
    make_officer();
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    set_failures(4);
    assert_int_equal(change("wrong", "a long new one"), PASSWORD_OLD_WRONG);
    assert_int_equal(change(password, "a long new one"), PASSWORD_OLD_WRONG); /* locked */
    test.now_ms += minute;
    assert_int_equal(change(password, "a long new one"), PASSWORD_CHANGED);
    test_app_done(&test);
}

static void test_unknown_and_disabled_are_refused_like_a_wrong_password(void **state)
{
    (void)state;
    make_officer();
    assert_int_equal(log_in("nobody", password, NULL), LOGIN_REFUSED);
    assert_int_equal(log_in("", "", NULL), LOGIN_REFUSED);
    assert_int_equal(log_in("' OR 1=1 --", password, NULL), LOGIN_REFUSED);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_int_equal(staff_disable(&test.app, test.db, "centre.a", &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM session"), 0);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_REFUSED);
    assert_int_equal(test_ask(test.db, "SELECT n_failed FROM staff"), 0);
    assert_int_equal(count_audit("staff.login-refused"), 4);
    test_app_done(&test);
}

static void test_reset_gives_a_new_start(void **state)
{
    char old[CRYPT_TOKEN_BYTES];

    (void)state;
    make_officer();
    memcpy(old, password, sizeof old);
    set_failures(4);
    fail_times(1);
    assert_int_equal(staff_disable(&test.app, test.db, "centre.a", &line), 0);
    assert_int_equal(staff_reset(&test.app, test.db, "centre.a", password, &line), 0);
    assert_int_equal(log_in("centre.a", old, NULL), LOGIN_REFUSED);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    assert_true(entry.staff.must_change_password);
    assert_int_equal(staff_reset(&test.app, test.db, "nobody", password, &line), STATUS_NOT_FOUND);
    assert_int_equal(staff_disable(&test.app, test.db, "nobody", &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

/* --- the second factor */

static uint8_t secret[TOTP_SECRET_BYTES];

/* Base32, as an app reads it. */
static void read_secret(const char *text)
{
    uint32_t bits = 0;
    size_t used = 0;
    int n_bits = 0;

    for (; *text; text++) {
        bits = bits << 5 | (uint32_t)(*text >= 'A' ? *text - 'A' : *text - '2' + 26);
        n_bits += 5;
        if (n_bits >= 8)
            secret[used++] = (uint8_t)(bits >> (n_bits -= 8));
    }
    assert_int_equal(used, TOTP_SECRET_BYTES);
}

static const char *get_code(int64_t steps_ahead)
{
    static char code[TOTP_CODE_BYTES];

    totp_make_code(secret, test.now_ms / 30000 + steps_ahead, code);
    return code;
}

static void enrol(void)
{
    char text[TOTP_SECRET_TEXT_BYTES];

    assert_int_equal(staff_enrol_totp(&test.app, test.db, 1, text, &line), 0);
    read_secret(text);
}

static void test_a_second_factor_counts_once_confirmed_and_each_code_once(void **state)
{
    char text[TOTP_SECRET_TEXT_BYTES];

    (void)state;
    make_officer();
    assert_int_equal(staff_confirm_totp(&test.app, test.db, 1, "123456", &line), STATUS_CONFLICT);
    enrol();
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE); /* not confirmed yet */
    assert_int_equal(staff_confirm_totp(&test.app, test.db, 1, get_code(5), &line), STATUS_DENIED);
    enrol(); /* again: another secret */
    assert_int_equal(staff_confirm_totp(&test.app, test.db, 1, get_code(0), &line), 0);
    assert_int_equal(staff_enrol_totp(&test.app, test.db, 1, text, &line), STATUS_CONFLICT);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_CODE_WANTED);
    assert_int_equal(log_in("centre.a", password, ""), LOGIN_CODE_WANTED);
    assert_int_equal(log_in("centre.a", password, get_code(0)), LOGIN_REFUSED); /* used */
    assert_int_equal(log_in("centre.a", password, get_code(1)), LOGIN_DONE);
    assert_int_equal(log_in("centre.a", password, get_code(1)), LOGIN_REFUSED);
    test.now_ms += 60000;
    assert_int_equal(log_in("centre.a", "wrong", get_code(0)), LOGIN_REFUSED);
    assert_int_equal(log_in("centre.a", password, get_code(0)), LOGIN_DONE);
    test_app_done(&test);
}

static void test_wrong_codes_lock_and_a_reset_takes_the_factor_away(void **state)
{
    (void)state;
    make_officer();
    enrol();
    assert_int_equal(staff_confirm_totp(&test.app, test.db, 1, get_code(0), &line), 0);
    test.now_ms += 300000;
    set_failures(4);
    assert_int_equal(log_in("centre.a", password, get_code(-9)), LOGIN_REFUSED);
    assert_int_equal(log_in("centre.a", password, get_code(0)), LOGIN_REFUSED);
    test.now_ms += minute;
    assert_int_equal(log_in("centre.a", password, get_code(0)), LOGIN_DONE);
    assert_int_equal(staff_reset(&test.app, test.db, "centre.a", password, &line), 0);
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    test_app_done(&test);
}

static void test_the_secret_is_sealed_and_bound_to_its_account(void **state)
{
    const StaffNew other = {.login = "centre.b", .role = ROLE_CENTRE};
    char words[CRYPT_TOKEN_BYTES];
    const StaffLogin attempt = {"centre.b", words, "123456"};
    Staff staff;

    (void)state;
    make_officer();
    enrol();
    assert_int_equal(staff_confirm_totp(&test.app, test.db, 1, get_code(0), &line), 0);
    assert_int_equal(store_staff_find(test.db, 1, &staff, &line), 0);
    assert_null(memmem(staff.totp_sealed, staff.n_totp_sealed, secret, 8));
    assert_int_equal(staff_add(&test.app, test.db, &other, words, &line), 0);
    test_run(test.db, "UPDATE staff SET totp_is_confirmed = 1, totp_sealed ="
                      " (SELECT totp_sealed FROM staff WHERE id = 1) WHERE id = 2");
    assert_int_equal(staff_log_in(&test.app, test.db, &attempt, &entry, &line), STATUS_DAMAGED);
    test_app_done(&test);
}

/* --- accounts */

static int add(const char *login, Role role, const char *school, const char *college)
{
    const StaffNew officer = {login, role, school, college, NULL};

    return staff_add(&test.app, test.db, &officer, password, &line);
}

static void test_accounts_belong_where_their_role_says(void **state)
{
    (void)state;
    test_app_make(&test);
    assert_int_equal(add("a.school", ROLE_SCHOOL, "10284", NULL), 0);
    assert_int_equal(add("a.law", ROLE_COLLEGE, "10284", "Law"), 0);
    assert_int_equal(add("b.law", ROLE_COLLEGE, "10285", "Law"), 0);
    assert_int_equal(test_ask(test.db, "SELECT college_id FROM staff WHERE login = 'a.law'"), 1);
    assert_int_equal(test_ask(test.db, "SELECT college_id FROM staff WHERE login = 'b.law'"), 3);
    assert_int_equal(add("a.law", ROLE_CENTRE, NULL, NULL), STATUS_CONFLICT);
    assert_int_equal(add("b.physics", ROLE_COLLEGE, "10285", "Physics"), STATUS_NOT_FOUND);
    assert_int_equal(add("c.school", ROLE_SCHOOL, "1", NULL), STATUS_NOT_FOUND);
    assert_int_equal(add("c.school", ROLE_SCHOOL, NULL, NULL), STATUS_ARGUMENT);
    assert_int_equal(add("c.centre", ROLE_CENTRE, "10284", NULL), STATUS_ARGUMENT);
    assert_int_equal(add("c.law", ROLE_COLLEGE, "10284", NULL), STATUS_ARGUMENT);
    assert_int_equal(add("student", ROLE_STUDENT, NULL, NULL), STATUS_ARGUMENT);
    assert_int_equal(add("ab", ROLE_CENTRE, NULL, NULL), STATUS_ARGUMENT);
    assert_int_equal(add("A.Centre", ROLE_CENTRE, NULL, NULL), STATUS_ARGUMENT);
    assert_int_equal(count_audit("staff.add"), 3);
    test_app_done(&test);
}

/* --- many at once */

enum { GUESSERS = 4, GUESSES = 3 };

static void *guess(void *context)
{
    Message message;
    Db *db = test_database_open();
    intptr_t n_right = 0;

    for (int i = 0; i < GUESSES; i++) {
        const StaffLogin attempt = {"centre.a", i == GUESSES - 1 ? context : "wrong", NULL};
        StaffEntry mine;

        if (!staff_log_in(&test.app, db, &attempt, &mine, &message))
            n_right += mine.outcome == LOGIN_DONE;
    }
    db_close(db);
    return (void *)n_right;
}

static void test_guesses_at_once_count_like_guesses_in_turn(void **state)
{
    pthread_t threads[GUESSERS];
    AuditCheck audit;

    (void)state;
    make_officer();
    for (int i = 0; i < GUESSERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, guess, password), 0);
    for (int i = 0; i < GUESSERS; i++) {
        void *n_right;

        pthread_join(threads[i], &n_right);
        assert_null(n_right);
    }
    assert_int_equal(test_ask(test.db, "SELECT n_failed FROM staff"), STAFF_FAILURES_MAX);
    assert_int_equal(audit_verify(&test.app, test.db, &audit, &line), 0);
    assert_int_equal(audit.broken_id, 0);
    assert_int_equal(audit.n_rows, 1 + GUESSERS * GUESSES);
    test_app_done(&test);
}

static void test_too_many_hashes_at_once_are_busy(void **state)
{
    const StaffLogin attempt = {"centre.a", password, NULL};

    (void)state;
    make_officer();
    test.app.hashing_max = 0;
    assert_int_equal(staff_log_in(&test.app, test.db, &attempt, &entry, &line), STATUS_BUSY);
    test.app.hashing_max = 1;
    assert_int_equal(log_in("centre.a", password, NULL), LOGIN_DONE);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_password_lets_in_and_must_be_changed),
        cmocka_unit_test(test_passwords_are_judged_at_their_borders),
        cmocka_unit_test(test_the_login_is_no_password),
        cmocka_unit_test(test_the_fifth_failure_locks_for_a_minute),
        cmocka_unit_test(test_locks_double_up_to_an_hour),
        cmocka_unit_test(test_trying_does_not_prolong_a_lock),
        cmocka_unit_test(test_wrong_old_passwords_count_too),
        cmocka_unit_test(test_unknown_and_disabled_are_refused_like_a_wrong_password),
        cmocka_unit_test(test_reset_gives_a_new_start),
        cmocka_unit_test(test_a_second_factor_counts_once_confirmed_and_each_code_once),
        cmocka_unit_test(test_wrong_codes_lock_and_a_reset_takes_the_factor_away),
        cmocka_unit_test(test_the_secret_is_sealed_and_bound_to_its_account),
        cmocka_unit_test(test_accounts_belong_where_their_role_says),
        cmocka_unit_test(test_guesses_at_once_count_like_guesses_in_turn),
        cmocka_unit_test(test_too_many_hashes_at_once_are_busy),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
