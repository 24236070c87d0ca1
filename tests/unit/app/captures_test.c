/* Leave to take photos on both databases: every refusal at its border, and uploads sent twice. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/captures.h"
#include "src/store/shot.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static TestApp test;
static Message line;

/* A batch that is open all day from the test's first moment for an hour, and two accounts whose
 * students have everything behind them but the photo. */
static void set_up(void)
{
    char sql[512];

    test_app_make(&test);
    snprintf(sql, sizeof sql,
             "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
             "daily_from_min, daily_to_min, is_payment_unified, has_school_review, production, "
             "rules) VALUES (1, 1, '2026', 'roster', %lld, %lld, 0, 1440, 0, 1, 'automatic', '')",
             (long long)test.now_ms, (long long)test.now_ms + 3600000);
    test_run(test.db, sql);
    for (int i = 1; i <= 2; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO student (id, batch_id, major, class_name, student_number, key_name, "
                 "name_masked, name_hash, name_sealed, identity_masked, identity_hash, "
                 "identity_sealed, created_ms) SELECT %d, 1, '', '', '%d', 'k%d', '', hash, hash, "
                 "'', hash, hash, 0 FROM "
                 "(SELECT %s AS hash) AS made",
                 i, i, i,
                 test_database_is_postgres() ? (i == 1 ? "decode(repeat('01', 32), 'hex')"
                                                       : "decode(repeat('02', 32), 'hex')")
                                             : (i == 1 ? "zeroblob(32)" : "randomblob(32)"));
        test_run(test.db, sql);
        test_run(test.db, "INSERT INTO account (created_ms) VALUES (0)");
        snprintf(sql, sizeof sql,
                 "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                 "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, "
                 "locked_until_ms, not_genuine, created_ms, changed_ms) "
                 "VALUES (%d, %d, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)",
                 i, i);
        test_run(test.db, sql);
    }
}

static CaptureAnswer begin(int64_t account_id)
{
    CaptureAnswer answer;

    if (captures_begin(&test.app, test.db, account_id, &answer, &line))
        fail_msg("%s", line.text);
    return answer;
}

static CaptureRefusal ask(int64_t account_id)
{
    CaptureAnswer answer;

    if (captures_ask(&test.app, test.db, account_id, &answer, &line))
        fail_msg("%s", line.text);
    return answer.refusal;
}

static int submit(int64_t account_id, const char *nonce, const char *key, Shot *shot, int *is_new)
{
    const CaptureUpload upload = {nonce, key, "00112233445566778899aabbccddeeff"};

    return captures_submit(&test.app, test.db, account_id, &upload, shot, is_new, &line);
}

static void update_journey(const char *changes)
{
    char sql[256];

    snprintf(sql, sizeof sql, "UPDATE journey SET %s WHERE id = 1", changes);
    test_run(test.db, sql);
}

static void test_leave_is_given_once_and_used_once(void **state)
{
    CaptureAnswer answer;
    Shot shot, again;
    int is_new;

    (void)state;
    set_up();
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_ALLOWED);
    assert_int_equal(answer.capture.expires_ms, test.now_ms + 10 * 60 * 1000);
    assert_int_equal(submit(1, answer.capture.nonce, "k1", &shot, &is_new), 0);
    assert_true(is_new);
    assert_int_equal(submit(1, answer.capture.nonce, "k2", &again, &is_new), STATUS_CONFLICT);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM shot"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM job WHERE state = 'waiting'"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 1);
    assert_int_equal(ask(1), CAPTURE_MAKING);
    test_app_done(&test);
}

