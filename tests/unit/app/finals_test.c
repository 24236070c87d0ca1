/* The final photo in the student's hands, on both databases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/app/finals.h"
#include "src/app/journey_step.h"
#include "src/app/production.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static const char blob[] = "00112233445566778899aabbccddeeff";
static char folder[] = "/tmp/tucai-finals-test-XXXXXX";
static int n_stores;
static TestApp test;
static Message line;
static KeyStore *keys;
static int64_t officer;

/* Way 1 of account 1; its photo was handed in. */
static void set_up(void)
{
    JourneyStep step = {
        .app = &test.app, .journey_id = 1, .event = EVENT_CONFIRMED, .action = "test"};
    char path[128];
    CryptKey key;

    test_app_make(&test);
    test_journey_add(&test, test_batch_add(&test, 1, 1, 0), 0, "shoot");
    step.draft_id = test_draft_add(&test, 1);
    officer = test_staff_add(&test, "centre", 0, 0);
    snprintf(path, sizeof path, "sqlite:%s/keys%d.db", folder, n_stores++);
    assert_int_equal(keys_open(path, &test.master, &test.app.clock, &keys, &line), 0);
    assert_int_equal(keys_make(keys, "S1", &key, &line), 0);
    assert_int_equal(journey_step_take(test.db, &step, &line), 0);
}

static void tear_down(void)
{
    keys_close(keys);
    test_app_done(&test);
}

/* By the machine, with a sample first. */
static int64_t finish(void)
{
    ProductionClaim claim;

    if (production_claim_for_machine(&test.app, test.db, 60000, &claim, &line) ||
        production_put_sample(&test.app, test.db, &claim, blob, HAND_NONE, &line) ||
        production_finish(&test.app, test.db, &claim, blob, &line))
        fail_msg("%s", line.text);
    return claim.id;
}

static FinalView view(void)
{
    FinalView found;

    assert_int_equal(finals_get(test.db, 1, &found, &line), 0);
    return found;
}

static int proofread(void)
{
    return finals_proofread(&test.app, test.db, 1, 0, &line);
}

static int report(const char *words)
{
    return finals_report_problem(&test.app, test.db, keys, 1, 0, words, &line);
}

static void test_student_sees_the_sample_then_the_final(void **state)
{
    ProductionClaim claim;

    (void)state;
    set_up();
    assert_int_equal(view().state, JOURNEY_PRODUCTION);
    assert_false(view().has_sample || view().has_final);
    assert_int_equal(production_claim_for_machine(&test.app, test.db, 60000, &claim, &line), 0);
    assert_int_equal(production_put_sample(&test.app, test.db, &claim, blob, HAND_NONE, &line), 0);
    assert_true(view().has_sample);
    assert_false(view().has_final);
    assert_int_equal(production_finish(&test.app, test.db, &claim, blob, &line), 0);
    assert_true(view().has_sample && view().has_final);
    assert_string_equal(view().key_name, "S1");
    assert_int_equal(finals_get(test.db, 77, &(FinalView){0}, &line), STATUS_NOT_FOUND);
    tear_down();
}

static void test_nothing_is_proofread_before_it_is_finished_and_twice_is_once(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(proofread(), STATUS_CONFLICT);
    assert_int_equal(report("x"), STATUS_CONFLICT);
    finish();
    assert_int_equal(proofread(), 0);
    assert_int_equal(view().production.proofread_ms, test.now_ms);
    test.now_ms += 1000;
    assert_int_equal(proofread(), 0);
    assert_int_equal(view().production.proofread_ms, test.now_ms - 1000);
    assert_int_equal(report("x"), STATUS_CONFLICT); /* it was found right */
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'final.proofread'"), 1);
    tear_down();
}

