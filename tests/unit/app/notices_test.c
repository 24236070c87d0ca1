/* Notices on both databases: published by version, and who has to read the new one. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/audit.h"
#include "src/app/journeys.h"
#include "src/app/notices.h"
#include "src/store/journey.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int64_t batch_id;

static int64_t publish(int64_t where_id, const char *body)
{
    int64_t id;

    assert_int_equal(notices_publish(&test.app, test.db, 4, where_id, body, &id, &line), 0);
    return id;
}

static Journey get(int64_t id)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, id, &journey, &line), 0);
    return journey;
}

/* A way in each state (that in state i is i + 1), all of one batch, all with its
 * first notice read; then batch 2, of the same school, without students. */
static void set_up(void)
{
    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 0, 1);
    for (int state = JOURNEY_CONSENT; state < JOURNEY_STATE_COUNT; state++)
        assert_int_equal(
            test_journey_add(&test, batch_id, 0, journey_state_get_name((JourneyState)state)),
            state + 1);
    test_batch_add(&test, 1, 0, 1);
    assert_int_equal(publish(batch_id, "the first"), 1);
    test_run(test.db, "UPDATE journey SET notice_id = 1");
}

static void refresh(int64_t account_id)
{
    if (notices_refresh(&test.app, test.db, account_id, &line))
        fail_msg("%s", line.text);
}

static void test_a_notice_has_its_borders_and_a_version_of_its_batch(void **state)
{
    cleanup_free char *body = malloc(DOCUMENT_BYTES_MAX + 2);
    Document document;
    int64_t id;

    (void)state;
    assert_non_null(body);
    set_up();
    memset(body, 'n', DOCUMENT_BYTES_MAX + 1);
    body[DOCUMENT_BYTES_MAX + 1] = 0;
    assert_int_equal(notices_publish(&test.app, test.db, 4, batch_id, body, &id, &line),
                     STATUS_TOO_LARGE);
    assert_int_equal(notices_publish(&test.app, test.db, 4, batch_id, "", &id, &line),
                     STATUS_ARGUMENT);
    assert_int_equal(notices_publish(&test.app, test.db, 4, 99, "x", &id, &line), STATUS_NOT_FOUND);
    body[DOCUMENT_BYTES_MAX] = 0;
    id = publish(batch_id, body);
    publish(2, "another batch's");
    assert_int_equal(
        store_document_get_latest(test.db, DOCUMENT_NOTICE, batch_id, &document, &line), 0);
    assert_int_equal(document.id, id);
    assert_int_equal(document.version, 2);
    assert_string_equal(document.body, body);
    free(document.body);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM document"), 3);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:4' AND "
                                       "action = 'notice.publish'"),
                     3);
    test_app_done(&test);
}

static void test_only_who_has_read_it_and_not_handed_in_goes_back(void **state)
{
    (void)state;
    set_up();
    publish(batch_id, "the second");
    for (int was = JOURNEY_CONSENT; was < JOURNEY_STATE_COUNT; was++) {
        const int goes_back = was == JOURNEY_PRECAUTIONS || was == JOURNEY_MESSAGES ||
                              was == JOURNEY_REQUIREMENTS || was == JOURNEY_VIDEO ||
                              was == JOURNEY_SHOOT;

        assert_int_equal(get(was + 1).state, was); /* not before they come */
        refresh(was + 1);
        assert_int_equal(get(was + 1).state, goes_back ? JOURNEY_NOTICE : was);
        refresh(was + 1);
        assert_int_equal(get(was + 1).version, goes_back ? 2 : 1);
    }
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'journey.notice-changed'"), 5);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message"), 1);
    assert_int_equal(test_ask(test.db, "SELECT journey_id FROM message "
                                       "WHERE kind = 'notice-changed'"),
                     JOURNEY_SHOOT + 1);
    test_app_done(&test);
}

static void test_another_batchs_notice_and_one_that_was_read_move_nobody(void **state)
{
    Journey journey;

    (void)state;
    set_up();
    publish(2, "another batch's");
    refresh(JOURNEY_VIDEO + 1);
    assert_int_equal(get(JOURNEY_VIDEO + 1).state, JOURNEY_VIDEO);
    publish(batch_id, "the second");
    refresh(JOURNEY_VIDEO + 1);
    assert_int_equal(
        journeys_read(&test.app, test.db, JOURNEY_VIDEO + 1, DOCUMENT_NOTICE, 1, &journey, &line),
        STATUS_ARGUMENT); /* the old text, from another window */
    assert_int_equal(
        journeys_read(&test.app, test.db, JOURNEY_VIDEO + 1, DOCUMENT_NOTICE, 3, &journey, &line),
        0);
    refresh(JOURNEY_VIDEO + 1);
    assert_int_not_equal(get(JOURNEY_VIDEO + 1).state, JOURNEY_NOTICE);
    refresh(99); /* nobody's way */
    test_app_done(&test);
}

/* --- while the student takes a step */

typedef struct Step {
    Db *db;
    int status;
} Step;

static void *choose(void *context)
{
    Step *step = context;
    Journey journey;
    Message fault;

    step->status =
        journeys_choose_messages(&test.app, step->db, JOURNEY_MESSAGES + 1, 1, &journey, &fault);
    return NULL;
}

static void *refresh_meanwhile(void *context)
{
    Step *step = context;
    Message fault;

    step->status = notices_refresh(&test.app, step->db, JOURNEY_MESSAGES + 1, &fault);
    return NULL;
}

static void test_a_step_at_the_same_moment_is_taken_or_refused_and_the_notice_is_read(void **state)
{
    Step steps[2];
    pthread_t threads[2];
    Journey journey;
    AuditCheck check;

    (void)state;
    set_up();
    publish(batch_id, "the second");
    for (int i = 0; i < 2; i++) {
        steps[i] = (Step){test_database_open(), -1};
        pthread_create(&threads[i], NULL, i ? refresh_meanwhile : choose, &steps[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_close(steps[i].db);
    }
    assert_true(!steps[0].status || steps[0].status == STATUS_CONFLICT);
    assert_int_equal(steps[1].status, 0);
    refresh(JOURNEY_MESSAGES + 1); /* with the next call, at the latest */
    journey = get(JOURNEY_MESSAGES + 1);
    assert_int_equal(journey.state, JOURNEY_NOTICE);
    assert_int_equal(journey.wants_messages, steps[0].status ? -1 : 1);
    assert_int_equal(journey.version, steps[0].status ? 2 : 3);
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'journey.notice-changed'"), 1);
    assert_int_equal(audit_verify(&test.app, test.db, &check, &line), 0);
    assert_int_equal(check.broken_id, 0);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_notice_has_its_borders_and_a_version_of_its_batch),
        cmocka_unit_test(test_only_who_has_read_it_and_not_handed_in_goes_back),
        cmocka_unit_test(test_another_batchs_notice_and_one_that_was_read_move_nobody),
        cmocka_unit_test(test_a_step_at_the_same_moment_is_taken_or_refused_and_the_notice_is_read),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
