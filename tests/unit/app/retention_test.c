/*
 * The clocks of retention on both databases, each at its border: one millisecond before, at the
 * moment, one after. Orphans and missing blobs.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/app/audit.h"
#include "src/app/erasure.h"
#include "src/app/retention.h"
#include "src/app/sweep.h"
#include "src/model/batch.h"
#include "tests/support/test_database.h"
#include "tests/support/test_vault.h"

static TestVault vault;
static Message line;
static Student student;
static TestPhoto passed, failed;
static int64_t start_ms;

/* A draft (1) and a failure (2). */
static void set_up(void)
{
    test_vault_make(&vault);
    start_ms = vault.app.now_ms;
    student = test_vault_add_student(&vault, 1);
    passed = test_vault_add_photo(&vault, &student, 1);
    failed = test_vault_add_failure(&vault, &student, 2);
}

static RetentionCounts purge_at(int64_t time_ms, bool is_dry)
{
    RetentionCounts counts;
    int64_t n_keys, n_blobs;

    vault.app.now_ms = time_ms;
    if (retention_run(&vault.app.app, vault.app.db, is_dry, &counts, &line) ||
        erasure_finish(vault.app.db, vault.keys, vault.blobs, false, &n_keys, &n_blobs, &line))
        fail_msg("%s", line.text);
    return counts;
}

static int64_t ask(const char *sql)
{
    return test_ask(vault.app.db, sql);
}

/* Before its time a purge leaves the blob, at its time a dry one too; then it goes. after: a
 * database just before the time (-1), at it, or after it. */
static void expect_border(int64_t time_ms, const char *blob, int64_t after)
{
    assert_true(test_vault_has(&vault, blob));
    purge_at(time_ms - 1, false);
    assert_true(test_vault_has(&vault, blob));
    if (after < 0)
        return;
    purge_at(time_ms + after, true);
    assert_true(test_vault_has(&vault, blob));
    purge_at(time_ms + after, false);
    assert_false(test_vault_has(&vault, blob));
}

static void test_failed_shots_go_after_seven_days(void **state)
{
    (void)state;
    for (int64_t after = 0; after <= 1; after++) {
        set_up();
        expect_border(start_ms + 7 * RETENTION_DAY_MS, failed.file.text, after);
        assert_false(test_vault_has(&vault, failed.frame.text));
        assert_false(test_vault_has(&vault, failed.preview.text)); /* the overlay */
        assert_true(test_vault_has(&vault, passed.file.text));
        assert_int_equal(ask("SELECT count(*) FROM shot WHERE id = 2 AND state = 'failed'"), 1);
        assert_int_equal(ask("SELECT count(*) FROM audit WHERE action = 'purge.failed-shots' AND "
                             "subject = 'batch:1' AND detail = '{\"rows\":1}'"),
                         1);
        test_vault_done(&vault);
    }
}

static void test_raw_shots_go_a_day_after_the_delivery(void **state)
{
    (void)state;
    for (int64_t after = 0; after <= 1; after++) {
        set_up();
        expect_border(start_ms + 2 * RETENTION_DAY_MS, passed.file.text, -1); /* not delivered */
        test_run_format(vault.app.db, "UPDATE batch SET delivered_ms = %" PRId64,
                        start_ms + 2 * RETENTION_DAY_MS);
        expect_border(start_ms + 3 * RETENTION_DAY_MS, passed.file.text, after);
        assert_false(test_vault_has(&vault, passed.frame.text));
        assert_true(test_vault_has(&vault, passed.photo.text)); /* the draft has its own clock */
        test_vault_done(&vault);
    }
}

/* Nothing else tells the clock: a batch is delivered photo by photo. */
static void test_a_raw_shot_goes_a_day_after_its_photo_was_delivered(void **state)
{
    (void)state;
    for (int64_t after = 0; after <= 1; after++) {
        set_up();
        test_run_format(vault.app.db, "UPDATE journey SET state = 'delivered', changed_ms = %lld",
                        (long long)start_ms);
        expect_border(start_ms + RETENTION_DAY_MS, passed.file.text, after);
        assert_false(test_vault_has(&vault, passed.frame.text));
        assert_true(test_vault_has(&vault, passed.photo.text));
        test_vault_done(&vault);
    }
}

static int64_t get_drafts_end(void)
{
    return start_ms + 3600000 + 7 * RETENTION_DAY_MS; /* the batch closes after an hour */
}

