/* The video by a clock of the test's: watching counts; waiting, jumping and racing do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/app/viewing.h"

enum { DURATION_MS = 60000, BEAT_MS = 5000 };

static const int64_t start = INT64_C(1770000000000);

static void test_watching_at_its_pace_finishes_at_the_end(void **state)
{
    Viewing viewing = {0};

    (void)state;
    for (int64_t t = 0; t < DURATION_MS - VIEWING_SLACK_MS; t += BEAT_MS) {
        viewing_beat(&viewing, start + t, 1, t, DURATION_MS);
        assert_int_equal(viewing.watched_ms, t);
        assert_false(viewing.is_finished);
    }
    viewing_beat(&viewing, start + DURATION_MS - VIEWING_SLACK_MS - 1, 1,
                 DURATION_MS - VIEWING_SLACK_MS - 1, DURATION_MS);
    assert_false(viewing.is_finished);
    viewing_beat(&viewing, start + DURATION_MS - VIEWING_SLACK_MS, 1,
                 DURATION_MS - VIEWING_SLACK_MS, DURATION_MS);
    assert_true(viewing.is_finished);
}

static void test_a_claim_without_the_time_is_worth_nothing(void **state)
{
    Viewing viewing = {0};

    (void)state;
    viewing_beat(&viewing, start, 1, DURATION_MS, DURATION_MS);
    assert_false(viewing.is_finished);
    for (int i = 1; i <= 100; i++)
        viewing_beat(&viewing, start + i * 10, 1, DURATION_MS, DURATION_MS); /* beats every 10 ms */
    assert_false(viewing.is_finished);
    assert_int_equal(viewing.watched_ms, 0);
}

static void test_waiting_with_the_player_stopped_is_not_watching(void **state)
{
    Viewing viewing = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        viewing_beat(&viewing, start + i * BEAT_MS, 1, 3000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, 3000);
    assert_false(viewing.is_finished);
}

static void test_double_speed_earns_only_the_time_that_passed(void **state)
{
    Viewing viewing = {0};

    (void)state;
    viewing_beat(&viewing, start, 1, 0, DURATION_MS);
    for (int i = 1; i <= 6; i++)
        viewing_beat(&viewing, start + i * BEAT_MS, 1, 2 * i * BEAT_MS, DURATION_MS);
    assert_true(viewing.watched_ms <= 6 * BEAT_MS);
    assert_false(viewing.is_finished);
}

static void test_jump_ahead_counts_nothing_until_the_client_comes_back(void **state)
{
    Viewing viewing = {0};

    (void)state;
    viewing_beat(&viewing, start, 1, 0, DURATION_MS);
    viewing_beat(&viewing, start + BEAT_MS, 1, BEAT_MS, DURATION_MS);
    viewing_beat(&viewing, start + 2 * BEAT_MS, 1, 50000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, BEAT_MS);
    viewing_beat(&viewing, start + 3 * BEAT_MS, 1, 55000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, BEAT_MS);
    viewing_beat(&viewing, start + 4 * BEAT_MS, 1, 2 * BEAT_MS, DURATION_MS);
    assert_int_equal(viewing.watched_ms, 2 * BEAT_MS);
}

static void test_long_gap_counts_at_most_the_greatest_gap(void **state)
{
    Viewing viewing = {0};

    (void)state;
    viewing_beat(&viewing, start, 1, 0, DURATION_MS);
    viewing_beat(&viewing, start + VIEWING_GAP_MAX_MS + 1, 1, VIEWING_GAP_MAX_MS + 1, DURATION_MS);
    assert_int_equal(viewing.watched_ms, VIEWING_GAP_MAX_MS);
    viewing_beat(&viewing, start + 10 * 60000, 1, VIEWING_GAP_MAX_MS + 40000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, VIEWING_GAP_MAX_MS); /* that was a jump */
}

static void test_clock_that_runs_back_and_wild_positions_do_no_harm(void **state)
{
    Viewing viewing = {0};

    (void)state;
    viewing_beat(&viewing, start, 1, 0, DURATION_MS);
    viewing_beat(&viewing, start - 60000, 1, 5000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, 0);
    viewing_beat(&viewing, start, 1, -5000, DURATION_MS);
    assert_int_equal(viewing.watched_ms, 0);
    viewing_beat(&viewing, start + 1000, 1, INT64_MAX, DURATION_MS);
    assert_int_equal(viewing.watched_ms, 0);
}

static void test_finished_stays_finished(void **state)
{
    Viewing viewing = {.watched_ms = DURATION_MS, .beat_ms = start, .is_finished = 1};

    (void)state;
    viewing_beat(&viewing, start + BEAT_MS, 1, 0, 2 * DURATION_MS);
    assert_true(viewing.is_finished);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watching_at_its_pace_finishes_at_the_end),
        cmocka_unit_test(test_a_claim_without_the_time_is_worth_nothing),
        cmocka_unit_test(test_waiting_with_the_player_stopped_is_not_watching),
        cmocka_unit_test(test_double_speed_earns_only_the_time_that_passed),
        cmocka_unit_test(test_jump_ahead_counts_nothing_until_the_client_comes_back),
        cmocka_unit_test(test_long_gap_counts_at_most_the_greatest_gap),
        cmocka_unit_test(test_clock_that_runs_back_and_wild_positions_do_no_harm),
        cmocka_unit_test(test_finished_stays_finished),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
