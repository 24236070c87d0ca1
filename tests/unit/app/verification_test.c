/* Who a student is, by the school's batches that have not ended, on both databases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/accounts.h"
#include "src/app/journeys.h"
#include "src/app/verification.h"
#include "src/store/batch.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static const int64_t hour = INT64_C(3600) * 1000;
static const RosterClaim zhang = {0, "张三", "B21030405", "11010519491231002X"};
static const char pattern[] = "/tmp/tucai-verification-test-XXXXXX";

static TestApp test;
static Message line;
static KeyStore *keys;
static char folder[sizeof pattern];
static int64_t batch_id;
static Verification result;

static void add_student(int64_t id, const char *name, const char *number, const char *identity)
{
    const RosterEntry entry = {id, 0, name, number, identity, number, "", ""};
    Student student;

    if (roster_add(&test.app, test.db, keys, &entry, &student, &line))
        fail_msg("%s", line.text);
}

static int64_t begin_account(void)
{
    char token[SESSION_TOKEN_BYTES];
    Session session;
    Journey journey;

    assert_int_equal(accounts_begin(&test.app, test.db, token, &session, &line), 0);
    assert_int_equal(journeys_consent(&test.app, test.db, session.account_id, 1, &journey, &line),
                     0);
    return session.account_id;
}

static void set_up(void)
{
    char url[256];

    test_app_make(&test);
    memcpy(folder, pattern, sizeof folder);
    if (!mkdtemp(folder))
        fail_msg("no folder");
    snprintf(url, sizeof url, "sqlite:%s/keys.db", folder);
    if (keys_open(url, &test.master, &test.app.clock, &keys, &line))
        fail_msg("%s", line.text);
    test_run(test.db, "INSERT INTO document (kind, version, body, sha256, published_ms)"
                      " VALUES ('consent', 1, 'x', 'x', 0)");
    batch_id = test_batch_add(&test, 1, 0, 0);
    add_student(batch_id, "张三", "B21030405", "11010519491231002X");
}

static void tear_down(void)
{
    char command[128];

    keys_close(keys);
    test_app_done(&test);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static VerificationOutcome verify(int64_t account_id, const char *school_code,
                                  const RosterClaim *claim)
{
    if (verification_by_roster(&test.app, test.db, keys, account_id, school_code, claim, &result,
                               &line))
        fail_msg("%s", line.text);
    return result.outcome;
}

static void test_every_refusal_names_the_school_that_it_knows(void **state)
{
    const RosterClaim other = {0, "李四", "B21030405", "11010519491231002X"};
    int64_t account_id;

    (void)state;
    set_up();
    account_id = begin_account();
    assert_int_equal(verify(account_id, "99999", &zhang), VERIFICATION_NO_SCHOOL);
    assert_int_equal(result.school.id, 0);
    assert_int_equal(verify(account_id, "10285", &zhang), VERIFICATION_NO_BATCH);
    assert_string_equal(result.school.contact, "025-2");
    assert_int_equal(verify(account_id, "10284", &other), VERIFICATION_UNKNOWN);
    assert_string_equal(result.school.contact, "025-1");
    assert_int_equal(verify(account_id, "10284", &zhang), VERIFICATION_DONE);
    assert_int_equal(verify(account_id, "10284", &zhang), VERIFICATION_DONE);
    assert_int_equal(verify(account_id, "10284", &other), VERIFICATION_NOT_NOW);
    assert_int_equal(verify(begin_account(), "10284", &zhang), VERIFICATION_BOUND);
    assert_string_equal(result.school.contact, "025-1");
    tear_down();
}

static void test_a_batch_is_open_for_verification_until_it_ends(void **state)
{
    int64_t account_id;

    (void)state;
    set_up();
    account_id = begin_account();
    test.now_ms += hour;
    assert_int_equal(verify(account_id, "10284", &zhang), VERIFICATION_NO_BATCH);
    test.now_ms--;
    assert_int_equal(verify(account_id, "10284", &zhang), VERIFICATION_DONE);
    tear_down();
}

static void test_students_of_every_batch_of_the_school_are_found(void **state)
{
    const RosterClaim li = {0, "李四", "B21030406", "E12345678"};
    int64_t second_id;

    (void)state;
    set_up();
    second_id = test_batch_add(&test, 1, 0, 0);
    add_student(second_id, "李四", "B21030406", "E12345678");
    assert_int_equal(verify(begin_account(), "10284", &li), VERIFICATION_DONE);
    assert_int_equal(verify(begin_account(), "10284", &zhang), VERIFICATION_DONE);
    tear_down();
}

static void test_a_batch_takes_its_own_way_only(void **state)
{
    CaptureCode code = {.unique_number = "B21030405",
                        .name_masked = "张*",
                        .identity_masked = "1101**********002X",
                        .school_code = "10284"};
    int64_t account_id;

    (void)state;
    set_up();
    account_id = begin_account();
    assert_int_equal(
        verification_by_code(&test.app, test.db, keys, account_id, &code, &result, &line), 0);
    assert_int_equal(result.outcome, VERIFICATION_OTHER_WAY);
    test_run(test.db, "UPDATE batch SET verification = 'code'");
    assert_int_equal(verify(account_id, "10284", &zhang), VERIFICATION_OTHER_WAY);
    snprintf(code.name_masked, sizeof code.name_masked, "李*");
    assert_int_equal(
        verification_by_code(&test.app, test.db, keys, account_id, &code, &result, &line), 0);
    assert_int_equal(result.outcome, VERIFICATION_MISMATCH);
    snprintf(code.name_masked, sizeof code.name_masked, "张*");
    assert_int_equal(
        verification_by_code(&test.app, test.db, keys, account_id, &code, &result, &line), 0);
    assert_int_equal(result.outcome, VERIFICATION_DONE);
    tear_down();
}

static void test_the_earliest_batches_of_a_school_are_listed_up_to_the_maximum(void **state)
{
    int64_t ids[CURRENT_BATCHES_MAX];
    size_t n_ids = 0;

    (void)state;
    set_up();
    for (int i = 0; i < CURRENT_BATCHES_MAX; i++)
        test_batch_add(&test, 1, 0, 0);
    assert_int_equal(store_batch_list_current(test.db, 1, test.now_ms, ids, &n_ids, &line), 0);
    assert_int_equal(n_ids, CURRENT_BATCHES_MAX);
    assert_int_equal(ids[0], batch_id);
    tear_down();
}

/* Whoever opens the page and goes away leaves nothing behind when the session has ended. */
static void test_accounts_that_nobody_can_come_back_to_are_deleted(void **state)
{
    const int64_t life_ms = batch_rules_get_default().student_session_ms;
    char token[SESSION_TOKEN_BYTES];
    int64_t n_deleted = 0;
    Session session;

    (void)state;
    set_up();
    begin_account(); /* has taken a step */
    assert_int_equal(accounts_begin(&test.app, test.db, token, &session, &line), 0);
    test.now_ms += life_ms - 1;
    assert_int_equal(session_purge(&test.app, test.db, &n_deleted, &line), 0);
    assert_int_equal(accounts_purge(test.db, &n_deleted, &line), 0);
    assert_int_equal(n_deleted, 0);
    test.now_ms++;
    assert_int_equal(session_purge(&test.app, test.db, &n_deleted, &line), 0);
    assert_int_equal(accounts_purge(test.db, &n_deleted, &line), 0);
    assert_int_equal(n_deleted, 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM account"), 1);
    tear_down();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_refusal_names_the_school_that_it_knows),
        cmocka_unit_test(test_a_batch_is_open_for_verification_until_it_ends),
        cmocka_unit_test(test_students_of_every_batch_of_the_school_are_found),
        cmocka_unit_test(test_a_batch_takes_its_own_way_only),
        cmocka_unit_test(test_accounts_that_nobody_can_come_back_to_are_deleted),
        cmocka_unit_test(test_the_earliest_batches_of_a_school_are_listed_up_to_the_maximum),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
