/* The framing hints on what the viewfinder would show of a good portrait, and of it with faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/quality/quality.h"
#include "tests/simulate/faults.h"
#include "tests/unit/client/sight.h"

enum { N_STEPS = 5 };

static Sight *sight;

static int open_sight(void **state)
{
    (void)state;
    sight = sight_new();
    return sight ? 0 : -1;
}

static int close_sight(void **state)
{
    (void)state;
    sight_free(sight);
    return 0;
}

static uint32_t measure(uint8_t *frame, int width, int height, int32_t *ret_values)
{
    assert_int_equal(quality_measure(frame, width, height, ret_values), 0);
    return quality_judge(ret_values);
}

static uint32_t measure_fault(SightFault *fault, double strength, double distance,
                              int32_t *ret_values)
{
    uint8_t *frame = sight_show(sight, fault, strength, distance);

    assert_non_null(frame);
    return measure(frame, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT, ret_values);
}

/* The value never turns back as the fault grows, and at its strongest the hint is given. */
static void assert_ladder(SightFault *fault, double strongest, QualityHint hint, int direction)
{
    int32_t before = INT32_MIN, values[QUALITY_HINT_COUNT];
    uint32_t hints = 0;

    for (int step = 0; step <= N_STEPS; step++) {
        hints = measure_fault(step ? fault : NULL, strongest * step / N_STEPS, 1, values);
        if (direction * values[hint] < before)
            fail_msg("hint %d, step %d: %d after %d", (int)hint, step, (int)values[hint],
                     (int)(direction * before));
        before = direction * values[hint];
    }
    assert_true(hints & 1U << hint);
}

static void test_a_good_portrait_in_the_outline_gets_no_hint(void **state)
{
    int32_t values[QUALITY_HINT_COUNT];

    (void)state;
    assert_int_equal(measure_fault(NULL, 0, 1, values), 0);
}

static void test_the_less_light_the_darker(void **state)
{
    (void)state;
    assert_ladder(fault_dark, 4, QUALITY_DARK, -1);
}

static void test_the_more_light_the_more_is_burnt_out(void **state)
{
    (void)state;
    assert_ladder(fault_bright, 2.5, QUALITY_BRIGHT, 1);
}

static void test_the_more_light_from_one_side_the_more_uneven(void **state)
{
    (void)state;
    assert_ladder(fault_side_light, 3, QUALITY_UNEVEN, 1);
}

static void test_the_further_out_of_focus_the_more_blurred(void **state)
{
    (void)state;
    assert_ladder(fault_blur, 4, QUALITY_BLURRED, -1);
}

static void test_the_more_shaken_the_more_blurred(void **state)
{
    (void)state;
    assert_ladder(fault_motion, 15, QUALITY_BLURRED, -1);
}

static int blur_with_noise(Portrait *portrait, double sigma)
{
    return fault_blur(portrait, sigma) || fault_noise(portrait, 8);
}

static void test_noise_hides_no_blur(void **state)
{
    int32_t values[QUALITY_HINT_COUNT];

    (void)state;
    assert_int_equal(measure_fault(fault_noise, 8, 1, values), 0);
    assert_int_equal(measure_fault(blur_with_noise, 3, 1, values), 1U << QUALITY_BLURRED);
}

static void test_a_head_that_does_not_fill_the_outline_is_too_far_and_nothing_else(void **state)
{
    static const double distances[] = {1.2, 1.5, 2, 3};
    int32_t at_hand[QUALITY_HINT_COUNT], values[QUALITY_HINT_COUNT];
    uint32_t hints = 0;

    (void)state;
    measure_fault(NULL, 0, 1, at_hand);
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        hints = measure_fault(NULL, 0, distances[i], values);
        assert_true(values[QUALITY_FAR] < at_hand[QUALITY_FAR]);
        if (distances[i] >= 1.5)
            assert_int_equal(hints, 1U << QUALITY_FAR);
    }
}

static void test_in_the_dark_nothing_is_said_of_focus_and_distance(void **state)
{
    int32_t values[QUALITY_HINT_COUNT];

    (void)state;
    assert_true(measure_fault(fault_dark, 5, 1, values) & 1U << QUALITY_DARK);
    assert_int_equal(values[QUALITY_BLURRED], QUALITY_UNMEASURED);
    assert_int_equal(values[QUALITY_FAR], QUALITY_UNMEASURED);
}

