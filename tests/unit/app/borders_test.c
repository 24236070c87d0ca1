/*
 * The product's rules about shooting at their borders, through the use cases and both databases:
 * one less, equal, one more. The numbers are written out as product.md has them, so that a changed
 * default fails here. What is decided without a database: attempts_test.c, window_test.c.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/attempts.h"
#include "src/app/captures.h"
#include "src/app/drafts.h"
#include "src/app/students.h"
#include "src/base/local_time.h"
#include "src/store/batch.h"
#include "src/store/journey.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static const int64_t second = 1000, minute = INT64_C(60) * 1000, hour = INT64_C(3600) * 1000,
                     day = INT64_C(24) * 3600 * 1000;

static TestApp test;
static Message line;

/* Student 1 may shoot at any hour of the next years. */
static void set_up(const char *rules)
{
    char sql[128];

    test_app_make_shooting(&test);
    snprintf(sql, sizeof sql, "UPDATE batch SET closes_ms = closes_ms + %" PRId64 ", rules = '%s'",
             5000 * day, rules);
    test_run(test.db, sql);
}

static CaptureAnswer ask_at(int64_t now_ms)
{
    CaptureAnswer answer;

    test.now_ms = now_ms;
    if (captures_ask(&test.app, test.db, 1, &answer, &line))
        fail_msg("%s", line.text);
    return answer;
}

/* Refused before the moment, and told it; allowed from it on. */
static void expect_allowed_from(int64_t moment_ms, CaptureRefusal before)
{
    const CaptureAnswer answer = ask_at(moment_ms - 1);

    assert_int_equal(answer.refusal, before);
    assert_int_equal(answer.until_ms, moment_ms);
    assert_int_equal(ask_at(moment_ms + 1).refusal, CAPTURE_ALLOWED);
    assert_int_equal(ask_at(moment_ms).refusal, CAPTURE_ALLOWED);
}

/* What a maker does with a result (src/pipeline/making.c). */
static int count_in(Db *db, void *context, Message *message)
{
    Batch batch;
    Journey journey;
    int status = store_journey_get(db, 1, &journey, message);

    if (!status)
        status = store_batch_get(db, 1, &batch, message);
    if (status)
        return status;
    attempts_count(&batch.rules, *(const AttemptOutcome *)context, test.now_ms, &journey.attempts);
    return store_journey_save(db, &journey, message);
}

static void count_at(int64_t now_ms, AttemptOutcome outcome)
{
    test.now_ms = now_ms;
    if (db_transact(test.db, count_in, &outcome, &line))
        fail_msg("%s", line.text);
}

/* --- after a failure */

static void test_cooldown_is_10_30_60_180_seconds(void **state)
{
    static const int64_t expected_s[] = {10, 30, 60, 180, 180};

    (void)state;
    set_up("other_failures_max=100");
    for (size_t i = 0; i < sizeof expected_s / sizeof expected_s[0]; i++) {
        count_at(test.now_ms, i == 1 ? ATTEMPT_NOT_GENUINE : ATTEMPT_FAILED); /* of any kind */
        expect_allowed_from(test.now_ms + expected_s[i] * second, CAPTURE_COOLING_DOWN);
    }
    count_at(test.now_ms, ATTEMPT_FAILED);
    count_at(test.now_ms, ATTEMPT_PASSED);
    assert_int_equal(ask_at(test.now_ms).refusal, CAPTURE_ALLOWED);
    count_at(test.now_ms, ATTEMPT_FAILED);
    expect_allowed_from(test.now_ms + 10 * second, CAPTURE_COOLING_DOWN);
    test_app_done(&test);
}

/* Failures of photo rules, each when the cool-down of the one before is over. */
static void fail_in_row(int n)
{
    for (int i = 0; i < n; i++)
        count_at(test.now_ms + 181 * second, ATTEMPT_FAILED);
}

