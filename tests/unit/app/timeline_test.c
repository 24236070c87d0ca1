/* The timeline on both databases: each step has its time as soon as it is behind, and not before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/journey_step.h"
#include "src/app/reviews.h"
#include "src/app/submissions.h"
#include "src/app/timeline.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int64_t staff_id;

static void set_up(int has_school_review)
{
    test_app_make(&test);
    test_journey_add(&test, test_batch_add(&test, 1, 1, has_school_review), 0, "shoot");
    test_draft_add(&test, 1);
    staff_id = test_staff_add(&test, "school", 1, 0);
}

/* Steps that are not this test's, a second apart. */
static void take(JourneyEvent event)
{
    JourneyStep step = {
        .app = &test.app, .journey_id = 1, .event = event, .action = "test", .reasons = 1};

    test.now_ms += 1000;
    if (journey_step_take(test.db, &step, &line))
        fail_msg("%s", line.text);
}

static void confirm(void)
{
    SubmissionView view;

    test.now_ms += 1000;
    assert_int_equal(submissions_confirm(&test.app, test.db, 1, "d1", &view, &line), 0);
}

static Timeline look(void)
{
    Timeline timeline;

    assert_int_equal(timeline_get(test.db, 1, &timeline, &line), 0);
    return timeline;
}

/* Those that have a time, as bits. */
static unsigned find_done(void)
{
    const Timeline timeline = look();
    unsigned done = 0;

    for (int i = 0; i < TIMELINE_STEP_COUNT; i++)
        done |= (unsigned)(timeline.at_ms[i] > 0) << i;
    return done;
}

enum {
    SUBMITTED = 1 << TIMELINE_SUBMITTED,
    REVIEWED = SUBMITTED | 1 << TIMELINE_REVIEW,
    PRODUCED = REVIEWED | 1 << TIMELINE_PRODUCTION,
    SAMPLED = PRODUCED | 1 << TIMELINE_SAMPLE,
    FINISHED = SAMPLED | 1 << TIMELINE_FINAL
};

static void test_steps_get_their_times_one_by_one(void **state)
{
    const ReviewVerdict verdict = {.decision = DECISION_APPROVED};

    (void)state;
    set_up(1);
    assert_int_equal(find_done(), 0);
    assert_true(look().has_review);
    confirm();
    assert_int_equal(find_done(), SUBMITTED);
    assert_int_equal(look().at_ms[TIMELINE_SUBMITTED], test.now_ms);
    assert_int_equal(reviews_open(&test.app, test.db, staff_id, 1, &line), 0);
    assert_int_equal(find_done(), SUBMITTED);
    test.now_ms += 1000;
    assert_int_equal(reviews_decide(&test.app, test.db, staff_id, 1, &verdict, &line), 0);
    assert_int_equal(find_done(), PRODUCED);
    assert_int_equal(look().at_ms[TIMELINE_REVIEW], test.now_ms);
    assert_int_equal(look().at_ms[TIMELINE_PRODUCTION], test.now_ms);
    take(EVENT_SAMPLE_READY);
    assert_int_equal(find_done(), SAMPLED);
    assert_int_equal(look().at_ms[TIMELINE_SAMPLE], test.now_ms);
    take(EVENT_FINISHED);
    test_run(test.db, "UPDATE production SET finished_ms = 7, proofread_ms = 8");
    assert_int_equal(find_done(), FINISHED); /* the other time is not behind */
    assert_int_equal(look().at_ms[TIMELINE_FINAL], 7);
    take(EVENT_PROOFREAD);
    assert_int_equal(look().at_ms[TIMELINE_PROOFREAD], 8);
    take(EVENT_DELIVERED);
    assert_int_equal(look().at_ms[TIMELINE_DELIVERED], test.now_ms);
    assert_int_equal(look().state, JOURNEY_DELIVERED);
    test_app_done(&test);
}

static void test_photo_that_came_back_begins_anew(void **state)
{
    (void)state;
    set_up(0);
    assert_false(look().has_review);
    confirm();
    assert_int_equal(find_done(), PRODUCED & ~(1U << TIMELINE_REVIEW));
    take(EVENT_SAMPLE_READY);
    take(EVENT_RESET);
    assert_int_equal(find_done(), 0);
    confirm();
    take(EVENT_FINISHED); /* no sample this time: the one before does not count */
    test_run(test.db, "UPDATE production SET finished_ms = 9 WHERE submission_id = 2");
    assert_int_equal(look().at_ms[TIMELINE_SAMPLE], 0);
    assert_int_equal(look().at_ms[TIMELINE_FINAL], 9);
    take(EVENT_PROBLEM_REPORTED);
    assert_int_equal(look().at_ms[TIMELINE_FINAL], 0);
    test_app_done(&test);
}

static void test_who_has_no_way_has_no_timeline(void **state)
{
    Timeline timeline;

    (void)state;
    set_up(1);
    assert_int_equal(timeline_get(test.db, 99, &timeline, &line), STATUS_NOT_FOUND);
    test_run(test.db, "UPDATE journey SET student_id = NULL, state = 'verify'");
    assert_int_equal(find_done(), 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_get_their_times_one_by_one),
        cmocka_unit_test(test_photo_that_came_back_begins_anew),
        cmocka_unit_test(test_who_has_no_way_has_no_timeline),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
