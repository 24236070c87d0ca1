/* Rows by SQL: the functions that write them in the program want more than a test has. */
#include "tests/support/test_people.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "src/store/one.h"
#include "tests/support/test_database.h"

enum { HOUR_MS = 60 * 60 * 1000 };

typedef struct Insertion {
    const char *sql;
    const DbValue *params;
    size_t n_params;
    int64_t id;
} Insertion;

static int insert_in(Db *db, void *context, Message *fault)
{
    Insertion *insertion = context;

    return store_ask_number(db, insertion->sql, insertion->params, insertion->n_params,
                            &insertion->id, fault);
}

/* sql answers the id. */
static int64_t insert(TestApp *test, const char *sql, const DbValue *params, size_t n_params)
{
    Insertion insertion = {.sql = sql, .params = params, .n_params = n_params};
    Message fault = {""};

    if (db_transact(test->db, insert_in, &insertion, &fault))
        fail_msg("%s: %s", sql, fault.text);
    return insertion.id;
}

static DbValue id_or_null(int64_t id)
{
    return id ? db_int(id) : db_null(DB_INT);
}

/* A text that is another for each row of the table; answers the number in it. */
static int64_t number_text(TestApp *test, const char *table, const char *prefix, char ret_text[32])
{
    char sql[64];
    int64_t number;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    number = test_ask(test->db, sql) + 1;
    snprintf(ret_text, 32, "%s%" PRId64, prefix, number);
    return number;
}

int64_t test_batch_add(TestApp *test, int64_t school_id, int is_payment_unified,
                       int has_school_review)
{
    char name[32];

    number_text(test, "batch", "", name);
    const DbValue params[] = {db_int(school_id),          db_text(name),
                              db_int(test->now_ms),       db_int(test->now_ms + HOUR_MS),
                              db_int(is_payment_unified), db_int(has_school_review)};

    return insert(test,
                  "INSERT INTO batch (school_id, name, verification, opens_ms, closes_ms, "
                  "daily_from_min, daily_to_min, is_payment_unified, has_school_review, "
                  "production, rules) VALUES ($1, $2, 'roster', $3, $4, 0, 1440, $5, $6, "
                  "'automatic', '') RETURNING id",
                  params, 6);
}

int64_t test_journey_add(TestApp *test, int64_t batch_id, int64_t college_id, const char *state)
{
    char text[32];
    const int64_t number = number_text(test, "student", "S", text);
    const uint8_t hash[CRYPT_HASH_BYTES] = {(uint8_t)number, (uint8_t)(number >> 8)};
    const DbValue now = db_int(test->now_ms);
    const DbValue student[] = {db_int(batch_id), id_or_null(college_id), db_text(text),
                               db_blob(hash, sizeof hash), now};
    const int64_t student_id =
        insert(test,
               "INSERT INTO student (batch_id, college_id, major, class_name, student_number, "
               "key_name, name_masked, name_hash, name_sealed, identity_masked, identity_hash, "
               "identity_sealed, created_ms) VALUES ($1, $2, '', '', $3, $3, '张*', $4, $4, "
               "'3201**', $4, $4, $5) RETURNING id",
               student, 5);
    const int64_t account_id =
        insert(test, "INSERT INTO account (created_ms) VALUES ($1) RETURNING id", &now, 1);
    const DbValue journey[] = {db_int(account_id), db_int(student_id), db_text(state), now};

    return insert(test,
                  "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                  "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, "
                  "locked_until_ms, not_genuine, created_ms, changed_ms) "
                  "VALUES ($1, $2, $3, 1, 0, 0, 0, 0, 0, 'none', 0, '[]', $4, $4) RETURNING id",
                  journey, 4);
}

int64_t test_draft_add(TestApp *test, int64_t journey_id)
{
    char text[32];

    number_text(test, "draft", "d", text);
    DbValue params[] = {db_int(journey_id), db_text(text), db_int(test->now_ms), db_int(0)};

    params[3] = db_int(insert(test,
                              "INSERT INTO capture (journey_id, nonce, created_ms, expires_ms) "
                              "VALUES ($1, $2, $3, $3) RETURNING id",
                              params, 3));
    params[3] = db_int(insert(test,
                              "INSERT INTO shot (public_id, journey_id, capture_id, "
                              "idempotency_key, state, report, frames, received_ms, finished_ms) "
                              "VALUES ($2, $1, $4, $2, 'passed', '{}', '[]', $3, $3) RETURNING id",
                              params, 4));
    return insert(test,
                  "INSERT INTO draft (public_id, journey_id, shot_id, photo_blob, has_warnings, "
                  "created_ms) VALUES ($2, $1, $4, '00112233445566778899aabbccddeeff', 0, $3) "
                  "RETURNING id",
                  params, 4);
}

int64_t test_staff_add(TestApp *test, const char *role, int64_t school_id, int64_t college_id)
{
    char login[32];

    number_text(test, "staff", "staff", login);
    const DbValue params[] = {db_text(login), db_text(role), id_or_null(school_id),
                              id_or_null(college_id)};

    return insert(test,
                  "INSERT INTO staff (login, password_hash, role, school_id, college_id, "
                  "must_change_password, n_failed, locked_until_ms, is_disabled, created_ms) "
                  "VALUES ($1, '', $2, $3, $4, 0, 0, 0, 0, 0) RETURNING id",
                  params, 4);
}