static void test_reported_problem_sends_the_photo_to_people(void **state)
{
    static const char words[] = "左耳被裁掉了一点";
    char known[PRODUCTION_PROBLEM_BYTES_MAX + 1];
    ProductionClaim claim;
    ProductionClaims claims;
    int64_t id;

    (void)state;
    set_up();
    id = finish();
    assert_int_equal(report(words), 0);
    assert_int_equal(view().state, JOURNEY_PRODUCTION);
    assert_true(view().has_sample);
    assert_false(view().has_final);
    assert_int_equal(view().production.hand_reason, HAND_PROBLEM);
    assert_int_equal(finals_read_problem(test.db, keys, "S1", id, known, &line), 0);
    assert_string_equal(known, words);
    assert_int_equal(report(words), 0); /* once more, after a lost answer */
    assert_int_equal(report("其他"), STATUS_CONFLICT);
    assert_int_equal(production_claim_for_machine(&test.app, test.db, 60000, &claim, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(production_claim(&test.app, test.db, officer, 1, 60000, &claims, &line), 0);
    assert_int_equal(claims.ids[0], id);
    claim = (ProductionClaim){.id = id, .staff_id = officer};
    assert_int_equal(production_finish(&test.app, test.db, &claim, blob, &line), 0);
    assert_int_equal(view().state, JOURNEY_FINAL);
    assert_int_equal(report("又一个问题"), 0);
    tear_down();
}

static void test_answer_about_an_earlier_final_is_not_taken_for_this_one(void **state)
{
    ProductionClaim claim;
    ProductionClaims claims;
    int64_t first_ms;

    (void)state;
    set_up();
    first_ms = test.now_ms;
    claim = (ProductionClaim){.id = finish(), .staff_id = officer};
    assert_int_equal(report("左耳"), 0);
    test.now_ms += 1000;
    assert_int_equal(production_claim(&test.app, test.db, officer, 1, 60000, &claims, &line), 0);
    assert_int_equal(production_finish(&test.app, test.db, &claim, blob, &line), 0);
    /* The first report comes once more, and somebody looks at an older page. */
    assert_int_equal(finals_report_problem(&test.app, test.db, keys, 1, first_ms, "左耳", &line),
                     STATUS_DENIED);
    assert_int_equal(finals_proofread(&test.app, test.db, 1, first_ms, &line), STATUS_DENIED);
    assert_int_equal(view().state, JOURNEY_FINAL);
    assert_int_equal(finals_proofread(&test.app, test.db, 1, first_ms + 1000, &line), 0);
    tear_down();
}

static void test_words_of_a_problem_are_sealed_and_bounded(void **state)
{
    char words[PRODUCTION_PROBLEM_BYTES_MAX + 2] = {0}, known[PRODUCTION_PROBLEM_BYTES_MAX + 1];
    uint8_t sealed[PRODUCTION_PROBLEM_SEALED_MAX];
    size_t n_sealed;
    int64_t id;

    (void)state;
    set_up();
    id = finish();
    memset(words, 'x', sizeof words - 1);
    assert_int_equal(report(words), STATUS_ARGUMENT);
    assert_int_equal(report(""), STATUS_ARGUMENT);
    words[PRODUCTION_PROBLEM_BYTES_MAX] = 0;
    assert_int_equal(report(words), 0);
    assert_int_equal(store_production_get_problem(test.db, id, sealed, &n_sealed, &line), 0);
    assert_int_equal(n_sealed, PRODUCTION_PROBLEM_SEALED_MAX);
    assert_null(memmem(sealed, n_sealed, "xxx", 3));
    assert_int_equal(finals_read_problem(test.db, keys, "S1", id, known, &line), 0);
    assert_string_equal(known, words);
    assert_int_equal(keys_destroy(keys, "S1", &line), 0);
    assert_int_equal(finals_read_problem(test.db, keys, "S1", id, known, &line), STATUS_NOT_FOUND);
    tear_down();
}

static void test_finals_are_delivered_proofread_or_not_and_twice_is_once(void **state)
{
    int64_t id;

    (void)state;
    set_up();
    assert_int_equal(finals_deliver(&test.app, test.db, officer, 999, &line), STATUS_NOT_FOUND);
    assert_int_equal(finals_deliver(&test.app, test.db, officer, 1, &line), STATUS_CONFLICT);
    id = finish();
    assert_int_equal(finals_refuse(&test.app, test.db, officer, id, NULL, &line), STATUS_CONFLICT);
    assert_int_equal(finals_deliver(&test.app, test.db, officer, id, &line), 0);
    assert_int_equal(view().state, JOURNEY_DELIVERED);
    assert_true(view().has_final);
    assert_int_equal(finals_deliver(&test.app, test.db, officer, id, &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'delivered'"), 1);
    tear_down();
}

static void test_what_the_registry_refuses_goes_back_to_the_camera(void **state)
{
    JourneyStep again = {
        .app = &test.app, .journey_id = 1, .event = EVENT_CONFIRMED, .action = "test"};
    int64_t id, second;

    (void)state;
    set_up();
    id = finish();
    assert_int_equal(finals_deliver(&test.app, test.db, officer, id, &line), 0);
    assert_int_equal(finals_refuse(&test.app, test.db, officer, id, "底色", &line), 0);
    assert_int_equal(view().state, JOURNEY_SHOOT);
    assert_int_equal(view().production.id, 0);
    again.draft_id = test_draft_add(&test, 1);
    assert_int_equal(journey_step_take(test.db, &again, &line), 0);
    second = finish();
    assert_int_not_equal(second, id);
    assert_int_equal(finals_deliver(&test.app, test.db, officer, id, &line), STATUS_CONFLICT);
    assert_int_equal(finals_deliver(&test.app, test.db, officer, second, &line), 0);
    tear_down();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_student_sees_the_sample_then_the_final),
        cmocka_unit_test(test_nothing_is_proofread_before_it_is_finished_and_twice_is_once),
        cmocka_unit_test(test_reported_problem_sends_the_photo_to_people),
        cmocka_unit_test(test_answer_about_an_earlier_final_is_not_taken_for_this_one),
        cmocka_unit_test(test_words_of_a_problem_are_sealed_and_bounded),
        cmocka_unit_test(test_finals_are_delivered_proofread_or_not_and_twice_is_once),
        cmocka_unit_test(test_what_the_registry_refuses_goes_back_to_the_camera),
    };
    char command[64];
    int status;

    if (crypt_init() || !mkdtemp(folder) || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) ? 1 : status;
}
