/* The video by a clock of the test's, on both databases: who has seen it goes on, and only they. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/videos.h"
#include "src/app/viewing.h"
#include "src/store/journey.h"
#include "src/store/video.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

enum { DURATION_MS = 60000, BEAT_MS = 5000 };

static const char blob[] = "0123456789abcdef0123456789abcdef";

static TestApp test;
static Message line;
static Viewing viewing;

static Video publish(void)
{
    Video video = {0};

    if (videos_publish(&test.app, test.db, "staff:1", blob, DURATION_MS, &video, &line))
        fail_msg("%s", line.text);
    return video;
}

static void set_up(const char *state)
{
    test_app_make(&test);
    test_journey_add(&test, test_batch_add(&test, 1, 1, 0), 0, state);
}

static JourneyState get_state(void)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, 1, &journey, &line), 0);
    return journey.state;
}

static int beat(int64_t version, int64_t position_ms)
{
    return videos_beat(&test.app, test.db, 1, version, position_ms, &viewing, &line);
}

/* Plays from the start, at the clock's pace, up to the position. */
static void play_to(int64_t version, int64_t end_ms)
{
    for (int64_t t = 0; t < end_ms; t += BEAT_MS) {
        assert_int_equal(beat(version, t), 0);
        test.now_ms += t + BEAT_MS < end_ms ? BEAT_MS : end_ms - t;
    }
    assert_int_equal(beat(version, end_ms), 0);
}

static void test_versions_count_up_and_leave_an_audit_row(void **state)
{
    Video video;

    (void)state;
    set_up("video");
    assert_int_equal(videos_get(test.db, 1, &video, &viewing, &line), STATUS_NOT_FOUND);
    assert_int_equal(publish().version, 1);
    assert_int_equal(publish().version, 2);
    assert_int_equal(videos_get(test.db, 1, &video, &viewing, &line), 0);
    assert_int_equal(video.version, 2);
    assert_int_equal(video.duration_ms, DURATION_MS);
    assert_string_equal(video.blob, blob);
    assert_int_equal(video.published_ms, test.now_ms);
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'video.published'"), 2);
    assert_int_equal(videos_publish(&test.app, test.db, "x", blob, 0, &video, &line),
                     STATUS_ARGUMENT);
    assert_int_equal(videos_publish(&test.app, test.db, "x", "", 1, &video, &line),
                     STATUS_ARGUMENT);
    test_app_done(&test);
}

static void test_the_camera_opens_when_the_time_covers_the_video(void **state)
{
    (void)state;
    set_up("video");
    publish();
    play_to(1, DURATION_MS - VIEWING_SLACK_MS - 1);
    assert_false(viewing.is_finished);
    assert_int_equal(get_state(), JOURNEY_VIDEO);
    test.now_ms++;
    assert_int_equal(beat(1, DURATION_MS - VIEWING_SLACK_MS), 0);
    assert_true(viewing.is_finished);
    assert_int_equal(get_state(), JOURNEY_SHOOT);
    assert_int_equal(beat(1, 0), 0); /* once seen, seen */
    assert_true(viewing.is_finished);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'journey.video'"),
                     1);
    test_app_done(&test);
}

static void test_seeking_to_the_end_opens_nothing(void **state)
{
    (void)state;
    set_up("video");
    publish();
    for (int i = 0; i < 100; i++) {
        assert_int_equal(beat(1, DURATION_MS), 0);
        test.now_ms += BEAT_MS;
    }
    assert_int_equal(viewing.watched_ms, 0);
    assert_int_equal(get_state(), JOURNEY_VIDEO);
    test_app_done(&test);
}

/* The client's last beat was written, but the step was not taken: it made the next beat do it. */
static void test_a_crash_between_the_beat_and_the_step_is_made_up_for(void **state)
{
    (void)state;
    set_up("video");
    publish();
    test_run(test.db,
             "INSERT INTO viewing (account_id, video_id, position_ms, beat_ms, finished_ms)"
             " VALUES (1, 1, 60000, 1, 1)");
    assert_int_equal(beat(1, 0), 0);
    assert_int_equal(get_state(), JOURNEY_SHOOT);
    test_app_done(&test);
}

static void test_watching_early_counts_and_moves_nobody(void **state)
{
    int is_finished = 1;

    (void)state;
    set_up("requirements");
    publish();
    assert_int_equal(store_viewing_is_finished(test.db, 1, &is_finished, &line), 0);
    assert_false(is_finished);
    play_to(1, DURATION_MS);
    assert_true(viewing.is_finished);
    assert_int_equal(get_state(), JOURNEY_REQUIREMENTS);
    assert_int_equal(store_viewing_is_finished(test.db, 1, &is_finished, &line), 0);
    assert_true(is_finished);
    test_app_done(&test);
}

static void test_a_newer_version_must_be_watched_again(void **state)
{
    int is_finished = 1;

    (void)state;
    set_up("requirements");
    assert_int_equal(store_viewing_is_finished(test.db, 1, &is_finished, &line), 0);
    assert_true(is_finished); /* there is nothing to watch */
    publish();
    play_to(1, DURATION_MS);
    publish();
    assert_int_equal(store_viewing_is_finished(test.db, 1, &is_finished, &line), 0);
    assert_false(is_finished);
    assert_int_equal(beat(1, 0), STATUS_CONFLICT);
    assert_int_equal(beat(3, 0), STATUS_CONFLICT);
    assert_int_equal(beat(2, 0), 0);
    assert_int_equal(viewing.watched_ms, 0);
    test_app_done(&test);
}

static void test_a_demonstration_runs_at_its_pace(void **state)
{
    (void)state;
    set_up("video");
    test.app.video_pace = 20;
    publish();
    assert_int_equal(beat(1, 0), 0);
    test.now_ms += DURATION_MS / 20;
    assert_int_equal(beat(1, DURATION_MS), 0);
    assert_true(viewing.is_finished);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_count_up_and_leave_an_audit_row),
        cmocka_unit_test(test_the_camera_opens_when_the_time_covers_the_video),
        cmocka_unit_test(test_seeking_to_the_end_opens_nothing),
        cmocka_unit_test(test_a_crash_between_the_beat_and_the_step_is_made_up_for),
        cmocka_unit_test(test_watching_early_counts_and_moves_nobody),
        cmocka_unit_test(test_a_newer_version_must_be_watched_again),
        cmocka_unit_test(test_a_demonstration_runs_at_its_pace),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
