/* Handing in on both databases: once, one's own, and back until somebody has looked. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/reviews.h"
#include "src/app/submissions.h"
#include "src/store/journey.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int64_t officer_id;
static SubmissionView view;

/* Two students of a school that reviews; the first has the drafts d1 and d2, the second d3. */
static void set_up(int is_payment_unified)
{
    int64_t batch_id;

    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, is_payment_unified, 1);
    assert_int_equal(test_journey_add(&test, batch_id, 0, "shoot"), 1);
    assert_int_equal(test_journey_add(&test, batch_id, 0, "shoot"), 2);
    test_draft_add(&test, 1);
    test_draft_add(&test, 1);
    test_draft_add(&test, 2);
    officer_id = test_staff_add(&test, "school", 1, 0);
}

static int confirm(const char *draft_id)
{
    return submissions_confirm(&test.app, test.db, 1, draft_id, &view, &line);
}

static int withdraw(void)
{
    return submissions_withdraw(&test.app, test.db, 1, &line);
}

static int reset(void)
{
    return submissions_reset(&test.app, test.db, officer_id, 1, NULL, &line);
}

static JourneyState get_state(void)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, 1, &journey, &line), 0);
    return journey.state;
}

static void review(Decision decision)
{
    const ReviewVerdict verdict = {.decision = decision,
                                   .reasons = decision == DECISION_RETURNED ? 1 << REASON_POSE : 0};
    const int64_t id = test_ask(test.db, "SELECT max(id) FROM submission");

    assert_int_equal(reviews_open(&test.app, test.db, officer_id, id, &line), 0);
    if (decision != DECISION_NONE)
        assert_int_equal(reviews_decide(&test.app, test.db, officer_id, id, &verdict, &line), 0);
}

static void test_confirming_twice_hands_in_once(void **state)
{
    (void)state;
    set_up(1);
    assert_int_equal(confirm("d1"), 0);
    assert_int_equal(view.state, JOURNEY_REVIEW);
    assert_string_equal(view.draft_id, "d1");
    assert_int_equal(confirm("d1"), 0);
    assert_int_equal(view.submission.id, 1);
    assert_int_equal(confirm("d2"), STATUS_CONFLICT);
    review(DECISION_APPROVED);
    assert_int_equal(confirm("d1"), 0); /* a client that comes late */
    assert_int_equal(view.state, JOURNEY_PRODUCTION);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission"), 1);
    test_app_done(&test);
}

static void test_before_payment_the_chosen_draft_is_told(void **state)
{
    (void)state;
    set_up(0);
    assert_int_equal(confirm("d2"), 0);
    assert_int_equal(view.state, JOURNEY_PAYMENT);
    assert_string_equal(view.draft_id, "d2");
    assert_int_equal(view.submission.id, 0);
    assert_int_equal(confirm("d2"), 0);
    assert_int_equal(confirm("d1"), STATUS_CONFLICT);
    assert_int_equal(withdraw(), 0);
    assert_int_equal(confirm("d1"), 0);
    assert_string_equal(view.draft_id, "d1");
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM purchase"), 1);
    test_app_done(&test);
}

static void test_only_own_drafts_that_are_there_can_be_handed_in(void **state)
{
    (void)state;
    set_up(1);
    assert_int_equal(confirm("d3"), STATUS_NOT_FOUND);
    assert_int_equal(confirm("d9"), STATUS_NOT_FOUND);
    assert_int_equal(confirm(""), STATUS_NOT_FOUND);
    test_run(test.db, "UPDATE draft SET deleted_ms = 1 WHERE id = 1");
    assert_int_equal(confirm("d1"), STATUS_NOT_FOUND);
    test_run(test.db, "UPDATE draft SET photo_blob = NULL WHERE id = 2");
    assert_int_equal(confirm("d2"), STATUS_NOT_FOUND);
    assert_int_equal(get_state(), JOURNEY_SHOOT);
    test_app_done(&test);
}

static void test_nothing_is_handed_in_outside_the_draft_box(void **state)
{
    static const char *const states[] = {"consent", "video", "notice", "delivered"};

    (void)state;
    set_up(1);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        char sql[64];

        snprintf(sql, sizeof sql, "UPDATE journey SET state = '%s' WHERE id = 1", states[i]);
        test_run(test.db, sql);
        assert_int_equal(confirm("d1"), STATUS_CONFLICT);
        assert_int_equal(withdraw(), STATUS_CONFLICT);
        assert_int_equal(reset(), STATUS_CONFLICT);
    }
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 0);
    test_app_done(&test);
}

static void test_photo_can_be_taken_back_until_a_reviewer_has_opened_it(void **state)
{
    (void)state;
    set_up(1);
    assert_int_equal(confirm("d1"), 0);
    assert_int_equal(withdraw(), 0);
    assert_int_equal(withdraw(), 0); /* again: nothing to do */
    assert_int_equal(get_state(), JOURNEY_SHOOT);
    assert_int_equal(submissions_get(test.db, 1, &view, &line), 0);
    assert_int_equal(view.submission.decision, DECISION_WITHDRAWN);
    assert_int_equal(confirm("d1"), 0); /* the same draft may be handed in again */
    assert_int_equal(view.submission.decision, DECISION_NONE);
    review(DECISION_NONE);
    assert_int_equal(withdraw(), STATUS_CONFLICT);
    assert_int_equal(get_state(), JOURNEY_IN_REVIEW);
    test_app_done(&test);
}

