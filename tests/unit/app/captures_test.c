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

static void set_up(void)
{
    test_app_make_shooting(&test);
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
    const CaptureUpload upload = {
        .nonce = nonce, .idempotency_key = key, .file_blob = "00112233445566778899aabbccddeeff"};

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
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 2); /* leave, shot */
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

static void test_frames_are_kept_in_order_with_their_times(void **state)
{
    const ShotFrame frames[] = {{"00000000000000000000000000000001", 0},
                                {"00000000000000000000000000000002", 250},
                                {"00000000000000000000000000000003", 86400000}};
    CaptureAnswer answer;
    CaptureUpload upload = {.idempotency_key = "a",
                            .file_blob = "00112233445566778899aabbccddeeff",
                            .frames = frames,
                            .n_frames = SHOT_FRAMES_MAX + 1};
    Shot shot, kept;
    int is_new;

    (void)state;
    set_up();
    answer = begin(1);
    upload.nonce = answer.capture.nonce;
    assert_int_equal(captures_submit(&test.app, test.db, 1, &upload, &shot, &is_new, &line),
                     STATUS_ARGUMENT);
    upload.n_frames = 3;
    assert_int_equal(captures_submit(&test.app, test.db, 1, &upload, &shot, &is_new, &line), 0);
    assert_int_equal(store_shot_get(test.db, shot.id, &kept, &line), 0);
    assert_int_equal(kept.n_frames, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(kept.frames[i].blob, frames[i].blob);
        assert_int_equal(kept.frames[i].time_ms, frames[i].time_ms);
    }
    test_run(test.db, "UPDATE shot SET frames = '[{\"blob\":\"short\"}]'");
    assert_int_equal(store_shot_get(test.db, shot.id, &kept, &line), STATUS_DAMAGED);
    test_app_done(&test);
}

static void test_looking_up_tells_what_submitting_would_and_changes_nothing(void **state)
{
    CaptureUpload upload = {.nonce = "invented", .idempotency_key = "a", .file_blob = ""};
    CaptureAnswer answer;
    Shot shot, found;
    int is_new;

    (void)state;
    set_up();
    assert_int_equal(captures_look_up(&test.app, test.db, 1, &upload, &found, &is_new, &line),
                     STATUS_NOT_FOUND);
    answer = begin(1);
    upload.nonce = answer.capture.nonce;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(captures_look_up(&test.app, test.db, 1, &upload, &found, &is_new, &line),
                         0);
        assert_true(is_new);
    }
    assert_int_equal(captures_look_up(&test.app, test.db, 2, &upload, &found, &is_new, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(submit(1, upload.nonce, "a", &shot, &is_new), 0);
    assert_int_equal(captures_look_up(&test.app, test.db, 1, &upload, &found, &is_new, &line), 0);
    assert_false(is_new);
    assert_string_equal(found.public_id, shot.public_id);
    upload.idempotency_key = "b";
    assert_int_equal(captures_look_up(&test.app, test.db, 1, &upload, &found, &is_new, &line),
                     STATUS_CONFLICT);
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
    test_app_add_draft(&test, i);
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
    const CaptureUpload upload = {.nonce = one->nonce,
                                  .idempotency_key = one->key,
                                  .file_blob = "00112233445566778899aabbccddeeff"};
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
        cmocka_unit_test(test_frames_are_kept_in_order_with_their_times),
        cmocka_unit_test(test_looking_up_tells_what_submitting_would_and_changes_nothing),
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
