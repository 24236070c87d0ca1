/* Shots as their students see them on both databases: places, pace, ends; and when the queue is
 * full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/shots.h"
#include "src/store/queue.h"
#include "src/store/shot.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static TestApp test;
static Message line;

/* Shot i, public id "s<i>", of way 1 or 2, waiting since a moment that rises with i. */
static void add_shot(int i, int journey_id)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms) "
             "VALUES (%d, %d, 'n%d', 0, 1)",
             i, journey_id, i);
    test_run(test.db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO shot (id, public_id, journey_id, capture_id, idempotency_key, state, "
             "frames, file_blob, received_ms) VALUES (%d, 's%d', %d, %d, 'i%d', 'queued', '[]', "
             "'00112233445566778899aabbccddeeff', %lld)",
             i, i, journey_id, i, i, (long long)test.now_ms);
    test_run(test.db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO job (shot_id, state, run_after_ms, n_attempts) "
             "VALUES (%d, 'waiting', %lld, 0)",
             i, (long long)test.now_ms + i);
    test_run(test.db, sql);
}

static ShotView view(int64_t account_id, const char *public_id)
{
    ShotView view;

    if (shots_get(&test.app, test.db, account_id, public_id, &view, &line))
        fail_msg("%s", line.text);
    return view;
}

static void test_place_and_time_are_told_while_a_shot_waits(void **state)
{
    ShotView seen;

    (void)state;
    test_app_make_shooting(&test);
    add_shot(1, 2);
    add_shot(2, 2);
    add_shot(3, 1);
    seen = view(1, "s3");
    assert_int_equal(seen.stage, SHOT_RECEIVED);
    assert_int_equal(seen.n_before, 2);
    assert_int_equal(seen.expected_ms, 3 * 1000);
    assert_null(seen.report);
    test_run(test.db, "UPDATE job SET state = 'running' WHERE shot_id = 1");
    assert_int_equal(view(1, "s3").n_before, 1);
    test_run(test.db, "UPDATE job SET state = 'running' WHERE shot_id = 3");
    assert_int_equal(store_shot_set_stage(test.db, 3, SHOT_CHECKS, &line), 0);
    seen = view(1, "s3");
    assert_int_equal(seen.stage, SHOT_CHECKS);
    assert_int_equal(seen.shot.state, SHOT_MAKING);
    assert_int_equal(seen.n_before, 0);
    test_app_done(&test);
}

static void test_pace_is_what_the_last_minute_showed(void **state)
{
    (void)state;
    test_app_make_shooting(&test);
    for (int i = 1; i <= 110; i++)
        add_shot(i, 2);
    add_shot(111, 1);
    assert_int_equal(view(1, "s111").expected_ms, 111 * 1000);
    test_run(test.db, "UPDATE job SET state = 'done' WHERE shot_id <= 100");
    test_run(test.db,
             "UPDATE shot SET state = 'failed', finished_ms = received_ms WHERE id <= 100");
    assert_int_equal(view(1, "s111").expected_ms, 11 * 600); /* a hundred a minute */
    test.now_ms += 60001;
    assert_int_equal(view(1, "s111").expected_ms, 11 * 1000); /* an idle one tells nothing */
    test_app_done(&test);
}

static void test_ended_shot_has_its_draft_until_that_is_deleted(void **state)
{
    ShotView seen;

    (void)state;
    test_app_make_shooting(&test);
    test_app_add_draft(&test, 1);
    test_run(test.db, "UPDATE shot SET report = '{}', outcome = 'passed'");
    seen = view(1, "s1");
    assert_int_equal(seen.stage, SHOT_ENDED);
    assert_string_equal(seen.draft_id, "d1");
    assert_string_equal(seen.report, "{}");
    shots_view_done(&seen);
    test_run(test.db, "UPDATE draft SET deleted_ms = 1");
    seen = view(1, "s1");
    assert_string_equal(seen.draft_id, "");
    shots_view_done(&seen);
    test_app_done(&test);
}

static void test_broken_shot_has_ended_without_a_report(void **state)
{
    QueueJob job;
    ShotView seen;

    (void)state;
    test_app_make_shooting(&test);
    add_shot(1, 1);
    for (int i = 0; i < QUEUE_ATTEMPTS_MAX; i++) { /* each worker dies of it */
        assert_int_equal(queue_claim(test.db, test.now_ms + 1000, 1, &job, &line), 0);
        test.now_ms += 1000;
    }
    assert_int_equal(queue_claim(test.db, test.now_ms + 1000, 1, &job, &line), 0);
    assert_true(job.is_dead);
    seen = view(1, "s1");
    assert_int_equal(seen.shot.state, SHOT_BROKEN);
    assert_int_equal(seen.stage, SHOT_ENDED);
    assert_string_equal(seen.shot.outcome, "none");
    assert_null(seen.report);
    test_app_done(&test);
}