static void test_returned_photo_is_not_taken_a_second_time(void **state)
{
    (void)state;
    set_up(1);
    assert_int_equal(confirm("d1"), 0);
    review(DECISION_RETURNED);
    assert_int_equal(submissions_get(test.db, 1, &view, &line), 0);
    assert_int_equal(view.state, JOURNEY_SHOOT);
    assert_int_equal(view.submission.reasons, 1 << REASON_POSE);
    assert_int_equal(confirm("d1"), STATUS_DENIED);
    assert_int_equal(confirm("d2"), 0);
    test_app_done(&test);
}

static void test_reset_leads_back_to_the_camera_from_every_state_after_it(void **state)
{
    static const char *const states[] = {"review", "in-review", "production",
                                         "sample", "final",     "proofread"};

    (void)state;
    set_up(1);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        char sql[64];

        assert_int_equal(confirm("d1"), 0);
        snprintf(sql, sizeof sql, "UPDATE journey SET state = '%s' WHERE id = 1", states[i]);
        test_run(test.db, sql);
        assert_int_equal(reset(), 0);
        assert_int_equal(reset(), 0); /* once more changes nothing */
        assert_int_equal(get_state(), JOURNEY_SHOOT);
    }
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission WHERE decision = 'reset' "
                                       "AND decided_by = 1"),
                     6);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'reset'"), 6);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:1' "
                                       "AND action = 'submission.reset'"),
                     6);
    assert_int_equal(submissions_reset(&test.app, test.db, officer_id, 99, NULL, &line),
                     STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_remark_of_a_reset_is_bounded(void **state)
{
    char remark[REMARK_BYTES + 1];

    (void)state;
    set_up(1);
    assert_int_equal(confirm("d1"), 0);
    memset(remark, 'x', sizeof remark);
    remark[REMARK_BYTES] = 0;
    assert_int_equal(submissions_reset(&test.app, test.db, officer_id, 1, remark, &line),
                     STATUS_ARGUMENT);
    remark[REMARK_BYTES - 1] = 0;
    assert_int_equal(submissions_reset(&test.app, test.db, officer_id, 1, remark, &line), 0);
    assert_int_equal(submissions_get(test.db, 1, &view, &line), 0);
    assert_string_equal(view.submission.remark, remark);
    test_app_done(&test);
}

/* --- a student who taps twice, and one who withdraws while the reviewer opens */

typedef struct Tap {
    Db *db;
    int (*run)(Db *db, Message *fault);
    int status;
} Tap;

static int run_confirm(Db *db, Message *fault)
{
    SubmissionView its;

    return submissions_confirm(&test.app, db, 1, "d1", &its, fault);
}

static int run_withdraw(Db *db, Message *fault)
{
    return submissions_withdraw(&test.app, db, 1, fault);
}

static int run_open(Db *db, Message *fault)
{
    const int64_t id = test_ask(db, "SELECT max(id) FROM submission");

    return reviews_open(&test.app, db, officer_id, id, fault);
}

static void *tap(void *context)
{
    Tap *one = context;
    Message fault;

    one->status = one->run(one->db, &fault);
    return NULL;
}

static void tap_both(Tap taps[2])
{
    pthread_t threads[2];

    for (int i = 0; i < 2; i++) {
        taps[i].db = test_database_open();
        pthread_create(&threads[i], NULL, tap, &taps[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_close(taps[i].db);
    }
}

static void test_two_confirmations_at_once_are_one(void **state)
{
    (void)state;
    set_up(1);
    for (int round = 1; round <= 5; round++) {
        Tap taps[2] = {{.run = run_confirm}, {.run = run_confirm}};

        tap_both(taps);
        assert_int_equal(taps[0].status, 0);
        assert_int_equal(taps[1].status, 0);
        assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission"), round);
        assert_int_equal(withdraw(), 0);
    }
    test_app_done(&test);
}

static void test_of_withdrawing_and_opening_at_once_one_happens(void **state)
{
    (void)state;
    set_up(1);
    for (int round = 0; round < 5; round++) {
        Tap taps[2] = {{.run = run_withdraw}, {.run = run_open}};

        assert_int_equal(confirm("d1"), 0);
        tap_both(taps);
        assert_true((taps[0].status == 0) != (taps[1].status == 0));
        assert_int_equal(taps[0].status + taps[1].status, STATUS_CONFLICT);
        assert_int_equal(get_state(), taps[0].status ? JOURNEY_IN_REVIEW : JOURNEY_SHOOT);
        assert_int_equal(reset(), 0);
    }
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_confirming_twice_hands_in_once),
        cmocka_unit_test(test_before_payment_the_chosen_draft_is_told),
        cmocka_unit_test(test_only_own_drafts_that_are_there_can_be_handed_in),
        cmocka_unit_test(test_nothing_is_handed_in_outside_the_draft_box),
        cmocka_unit_test(test_photo_can_be_taken_back_until_a_reviewer_has_opened_it),
        cmocka_unit_test(test_returned_photo_is_not_taken_a_second_time),
        cmocka_unit_test(test_reset_leads_back_to_the_camera_from_every_state_after_it),
        cmocka_unit_test(test_remark_of_a_reset_is_bounded),
        cmocka_unit_test(test_two_confirmations_at_once_are_one),
        cmocka_unit_test(test_of_withdrawing_and_opening_at_once_one_happens),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
