/* The draft box on both databases: whose it is, and what may be deleted to the millisecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/drafts.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static TestApp test;
static Message line;
static DraftEntry entries[DRAFTS_MAX];

static size_t list(int64_t account_id)
{
    size_t n = 0;

    if (drafts_list(test.db, account_id, entries, &n, &line))
        fail_msg("%s", line.text);
    return n;
}

static int remove_draft(int64_t account_id, const char *public_id)
{
    int64_t deletable_ms;
    Draft draft;

    return drafts_delete(&test.app, test.db, account_id, public_id, &draft, &deletable_ms, &line);
}

static void test_box_is_listed_newest_first_to_its_owner(void **state)
{
    (void)state;
    test_app_make_shooting(&test);
    assert_int_equal(list(1), 0);
    for (int i = 1; i <= 3; i++)
        test_app_add_draft(&test, i);
    assert_int_equal(list(1), 3);
    assert_string_equal(entries[0].draft.public_id, "d3");
    assert_string_equal(entries[2].draft.public_id, "d1");
    assert_int_equal(entries[0].deletable_ms, test.now_ms + DAY_MS);
    assert_int_equal(list(2), 0);
    test_app_done(&test);
}

static void test_draft_is_deleted_from_its_24th_hour_on(void **state)
{
    int64_t deletable_ms = 0;
    Draft draft;

    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test_run(test.db, "UPDATE draft SET photo_blob = '00112233445566778899aabbccddeeff', "
                      "preview_blob = 'ffeeddccbbaa99887766554433221100'");
    test.now_ms += DAY_MS - 1;
    assert_int_equal(drafts_delete(&test.app, test.db, 1, "d1", &draft, &deletable_ms, &line),
                     STATUS_DENIED);
    assert_int_equal(deletable_ms, test.now_ms + 1);
    assert_int_equal(list(1), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 0);
    test.now_ms++;
    assert_int_equal(drafts_delete(&test.app, test.db, 1, "d1", &draft, &deletable_ms, &line), 0);
    assert_string_equal(draft.photo_blob, "00112233445566778899aabbccddeeff");
    assert_string_equal(draft.preview_blob, "ffeeddccbbaa99887766554433221100");
    assert_int_equal(list(1), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'draft.deleted'"),
                     1);
    test_app_done(&test);
}

static void test_deleting_again_changes_nothing(void **state)
{
    int64_t deletable_ms = 0;
    Draft draft;

    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test.now_ms += DAY_MS;
    assert_int_equal(remove_draft(1, "d1"), 0);
    assert_int_equal(drafts_delete(&test.app, test.db, 1, "d1", &draft, &deletable_ms, &line), 0);
    assert_string_equal(draft.photo_blob, ""); /* nothing is left to be removed */
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 1);
    test_app_done(&test);
}

static void test_age_is_the_batchs(void **state)
{
    (void)state;
    test_app_make_shooting(&test);
    test_run(test.db, "UPDATE batch SET rules = 'draft_min_age_ms=60000'");
    test_app_add_draft(&test, 1);
    test.now_ms += 59999;
    assert_int_equal(remove_draft(1, "d1"), STATUS_DENIED);
    test.now_ms++;
    assert_int_equal(remove_draft(1, "d1"), 0);
    test_app_done(&test);
}

static void test_submitted_draft_stays(void **state)
{
    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test.now_ms += DAY_MS;
    test_run(test.db,
             "INSERT INTO submission (id, journey_id, draft_id, submitted_ms) VALUES (1, 1, 1, 0)");
    assert_int_equal(remove_draft(1, "d1"), STATUS_CONFLICT);
    assert_int_equal(list(1), 1);
    assert_true(entries[0].is_in_use);
    test_run(test.db, "UPDATE submission SET decision = 'approved'");
    assert_int_equal(remove_draft(1, "d1"), STATUS_CONFLICT);
    test_run(test.db, "UPDATE submission SET decision = 'returned'");
    assert_int_equal(remove_draft(1, "d1"), 0);
    test_app_done(&test);
}

static void test_draft_that_is_being_paid_for_stays(void **state)
{
    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test_app_add_draft(&test, 2);
    test.now_ms += DAY_MS;
    test_run(test.db,
             "INSERT INTO purchase (number, journey_id, amount_fen, provider, state, "
             "created_ms, changed_ms, draft_id) VALUES ('1', 1, 1500, 'cash', 'open', 0, 0, 1)");
    test_run(test.db, "UPDATE journey SET state = 'payment' WHERE id = 1");
    assert_int_equal(remove_draft(1, "d1"), STATUS_CONFLICT);
    assert_int_equal(remove_draft(1, "d2"), 0);
    test_run(test.db, "UPDATE journey SET state = 'shoot' WHERE id = 1"); /* it was withdrawn */
    assert_int_equal(remove_draft(1, "d1"), 0);
    test_app_done(&test);
}

static void test_drafts_of_others_do_not_exist(void **state)
{
    char key_name[KEY_NAME_BYTES];
    Draft draft;

    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test.now_ms += DAY_MS;
    assert_int_equal(remove_draft(2, "d1"), STATUS_NOT_FOUND);
    assert_int_equal(remove_draft(99, "d1"), STATUS_NOT_FOUND);
    assert_int_equal(remove_draft(1, "d2"), STATUS_NOT_FOUND);
    assert_int_equal(drafts_find(test.db, 2, "d1", &draft, key_name, &line), STATUS_NOT_FOUND);
    assert_int_equal(drafts_find(test.db, 1, "d1", &draft, key_name, &line), 0);
    assert_string_equal(key_name, "k1");
    assert_int_equal(remove_draft(1, "d1"), 0);
    assert_int_equal(drafts_find(test.db, 1, "d1", &draft, key_name, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_box_is_listed_newest_first_to_its_owner),
        cmocka_unit_test(test_draft_is_deleted_from_its_24th_hour_on),
        cmocka_unit_test(test_deleting_again_changes_nothing),
        cmocka_unit_test(test_age_is_the_batchs),
        cmocka_unit_test(test_submitted_draft_stays),
        cmocka_unit_test(test_draft_that_is_being_paid_for_stays),
        cmocka_unit_test(test_drafts_of_others_do_not_exist),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
