/*
 * The roster as officers see it and its counts, on both databases: one's own school and college, in
 * SQL, page by page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/store/dashboard.h"
#include "src/store/student_list.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

enum { N_MAX = 100 };

static TestApp test;
static Message line;

/*
 * Of school 1: students 1 and 2 of college 1, 3 of college 2, 4 of none, all of batch 1, and 5 of
 * college 1 in batch 2. Of school 2: 6 of college 3. 2 has handed in and paid, 3 has not begun.
 */
static void set_up(void)
{
    int64_t batch_id, later_id;

    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 0, 1);
    later_id = test_batch_add(&test, 1, 0, 1);
    test_journey_add(&test, batch_id, 1, "shoot");
    test_journey_add(&test, batch_id, 1, "production");
    test_journey_add(&test, batch_id, 2, "shoot");
    test_journey_add(&test, batch_id, 0, "shoot");
    test_journey_add(&test, later_id, 1, "video");
    test_journey_add(&test, test_batch_add(&test, 2, 0, 1), 3, "shoot");
    test_run(test.db, "DELETE FROM journey WHERE id = 3");
    test_run(test.db, "UPDATE journey SET is_paid = 1 WHERE id = 2");
    test_run(test.db, "UPDATE student SET unique_number = 'U5' WHERE id = 5");
}

/* --- the list */

static void add(void *context, const StudentItem *item)
{
    char *text = context;

    snprintf(text + strlen(text), 32, "%d ", (int)item->id);
}

static void check_list(StudentFilter filter, const char *wanted)
{
    char found[64] = "";

    filter.n_max = filter.n_max ? filter.n_max : N_MAX;
    if (store_student_visit(test.db, &filter, add, found, &line))
        fail_msg("%s", line.text);
    assert_string_equal(found, wanted);
}

static void test_students_are_listed_within_school_college_and_batch(void **state)
{
    (void)state;
    set_up();
    check_list((StudentFilter){0}, "1 2 3 4 5 6 ");
    check_list((StudentFilter){.school_id = 1}, "1 2 3 4 5 ");
    check_list((StudentFilter){.school_id = 1, .college_id = 1}, "1 2 5 ");
    check_list((StudentFilter){.school_id = 1, .college_id = 1, .batch_id = 2}, "5 ");
    check_list((StudentFilter){.school_id = 1, .college_id = 3}, "");
    check_list((StudentFilter){.school_id = 2, .college_id = 1}, "");
    check_list((StudentFilter){.school_id = 2, .batch_id = 1}, "");
    check_list((StudentFilter){.school_id = 2, .student_id = 1}, "");
    check_list((StudentFilter){.school_id = 2, .student_number = "S1"}, "");
    check_list((StudentFilter){.school_id = 1, .n_max = 2}, "1 2 ");
    check_list((StudentFilter){.school_id = 1, .after_id = 2, .n_max = 2}, "3 4 ");
    check_list((StudentFilter){.school_id = 1, .after_id = 5, .n_max = 2}, "");
    test_app_done(&test);
}

static void test_students_are_found_by_state_and_by_what_is_known_of_them(void **state)
{
    const uint8_t hash[CRYPT_HASH_BYTES] = {4}, other[CRYPT_HASH_BYTES] = {4, 1};

    (void)state;
    set_up();
    check_list((StudentFilter){.state = "shoot"}, "1 4 6 ");
    check_list((StudentFilter){.state = ""}, "3 ");
    check_list((StudentFilter){.state = "shoot", .school_id = 2}, "6 ");
    check_list((StudentFilter){.student_number = "S2"}, "2 ");
    check_list((StudentFilter){.student_number = "S"}, "");
    check_list((StudentFilter){.unique_number = "U5"}, "5 ");
    check_list((StudentFilter){.name_hash = hash}, "4 ");
    check_list((StudentFilter){.identity_hash = hash}, "4 ");
    check_list((StudentFilter){.identity_hash = other}, "");
    check_list((StudentFilter){.name_hash = hash, .school_id = 2}, "");
    test_app_done(&test);
}

static void test_locked_are_those_whose_lock_holds_now(void **state)
{
    const DbValue ends = db_int(1000);

    (void)state;
    set_up();
    test_run(test.db, "UPDATE journey SET lock_kind = 'school' WHERE id = 4");
    assert_int_equal(
        db_run(test.db, "UPDATE journey SET lock_kind = 'timed', locked_until_ms = $1 WHERE id = 1",
               &ends, 1, NULL, &line),
        0);
    check_list((StudentFilter){.is_locked = 1, .now_ms = 999}, "1 4 ");
    check_list((StudentFilter){.is_locked = 1, .now_ms = 1000}, "4 ");
    check_list((StudentFilter){.is_locked = 1, .now_ms = 1001}, "4 ");
    check_list((StudentFilter){.is_locked = 1, .now_ms = 999, .school_id = 2}, "");
    test_app_done(&test);
}

