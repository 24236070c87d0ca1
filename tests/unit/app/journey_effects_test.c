/* Effects of steps on both databases: each row of the table leaves the rows it says, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/journey_step.h"
#include "src/store/purchase.h"
#include "src/store/submission.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int64_t journey_id, draft_id, staff_id;

static void set_up(int is_payment_unified, int has_school_review)
{
    test_app_make(&test);
    journey_id = test_journey_add(
        &test, test_batch_add(&test, 1, is_payment_unified, has_school_review), 0, "shoot");
    draft_id = test_draft_add(&test, journey_id);
    staff_id = test_staff_add(&test, "school", 1, 0);
}

static JourneyStep make_step(JourneyEvent event)
{
    return (JourneyStep){.app = &test.app,
                         .journey_id = journey_id,
                         .event = event,
                         .action = "test",
                         .draft_id = draft_id};
}

static JourneyState take(JourneyEvent event)
{
    JourneyStep step = make_step(event);

    if (event == EVENT_RETURNED || event == EVENT_REFUSED_BY_REGISTRY) {
        step.staff_id = staff_id;
        step.reasons = 1U << REASON_EYES;
        step.remark = "再拍一次";
    }
    if (journey_step_take(test.db, &step, &line))
        fail_msg("%s", line.text);
    return step.journey.state;
}

static int64_t ask(const char *sql)
{
    return test_ask(test.db, sql);
}

static void test_unsettled_confirmation_opens_one_order_and_submits_nothing(void **state)
{
    Purchase purchase;

    (void)state;
    set_up(0, 1);
    assert_int_equal(take(EVENT_CONFIRMED), JOURNEY_PAYMENT);
    assert_int_equal(store_purchase_find(test.db, journey_id, &purchase, &line), 0);
    assert_int_equal(purchase.amount_fen, 1500);
    assert_int_equal(purchase.state, PURCHASE_OPEN);
    assert_int_equal(purchase.draft_id, draft_id);
    assert_int_equal(strlen(purchase.number), 22);
    assert_int_equal(ask("SELECT count(*) FROM submission"), 0);
    test_app_done(&test);
}

static void test_order_stays_as_it_was_opened_for_another_draft_and_another_fee(void **state)
{
    Purchase first, second;

    (void)state;
    set_up(0, 1);
    take(EVENT_CONFIRMED);
    assert_int_equal(store_purchase_find(test.db, journey_id, &first, &line), 0);
    take(EVENT_WITHDRAWN);
    test_run(test.db, "UPDATE batch SET rules = 'fee_fen=2000'");
    draft_id = test_draft_add(&test, journey_id);
    take(EVENT_CONFIRMED);
    assert_int_equal(store_purchase_find(test.db, journey_id, &second, &line), 0);
    assert_string_equal(second.number, first.number);
    assert_int_equal(second.amount_fen, 1500);
    assert_int_equal(second.draft_id, draft_id);
    test_app_done(&test);
}

static void test_closed_order_begins_anew(void **state)
{
    Purchase first, second;

    (void)state;
    set_up(0, 1);
    take(EVENT_CONFIRMED);
    assert_int_equal(store_purchase_find(test.db, journey_id, &first, &line), 0);
    take(EVENT_WITHDRAWN);
    test_run(test.db, "UPDATE purchase SET state = 'closed'");
    test_run(test.db, "UPDATE batch SET rules = 'fee_fen=2000'");
    take(EVENT_CONFIRMED);
    assert_int_equal(store_purchase_find(test.db, journey_id, &second, &line), 0);
    assert_int_equal(second.id, first.id);
    assert_string_not_equal(second.number, first.number);
    assert_int_equal(second.amount_fen, 2000);
    assert_int_equal(second.state, PURCHASE_OPEN);
    test_app_done(&test);
}

static void test_payment_hands_in_the_draft_that_was_chosen(void **state)
{
    Submission submission;
    const int64_t *chosen = &draft_id;

    (void)state;
    set_up(0, 1);
    take(EVENT_CONFIRMED);
    test_draft_add(&test, journey_id); /* a later one that nobody chose */
    assert_int_equal(take(EVENT_PAID), JOURNEY_REVIEW);
    assert_int_equal(store_submission_find(test.db, journey_id, &submission, &line), 0);
    assert_int_equal(submission.draft_id, *chosen);
    assert_int_equal(submission.submitted_ms, test.now_ms);
    assert_int_equal(ask("SELECT count(*) FROM message WHERE kind = 'submitted'"), 1);
    assert_int_equal(ask("SELECT count(*) FROM production"), 0);
    test_app_done(&test);
}

