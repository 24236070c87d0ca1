/*
 * Withdrawal of consent on both databases: what goes and what stays, the order of destruction with
 * a crash at each point of it, and a new beginning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/app/audit.h"
#include "src/app/erasure.h"
#include "src/app/roster.h"
#include "src/app/session.h"
#include "src/store/erasure.h"
#include "src/store/journey.h"
#include "src/store/student.h"
#include "tests/support/test_database.h"
#include "tests/support/test_vault.h"

static TestVault vault;
static Message line;
static Student student;
static TestPhoto passed, failed;

static void make_session(int64_t account_id, char ret_token[SESSION_TOKEN_BYTES])
{
    Session session;

    assert_int_equal(session_start(&vault.app.app, vault.app.db, SESSION_STUDENT, account_id,
                                   ret_token, &session, &line),
                     0);
}

/* A student who has a draft, a submission in production with a sample, a failure, a photo in the
 * queue, an exception request with proof, a message, and has paid; and another one with a draft. */
static TestPhoto set_up(void)
{
    TestPhoto others;
    BlobName sample, proof;
    Student other;

    test_vault_make(&vault);
    student = test_vault_add_student(&vault, 1);
    other = test_vault_add_student(&vault, 2);
    passed = test_vault_add_photo(&vault, &student, 1);
    failed = test_vault_add_failure(&vault, &student, 2);
    others = test_vault_add_photo(&vault, &other, 3);
    sample = test_vault_put(&vault, &student, "a sample");
    proof = test_vault_put(&vault, &student, "a proof");
    test_run(vault.app.db, "UPDATE shot SET state = 'queued', finished_ms = NULL WHERE id = 2");
    test_run(vault.app.db, "INSERT INTO job (shot_id, state, run_after_ms, n_attempts) "
                           "VALUES (2, 'waiting', 0, 0)");
    test_run(vault.app.db, "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms) "
                           "VALUES (9, 1, 'open', 0, 9)");
    test_run(vault.app.db, "INSERT INTO submission (id, journey_id, draft_id, submitted_ms) "
                           "VALUES (1, 1, 1, 0)");
    test_run_format(vault.app.db,
                    "INSERT INTO production (submission_id, state, sample_blob, queued_ms) "
                    "VALUES (1, 'waiting', '%s', 0)",
                    sample.text);
    test_run_format(vault.app.db,
                    "INSERT INTO exception_request (journey_id, codes, note_sealed, proof_blob, "
                    "state, asked_ms) SELECT 1, '[]', name_sealed, '%s', 'asked', 0 FROM student "
                    "WHERE id = 1",
                    proof.text);
    test_run(vault.app.db, "INSERT INTO message (journey_id, kind, detail, created_ms) "
                           "VALUES (1, 'returned', '{}', 0)");
    test_run(vault.app.db,
             "INSERT INTO purchase (number, journey_id, amount_fen, provider, state, created_ms, "
             "changed_ms) VALUES ('1', 1, 1500, 'cash', 'paid', 0, 0)");
    test_run(vault.app.db, "UPDATE journey SET is_paid = 1, state = 'production', "
                           "lock_kind = 'school', consented_ms = 1 WHERE id = 1");
    return others;
}

static int withdraw(int64_t account_id)
{
    return erasure_withdraw(&vault.app.app, vault.app.db, account_id, &line);
}

static int finish(int64_t *ret_n_keys, int64_t *ret_n_blobs)
{
    return erasure_finish(vault.app.db, vault.keys, vault.blobs, false, ret_n_keys, ret_n_blobs,
                          &line);
}

static int64_t ask(const char *sql)
{
    return test_ask(vault.app.db, sql);
}

