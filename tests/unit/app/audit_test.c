/* The chained log on both databases: what was altered behind the trigger's back is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/audit.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

enum { ROWS = 1200 }; /* some pages */

static TestApp test;
static Message line;

static int append_rows(Db *db, void *context, Message *ret_message)
{
    const int n_rows = *(const int *)context;

    for (int i = 0; i < n_rows; i++) {
        AuditEntry entry = {.actor = "staff:7", .action = "journey.unlock", .detail = "{\"n\":1}"};
        int status;

        snprintf(entry.subject, sizeof entry.subject, "journey:%d", i);
        status = audit_append(&test.app, db, &entry, ret_message);
        if (status)
            return status;
    }
    return 0;
}

static void make_log(int n_rows)
{
    test_app_make(&test);
    assert_int_equal(db_transact(test.db, append_rows, &n_rows, &line), 0);
    test_run_either(test.db, "DROP TRIGGER audit_no_update",
                    "ALTER TABLE audit DISABLE TRIGGER audit_no_update");
    test_run_either(test.db, "DROP TRIGGER audit_no_delete",
                    "ALTER TABLE audit DISABLE TRIGGER audit_no_delete");
}

static AuditCheck verify(void)
{
    AuditCheck check;

    if (audit_verify(&test.app, test.db, &check, &line))
        fail_msg("%s", line.text);
    return check;
}

static void test_an_untouched_log_is_whole(void **state)
{
    (void)state;
    make_log(ROWS);
    assert_int_equal(verify().broken_id, 0);
    assert_int_equal(verify().n_rows, ROWS);
    test_app_done(&test);
}

static void test_an_empty_log_is_whole(void **state)
{
    (void)state;
    make_log(0);
    assert_int_equal(verify().broken_id, 0);
    assert_int_equal(verify().n_rows, 0);
    test_app_done(&test);
}

static void test_any_altered_column_is_found_at_its_row(void **state)
{
    static const char *const changes[] = {"actor = 'staff:8'",
                                          "action = 'journey.reset'",
                                          "subject = 'journey:5000'",
                                          "detail = '{\"n\":2}'",
                                          "time_ms = time_ms + 1",
                                          "previous_hash = hash",
                                          "actor = 'staff:', action = '7journey.unlock'"};

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char sql[160];

        make_log(5);
        snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE id = 3", changes[i]);
        test_run(test.db, sql);
        assert_int_equal(verify().broken_id, 3);
        test_app_done(&test);
    }
}

static void test_a_missing_row_is_found_at_the_next(void **state)
{
    (void)state;
    make_log(ROWS);
    test_run(test.db, "DELETE FROM audit WHERE id = 700");
    assert_int_equal(verify().broken_id, 701);
    test_app_done(&test);
}

static void test_two_rows_that_changed_places_are_found(void **state)
{
    (void)state;
    make_log(5);
    test_run(test.db, "UPDATE audit SET id = 100 WHERE id = 3");
    test_run(test.db, "UPDATE audit SET id = 3 WHERE id = 4");
    test_run(test.db, "UPDATE audit SET id = 4 WHERE id = 100");
    assert_int_equal(verify().broken_id, 3);
    test_app_done(&test);
}

/* Who cuts off the beginning without the row that tells of it (app/retention_test.c) is found. */
static void test_a_beginning_cut_off_is_found(void **state)
{
    (void)state;
    make_log(10);
    test_run(test.db, "DELETE FROM audit WHERE id <= 4");
    assert_int_equal(verify().broken_id, 5);
    test_app_done(&test);
}

static void test_a_row_of_somebody_without_the_key_is_found(void **state)
{
    int n_rows = 1;
    CryptKey ours;

    (void)state;
    make_log(3);
    ours = test.app.audit_key;
    test.app.audit_key = crypt_make_key();
    assert_int_equal(db_transact(test.db, append_rows, &n_rows, &line), 0);
    test.app.audit_key = ours;
    assert_int_equal(verify().broken_id, 4);
    test_app_done(&test);
}

static void test_a_row_that_is_too_long_is_refused(void **state)
{
    AuditEntry entry = {.actor = "system", .action = "a", .subject = "s"};
    char detail[AUDIT_DETAIL_MAX + 2];

    (void)state;
    make_log(3);
    memset(detail, 'x', sizeof detail - 1);
    detail[sizeof detail - 1] = 0;
    entry.detail = detail;
    assert_int_equal(audit_append(&test.app, test.db, &entry, &line), STATUS_ARGUMENT);
    detail[AUDIT_DETAIL_MAX] = 0;
    assert_int_equal(audit_append(&test.app, test.db, &entry, &line), 0);
    assert_int_equal(verify().n_rows, 4);
    assert_int_equal(verify().broken_id, 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_untouched_log_is_whole),
        cmocka_unit_test(test_an_empty_log_is_whole),
        cmocka_unit_test(test_any_altered_column_is_found_at_its_row),
        cmocka_unit_test(test_a_missing_row_is_found_at_the_next),
        cmocka_unit_test(test_two_rows_that_changed_places_are_found),
        cmocka_unit_test(test_a_beginning_cut_off_is_found),
        cmocka_unit_test(test_a_row_of_somebody_without_the_key_is_found),
        cmocka_unit_test(test_a_row_that_is_too_long_is_refused),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
