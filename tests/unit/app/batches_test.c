/* Batches and schools as officers change them, on both databases: by version, within their rights.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/batches.h"
#include "src/app/schools.h"
#include "src/store/school.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;

static BatchItem get(int64_t id)
{
    BatchItem item;

    if (store_batch_get_item(test.db, id, &item, &line))
        fail_msg("%s", line.text);
    return item;
}

/* Two batches of school 1, and between them one of school 2. */
static void set_up(void)
{
    test_app_make(&test);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(test_batch_add(&test, i == 2 ? 2 : 1, 0, 1), i);
}

static void test_what_costs_money_and_keeps_data_is_the_centres(void **state)
{
    static const char *const of_the_centre[] = {
        "fee_fen",        "audit_per_mille", "keep_raw_ms",      "keep_failed_ms",
        "keep_drafts_ms", "keep_finals_ms",  "staff_session_ms", "student_session_ms"};
    const BatchRules rules = batch_rules_get_default();
    size_t n_of_the_centre = 0;
    const char *name;
    int64_t value;

    (void)state;
    for (size_t i = 0; (name = batch_rules_get(&rules, i, &value)); i++) {
        int is_the_centres = 0;

        for (size_t k = 0; k < sizeof of_the_centre / sizeof of_the_centre[0]; k++)
            is_the_centres |= !strcmp(name, of_the_centre[k]);
        n_of_the_centre += (size_t)is_the_centres;
        assert_int_equal(batches_may_change_rule(ROLE_SCHOOL, name), !is_the_centres);
        assert_true(batches_may_change_rule(ROLE_CENTRE, name));
        for (int role = 0; role < ROLE_COUNT; role++)
            if (role != ROLE_SCHOOL && role != ROLE_CENTRE)
                assert_false(batches_may_change_rule((Role)role, name));
    }
    assert_int_equal(n_of_the_centre, sizeof of_the_centre / sizeof of_the_centre[0]);
}

static void test_what_is_saved_is_read_again_with_the_next_version(void **state)
{
    BatchItem item, after;
    Batch *batch = &item.batch;

    (void)state;
    set_up();
    item = get(1);
    assert_int_equal(item.version, 1);
    batch->verification = VERIFY_BY_CODE;
    batch->opens_ms += 5;
    batch->closes_ms += 7;
    batch->daily_from_min = 480;
    batch->daily_to_min = 1080;
    batch->n_closed_days = 2;
    batch->closed_days[0] = 20000;
    batch->closed_days[1] = 20001;
    batch->is_payment_unified = 1;
    batch->has_school_review = 0;
    batch->rules.draft_capacity = 7;
    assert_int_equal(batches_save(&test.app, test.db, 4, &item, &line), 0);
    after = get(1);
    assert_int_equal(after.version, 2);
    assert_int_equal(after.batch.verification, VERIFY_BY_CODE);
    assert_int_equal(after.batch.opens_ms, batch->opens_ms);
    assert_int_equal(after.batch.closes_ms, batch->closes_ms);
    assert_int_equal(after.batch.daily_from_min, 480);
    assert_int_equal(after.batch.daily_to_min, 1080);
    assert_int_equal(after.batch.n_closed_days, 2);
    assert_int_equal(after.batch.closed_days[1], 20001);
    assert_true(after.batch.is_payment_unified);
    assert_false(after.batch.has_school_review);
    assert_memory_equal(&after.batch.rules, &batch->rules, sizeof batch->rules);
    assert_int_equal(get(3).version, 1); /* the school's other one stays as it was */
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:4' AND "
                                       "action = 'batch.change' AND subject = 'batch:1'"),
                     1);
    test_app_done(&test);
}

static void test_a_change_of_what_another_has_changed_is_refused_whole(void **state)
{
    BatchItem seen, mine;

    (void)state;
    set_up();
    seen = mine = get(1);
    seen.batch.daily_from_min = 60;
    assert_int_equal(batches_save(&test.app, test.db, 1, &seen, &line), 0);
    mine.batch.daily_to_min = 600;
    mine.batch.n_closed_days = 1;
    mine.batch.closed_days[0] = 20000;
    assert_int_equal(batches_save(&test.app, test.db, 2, &mine, &line), STATUS_CONFLICT);
    assert_int_equal(get(1).batch.daily_from_min, 60);
    assert_int_equal(get(1).batch.daily_to_min, MINUTES_PER_DAY);
    assert_int_equal(get(1).batch.n_closed_days, 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 1);
    mine.version = 2;
    mine.batch.closes_ms = mine.batch.opens_ms;
    assert_int_equal(batches_save(&test.app, test.db, 2, &mine, &line), STATUS_ARGUMENT);
    mine.batch.closes_ms++;
    assert_int_equal(batches_save(&test.app, test.db, 2, &mine, &line), 0);
    test_app_done(&test);
}