static void expect_erased_rows(void)
{
    assert_int_equal(ask("SELECT count(*) FROM shot WHERE journey_id = 1 AND (file_blob IS NOT "
                         "NULL OR overlay_blob IS NOT NULL OR frames <> '[]' OR report IS NOT NULL "
                         "OR fingerprint IS NOT NULL OR finished_ms IS NULL)"),
                     0);
    assert_int_equal(ask("SELECT count(*) FROM draft WHERE journey_id = 1 AND (photo_blob IS NOT "
                         "NULL OR preview_blob IS NOT NULL OR deleted_ms IS NULL)"),
                     0);
    assert_int_equal(ask("SELECT count(*) FROM production WHERE sample_blob IS NOT NULL OR state "
                         "<> 'returned'"),
                     0);
    assert_int_equal(ask("SELECT count(*) FROM job WHERE shot_id = 2"), 0);
    assert_int_equal(ask("SELECT count(*) FROM capture WHERE nonce = 'open'"), 0);
    assert_int_equal(ask("SELECT count(*) FROM exception_request"), 0);
    assert_int_equal(ask("SELECT count(*) FROM message"), 0);
    assert_int_equal(ask("SELECT count(*) FROM submission WHERE decision = 'withdrawn'"), 1);
    assert_int_equal(ask("SELECT length(name_sealed) + length(identity_sealed) FROM student "
                         "WHERE id = 1"),
                     0);
}

static void test_a_withdrawal_erases_photos_and_what_is_sealed(void **state)
{
    const TestPhoto others = set_up();
    char token[SESSION_TOKEN_BYTES], others_token[SESSION_TOKEN_BYTES];
    int64_t n_keys, n_blobs;
    Session session;
    CryptKey key;

    (void)state;
    make_session(1, token);
    make_session(2, others_token);
    assert_int_equal(withdraw(1), 0);
    expect_erased_rows();
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(n_keys, 1);
    assert_int_equal(n_blobs, 9);
    assert_int_equal(keys_get(vault.keys, student.key_name, &key, &line), STATUS_NOT_FOUND);
    assert_false(test_vault_has(&vault, passed.file.text));
    assert_false(test_vault_has(&vault, passed.frame.text));
    assert_false(test_vault_has(&vault, passed.photo.text));
    assert_false(test_vault_has(&vault, failed.preview.text));
    assert_int_equal(session_find(&vault.app.app, vault.app.db, token, &session, &line),
                     STATUS_NOT_FOUND);
    assert_int_equal(session_find(&vault.app.app, vault.app.db, others_token, &session, &line), 0);
    assert_true(test_vault_has(&vault, others.photo.text));
    assert_int_equal(ask("SELECT count(*) FROM draft WHERE deleted_ms IS NULL"), 1);
    assert_int_equal(ask("SELECT count(*) FROM erasure"), 0);
    test_vault_done(&vault);
}

static void test_what_must_be_kept_stays(void **state)
{
    AuditCheck check;
    Journey journey;

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(store_journey_get(vault.app.db, 1, &journey, &line), 0);
    assert_int_equal(journey.state, JOURNEY_CONSENT);
    assert_int_equal(journey.withdrawn_ms, vault.app.now_ms);
    assert_int_equal(journey.consented_ms, 0);
    assert_int_equal(journey.is_paid, 1);
    assert_int_equal(journey.attempts.lock, LOCK_BY_SCHOOL); /* a withdrawal does not unlock */
    assert_int_equal(ask("SELECT count(*) FROM purchase WHERE state = 'paid'"), 1);
    assert_int_equal(ask("SELECT count(*) FROM student WHERE name_masked <> ''"), 2);
    assert_int_equal(ask("SELECT count(*) FROM audit WHERE action = 'journey.consent-withdrawn' "
                         "AND actor = 'account:1' AND subject = 'journey:1'"),
                     1);
    assert_int_equal(audit_verify(&vault.app.app, vault.app.db, &check, &line), 0);
    assert_int_equal(check.broken_id, 0);
    test_vault_done(&vault);
}

static void test_it_is_allowed_in_every_state_but_the_first(void **state)
{
    (void)state;
    for (JourneyState from = 0; from < JOURNEY_STATE_COUNT; from++) {
        test_vault_make(&vault);
        student = test_vault_add_student(&vault, 1);
        test_run_format(vault.app.db, "UPDATE journey SET state = '%s'",
                        journey_state_get_name(from));
        assert_int_equal(withdraw(1), from == JOURNEY_CONSENT ? STATUS_CONFLICT : 0);
        assert_int_equal(withdraw(1), from == JOURNEY_CONSENT ? STATUS_CONFLICT : 0); /* again */
        assert_int_equal(ask("SELECT count(*) FROM audit"), from == JOURNEY_CONSENT ? 0 : 1);
        test_vault_done(&vault);
    }
}