static void test_nothing_to_pay_or_review_goes_straight_into_production(void **state)
{
    (void)state;
    set_up(1, 0);
    assert_int_equal(take(EVENT_CONFIRMED), JOURNEY_PRODUCTION);
    assert_int_equal(ask("SELECT count(*) FROM production JOIN submission ON submission.id = "
                         "submission_id WHERE state = 'waiting'"),
                     1);
    assert_int_equal(ask("SELECT count(*) FROM purchase"), 0);
    test_app_done(&test);
    set_up(0, 0);
    test_run(test.db, "UPDATE batch SET rules = 'fee_fen=0'"); /* nothing to pay either */
    assert_int_equal(take(EVENT_CONFIRMED), JOURNEY_PRODUCTION);
    test_app_done(&test);
}

static void test_returned_photo_leaves_production_with_reasons_and_a_message(void **state)
{
    Submission submission;

    (void)state;
    set_up(1, 0);
    take(EVENT_CONFIRMED);
    assert_int_equal(take(EVENT_RETURNED), JOURNEY_SHOOT);
    assert_int_equal(store_submission_find(test.db, journey_id, &submission, &line), 0);
    assert_int_equal(submission.decision, DECISION_RETURNED);
    assert_int_equal(submission.decided_by, staff_id);
    assert_int_equal(submission.decided_ms, test.now_ms);
    assert_int_equal(submission.reasons, 1 << REASON_EYES);
    assert_string_equal(submission.remark, "再拍一次");
    assert_int_equal(ask("SELECT count(*) FROM production WHERE state = 'returned'"), 1);
    assert_int_equal(ask("SELECT count(*) FROM message WHERE kind = 'returned' "
                         "AND detail = '{\"reasons\":[\"eyes\"]}'"),
                     1);
    assert_int_equal(ask("SELECT count(*) FROM audit WHERE actor LIKE 'staff:%' "
                         "AND detail = '{\"reasons\":[\"eyes\"]}'"),
                     1);
    test_app_done(&test);
}

static void test_each_way_back_has_its_decision(void **state)
{
    static const struct {
        JourneyEvent event;
        Decision decision;
    } ways[] = {{EVENT_WITHDRAWN, DECISION_WITHDRAWN}, {EVENT_RESET, DECISION_RESET}};
    Submission submission;

    (void)state;
    set_up(1, 1);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        take(EVENT_CONFIRMED);
        assert_int_equal(take(ways[i].event), JOURNEY_SHOOT);
        assert_int_equal(store_submission_find(test.db, journey_id, &submission, &line), 0);
        assert_int_equal(submission.decision, ways[i].decision);
    }
    assert_int_equal(ask("SELECT count(*) FROM submission"), 2);
    test_app_done(&test);
}

static void test_draft_that_is_gone_is_not_handed_in_and_nothing_changes(void **state)
{
    JourneyStep step;

    (void)state;
    set_up(1, 1);
    step = make_step(EVENT_CONFIRMED);
    test_run(test.db, "UPDATE draft SET deleted_ms = 1");
    assert_int_equal(journey_step_take(test.db, &step, &line), STATUS_NOT_FOUND);
    test_run(test.db, "UPDATE draft SET deleted_ms = NULL, photo_blob = NULL");
    assert_int_equal(journey_step_take(test.db, &step, &line), STATUS_NOT_FOUND);
    assert_int_equal(ask("SELECT count(*) FROM journey WHERE state = 'shoot'"), 1);
    assert_int_equal(ask("SELECT count(*) FROM audit"), 0);
    test_app_done(&test);
}

static void test_every_state_of_the_way_to_delivery_is_told(void **state)
{
    static const char *const kinds[] = {"sample-ready", "final-ready", "delivered",
                                        "registry-refused"};

    (void)state;
    set_up(1, 0);
    take(EVENT_CONFIRMED);
    take(EVENT_SAMPLE_READY);
    take(EVENT_FINISHED);
    take(EVENT_PROBLEM_REPORTED);
    assert_int_equal(ask("SELECT count(*) FROM production WHERE state = 'waiting'"), 1);
    take(EVENT_FINISHED);
    take(EVENT_PROOFREAD);
    take(EVENT_DELIVERED);
    assert_int_equal(take(EVENT_REFUSED_BY_REGISTRY), JOURNEY_SHOOT);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const DbValue kind = db_text(kinds[i]);
        DbRows *rows = NULL;

        assert_int_equal(
            db_query(test.db, "SELECT 1 FROM message WHERE kind = $1", &kind, 1, &rows, &line), 0);
        assert_int_equal(db_rows_count(rows), i == 1 ? 2 : 1);
        db_rows_free(rows);
    }
    test_app_done(&test);
}

/* --- the whole table */

