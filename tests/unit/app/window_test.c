/* The window of a batch at its borders: first and last moment, hours, closed days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/app/window.h"
#include "src/base/local_time.h"

enum { FIRST_DAY = 20580 }; /* of the window, since 1970-01-01 */

static int64_t at(int day, int hour, int minute)
{
    return local_time_to_ms(FIRST_DAY + day, hour * 60 + minute);
}

/* Five days, 08:00 to 18:00, the third one closed; the window itself opens at 09:30 of day 0. */
static Batch make_batch(void)
{
    return (Batch){.opens_ms = at(0, 9, 30),
                   .closes_ms = at(4, 12, 0),
                   .daily_from_min = 8 * 60,
                   .daily_to_min = 18 * 60,
                   .n_closed_days = 1,
                   .closed_days = {FIRST_DAY + 2}};
}

static void assert_window(const Batch *batch, int64_t now_ms, WindowState state, int64_t opens_ms,
                          int64_t closes_ms)
{
    const WindowInfo info = window_get(batch, now_ms);

    assert_int_equal(info.state, state);
    assert_int_equal(info.opens_ms, opens_ms);
    assert_int_equal(info.closes_ms, closes_ms);
}

static void test_window_opens_and_closes_to_the_millisecond(void **state)
{
    const Batch batch = make_batch();

    (void)state;
    assert_window(&batch, at(0, 9, 30) - 1, WINDOW_NOT_YET, at(0, 9, 30), 0);
    assert_window(&batch, at(0, 9, 30), WINDOW_OPEN, at(0, 9, 30), at(0, 18, 0));
    assert_window(&batch, at(0, 9, 30) + 1, WINDOW_OPEN, at(0, 9, 30), at(0, 18, 0));
    assert_window(&batch, at(4, 12, 0) - 1, WINDOW_OPEN, at(4, 8, 0), at(4, 12, 0));
    assert_window(&batch, at(4, 12, 0), WINDOW_ENDED, 0, 0);
    assert_window(&batch, at(4, 12, 0) + 1, WINDOW_ENDED, 0, 0);
    assert_window(&batch, at(400, 9, 0), WINDOW_ENDED, 0, 0);
}

static void test_hours_of_the_day_have_borders_of_their_own(void **state)
{
    const Batch batch = make_batch();

    (void)state;
    assert_window(&batch, at(1, 8, 0) - 1, WINDOW_OFF_HOURS, at(1, 8, 0), 0);
    assert_window(&batch, at(1, 8, 0), WINDOW_OPEN, at(1, 8, 0), at(1, 18, 0));
    assert_window(&batch, at(1, 18, 0) - 1, WINDOW_OPEN, at(1, 8, 0), at(1, 18, 0));
    assert_window(&batch, at(0, 18, 0), WINDOW_OFF_HOURS, at(1, 8, 0), 0);
}

static void test_closed_day_is_stepped_over(void **state)
{
    const Batch batch = make_batch();

    (void)state;
    assert_window(&batch, at(1, 18, 0), WINDOW_OFF_HOURS, at(3, 8, 0), 0);
    assert_window(&batch, at(2, 10, 0), WINDOW_OFF_HOURS, at(3, 8, 0), 0);
}

static void test_last_day_that_is_closed_ends_the_window(void **state)
{
    Batch batch = make_batch();

    (void)state;
    batch.closed_days[0] = FIRST_DAY + 4;
    assert_window(&batch, at(3, 18, 0), WINDOW_ENDED, 0, 0);
}

/* A closed date is one of China's: it begins at 16:00 UTC of the day before. */
static void test_closed_date_begins_and_ends_at_chinas_midnight(void **state)
{
    const int64_t begins_ms = (FIRST_DAY + 2) * INT64_C(86400000) - 8 * 3600000,
                  ends_ms = begins_ms + 86400000;
    Batch batch = make_batch();

    (void)state;
    batch.daily_from_min = 0, batch.daily_to_min = MINUTES_PER_DAY;
    assert_window(&batch, begins_ms - 1, WINDOW_OPEN, at(1, 0, 0), begins_ms);
    assert_window(&batch, begins_ms, WINDOW_OFF_HOURS, ends_ms, 0);
    assert_window(&batch, begins_ms + 1, WINDOW_OFF_HOURS, ends_ms, 0);
    assert_window(&batch, ends_ms - 1, WINDOW_OFF_HOURS, ends_ms, 0);
    assert_window(&batch, ends_ms, WINDOW_OPEN, ends_ms, at(4, 0, 0));
    assert_window(&batch, ends_ms + 1, WINDOW_OPEN, ends_ms, at(4, 0, 0));
}

static void test_all_day_and_empty_hours(void **state)
{
    Batch batch = make_batch();

    (void)state;
    batch.daily_from_min = 0, batch.daily_to_min = MINUTES_PER_DAY;
    assert_window(&batch, at(0, 23, 59), WINDOW_OPEN, at(0, 9, 30), at(1, 0, 0));
    assert_window(&batch, at(1, 0, 0), WINDOW_OPEN, at(1, 0, 0), at(2, 0, 0));
    batch.daily_to_min = 0;
    assert_window(&batch, at(1, 10, 0), WINDOW_ENDED, 0, 0);
}

static void test_calendar_of_known_days(void **state)
{
    static const struct {
        int64_t ms;
        int year, month, day, hour;
    } cases[] = {{0, 1970, 1, 1, 8},
                 {INT64_C(951753600000), 2000, 2, 29, 0}, /* midnight in China */
                 {INT64_C(951753600000) - 1, 2000, 2, 28, 23},
                 {INT64_C(1798732800000), 2027, 1, 1, 0},
                 {INT64_C(-28800000), 1970, 1, 1, 0},
                 {INT64_C(-28800001), 1969, 12, 31, 23}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const LocalTime time = local_time_from_ms(cases[i].ms);

        assert_int_equal(time.year, cases[i].year);
        assert_int_equal(time.month, cases[i].month);
        assert_int_equal(time.day, cases[i].day);
        assert_int_equal(time.hour, cases[i].hour);
        assert_true(local_time_to_ms(time.day_number, time.minute_of_day) <= cases[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window_opens_and_closes_to_the_millisecond),
        cmocka_unit_test(test_hours_of_the_day_have_borders_of_their_own),
        cmocka_unit_test(test_closed_day_is_stepped_over),
        cmocka_unit_test(test_last_day_that_is_closed_ends_the_window),
        cmocka_unit_test(test_closed_date_begins_and_ends_at_chinas_midnight),
        cmocka_unit_test(test_all_day_and_empty_hours),
        cmocka_unit_test(test_calendar_of_known_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