/* The key store fails, then a blob cannot be removed: what is left is finished later. */
static void test_what_a_crash_left_is_finished(void **state)
{
    int64_t n_keys, n_blobs;
    char gone[96], folder[96];
    CryptKey key;

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0); /* and here it crashes */
    assert_int_equal(keys_get(vault.keys, student.key_name, &key, &line), 0);
    assert_int_equal(ask("SELECT count(*) FROM erasure"), 10);

    /* The second time it dies when the key is gone and one blob cannot be removed. */
    snprintf(folder, sizeof folder, "%s/photos/%.2s", vault.folder, passed.photo.text);
    snprintf(gone, sizeof gone, "%s/elsewhere", vault.folder);
    assert_int_equal(rename(folder, gone), 0);
    test_run_format(vault.app.db, "DELETE FROM erasure WHERE kind = 'blob' AND name <> '%s'",
                    passed.photo.text);
    assert_int_equal(symlink("/dev/null", folder), 0);
    assert_int_equal(finish(&n_keys, &n_blobs), STATUS_GONE);
    assert_int_equal(n_keys, 1);
    assert_int_equal(n_blobs, 0);
    assert_int_equal(ask("SELECT count(*) FROM erasure"), 1);
    assert_int_equal(keys_get(vault.keys, student.key_name, &key, &line), STATUS_NOT_FOUND);

    assert_int_equal(unlink(folder), 0);
    assert_int_equal(rename(gone, folder), 0);
    assert_true(test_vault_has(&vault, passed.photo.text));
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(n_keys, 0);
    assert_int_equal(n_blobs, 1);
    assert_false(test_vault_has(&vault, passed.photo.text));
    test_vault_done(&vault);
}

static void test_what_is_destroyed_already_is_fine(void **state)
{
    int64_t n_keys, n_blobs;

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    test_run_format(vault.app.db,
                    "INSERT INTO erasure (kind, name, asked_ms) VALUES ('key', '%s', 0), "
                    "('blob', '%s', 0)",
                    student.key_name, passed.photo.text);
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(ask("SELECT count(*) FROM erasure"), 0);
    test_vault_done(&vault);
}

static void test_an_older_backups_photo_is_unreadable(void **state)
{
    int64_t n_keys, n_blobs;
    char from[160], to[96];

    (void)state;
    set_up();
    snprintf(from, sizeof from, "%s/photos/%.2s/%.2s/%s", vault.folder, passed.photo.text,
             passed.photo.text + 2, passed.photo.text);
    snprintf(to, sizeof to, "%s/backup", vault.folder);
    assert_int_equal(link(from, to), 0);
    assert_true(test_vault_can_read(&vault, &student, passed.photo.text));
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(rename(to, from), 0);
    assert_true(test_vault_has(&vault, passed.photo.text));
    assert_false(test_vault_can_read(&vault, &student, passed.photo.text));
    test_vault_done(&vault);
}

/* --- a new beginning */

typedef struct Beginning {
    int64_t journey_id;
    const char *name;
    Student student;
    Journey journey;
} Beginning;

static int begin_again_in(Db *db, void *context, Message *message)
{
    Beginning *beginning = context;
    int status = store_student_get(db, 1, &beginning->student, message);

    if (!status)
        status = store_journey_get(db, beginning->journey_id, &beginning->journey, message);
    if (!status)
        status = erasure_begin_again(db, vault.keys, beginning->name,
                                     beginning->name ? "E00000001" : NULL, &beginning->student,
                                     &beginning->journey, message);
    beginning->journey.student_id = beginning->student.id;
    return status ? status : store_journey_save(db, &beginning->journey, message);
}

