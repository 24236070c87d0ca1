/* What a client is shown, on both databases, with a clock that the test turns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/journey_view.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static const int64_t hour = INT64_C(3600) * 1000;

static TestApp test;
static Message line;
static JourneyView view;

static void set_up(const char *state)
{
    test_app_make(&test);
    test_journey_add(&test, test_batch_add(&test, 1, 0, 1), 2, state);
}

static void look(int64_t account_id)
{
    if (journey_view_get(&test.app, test.db, account_id, &view, &line))
        fail_msg("%s", line.text);
}

static void test_who_has_not_begun_sees_the_beginning_and_nothing_is_written(void **state)
{
    (void)state;
    set_up("shoot");
    test_run(test.db, "INSERT INTO account (id, created_ms) VALUES (70, 0)");
    look(70);
    assert_int_equal(view.journey.id, 0);
    assert_int_equal(view.journey.state, JOURNEY_CONSENT);
    assert_int_equal(view.journey.wants_messages, -1);
    assert_int_equal(view.shooting.refusal, CAPTURE_NOT_READY);
    assert_int_equal(view.school.id, 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM journey"), 1);
    test_app_done(&test);
}

static void test_a_student_sees_school_college_and_batch(void **state)
{
    (void)state;
    set_up("shoot");
    look(1);
    assert_string_equal(view.school.code, "10284");
    assert_string_equal(view.school.contact, "025-1");
    assert_string_equal(view.college, "Physics");
    assert_string_equal(view.student.student_number, "S1");
    assert_int_equal(view.batch.school_id, 1);
    assert_int_equal(view.now_ms, test.now_ms);
    assert_int_equal(view.shooting.refusal, CAPTURE_ALLOWED);
    test_app_done(&test);
}

static void test_the_window_and_the_camera_close_at_one_moment(void **state)
{
    (void)state;
    set_up("shoot");
    test.now_ms += hour - 1;
    look(1);
    assert_int_equal(view.window.state, WINDOW_OPEN);
    assert_int_equal(view.window.closes_ms, test.now_ms + 1);
    assert_int_equal(view.shooting.refusal, CAPTURE_ALLOWED);
    test.now_ms++;
    look(1);
    assert_int_equal(view.window.state, WINDOW_ENDED);
    assert_int_equal(view.window.opens_ms, 0);
    assert_int_equal(view.shooting.refusal, CAPTURE_WINDOW_CLOSED);
    test_app_done(&test);
}

static void test_a_lock_shows_its_sentence_and_no_attempts_left(void **state)
{
    static const char text[] =
        "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。";
    static const char with_draft[] =
        "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。"
        "系统检测到草稿箱有照片, 可以选择进行上传。";

    (void)state;
    set_up("shoot");
    look(1);
    assert_int_equal(view.left.n_not_genuine, 3);
    assert_int_equal(view.left.n_other, 5);
    test_run(test.db, "UPDATE journey SET lock_kind = 'school'");
    look(1);
    assert_int_equal(view.shooting.refusal, CAPTURE_LOCKED);
    assert_string_equal(view.shooting.text, text);
    assert_int_equal(view.left.n_not_genuine, 0);
    assert_int_equal(view.left.n_other, 0);
    test_draft_add(&test, 1);
    look(1);
    assert_string_equal(view.shooting.text, with_draft);
    assert_int_equal(view.shooting.n_drafts, 1);
    test_app_done(&test);
}

static void test_versions_are_those_that_were_read(void **state)
{
    (void)state;
    set_up("notice");
    test_run(test.db, "INSERT INTO document (id, kind, version, body, sha256, published_ms) VALUES"
                      " (1, 'consent', 4, 'x', 'x', 0), (2, 'consent', 5, 'x', 'x', 0)");
    look(1);
    assert_int_equal(view.versions.consent, 0);
    test_run(test.db, "UPDATE journey SET consent_id = 1");
    look(1);
    assert_int_equal(view.versions.consent, 4);
    assert_int_equal(view.versions.notice, 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_not_begun_sees_the_beginning_and_nothing_is_written),
        cmocka_unit_test(test_a_student_sees_school_college_and_batch),
        cmocka_unit_test(test_the_window_and_the_camera_close_at_one_moment),
        cmocka_unit_test(test_a_lock_shows_its_sentence_and_no_attempts_left),
        cmocka_unit_test(test_versions_are_those_that_were_read),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
