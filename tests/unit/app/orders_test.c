/* Money on both databases: paid once, by the right amount, whoever says it and how often. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/orders.h"
#include "src/app/submissions.h"
#include "src/store/journey.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int64_t journey_id, cashier_id;

/* A student who has confirmed the draft d1 and has to pay 15.00. */
static void set_up(void)
{
    SubmissionView view;

    test_app_make(&test);
    journey_id = test_journey_add(&test, test_batch_add(&test, 1, 0, 1), 0, "shoot");
    cashier_id = test_staff_add(&test, "school", 1, 0);
    test_draft_add(&test, journey_id);
    assert_int_equal(submissions_confirm(&test.app, test.db, 1, "d1", &view, &line), 0);
    assert_int_equal(view.state, JOURNEY_PAYMENT);
}

static Purchase get_order(void)
{
    Purchase purchase;

    if (orders_get(test.db, 1, &purchase, &line))
        fail_msg("%s", line.text);
    return purchase;
}

static Journey get_journey(void)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, journey_id, &journey, &line), 0);
    return journey;
}

static Payment make_payment(const char *reference, int64_t amount_fen)
{
    const Purchase purchase = get_order();
    Payment payment = {.amount_fen = amount_fen};

    snprintf(payment.number, sizeof payment.number, "%s", purchase.number);
    snprintf(payment.provider, sizeof payment.provider, "%s", purchase.provider);
    snprintf(payment.reference, sizeof payment.reference, "%s", reference);
    return payment;
}

static int settle(const char *reference, int64_t amount_fen)
{
    const Payment payment = make_payment(reference, amount_fen);

    return orders_settle(&test.app, test.db, &payment, &line);
}

static int take(const char *receipt, int64_t amount_fen)
{
    return orders_take(&test.app, test.db, cashier_id, get_order().id, receipt, amount_fen, &line);
}

static void test_notice_that_comes_twice_pays_and_submits_once(void **state)
{
    Purchase purchase;

    (void)state;
    set_up();
    test.now_ms += 1000;
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(settle("t1", 1500), 0);
    purchase = get_order();
    assert_int_equal(purchase.state, PURCHASE_PAID);
    assert_string_equal(purchase.reference, "t1");
    assert_int_equal(purchase.changed_ms, test.now_ms);
    assert_int_equal(get_journey().state, JOURNEY_REVIEW);
    assert_true(get_journey().is_paid);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'order.paid'"),
                     1);
    test_app_done(&test);
}

static void test_other_amounts_are_refused_to_the_fen(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(settle("t1", 1499), STATUS_DENIED);
    assert_int_equal(settle("t1", 1501), STATUS_DENIED);
    assert_int_equal(settle("t1", 0), STATUS_DENIED);
    assert_int_equal(take("17", 1499), STATUS_DENIED);
    assert_int_equal(get_journey().state, JOURNEY_PAYMENT);
    assert_int_equal(get_order().state, PURCHASE_OPEN);
    assert_int_equal(settle("t1", 1500), 0);
    test_app_done(&test);
}

static void test_second_payment_of_one_order_is_told(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(settle("t2", 1500), STATUS_CONFLICT);
    assert_int_equal(take("17", 1500), STATUS_CONFLICT);
    assert_string_equal(get_order().reference, "t1");
    test_app_done(&test);
}