static void test_a_student_shows_masked_and_how_far(void **state)
{
    StudentItem item;

    (void)state;
    set_up();
    assert_int_equal(store_student_get_item(test.db, 2, &item, &line), 0);
    assert_string_equal(item.name_masked, "张*");
    assert_string_equal(item.identity_masked, "3201**");
    assert_string_equal(item.college, "Law");
    assert_int_equal(item.school_id, 1);
    assert_int_equal(item.state, JOURNEY_PRODUCTION);
    assert_int_equal(item.is_paid, 1);
    assert_int_equal(store_student_get_item(test.db, 3, &item, &line), 0);
    assert_int_equal(item.journey_id, 0);
    assert_int_equal(store_student_get_item(test.db, 4, &item, &line), 0);
    assert_int_equal(item.college_id, 0);
    assert_string_equal(item.college, "");
    assert_int_equal(store_student_get_item(test.db, 99, &item, &line), STATUS_NOT_FOUND);
    assert_int_equal(store_student_get_item(test.db, 0, &item, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

/* --- the counts */

static void add_row(void *context, const DashboardRow *row)
{
    char *text = context;

    snprintf(text + strlen(text), 64, "%d/%d %s %d; ", (int)row->school_id, (int)row->college_id,
             row->state, (int)row->n_students);
}

static void check_counts(DashboardFilter filter, const char *wanted)
{
    char found[1024] = "";

    filter.n_max = filter.n_max ? filter.n_max : 10;
    if (store_dashboard_visit(test.db, &filter, add_row, found, &line))
        fail_msg("%s", line.text);
    assert_string_equal(found, wanted);
}

static void test_counts_are_of_ones_school_and_college(void **state)
{
    (void)state;
    set_up();
    check_counts((DashboardFilter){0},
                 "1/0 not-begun 1; 1/0 production 1; 1/0 shoot 2; 1/0 video 1; 2/0 shoot 1; ");
    check_counts((DashboardFilter){.school_id = 2}, "2/0 shoot 1; ");
    check_counts((DashboardFilter){.school_id = 1, .n_max = 1}, "1/0 not-begun 1; ");
    check_counts((DashboardFilter){.level = DASHBOARD_BY_COLLEGE, .school_id = 1},
                 "1/0 shoot 1; 1/1 production 1; 1/1 shoot 1; 1/1 video 1; 1/2 not-begun 1; ");
    check_counts((DashboardFilter){.level = DASHBOARD_BY_COLLEGE, .school_id = 1, .college_id = 1},
                 "1/1 production 1; 1/1 shoot 1; 1/1 video 1; ");
    check_counts((DashboardFilter){.level = DASHBOARD_BY_CLASS, .school_id = 1, .batch_id = 2},
                 "1/1 video 1; ");
    check_counts((DashboardFilter){.level = DASHBOARD_BY_MAJOR, .school_id = 2, .college_id = 1},
                 "");
    test_app_done(&test);
}

static void keep_shoot(void *context, const DashboardRow *row)
{
    if (!strcmp(row->state, "shoot"))
        *(DashboardRow *)context = *row;
}

static void test_counts_tell_who_is_locked_has_drafts_or_was_returned(void **state)
{
    const DashboardFilter filter = {.school_id = 1, .n_max = 10};
    DashboardRow row = {.school_id = 0};

    (void)state;
    set_up();
    test_run(test.db, "UPDATE journey SET lock_kind = 'school' WHERE id = 4");
    test_draft_add(&test, 1);
    test_draft_add(&test, 1);
    test_draft_add(&test, 4);
    test_run(test.db, "UPDATE draft SET deleted_ms = 1 WHERE journey_id = 4");
    test_run(test.db, "INSERT INTO submission (journey_id, draft_id, submitted_ms, decision) "
                      "VALUES (1, 1, 1, 'returned'), (4, 3, 1, 'returned'), "
                      "(4, 3, 2, 'withdrawn')");
    assert_int_equal(store_dashboard_visit(test.db, &filter, keep_shoot, &row, &line), 0);
    assert_int_equal(row.n_students, 2);
    assert_int_equal(row.n_locked_by_school, 1);
    assert_int_equal(row.n_with_drafts, 1);
    assert_int_equal(row.n_returned, 1); /* the last one counts */
    assert_int_equal(row.n_paid, 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_students_are_listed_within_school_college_and_batch),
        cmocka_unit_test(test_students_are_found_by_state_and_by_what_is_known_of_them),
        cmocka_unit_test(test_locked_are_those_whose_lock_holds_now),
        cmocka_unit_test(test_a_student_shows_masked_and_how_far),
        cmocka_unit_test(test_counts_are_of_ones_school_and_college),
        cmocka_unit_test(test_counts_tell_who_is_locked_has_drafts_or_was_returned),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