static void test_a_raw_shot_of_which_nothing_was_handed_in_goes_with_the_drafts(void **state)
{
    (void)state;
    set_up();
    test_run(vault.app.db, "INSERT INTO submission (journey_id, draft_id, submitted_ms) "
                           "VALUES (1, 1, 0)");
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, passed.file.text)); /* people may have to look at it */
    test_run(vault.app.db, "UPDATE submission SET decision = 'withdrawn'");
    test_run(vault.app.db, "UPDATE journey SET state = 'payment'");
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, passed.file.text));
    test_run(vault.app.db, "UPDATE journey SET state = 'shoot'");
    expect_border(get_drafts_end(), passed.file.text, 0);
    assert_false(test_vault_has(&vault, passed.frame.text));
    test_vault_done(&vault);
}

static void test_drafts_and_proofs_go_seven_days_after_the_end(void **state)
{
    (void)state;
    for (int64_t after = 0; after <= 1; after++) {
        BlobName proof;

        set_up();
        proof = test_vault_put(&vault, &student, "a proof");
        test_run_format(vault.app.db,
                        "INSERT INTO exception_request (journey_id, codes, note_sealed, "
                        "proof_blob, state, asked_ms) SELECT 1, '[]', name_sealed, '%s', "
                        "'approved', 0 FROM student",
                        proof.text);
        expect_border(get_drafts_end(), passed.photo.text, after);
        assert_false(test_vault_has(&vault, passed.preview.text));
        assert_false(test_vault_has(&vault, proof.text));
        assert_int_equal(ask("SELECT length(note_sealed) FROM exception_request"), 0);
        assert_int_equal(ask("SELECT count(*) FROM draft WHERE deleted_ms IS NOT NULL"), 1);
        test_vault_done(&vault);
    }
}

/* What is on its way to the final photo, or waits to be paid, is not a forgotten draft. */
static void test_a_draft_in_use_stays(void **state)
{
    (void)state;
    set_up();
    test_run(vault.app.db, "INSERT INTO submission (journey_id, draft_id, submitted_ms) "
                           "VALUES (1, 1, 0)");
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, passed.photo.text));
    test_run(vault.app.db, "UPDATE submission SET decision = 'approved'");
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, passed.photo.text));
    test_run(vault.app.db, "UPDATE submission SET decision = 'returned'");
    test_run(vault.app.db, "UPDATE journey SET state = 'payment'");
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, passed.photo.text));
    test_run(vault.app.db, "UPDATE journey SET state = 'shoot'");
    purge_at(get_drafts_end() + 1, false);
    assert_false(test_vault_has(&vault, passed.photo.text));
    test_vault_done(&vault);
}

static void test_finals_go_thirty_days_after_their_delivery(void **state)
{
    (void)state;
    for (int64_t after = 0; after <= 1; after++) {
        BlobName sample, final;

        set_up();
        sample = test_vault_put(&vault, &student, "a sample");
        final = test_vault_put(&vault, &student, "a final");
        test_run(vault.app.db, "INSERT INTO submission (id, journey_id, draft_id, submitted_ms, "
                               "decision) VALUES (1, 1, 1, 0, 'approved')");
        test_run_format(vault.app.db,
                        "INSERT INTO production (submission_id, state, sample_blob, final_blob, "
                        "queued_ms) VALUES (1, 'finished', '%s', '%s', 0)",
                        sample.text, final.text);
        test_run_format(vault.app.db, "UPDATE journey SET state = 'proofread', changed_ms = %lld",
                        (long long)start_ms);
        expect_border(start_ms + 31 * RETENTION_DAY_MS, final.text, -1); /* not delivered */
        test_run(vault.app.db, "UPDATE journey SET state = 'delivered'");
        vault.app.now_ms = start_ms;
        expect_border(start_ms + 30 * RETENTION_DAY_MS, final.text, after);
        assert_false(test_vault_has(&vault, sample.text));
        assert_false(test_vault_has(&vault, passed.photo.text));
        test_vault_done(&vault);
    }
}

static void test_pictures_of_a_returned_photo_go_with_the_drafts(void **state)
{
    BlobName sample;

    (void)state;
    set_up();
    sample = test_vault_put(&vault, &student, "a sample");
    test_run(vault.app.db, "INSERT INTO submission (id, journey_id, draft_id, submitted_ms) "
                           "VALUES (1, 1, 1, 0)");
    test_run_format(vault.app.db,
                    "INSERT INTO production (submission_id, state, sample_blob, queued_ms) "
                    "VALUES (1, 'claimed', '%s', 0)",
                    sample.text);
    purge_at(get_drafts_end() + 1, false);
    assert_true(test_vault_has(&vault, sample.text)); /* somebody is at it */
    test_run(vault.app.db, "UPDATE submission SET decision = 'returned'");
    test_run(vault.app.db, "UPDATE production SET state = 'returned'");
    expect_border(get_drafts_end(), sample.text, 0);
    test_vault_done(&vault);
}