static void test_shots_of_others_do_not_exist(void **state)
{
    char key_name[KEY_NAME_BYTES];
    ShotView seen;
    Shot shot;

    (void)state;
    test_app_make_shooting(&test);
    add_shot(1, 1);
    assert_int_equal(shots_get(&test.app, test.db, 2, "s1", &seen, &line), STATUS_NOT_FOUND);
    assert_int_equal(shots_find(test.db, 2, "s1", &shot, key_name, &line), STATUS_NOT_FOUND);
    assert_int_equal(shots_find(test.db, 99, "s1", &shot, key_name, &line), STATUS_NOT_FOUND);
    assert_int_equal(shots_find(test.db, 1, "s1", &shot, key_name, &line), 0);
    assert_string_equal(key_name, "k1");
    assert_int_equal(shots_get_key_name(test.db, 2, key_name, &line), 0);
    assert_string_equal(key_name, "k2");
    test_run(test.db, "INSERT INTO account (created_ms) VALUES (0)");
    assert_int_equal(shots_get_key_name(test.db, 3, key_name, &line), STATUS_NOT_FOUND);
    test_app_done(&test);
}

static void test_queue_is_full_at_its_bound(void **state)
{
    ShotQueue queue;

    (void)state;
    test_app_make_shooting(&test);
    for (int i = 1; i <= 3; i++)
        add_shot(i, 1);
    assert_int_equal(shots_get_queue(&test.app, test.db, 4, &queue, &line), 0);
    assert_int_equal(queue.n_waiting, 3);
    assert_int_equal(queue.retry_ms, 0);
    assert_int_equal(shots_get_queue(&test.app, test.db, 3, &queue, &line), 0);
    assert_int_equal(queue.retry_ms, 5000); /* never at once */
    assert_int_equal(shots_get_queue(&test.app, test.db, 2, &queue, &line), 0);
    assert_int_equal(queue.retry_ms, 5000);
    for (int i = 4; i <= 100; i++)
        add_shot(i, 1);
    assert_int_equal(shots_get_queue(&test.app, test.db, 100, &queue, &line), 0);
    assert_int_equal(queue.retry_ms, 100 * 1000 / 10); /* when a tenth of it is gone */
    test_run(test.db, "UPDATE job SET state = 'running' WHERE shot_id <= 2");
    test_run(test.db, "UPDATE job SET state = 'done' WHERE shot_id = 3");
    assert_int_equal(shots_get_queue(&test.app, test.db, 100, &queue, &line), 0);
    assert_int_equal(queue.n_waiting, 99);
    assert_int_equal(queue.retry_ms, 0);
    test_app_done(&test);
}

static void test_queue_is_listed_in_order_with_places(void **state)
{
    QueueEntry entries[8];
    size_t n = 0;

    (void)state;
    test_app_make_shooting(&test);
    for (int i = 1; i <= 4; i++)
        add_shot(i, 1);
    test_run(test.db, "UPDATE job SET state = 'running' WHERE shot_id = 1");
    test_run(test.db, "UPDATE job SET state = 'dead' WHERE shot_id = 2");
    assert_int_equal(store_shot_set_stage(test.db, 1, SHOT_FACE, &line), 0);
    assert_int_equal(queue_list(test.db, 8, entries, &n, &line), 0);
    assert_int_equal(n, 3);
    assert_int_equal(entries[0].shot_id, 1);
    assert_int_equal(entries[0].stage, SHOT_FACE);
    assert_true(entries[0].is_running);
    assert_int_equal(entries[1].shot_id, 3);
    assert_int_equal(entries[1].n_before, 0);
    assert_int_equal(entries[2].shot_id, 4);
    assert_int_equal(entries[2].n_before, 1);
    assert_int_equal(queue_list(test.db, 2, entries, &n, &line), 0);
    assert_int_equal(n, 2);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place_and_time_are_told_while_a_shot_waits),
        cmocka_unit_test(test_pace_is_what_the_last_minute_showed),
        cmocka_unit_test(test_ended_shot_has_its_draft_until_that_is_deleted),
        cmocka_unit_test(test_broken_shot_has_ended_without_a_report),
        cmocka_unit_test(test_shots_of_others_do_not_exist),
        cmocka_unit_test(test_queue_is_full_at_its_bound),
        cmocka_unit_test(test_queue_is_listed_in_order_with_places),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