static int begin_again(Beginning *beginning)
{
    return db_transact(vault.app.db, begin_again_in, beginning, &line);
}

static void test_the_student_begins_again_with_a_new_key(void **state)
{
    Beginning beginning = {1, "王小明", {0}, {0}};
    int64_t n_keys, n_blobs;
    char name[NAME_BYTES];

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0);
    /* The old key is noted, but not destroyed yet: it must not be used again. */
    assert_int_equal(begin_again(&beginning), 0);
    assert_string_not_equal(beginning.student.key_name, student.key_name);
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(roster_get_name(vault.keys, &beginning.student, name, &line), 0);
    assert_string_equal(name, "王小明");
    assert_false(test_vault_can_read(&vault, &student, passed.photo.text));
    test_vault_done(&vault);
}

static void test_a_name_that_nobody_told_stays_erased(void **state)
{
    Beginning beginning = {1, NULL, {0}, {0}};
    int64_t n_keys, n_blobs;
    BlobName blob;

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(finish(&n_keys, &n_blobs), 0);
    assert_int_equal(begin_again(&beginning), 0);
    assert_int_equal(beginning.student.name.n_bytes, 0);
    blob = test_vault_put(&vault, &beginning.student, "a new photo");
    assert_true(test_vault_can_read(&vault, &beginning.student, blob.text));
    test_vault_done(&vault);
}

static void test_who_never_withdrew_keeps_the_key(void **state)
{
    Beginning beginning = {1, "王小明", {0}, {0}};

    (void)state;
    set_up();
    assert_int_equal(begin_again(&beginning), 0);
    assert_string_equal(beginning.student.key_name, student.key_name);
    assert_true(test_vault_can_read(&vault, &student, passed.photo.text));
    test_vault_done(&vault);
}

/* A browser's session has ended with the withdrawal: the student comes back as another account. */
static void test_another_account_takes_payment_and_locks_over(void **state)
{
    Beginning beginning = {3, "王小明", {0}, {0}};

    (void)state;
    set_up();
    test_run(vault.app.db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(vault.app.db, "INSERT INTO journey (account_id, state, version, is_paid, "
                           "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, "
                           "lock_kind, locked_until_ms, not_genuine, created_ms, changed_ms) "
                           "VALUES (3, 'verify', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)");
    assert_int_equal(begin_again(&beginning), STATUS_DENIED); /* the first account is in use */
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(begin_again(&beginning), 0);
    assert_int_equal(beginning.journey.is_paid, 1);
    assert_int_equal(beginning.journey.attempts.lock, LOCK_BY_SCHOOL);
    assert_int_equal(ask("SELECT count(*) FROM purchase WHERE journey_id = 3"), 1);
    assert_int_equal(ask("SELECT count(*) FROM journey WHERE id = 1 AND student_id IS NULL"), 1);
    test_vault_done(&vault);
}

static void test_a_paid_way_is_not_another_students(void **state)
{
    Beginning beginning = {2, "王小明", {0}, {0}};

    (void)state;
    set_up();
    assert_int_equal(withdraw(1), 0);
    assert_int_equal(withdraw(2), 0);
    assert_int_equal(begin_again(&beginning), STATUS_DENIED);
    test_vault_done(&vault);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_withdrawal_erases_photos_and_what_is_sealed),
        cmocka_unit_test(test_what_must_be_kept_stays),
        cmocka_unit_test(test_it_is_allowed_in_every_state_but_the_first),
        cmocka_unit_test(test_what_a_crash_left_is_finished),
        cmocka_unit_test(test_what_is_destroyed_already_is_fine),
        cmocka_unit_test(test_an_older_backups_photo_is_unreadable),
        cmocka_unit_test(test_the_student_begins_again_with_a_new_key),
        cmocka_unit_test(test_a_name_that_nobody_told_stays_erased),
        cmocka_unit_test(test_who_never_withdrew_keeps_the_key),
        cmocka_unit_test(test_another_account_takes_payment_and_locks_over),
        cmocka_unit_test(test_a_paid_way_is_not_another_students),
    };
    int n_failed;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return n_failed;
}