static void test_a_batch_may_set_its_own_times(void **state)
{
    (void)state;
    set_up();
    test_run(vault.app.db, "UPDATE batch SET rules = 'keep_failed_ms=1000\n'");
    expect_border(start_ms + 1000, failed.file.text, 0);
    test_vault_done(&vault);
}

/* Rows that carry a time alone. */
static void expect_row_border(const char *table, int64_t time_ms)
{
    char sql[64];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    purge_at(time_ms - 1, false);
    assert_int_equal(ask(sql), 1);
    purge_at(time_ms, true);
    assert_int_equal(ask(sql), 1);
    purge_at(time_ms, false);
    assert_int_equal(ask(sql), 0);
}

static void test_captures_messages_and_sessions_expire(void **state)
{
    (void)state;
    test_vault_make(&vault);
    start_ms = vault.app.now_ms;
    test_vault_add_student(&vault, 1);
    test_run_format(vault.app.db,
                    "INSERT INTO capture (journey_id, nonce, created_ms, expires_ms) "
                    "VALUES (1, 'a', 0, %lld)",
                    (long long)start_ms);
    expect_row_border("capture", start_ms + RETENTION_DAY_MS);
    test_run_format(vault.app.db,
                    "INSERT INTO session (token_hash, account_id, csrf_token, created_ms, seen_ms, "
                    "expires_ms) SELECT name_hash, 1, 'x', 0, 0, %lld FROM student",
                    (long long)start_ms);
    expect_row_border("session", start_ms);
    test_run_format(vault.app.db,
                    "INSERT INTO message (journey_id, kind, detail, created_ms) "
                    "VALUES (1, 'returned', '{}', %lld)",
                    (long long)start_ms);
    expect_row_border("message", start_ms + 365 * RETENTION_DAY_MS);
    test_vault_done(&vault);
}

/* --- the audit log */

enum { AUDIT_ROWS = 1100 }; /* more than two pages */

static int append_rows(Db *db, void *context, Message *message)
{
    const AuditEntry entry = {
        .actor = "staff:7", .action = "journey.unlock", .subject = "journey:1"};
    int status = STATUS_OK;

    for (int i = 0; !status && i < *(const int *)context; i++)
        status = audit_append(&vault.app.app, db, &entry, message);
    return status;
}

static void append_at(int64_t time_ms, int n_rows)
{
    vault.app.now_ms = time_ms;
    assert_int_equal(db_transact(vault.app.db, append_rows, &n_rows, &line), 0);
}

static int64_t find_broken(void)
{
    AuditCheck check;

    assert_int_equal(audit_verify(&vault.app.app, vault.app.db, &check, &line), 0);
    return check.broken_id;
}

/* The database refuses younger rows by its own clock, so this plays some years ago. */
static void test_the_audit_log_keeps_three_years_and_its_chain(void **state)
{
    const int64_t then_ms = INT64_C(1500000000000);

    (void)state;
    test_vault_make(&vault);
    append_at(then_ms, AUDIT_ROWS);
    append_at(then_ms + 1, 1);
    assert_int_equal(purge_at(then_ms + RETENTION_AUDIT_MS - 1, false).n_audit, 0);
    assert_int_equal(purge_at(then_ms + RETENTION_AUDIT_MS, true).n_audit, AUDIT_ROWS);
    assert_int_equal(purge_at(then_ms + RETENTION_AUDIT_MS, false).n_audit, AUDIT_ROWS);
    assert_int_equal(find_broken(), 0);
    assert_int_equal(ask("SELECT count(*) FROM audit WHERE action = 'journey.unlock'"), 1);
    assert_int_equal(purge_at(then_ms + RETENTION_AUDIT_MS + 1, false).n_audit, 1);
    assert_int_equal(find_broken(), 0);
    /* One row more is gone than the anchor tells of. */
    test_run_either(vault.app.db, "DROP TRIGGER audit_no_delete",
                    "ALTER TABLE audit DISABLE TRIGGER audit_no_delete");
    test_run(vault.app.db, "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)");
    assert_int_not_equal(find_broken(), 0);
    test_vault_done(&vault);
}