static void test_upload_sent_twice_is_one_shot(void **state)
{
    CaptureAnswer answer;
    Shot first, second;
    int is_new;

    (void)state;
    set_up();
    answer = begin(1);
    assert_int_equal(submit(1, answer.capture.nonce, "same", &first, &is_new), 0);
    test.now_ms += 24 * 3600000; /* long after everything has expired */
    assert_int_equal(submit(1, answer.capture.nonce, "same", &second, &is_new), 0);
    assert_false(is_new);
    assert_string_equal(second.public_id, first.public_id);
    assert_int_equal(submit(1, "another", "same", &second, &is_new), 0); /* the key decides */
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM shot"), 1);
    test_app_done(&test);
}

static void test_leave_expires_to_the_millisecond(void **state)
{
    CaptureAnswer early, late;
    Shot shot;
    int is_new;

    (void)state;
    set_up();
    late = begin(1);
    early = begin(1);
    test.now_ms = late.capture.expires_ms;
    assert_int_equal(submit(1, late.capture.nonce, "a", &shot, &is_new), STATUS_DENIED);
    test.now_ms--;
    assert_int_equal(submit(1, early.capture.nonce, "b", &shot, &is_new), 0);
    test_app_done(&test);
}

static void test_leave_of_another_is_no_leave(void **state)
{
    CaptureAnswer answer;
    Shot shot;
    int is_new;

    (void)state;
    set_up();
    answer = begin(1);
    assert_int_equal(submit(2, answer.capture.nonce, "a", &shot, &is_new), STATUS_NOT_FOUND);
    assert_int_equal(submit(1, "invented", "a", &shot, &is_new), STATUS_NOT_FOUND);
    assert_int_equal(submit(1, answer.capture.nonce, "", &shot, &is_new), STATUS_ARGUMENT);
    assert_int_equal(submit(1, answer.capture.nonce, "a", &shot, &is_new), 0);
    test_app_done(&test);
}

static void test_window_opens_and_closes(void **state)
{
    CaptureAnswer answer;

    (void)state;
    set_up();
    test.now_ms--;
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_WINDOW_CLOSED);
    assert_int_equal(answer.until_ms, test.now_ms + 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM capture"), 0);
    test.now_ms++;
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    test.now_ms += 3600000 - 1;
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    test.now_ms++;
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_WINDOW_CLOSED);
    assert_int_equal(answer.until_ms, 0);
    test_app_done(&test);
}

static void test_cooldown_ends_to_the_millisecond(void **state)
{
    char changes[64];

    (void)state;
    set_up();
    snprintf(changes, sizeof changes, "cooldown_until_ms = %lld", (long long)test.now_ms + 10000);
    update_journey(changes);
    test.now_ms += 9999;
    assert_int_equal(ask(1), CAPTURE_COOLING_DOWN);
    assert_int_equal(begin(1).until_ms, test.now_ms + 1);
    test.now_ms++;
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    test_app_done(&test);
}

static void add_draft(int i)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms) "
             "VALUES (%d, 1, 'n%d', 0, 1)",
             i, i);
    test_run(test.db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO shot (id, public_id, journey_id, capture_id, idempotency_key, state, "
             "frames, received_ms, finished_ms) "
             "VALUES (%d, 's%d', 1, %d, 'i%d', 'passed', '[]', 0, 1)",
             i, i, i, i);
    test_run(test.db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO draft (public_id, journey_id, shot_id, has_warnings, created_ms) "
             "VALUES ('d%d', 1, %d, 0, 0)",
             i, i);
    test_run(test.db, sql);
}

static void test_full_box_blocks_with_the_guides_words(void **state)
{
    CaptureAnswer answer;

    (void)state;
    set_up();
    for (int i = 1; i <= 4; i++)
        add_draft(i);
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    add_draft(5);
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_BOX_FULL);
    assert_string_equal(answer.text, "草稿箱已满，请前往草稿箱删除或使用草稿箱照片。");
    test_run(test.db, "UPDATE draft SET deleted_ms = 1 WHERE shot_id = 3");
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    test_run(test.db, "UPDATE batch SET rules = 'draft_capacity=4'");
    assert_int_equal(ask(1), CAPTURE_BOX_FULL);
    test_app_done(&test);
}