/* --- two officers at once */

typedef struct Officer {
    Db *db;
    BatchItem item;
    int status;
} Officer;

static void *save_at_once(void *context)
{
    Officer *officer = context;
    Message fault;

    officer->status = batches_save(&test.app, officer->db, 1, &officer->item, &fault);
    return NULL;
}

static void test_of_two_officers_at_once_one_is_told(void **state)
{
    Officer officers[2];
    pthread_t threads[2];
    BatchItem after;

    (void)state;
    set_up();
    for (int i = 0; i < 2; i++) {
        officers[i] = (Officer){test_database_open(), get(1), -1};
        officers[i].item.batch.daily_from_min = i + 1;
        officers[i].item.batch.n_closed_days = 1;
        officers[i].item.batch.closed_days[0] = i + 1;
    }
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, save_at_once, &officers[i]);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_close(officers[i].db);
    }
    assert_int_equal(officers[0].status + officers[1].status, STATUS_CONFLICT);
    after = get(1);
    assert_int_equal(after.version, 2);
    assert_int_equal(after.batch.daily_from_min, officers[0].status ? 2 : 1);
    assert_int_equal(after.batch.n_closed_days, 1);
    assert_int_equal(after.batch.closed_days[0], after.batch.daily_from_min);
    test_app_done(&test);
}

/* --- lists, and the school itself */

static void add(void *context, const BatchItem *item)
{
    char *text = context;

    snprintf(text + strlen(text), 32, "%d ", (int)item->batch.id);
}

static void check_list(int64_t school_id, int64_t after_id, int64_t n_max, const char *wanted)
{
    char found[64] = "";

    assert_int_equal(store_batch_visit(test.db, school_id, after_id, n_max, add, found, &line), 0);
    assert_string_equal(found, wanted);
}

static void test_batches_are_listed_by_school_from_where_the_last_page_ended(void **state)
{
    (void)state;
    set_up();
    check_list(0, 0, 9, "1 2 3 ");
    check_list(1, 0, 9, "1 3 ");
    check_list(1, 0, 1, "1 ");
    check_list(1, 1, 1, "3 ");
    check_list(2, 2, 9, "");
    check_list(9, 0, 9, "");
    test_app_done(&test);
}

static int set_contact(const School *school, const char *contact)
{
    return schools_set_contact(&test.app, test.db, 4, school, contact, &line);
}

static void test_contact_has_a_byte_to_its_maximum_and_changes_by_version(void **state)
{
    char contact[SCHOOL_CONTACT_BYTES + 1];
    School school, other;

    (void)state;
    set_up();
    memset(contact, 'c', sizeof contact);
    contact[SCHOOL_CONTACT_BYTES] = 0;
    assert_int_equal(store_school_get(test.db, 1, &school, &line), 0);
    assert_int_equal(school.version, 1);
    assert_int_equal(set_contact(&school, ""), STATUS_ARGUMENT);
    assert_int_equal(set_contact(&school, contact), STATUS_ARGUMENT);
    contact[SCHOOL_CONTACT_BYTES - 1] = 0;
    assert_int_equal(set_contact(&school, contact), 0);
    assert_int_equal(set_contact(&school, "again"), STATUS_CONFLICT);
    assert_int_equal(store_school_find(test.db, "10284", &school, &line), 0);
    assert_int_equal(school.version, 2);
    assert_string_equal(school.contact, contact);
    assert_int_equal(store_school_get(test.db, 2, &other, &line), 0);
    assert_string_equal(other.contact, "025-2");
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:4' AND "
                                       "action = 'school.change' AND subject = 'school:1'"),
                     1);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_costs_money_and_keeps_data_is_the_centres),
        cmocka_unit_test(test_what_is_saved_is_read_again_with_the_next_version),
        cmocka_unit_test(test_a_change_of_what_another_has_changed_is_refused_whole),
        cmocka_unit_test(test_of_two_officers_at_once_one_is_told),
        cmocka_unit_test(test_batches_are_listed_by_school_from_where_the_last_page_ended),
        cmocka_unit_test(test_contact_has_a_byte_to_its_maximum_and_changes_by_version),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