/* --- blobs and the database */

static void set_age(const char *name, int64_t changed_ms)
{
    const struct timespec times[2] = {{changed_ms / 1000, changed_ms % 1000 * 1000000},
                                      {changed_ms / 1000, changed_ms % 1000 * 1000000}};
    char path[128];

    snprintf(path, sizeof path, "%s/photos/%.2s/%.2s/%s", vault.folder, name, name + 2, name);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static int64_t sweep(bool is_dry)
{
    SweepCounts counts;

    if (sweep_orphans(&vault.app.app, vault.app.db, vault.blobs, is_dry, &counts, &line))
        fail_msg("%s", line.text);
    return counts.n_orphans;
}

static void test_orphans_older_than_an_hour_go(void **state)
{
    BlobName orphan;

    (void)state;
    set_up();
    orphan = test_vault_put(&vault, &student, "nobody's");
    for (int i = 0; i < 6; i++) {
        const BlobName *const known[] = {&passed.file,    &passed.frame, &passed.photo,
                                         &passed.preview, &failed.file,  &failed.preview};

        set_age(known[i]->text, start_ms - 2 * SWEEP_AGE_MS);
    }
    set_age(orphan.text, start_ms - SWEEP_AGE_MS + 1);
    assert_int_equal(sweep(false), 0);
    set_age(orphan.text, start_ms - SWEEP_AGE_MS);
    assert_int_equal(sweep(false), 0);
    set_age(orphan.text, start_ms - SWEEP_AGE_MS - 1);
    assert_int_equal(sweep(true), 1);
    assert_true(test_vault_has(&vault, orphan.text));
    assert_int_equal(sweep(false), 1);
    assert_false(test_vault_has(&vault, orphan.text));
    assert_int_equal(sweep(false), 0);
    assert_true(test_vault_has(&vault, passed.frame.text)); /* named within JSON */
    test_vault_done(&vault);
}

static void test_missing_blobs_are_told(void **state)
{
    SweepCounts counts;
    BlobName name;

    (void)state;
    set_up();
    assert_int_equal(sweep_missing(vault.app.db, vault.blobs, &counts, &line), 0);
    assert_int_equal(counts.n_missing, 0);
    assert_int_equal(blob_name_parse(passed.frame.text, &name), 0);
    assert_int_equal(vault.blobs->driver->remove(vault.blobs, &name, &line), 0);
    assert_int_equal(sweep_missing(vault.app.db, vault.blobs, &counts, &line), 0);
    assert_int_equal(counts.n_missing, 1);
    test_vault_done(&vault);
}

/* Who adds a column that names blobs adds it to src/store/blob_ref.c, else they are swept away. */
static void test_every_column_of_blobs_is_known(void **state)
{
    (void)state;
    test_vault_make(&vault);
    assert_int_equal(
        ask(test_database_is_postgres()
                ? "SELECT count(*) FROM information_schema.columns WHERE table_schema = "
                  "current_schema() AND (column_name LIKE '%blob%' OR column_name = 'frames')"
                : "SELECT count(*) FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE "
                  "t.type = 'table' AND (c.name LIKE '%blob%' OR c.name = 'frames')"),
        9);
    test_vault_done(&vault);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failed_shots_go_after_seven_days),
        cmocka_unit_test(test_raw_shots_go_a_day_after_the_delivery),
        cmocka_unit_test(test_a_raw_shot_goes_a_day_after_its_photo_was_delivered),
        cmocka_unit_test(test_a_raw_shot_of_which_nothing_was_handed_in_goes_with_the_drafts),
        cmocka_unit_test(test_drafts_and_proofs_go_seven_days_after_the_end),
        cmocka_unit_test(test_a_draft_in_use_stays),
        cmocka_unit_test(test_finals_go_thirty_days_after_their_delivery),
        cmocka_unit_test(test_pictures_of_a_returned_photo_go_with_the_drafts),
        cmocka_unit_test(test_a_batch_may_set_its_own_times),
        cmocka_unit_test(test_captures_messages_and_sessions_expire),
        cmocka_unit_test(test_the_audit_log_keeps_three_years_and_its_chain),
        cmocka_unit_test(test_orphans_older_than_an_hour_go),
        cmocka_unit_test(test_missing_blobs_are_told),
        cmocka_unit_test(test_every_column_of_blobs_is_known),
    };
    int n_failed;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return n_failed;
}