/* What lies left and right of the 3:4 window is never seen, so it does not count. */
static void test_a_frame_across_is_judged_by_its_middle(void **state)
{
    enum { WIDE = 900, SIDE = (WIDE - VIEWFINDER_WIDTH) / 2 };
    static uint8_t wide[4 * WIDE * VIEWFINDER_HEIGHT];
    int32_t values[QUALITY_HINT_COUNT], wide_values[QUALITY_HINT_COUNT];
    uint8_t *frame = sight_show(sight, NULL, 0, 1);

    (void)state;
    assert_non_null(frame);
    memset(wide, 255, sizeof wide);
    for (size_t y = 0; y < VIEWFINDER_HEIGHT; y++)
        memcpy(wide + 4 * (y * WIDE + SIDE), frame + 4 * y * VIEWFINDER_WIDTH,
               4 * VIEWFINDER_WIDTH);
    measure(wide, WIDE, VIEWFINDER_HEIGHT, wide_values);
    measure(frame, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT, values);
    assert_memory_equal(wide_values, values, sizeof values);
}

static void test_a_frame_twice_as_large_is_judged_alike(void **state)
{
    enum { FACTOR = 2, WIDTH = FACTOR * VIEWFINDER_WIDTH, HEIGHT = FACTOR * VIEWFINDER_HEIGHT };
    static uint8_t large[4 * WIDTH * HEIGHT];
    int32_t values[QUALITY_HINT_COUNT], large_values[QUALITY_HINT_COUNT];
    uint8_t *frame = sight_show(sight, NULL, 0, 1);

    (void)state;
    assert_non_null(frame);
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < WIDTH; x++)
            memcpy(large + 4 * (y * WIDTH + x),
                   frame + 4 * (y / FACTOR * VIEWFINDER_WIDTH + x / FACTOR), 4);
    measure(large, WIDTH, HEIGHT, large_values);
    measure(frame, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT, values);
    assert_memory_equal(large_values, values, sizeof values);
}

static void test_frames_too_small_or_too_large_are_refused(void **state)
{
    static uint8_t frame[4];
    int32_t values[QUALITY_HINT_COUNT];

    (void)state;
    assert_int_equal(quality_measure(frame, QUALITY_SIDE_MIN_PX - 1, 640, values), -1);
    assert_int_equal(quality_measure(frame, 480, QUALITY_SIDE_MIN_PX - 1, values), -1);
    assert_int_equal(quality_measure(frame, QUALITY_PIXELS_MAX / 1000, 1001, values), -1);
    assert_int_equal(quality_measure(frame, INT32_MAX, INT32_MAX, values), -1);
    assert_int_equal(quality_measure(frame, -480, -640, values), -1);
}

/* Every shape that is taken is read within its bounds: for the sanitizers. */
static void test_frames_of_every_shape_are_measured(void **state)
{
    static const int sides[] = {QUALITY_SIDE_MIN_PX, 121, 352, 479, 961, 1279};
    enum { N_SIDES = sizeof sides / sizeof sides[0] };
    int32_t values[QUALITY_HINT_COUNT];

    (void)state;
    for (size_t i = 0; i < N_SIDES * N_SIDES; i++) {
        const int width = sides[i / N_SIDES], height = sides[i % N_SIDES];
        const size_t n_bytes = 4 * (size_t)width * (size_t)height;
        uint8_t *frame = width <= QUALITY_PIXELS_MAX / height ? malloc(n_bytes) : NULL;

        if (!frame)
            continue;
        for (size_t k = 0; k < n_bytes; k++)
            frame[k] = (uint8_t)(k * 2654435761U >> 13);
        assert_int_equal(quality_measure(frame, width, height, values), 0);
        free(frame);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_portrait_in_the_outline_gets_no_hint),
        cmocka_unit_test(test_the_less_light_the_darker),
        cmocka_unit_test(test_the_more_light_the_more_is_burnt_out),
        cmocka_unit_test(test_the_more_light_from_one_side_the_more_uneven),
        cmocka_unit_test(test_the_further_out_of_focus_the_more_blurred),
        cmocka_unit_test(test_the_more_shaken_the_more_blurred),
        cmocka_unit_test(test_noise_hides_no_blur),
        cmocka_unit_test(test_a_head_that_does_not_fill_the_outline_is_too_far_and_nothing_else),
        cmocka_unit_test(test_in_the_dark_nothing_is_said_of_focus_and_distance),
        cmocka_unit_test(test_a_frame_across_is_judged_by_its_middle),
        cmocka_unit_test(test_a_frame_twice_as_large_is_judged_alike),
        cmocka_unit_test(test_frames_too_small_or_too_large_are_refused),
        cmocka_unit_test(test_frames_of_every_shape_are_measured),
    };

    return cmocka_run_group_tests(tests, open_sight, close_sight);
}