/* The rows that somebody in the state has left behind. */
static void put_into(JourneyState state)
{
    char sql[256];

    snprintf(sql, sizeof sql, "UPDATE journey SET state = '%s'", journey_state_get_name(state));
    test_run(test.db, sql);
    if (state == JOURNEY_PAYMENT)
        test_run(test.db, "INSERT INTO purchase (number, journey_id, amount_fen, provider, state, "
                          "created_ms, changed_ms, draft_id) "
                          "VALUES ('n', 1, 1500, 'offline', 'open', 1, 1, 1)");
    if (state >= JOURNEY_REVIEW)
        test_run(test.db, "INSERT INTO submission (journey_id, draft_id, submitted_ms) "
                          "VALUES (1, 1, 1)");
    if (state >= JOURNEY_PRODUCTION)
        test_run(test.db, "INSERT INTO production (submission_id, state, queued_ms) "
                          "VALUES (1, 'finished', 1)");
}

static int is_settled(JourneyGuard guard)
{
    return guard == GUARD_SETTLED_WITH_REVIEW || guard == GUARD_SETTLED_WITHOUT_REVIEW;
}

static int has_review(JourneyGuard guard)
{
    return guard == GUARD_SETTLED_WITH_REVIEW || guard == GUARD_WITH_REVIEW;
}

static void check_row(const JourneyRow *row)
{
    const unsigned effects = row->effects;
    const int had_submission = row->state >= JOURNEY_REVIEW;
    const int is_open = effects & EFFECT_SUBMIT || (had_submission && !(effects & EFFECT_UNSUBMIT));

    assert_int_equal(take(row->event), row->next);
    assert_int_equal(ask("SELECT count(*) FROM submission WHERE decision IS NULL"), is_open);
    assert_int_equal(ask("SELECT count(*) FROM submission WHERE decision IS NOT NULL"),
                     (effects & EFFECT_UNSUBMIT) != 0);
    assert_int_equal(ask("SELECT count(*) FROM purchase WHERE state = 'open'"),
                     effects & EFFECT_OPEN_ORDER || row->state == JOURNEY_PAYMENT);
    assert_int_equal(ask("SELECT count(*) FROM production WHERE state = 'waiting'"),
                     (effects & EFFECT_QUEUE_PRODUCTION) != 0);
    if (effects & EFFECT_UNSUBMIT)
        assert_int_equal(ask("SELECT count(*) FROM production WHERE state <> 'returned'"), 0);
    assert_int_equal(ask("SELECT count(*) FROM message"), (effects & EFFECT_TELL) != 0);
    assert_int_equal(ask("SELECT count(*) FROM audit"), 1);
    assert_int_equal(ask("SELECT version FROM journey"), 2);
}

static void test_every_row_of_the_table_has_its_effects_and_no_others(void **state)
{
    const JourneyRow *row;

    (void)state;
    for (size_t i = 0; (row = journey_get_row(i)); i++) {
        if (row->guard >= GUARD_PREPARED)
            continue; /* steps before the camera: journeys_test.c */
        set_up(is_settled(row->guard), has_review(row->guard));
        put_into(row->state);
        check_row(row);
        test_app_done(&test);
    }
}

static void test_what_the_table_does_not_have_changes_nothing(void **state)
{
    const JourneyFacts facts = {.has_review = 1};

    (void)state;
    set_up(0, 1);
    for (int from = 0; from < JOURNEY_STATE_COUNT; from++) {
        char sql[128];

        snprintf(sql, sizeof sql, "UPDATE journey SET state = '%s'",
                 journey_state_get_name((JourneyState)from));
        test_run(test.db, sql);
        for (int event = 0; event < EVENT_COUNT; event++) {
            JourneyStep step = make_step((JourneyEvent)event);

            if (!journey_find((JourneyState)from, (JourneyEvent)event, &facts))
                assert_int_equal(journey_step_take(test.db, &step, &line), STATUS_CONFLICT);
        }
    }
    assert_int_equal(ask("SELECT version FROM journey"), 1);
    assert_int_equal(ask("SELECT count(*) FROM audit"), 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unsettled_confirmation_opens_one_order_and_submits_nothing),
        cmocka_unit_test(test_order_stays_as_it_was_opened_for_another_draft_and_another_fee),
        cmocka_unit_test(test_closed_order_begins_anew),
        cmocka_unit_test(test_payment_hands_in_the_draft_that_was_chosen),
        cmocka_unit_test(test_nothing_to_pay_or_review_goes_straight_into_production),
        cmocka_unit_test(test_returned_photo_leaves_production_with_reasons_and_a_message),
        cmocka_unit_test(test_each_way_back_has_its_decision),
        cmocka_unit_test(test_draft_that_is_gone_is_not_handed_in_and_nothing_changes),
        cmocka_unit_test(test_every_state_of_the_way_to_delivery_is_told),
        cmocka_unit_test(test_every_row_of_the_table_has_its_effects_and_no_others),
        cmocka_unit_test(test_what_the_table_does_not_have_changes_nothing),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
