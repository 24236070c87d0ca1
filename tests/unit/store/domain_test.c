/* Students and their ways, on both databases: what is written is read back, and who is late loses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/store/journey.h"
#include "src/store/migrate.h"
#include "src/store/student.h"
#include "src/store/student_list.h"
#include "tests/support/test_database.h"

static Message message;

static Db *make_schema(void)
{
    size_t n_migrations, n_applied;
    const Migration *migrations;
    Db *db;

    test_database_make();
    db = test_database_open();
    migrations = migrations_get(db_get_dialect(db), &n_migrations);
    assert_int_equal(migrate_run(db, migrations, n_migrations, 1, &n_applied, &message), 0);
    test_run(db, "INSERT INTO school (id, code, name, contact) VALUES (1, '10284', 'A', '025-1')");
    test_run(db, "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
                 "daily_from_min, daily_to_min, is_payment_unified, has_school_review, "
                 "production, rules) "
                 "VALUES (1, 1, '2026', 'roster', 0, 1, 0, 1440, 0, 1, 'automatic', '')");
    return db;
}

/* Rows are added in transactions. */
static int do_add_student(Db *db, void *context, Message *fault)
{
    return store_student_add(db, context, fault);
}

static int add_student(Db *db, Student *student)
{
    return db_transact(db, do_add_student, student, &message);
}

static int do_add_journey(Db *db, void *context, Message *fault)
{
    return store_journey_add(db, context, fault);
}

static int add_journey(Db *db, Journey *journey)
{
    return db_transact(db, do_add_journey, journey, &message);
}

typedef struct Account {
    const uint8_t *openid_hash;
    int64_t id;
} Account;

static int do_get_account(Db *db, void *context, Message *fault)
{
    Account *account = context;

    return store_account_get(db, account->openid_hash, 1, &account->id, fault);
}

static int get_account(Db *db, const uint8_t *openid_hash, int64_t *ret_id)
{
    Account account = {.openid_hash = openid_hash};
    const int status = db_transact(db, do_get_account, &account, &message);

    *ret_id = account.id;
    return status;
}

static Student make_student(const char *number)
{
    Student student = {.batch_id = 1,
                       .major = "哲学",
                       .class_name = "1",
                       .name_masked = "张*",
                       .identity_masked = "1101**********002X",
                       .created_ms = 5,
                       .name = {.n_bytes = 3, .bytes = {0, 1, 2}},
                       .identity = {.n_bytes = SEALED_BYTES_MAX}};

    snprintf(student.student_number, sizeof student.student_number, "%s", number);
    snprintf(student.key_name, sizeof student.key_name, "%s", number);
    student.identity_hash[0] = (uint8_t)number[0];
    student.name_hash[31] = 7;
    return student;
}

static void test_students_are_found_by_what_they_know(void **state)
{
    Db *db = make_schema();
    Student student = make_student("A1"), back;

    (void)state;
    snprintf(student.unique_number, sizeof student.unique_number, "U1");
    assert_int_equal(add_student(db, &student), 0);
    assert_int_equal(store_student_find(db, 1, "A1", &back, &message), 0);
    assert_memory_equal(&back, &student, sizeof back);
    assert_int_equal(store_student_find_unique(db, 1, "U1", &back, &message), 0);
    assert_int_equal(back.id, student.id);
    assert_int_equal(store_student_get(db, student.id, &back, &message), 0);
    assert_int_equal(store_student_find(db, 1, "A2", &back, &message), STATUS_NOT_FOUND);
    assert_int_equal(store_student_find(db, 2, "A1", &back, &message), STATUS_NOT_FOUND);
    db_close(db);
}

/* 0 is what a way without a student has, and what a client may send. */
static void test_student_0_is_nobody_and_not_the_first_one(void **state)
{
    Student student = make_student("1");
    StudentItem item;
    Db *db = make_schema();

    (void)state;
    assert_int_equal(add_student(db, &student), 0);
    assert_int_equal(store_student_get_item(db, student.id, &item, &message), 0);
    assert_int_equal(item.school_id, 1);
    assert_int_equal(store_student_get_item(db, 0, &item, &message), STATUS_NOT_FOUND);
    db_close(db);
}

static void test_nobody_stands_twice_in_a_roster(void **state)
{
    Db *db = make_schema();
    Student first = make_student("A1"), same_number = make_student("A1");
    Student same_identity = make_student("A2"), other = make_student("B1");

    (void)state;
    assert_int_equal(add_student(db, &first), 0);
    snprintf(same_number.key_name, sizeof same_number.key_name, "k2");
    same_number.identity_hash[0] = 'x';
    assert_int_equal(add_student(db, &same_number), STATUS_CONFLICT);
    assert_int_equal(add_student(db, &same_identity), STATUS_CONFLICT);
    assert_int_equal(add_student(db, &other), 0); /* neither has a unique number */
    db_close(db);
}