static void test_order_that_is_unknown_or_of_another_provider_is_not_paid(void **state)
{
    Payment payment;

    (void)state;
    set_up();
    payment = make_payment("t1", 1500);
    payment.number[0] ^= 1;
    assert_int_equal(orders_settle(&test.app, test.db, &payment, &line), STATUS_NOT_FOUND);
    payment = make_payment("t1", 1500);
    snprintf(payment.provider, sizeof payment.provider, "elsewhere");
    assert_int_equal(orders_settle(&test.app, test.db, &payment, &line), STATUS_DENIED);
    payment = make_payment("t1", 0);
    snprintf(payment.provider, sizeof payment.provider, "unified"); /* but this batch is not */
    assert_int_equal(orders_settle(&test.app, test.db, &payment, &line), STATUS_DENIED);
    assert_int_equal(orders_get(test.db, 99, &(Purchase){0}, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_receipt_counts_once_in_a_school(void **state)
{
    static const char *const bad[] = {"", "1/2", "一", "123456789012345678901234567890123"};
    SubmissionView view;
    Purchase second;

    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(take(bad[i], 1500), STATUS_ARGUMENT);
    assert_int_equal(take("A-17", 1500), 0);
    assert_int_equal(take("A-17", 1500), 0); /* the same again */
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:1' "
                                       "AND action = 'order.paid'"),
                     1);
    assert_int_equal(test_journey_add(&test, 1, 0, "shoot"), 2);
    test_draft_add(&test, 2);
    assert_int_equal(submissions_confirm(&test.app, test.db, 2, "d2", &view, &line), 0);
    assert_int_equal(orders_get(test.db, 2, &second, &line), 0);
    assert_int_equal(orders_take(&test.app, test.db, cashier_id, second.id, "A-17", 1500, &line),
                     STATUS_CONFLICT);
    assert_int_equal(orders_take(&test.app, test.db, cashier_id, second.id, "A-18", 1500, &line),
                     0);
    assert_int_equal(orders_take(&test.app, test.db, cashier_id, 99, "A-19", 1500, &line),
                     STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_money_that_comes_after_a_withdrawal_is_not_lost(void **state)
{
    SubmissionView view;

    (void)state;
    set_up();
    assert_int_equal(submissions_withdraw(&test.app, test.db, 1, &line), 0);
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(get_journey().state, JOURNEY_SHOOT);
    assert_true(get_journey().is_paid);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission"), 0);
    assert_int_equal(submissions_confirm(&test.app, test.db, 1, "d1", &view, &line), 0);
    assert_int_equal(view.state, JOURNEY_REVIEW); /* nothing to pay any more */
    test_app_done(&test);
}

static void test_money_for_a_photo_that_was_erased_leads_back_to_the_camera(void **state)
{
    (void)state;
    set_up();
    test_run(test.db, "UPDATE draft SET photo_blob = NULL");
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(get_journey().state, JOURNEY_SHOOT);
    assert_true(get_journey().is_paid);
    assert_int_equal(get_order().state, PURCHASE_PAID);
    test_app_done(&test);
}

static void test_money_for_somebody_who_has_left_is_kept_as_paid(void **state)
{
    (void)state;
    set_up();
    test_run(test.db, "UPDATE journey SET student_id = NULL, state = 'consent'");
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(get_journey().state, JOURNEY_CONSENT);
    assert_true(get_journey().is_paid);
    assert_int_equal(get_order().state, PURCHASE_PAID);
    test_app_done(&test);
}

static void test_client_learns_that_the_school_takes_the_money(void **state)
{
    char ticket[PAYMENT_TICKET_BYTES];
    Purchase purchase;

    (void)state;
    set_up();
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), 0);
    assert_int_equal(purchase.state, PURCHASE_OPEN);
    assert_string_equal(ticket, "{}");
    assert_int_equal(take("17", 1500), 0);
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), 0);
    assert_int_equal(purchase.state, PURCHASE_PAID);
    assert_string_equal(ticket, "");
    test_app_done(&test);
}

static void test_open_order_is_settled_for_nothing_once_the_school_pays_for_all(void **state)
{
    char ticket[PAYMENT_TICKET_BYTES];
    Purchase purchase;

    (void)state;
    set_up();
    test_run(test.db, "UPDATE batch SET is_payment_unified = 1");
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), 0);
    assert_int_equal(purchase.state, PURCHASE_PAID);
    assert_int_equal(purchase.amount_fen, 0);
    assert_string_equal(purchase.provider, "unified");
    assert_int_equal(get_journey().state, JOURNEY_REVIEW);
    test_app_done(&test);
}

/* A service that answers what the test says. */
static int query_status;

static int create_ticket(void *context, const Purchase *purchase,
                         char ret_ticket[PAYMENT_TICKET_BYTES], Message *ret_message)
{
    (void)context, (void)ret_message;
    snprintf(ret_ticket, PAYMENT_TICKET_BYTES, "{\"amount\":%d}", (int)purchase->amount_fen);
    return 0;
}

static int query(void *context, const Purchase *purchase, Payment *ret_payment,
                 Message *ret_message)
{
    (void)context;
    if (query_status)
        return status_set(ret_message, query_status, "as the test says");
    *ret_payment = (Payment){.amount_fen = purchase->amount_fen};
    snprintf(ret_payment->number, sizeof ret_payment->number, "%s", purchase->number);
    snprintf(ret_payment->provider, sizeof ret_payment->provider, "service");
    snprintf(ret_payment->reference, sizeof ret_payment->reference, "t9");
    return 0;
}