static void test_locks_speak_the_guides_words(void **state)
{
    char changes[96];
    CaptureAnswer answer;

    (void)state;
    set_up();
    snprintf(changes, sizeof changes, "lock_kind = 'timed', locked_until_ms = %lld",
             (long long)test.now_ms + 1800000);
    update_journey(changes);
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_LOCKED);
    assert_int_equal(answer.until_ms, test.now_ms + 1800000);
    assert_ptr_equal(strstr(answer.text, "请仔细阅读拍摄要求, 可于 "), answer.text);
    assert_null(strstr(answer.text, "草稿箱"));
    test.now_ms += 1800000;
    assert_int_equal(ask(1), CAPTURE_ALLOWED);
    update_journey("lock_kind = 'school'");
    add_draft(1);
    answer = begin(1);
    assert_int_equal(answer.refusal, CAPTURE_LOCKED);
    assert_int_equal(answer.until_ms, 0);
    assert_string_equal(answer.text,
                        "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。"
                        "系统检测到草稿箱有照片, 可以选择进行上传。");
    test_app_done(&test);
}

static void test_steps_before_the_camera_cannot_be_skipped(void **state)
{
    static const char *const states[] = {"consent", "video", "payment", "review", "final"};
    CaptureAnswer answer;

    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        char changes[64];

        snprintf(changes, sizeof changes, "state = '%s'", states[i]);
        update_journey(changes);
        assert_int_equal(ask(1), CAPTURE_NOT_READY);
    }
    assert_int_equal(captures_ask(&test.app, test.db, 99, &answer, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

/* --- a student who taps twice */

typedef struct Tap {
    Db *db;
    const char *nonce, *key;
    int status, is_new;
} Tap;

static void *tap(void *context)
{
    Tap *one = context;
    const CaptureUpload upload = {one->nonce, one->key, "00112233445566778899aabbccddeeff"};
    Message fault;
    Shot shot;

    one->status = captures_submit(&test.app, one->db, 1, &upload, &shot, &one->is_new, &fault);
    return NULL;
}

static void test_two_taps_at_once_are_one_shot(void **state)
{
    (void)state;
    set_up();
    for (int round = 0; round < 5; round++) {
        const CaptureAnswer answer = begin(1);
        char key[16];
        Tap taps[2];
        pthread_t threads[2];

        assert_int_equal(answer.refusal, CAPTURE_ALLOWED);
        snprintf(key, sizeof key, "key%d", round);
        for (int i = 0; i < 2; i++) {
            taps[i] = (Tap){.db = test_database_open(), .nonce = answer.capture.nonce, .key = key};
            pthread_create(&threads[i], NULL, tap, &taps[i]);
        }
        for (int i = 0; i < 2; i++) {
            pthread_join(threads[i], NULL);
            db_close(taps[i].db);
            assert_int_equal(taps[i].status, 0);
        }
        assert_int_equal(taps[0].is_new + taps[1].is_new, 1);
        assert_int_equal(test_ask(test.db, "SELECT count(*) FROM shot"), round + 1);
        test_run(test.db, "UPDATE shot SET finished_ms = 1, state = 'failed'");
    }
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leave_is_given_once_and_used_once),
        cmocka_unit_test(test_upload_sent_twice_is_one_shot),
        cmocka_unit_test(test_leave_expires_to_the_millisecond),
        cmocka_unit_test(test_leave_of_another_is_no_leave),
        cmocka_unit_test(test_window_opens_and_closes),
        cmocka_unit_test(test_cooldown_ends_to_the_millisecond),
        cmocka_unit_test(test_full_box_blocks_with_the_guides_words),
        cmocka_unit_test(test_locks_speak_the_guides_words),
        cmocka_unit_test(test_steps_before_the_camera_cannot_be_skipped),
        cmocka_unit_test(test_two_taps_at_once_are_one_shot),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