static void test_five_other_failures_lock_30_minutes_then_2_then_12_hours(void **state)
{
    static const int64_t expected_min[] = {30, 120, 720, 720};

    (void)state;
    set_up("");
    for (size_t i = 0; i < sizeof expected_min / sizeof expected_min[0]; i++) {
        fail_in_row(4); /* the end of a lock is a new start: not the next failure locks again */
        assert_int_equal(ask_at(test.now_ms).refusal, CAPTURE_COOLING_DOWN);
        fail_in_row(1);
        expect_allowed_from(test.now_ms + expected_min[i] * minute, CAPTURE_LOCKED);
    }
    fail_in_row(4);
    count_at(test.now_ms, ATTEMPT_PASSED); /* and so is a pass, of the locks' length too */
    fail_in_row(4);
    assert_int_equal(ask_at(test.now_ms).refusal, CAPTURE_COOLING_DOWN);
    fail_in_row(1);
    expect_allowed_from(test.now_ms + 30 * minute, CAPTURE_LOCKED);
    test_app_done(&test);
}

static void test_only_failures_of_photo_rules_lead_to_the_timed_lock(void **state)
{
    (void)state;
    set_up("");
    fail_in_row(4);
    count_at(test.now_ms + hour, ATTEMPT_NOT_GENUINE);
    count_at(test.now_ms + hour, ATTEMPT_NOT_GENUINE);
    assert_int_equal(ask_at(test.now_ms + hour).refusal, CAPTURE_ALLOWED); /* 4 and 2 */
    fail_in_row(1);
    expect_allowed_from(test.now_ms + 30 * minute, CAPTURE_LOCKED);
    test_app_done(&test);
}

/* The first of three failures was `age_ms` before the third; the others an hour before it. */
static CaptureRefusal fail_three_times(int64_t age_ms)
{
    const int64_t third_ms = test.now_ms + age_ms;

    count_at(test.now_ms, ATTEMPT_NOT_GENUINE);
    count_at(third_ms - hour, ATTEMPT_NOT_GENUINE);
    assert_int_equal(ask_at(third_ms - 1).refusal, CAPTURE_ALLOWED);
    count_at(third_ms, ATTEMPT_NOT_GENUINE);
    return ask_at(third_ms + 181 * second).refusal;
}

static void test_three_failures_of_authenticity_lock_if_they_are_within_24_hours(void **state)
{
    (void)state;
    for (int64_t after = -1; after <= 1; after++) {
        set_up("");
        assert_int_equal(fail_three_times(day + after),
                         after < 0 ? CAPTURE_LOCKED : CAPTURE_ALLOWED);
        count_at(test.now_ms, ATTEMPT_NOT_GENUINE); /* a fourth: the third within 24 h */
        assert_int_equal(ask_at(test.now_ms + hour).refusal, CAPTURE_LOCKED);
        test_app_done(&test);
    }
}

static void test_only_the_school_ends_the_lock_of_authenticity(void **state)
{
    int was_locked;
    int64_t staff_id;

    (void)state;
    set_up("");
    staff_id = test_staff_add(&test, "school", 1, 0);
    assert_int_equal(fail_three_times(2 * hour), CAPTURE_LOCKED);
    assert_int_equal(ask_at(test.now_ms).until_ms, 0);
    assert_int_equal(ask_at(test.now_ms + 4000 * day).refusal, CAPTURE_LOCKED);
    count_at(test.now_ms, ATTEMPT_PASSED); /* of a shot that was on its way */
    assert_int_equal(ask_at(test.now_ms).refusal, CAPTURE_LOCKED);
    assert_int_equal(students_unlock(&test.app, test.db, staff_id, 1, &was_locked, &line), 0);
    assert_true(was_locked);
    assert_int_equal(ask_at(test.now_ms).refusal, CAPTURE_ALLOWED);
    assert_int_equal(fail_three_times(2 * hour), CAPTURE_LOCKED); /* three, not one */
    test_app_done(&test);
}

/* --- the draft box */

static void test_box_holds_five_drafts(void **state)
{
    (void)state;
    set_up("");
    for (int n = 1; n <= 6; n++) {
        test_app_add_draft(&test, n);
        assert_int_equal(ask_at(test.now_ms).refusal, n < 5 ? CAPTURE_ALLOWED : CAPTURE_BOX_FULL);
    }
    test_app_done(&test);
}