static Journey make_journey(Db *db)
{
    Journey journey = {.state = JOURNEY_CONSENT, .wants_messages = -1, .created_ms = 10};

    journey.changed_ms = journey.created_ms;
    assert_int_equal(get_account(db, NULL, &journey.account_id), 0);
    assert_int_equal(add_journey(db, &journey), 0);
    return journey;
}

static void test_journey_comes_back_as_it_was_saved(void **state)
{
    Db *db = make_schema();
    Journey journey = make_journey(db), back;
    Student student = make_student("A1");

    (void)state;
    assert_int_equal(store_journey_get(db, journey.id, &back, &message), 0);
    assert_memory_equal(&back, &journey, sizeof back);
    assert_int_equal(add_student(db, &student), 0);
    journey.student_id = student.id;
    journey.state = JOURNEY_SHOOT;
    journey.consented_ms = 11;
    journey.phone = (Sealed){.n_bytes = 4, .bytes = "abc"};
    memset(journey.phone_hash, 9, sizeof journey.phone_hash);
    journey.wants_messages = 0;
    journey.is_paid = 1;
    journey.changed_ms = 12;
    journey.attempts = (Attempts){.n_failed_in_row = 1,
                                  .n_other_in_row = 2,
                                  .n_timed_locks = 3,
                                  .cooldown_until_ms = 4,
                                  .lock = LOCK_BY_SCHOOL,
                                  .locked_until_ms = 5,
                                  .n_not_genuine = NOT_GENUINE_TIMES_MAX};
    for (int i = 0; i < NOT_GENUINE_TIMES_MAX; i++)
        journey.attempts.not_genuine_ms[i] = INT64_MAX - i;
    assert_int_equal(store_journey_save(db, &journey, &message), 0);
    assert_int_equal(journey.version, 2);
    assert_int_equal(store_journey_find(db, journey.account_id, &back, &message), 0);
    assert_memory_equal(&back, &journey, sizeof back);
    assert_int_equal(store_journey_find_student(db, student.id, &back, &message), 0);
    assert_int_equal(back.id, journey.id);
    db_close(db);
}

static void test_of_two_changes_of_one_state_the_later_is_refused(void **state)
{
    Db *db = make_schema();
    Journey first = make_journey(db), second = first, back;

    (void)state;
    first.is_paid = 1;
    assert_int_equal(store_journey_save(db, &first, &message), 0);
    second.wants_messages = 1;
    assert_int_equal(store_journey_save(db, &second, &message), STATUS_CONFLICT);
    assert_int_equal(store_journey_get(db, first.id, &back, &message), 0);
    assert_int_equal(back.is_paid, 1);
    assert_int_equal(back.wants_messages, -1);
    db_close(db);
}

static void test_student_is_bound_to_one_way_only(void **state)
{
    Db *db = make_schema();
    Journey first = make_journey(db), second = make_journey(db);
    Student student = make_student("A1");

    (void)state;
    assert_int_equal(add_student(db, &student), 0);
    first.student_id = second.student_id = student.id;
    assert_int_equal(store_journey_save(db, &first, &message), 0);
    assert_int_equal(store_journey_save(db, &second, &message), STATUS_CONFLICT);
    db_close(db);
}

static void test_account_of_an_openid_is_one(void **state)
{
    Db *db = make_schema();
    const uint8_t hash[CRYPT_HASH_BYTES] = {1}, other[CRYPT_HASH_BYTES] = {2};
    int64_t a, b, c, d;

    (void)state;
    assert_int_equal(get_account(db, hash, &a), 0);
    assert_int_equal(get_account(db, hash, &b), 0);
    assert_int_equal(get_account(db, other, &c), 0);
    assert_int_equal(get_account(db, NULL, &d), 0);
    assert_int_equal(a, b);
    assert_true(a != c && c != d);
    db_close(db);
}

static void test_row_that_cannot_be_read_is_told(void **state)
{
    Db *db = make_schema();
    const Journey journey = make_journey(db);
    Journey back;

    (void)state;
    test_run(db, "UPDATE journey SET state = 'elsewhere'");
    assert_int_equal(store_journey_get(db, journey.id, &back, &message), STATUS_DAMAGED);
    test_run(db, "UPDATE journey SET state = 'shoot', not_genuine = '[1,x]'");
    assert_int_equal(store_journey_get(db, journey.id, &back, &message), STATUS_DAMAGED);
    db_close(db);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_students_are_found_by_what_they_know),
        cmocka_unit_test(test_student_0_is_nobody_and_not_the_first_one),
        cmocka_unit_test(test_nobody_stands_twice_in_a_roster),
        cmocka_unit_test(test_journey_comes_back_as_it_was_saved),
        cmocka_unit_test(test_of_two_changes_of_one_state_the_later_is_refused),
        cmocka_unit_test(test_student_is_bound_to_one_way_only),
        cmocka_unit_test(test_account_of_an_openid_is_one),
        cmocka_unit_test(test_row_that_cannot_be_read_is_told),
    };
    int status;

    if (test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
