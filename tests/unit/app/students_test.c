/* What officers do for students, on both databases: locks are lifted once, readings leave a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/app/attempts.h"
#include "src/app/students.h"
#include "src/store/journey.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

static TestApp test;
static Message line;
static int was_locked;

/* Two students at the camera. */
static void set_up(void)
{
    int64_t batch_id;

    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 0, 1);
    test_journey_add(&test, batch_id, 1, "shoot");
    test_journey_add(&test, batch_id, 1, "shoot");
}

static Journey get(int64_t id)
{
    Journey journey;

    assert_int_equal(store_journey_get(test.db, id, &journey, &line), 0);
    return journey;
}

static void lock(LockKind kind, int64_t locked_until_ms)
{
    for (int id = 1; id <= 2; id++) {
        const DbValue params[] = {db_text(lock_kind_get_name(kind)), db_int(locked_until_ms),
                                  db_int(id)};

        assert_int_equal(db_run(test.db,
                                "UPDATE journey SET lock_kind = $1, locked_until_ms = $2, "
                                "n_failed_in_row = 4, n_other_in_row = 5, n_timed_locks = 2, "
                                "not_genuine = '[1,2,3]' WHERE id = $3",
                                params, 3, NULL, &line),
                         0);
    }
}

static int unlock(int64_t student_id)
{
    was_locked = -1;
    return students_unlock(&test.app, test.db, 7, student_id, &was_locked, &line);
}

static void test_a_lock_is_lifted_once_and_the_student_told(void **state)
{
    (void)state;
    set_up();
    lock(LOCK_BY_SCHOOL, 0);
    test.now_ms++;
    assert_int_equal(unlock(1), 0);
    assert_int_equal(was_locked, 1);
    assert_int_equal(get(1).attempts.lock, LOCK_NONE);
    assert_int_equal(get(1).attempts.n_not_genuine, 0);
    assert_int_equal(get(1).attempts.n_other_in_row, 0);
    assert_int_equal(get(1).changed_ms, test.now_ms);
    assert_int_equal(get(1).state, JOURNEY_SHOOT);
    assert_int_equal(get(2).attempts.lock, LOCK_BY_SCHOOL);
    assert_int_equal(get(2).attempts.n_not_genuine, 3);
    assert_int_equal(unlock(1), 0);
    assert_int_equal(was_locked, 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'unlocked'"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:7' AND "
                                       "action = 'student.unlock' AND subject = 'journey:1'"),
                     1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 1);
    test_app_done(&test);
}

static void test_a_timed_lock_is_lifted_until_it_ends_by_itself(void **state)
{
    (void)state;
    set_up();
    for (int64_t left_ms = 1; left_ms >= -1; left_ms--) {
        lock(LOCK_TIMED, test.now_ms + left_ms);
        assert_int_equal(unlock(1), 0);
        assert_int_equal(was_locked, left_ms > 0);
    }
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message"), 1);
    test_app_done(&test);
}

static void test_who_has_no_way_is_not_found(void **state)
{
    (void)state;
    set_up();
    test_run(test.db, "DELETE FROM journey WHERE id = 2");
    test_run(test.db, "INSERT INTO journey (account_id, state, version, is_paid, n_failed_in_row, "
                      "n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, "
                      "locked_until_ms, not_genuine, created_ms, changed_ms) "
                      "VALUES (2, 'verify', 1, 0, 0, 0, 0, 0, 'school', 0, '[]', 0, 0)");
    assert_int_equal(unlock(2), STATUS_NOT_FOUND);
    assert_int_equal(unlock(99), STATUS_NOT_FOUND);
    assert_int_equal(unlock(0), STATUS_NOT_FOUND); /* a way without a student is nobody's */
    assert_int_equal(was_locked, -1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit"), 0);
    test_app_done(&test);
}

static void test_looking_leaves_a_row_each_time(void **state)
{
    (void)state;
    set_up();
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            students_note_reading(&test.app, test.db, 7, "student.shot-photo", "shot:12", &line),
            0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:7' AND "
                                       "action = 'student.shot-photo' AND subject = 'shot:12'"),
                     2);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lock_is_lifted_once_and_the_student_told),
        cmocka_unit_test(test_a_timed_lock_is_lifted_until_it_ends_by_itself),
        cmocka_unit_test(test_who_has_no_way_is_not_found),
        cmocka_unit_test(test_looking_leaves_a_row_each_time),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