static void test_draft_may_be_deleted_when_it_is_24_hours_old(void **state)
{
    (void)state;
    set_up("");
    for (int i = 1; i <= 3; i++) {
        const int64_t after = i - 2; /* -1, 0, 1 */
        int64_t deletable_ms;
        char id[8];
        Draft draft;

        test_app_add_draft(&test, i);
        test.now_ms += day + after;
        snprintf(id, sizeof id, "d%d", i);
        assert_int_equal(drafts_delete(&test.app, test.db, 1, id, &draft, &deletable_ms, &line),
                         after < 0 ? STATUS_DENIED : STATUS_OK);
    }
    test_app_done(&test);
}

/* --- when photos may be taken */

static void test_leave_lasts_ten_minutes(void **state)
{
    (void)state;
    for (int64_t after = -1; after <= 1; after++) {
        CaptureUpload upload = {.idempotency_key = "a",
                                .file_blob = "00112233445566778899aabbccddeeff"};
        CaptureAnswer answer;
        int is_new;
        Shot shot;

        set_up("");
        assert_int_equal(captures_begin(&test.app, test.db, 1, &answer, &line), 0);
        upload.nonce = answer.capture.nonce;
        test.now_ms += 10 * minute + after;
        assert_int_equal(captures_submit(&test.app, test.db, 1, &upload, &shot, &is_new, &line),
                         after < 0 ? STATUS_OK : STATUS_DENIED);
        test_app_done(&test);
    }
}

/* Open 08:00 to 18:00 of China's days, closed on day 2, from day 0 to the end of day 3. */
static void test_camera_keeps_hours_and_closed_dates_of_chinas_days(void **state)
{
    const struct {
        int day, hour;
        int64_t next_opening_h; /* told when it is closed, since day 0; -1: never again */
        int is_opening;         /* else it closes */
    } borders[] = {{0, 8, 8, 1},   {0, 18, 32, 0}, {1, 8, 32, 1},
                   {1, 18, 80, 0}, {3, 8, 80, 1},  {3, 18, -1, 0}};
    int32_t first;
    char sql[256];

    (void)state;
    set_up("");
    first = local_time_from_ms(test.now_ms).day_number + 1;
    snprintf(sql, sizeof sql,
             "UPDATE batch SET opens_ms = %lld, closes_ms = %lld, daily_from_min = 480, "
             "daily_to_min = 1080",
             (long long)local_time_to_ms(first, 0), (long long)local_time_to_ms(first + 4, 0));
    test_run(test.db, sql);
    snprintf(sql, sizeof sql, "INSERT INTO batch_closed_day (batch_id, day) VALUES (1, %d)",
             (int)first + 2);
    test_run(test.db, sql);
    for (size_t i = 0; i < sizeof borders / sizeof borders[0]; i++) {
        const int64_t at_ms = local_time_to_ms(first + borders[i].day, borders[i].hour * 60);

        for (int64_t after = -1; after <= 1; after++) {
            const CaptureAnswer answer = ask_at(at_ms + after);
            const int is_open = (after >= 0) == borders[i].is_opening;

            assert_int_equal(answer.refusal, is_open ? CAPTURE_ALLOWED : CAPTURE_WINDOW_CLOSED);
            if (!is_open)
                assert_int_equal(answer.until_ms, borders[i].next_opening_h < 0
                                                      ? 0
                                                      : local_time_to_ms(first, 0) +
                                                            borders[i].next_opening_h * hour);
        }
    }
    assert_int_equal(ask_at(local_time_to_ms(first + 2, 720)).refusal, CAPTURE_WINDOW_CLOSED);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cooldown_is_10_30_60_180_seconds),
        cmocka_unit_test(test_five_other_failures_lock_30_minutes_then_2_then_12_hours),
        cmocka_unit_test(test_only_failures_of_photo_rules_lead_to_the_timed_lock),
        cmocka_unit_test(test_three_failures_of_authenticity_lock_if_they_are_within_24_hours),
        cmocka_unit_test(test_only_the_school_ends_the_lock_of_authenticity),
        cmocka_unit_test(test_box_holds_five_drafts),
        cmocka_unit_test(test_draft_may_be_deleted_when_it_is_24_hours_old),
        cmocka_unit_test(test_leave_lasts_ten_minutes),
        cmocka_unit_test(test_camera_keeps_hours_and_closed_dates_of_chinas_days),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