static void test_service_is_asked_before_the_client_is_sent_to_it_again(void **state)
{
    static const PaymentProvider service = {"service", NULL, create_ticket, query};
    char ticket[PAYMENT_TICKET_BYTES];
    Purchase purchase;

    (void)state;
    set_up();
    assert_int_equal(submissions_withdraw(&test.app, test.db, 1, &line), 0);
    test_run(test.db, "UPDATE purchase SET state = 'closed'");
    test.app.payment = &service;
    assert_int_equal(submissions_confirm(&test.app, test.db, 1, "d1", &(SubmissionView){0}, &line),
                     0);
    query_status = STATUS_NOT_FOUND;
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), 0);
    assert_string_equal(ticket, "{\"amount\":1500}");
    query_status = STATUS_GONE;
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), STATUS_GONE);
    assert_int_equal(get_journey().state, JOURNEY_PAYMENT);
    query_status = STATUS_OK;
    assert_int_equal(orders_pay(&test.app, test.db, 1, &purchase, ticket, &line), 0);
    assert_int_equal(purchase.state, PURCHASE_PAID);
    assert_string_equal(ticket, "");
    assert_int_equal(get_journey().state, JOURNEY_REVIEW);
    test_app_done(&test);
}

static void test_nothing_is_charged_again_after_return_or_reset(void **state)
{
    SubmissionView view;

    (void)state;
    set_up();
    assert_int_equal(settle("t1", 1500), 0);
    assert_int_equal(submissions_reset(&test.app, test.db, cashier_id, 1, NULL, &line), 0);
    assert_int_equal(submissions_confirm(&test.app, test.db, 1, "d1", &view, &line), 0);
    assert_int_equal(view.state, JOURNEY_REVIEW);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM purchase"), 1);
    test_app_done(&test);
}

/* --- notice and client's return at once */

typedef struct Teller {
    Db *db;
    const Payment *payment;
    int status;
} Teller;

static void *tell(void *context)
{
    Teller *teller = context;
    Message fault;

    teller->status = orders_settle(&test.app, teller->db, teller->payment, &fault);
    return NULL;
}

static void test_two_notices_at_once_pay_once(void **state)
{
    Payment payments[2];
    Teller tellers[2];
    pthread_t threads[2];

    (void)state;
    set_up();
    for (int is_other = 0; is_other < 2; is_other++) {
        payments[0] = make_payment("t1", 1500);
        payments[1] = make_payment(is_other ? "t2" : "t1", 1500);
        for (int i = 0; i < 2; i++) {
            tellers[i] = (Teller){.db = test_database_open(), .payment = &payments[i]};
            pthread_create(&threads[i], NULL, tell, &tellers[i]);
        }
        for (int i = 0; i < 2; i++) {
            pthread_join(threads[i], NULL);
            db_close(tellers[i].db);
        }
        assert_int_equal(tellers[0].status + tellers[1].status, is_other ? STATUS_CONFLICT : 0);
        assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission"), 1);
        assert_int_equal(
            test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'order.paid'"), 1);
    }
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notice_that_comes_twice_pays_and_submits_once),
        cmocka_unit_test(test_other_amounts_are_refused_to_the_fen),
        cmocka_unit_test(test_second_payment_of_one_order_is_told),
        cmocka_unit_test(test_order_that_is_unknown_or_of_another_provider_is_not_paid),
        cmocka_unit_test(test_receipt_counts_once_in_a_school),
        cmocka_unit_test(test_money_that_comes_after_a_withdrawal_is_not_lost),
        cmocka_unit_test(test_money_for_a_photo_that_was_erased_leads_back_to_the_camera),
        cmocka_unit_test(test_money_for_somebody_who_has_left_is_kept_as_paid),
        cmocka_unit_test(test_client_learns_that_the_school_takes_the_money),
        cmocka_unit_test(test_open_order_is_settled_for_nothing_once_the_school_pays_for_all),
        cmocka_unit_test(test_service_is_asked_before_the_client_is_sent_to_it_again),
        cmocka_unit_test(test_nothing_is_charged_again_after_return_or_reset),
        cmocka_unit_test(test_two_notices_at_once_pay_once),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
