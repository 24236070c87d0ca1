/* On what test_app.h gives. */
#include "tests/support/test_vault.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/roster.h"
#include "tests/support/test_database.h"

enum { SQL_BYTES = 1024, HOUR_MS = 3600000, TEXT_BYTES_MAX = 4096 };

static Message line;

void test_run_format(Db *db, const char *format, ...)
{
    char sql[SQL_BYTES];
    va_list words;

    va_start(words, format);
    assert_true(vsnprintf(sql, sizeof sql, format, words) < (int)sizeof sql);
    va_end(words);
    test_run(db, sql);
}

void test_vault_make(TestVault *ret_vault)
{
    TestVault *vault = ret_vault;
    char path[96];

    test_app_make(&vault->app);
    snprintf(vault->folder, sizeof vault->folder, "/tmp/tucai-vault-XXXXXX");
    assert_non_null(mkdtemp(vault->folder));
    snprintf(path, sizeof path, "%s/photos", vault->folder);
    assert_int_equal(blob_files_new(path, &vault->blobs, &line), 0);
    snprintf(path, sizeof path, "sqlite:%s/keys.db", vault->folder);
    assert_int_equal(
        keys_open(path, &vault->app.master, &vault->app.app.clock, &vault->keys, &line), 0);
    test_run_format(vault->app.db,
                    "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
                    "daily_from_min, daily_to_min, is_payment_unified, has_school_review, "
                    "production, rules) VALUES (1, 1, '2026', 'roster', 0, %lld, 0, 1440, 0, 1, "
                    "'automatic', '')",
                    (long long)vault->app.now_ms + HOUR_MS);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

void test_vault_done(TestVault *vault)
{
    blob_store_free(vault->blobs);
    keys_close(vault->keys);
    nftw(vault->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    test_app_done(&vault->app);
}

/* With the check digit of GB 11643 it would be a number; passports need none. */
Student test_vault_add_student(TestVault *vault, int n)
{
    char number[16], passport[16];
    RosterEntry entry = {1, 0, "王小明", number, passport, "", "", ""};
    Student student;

    snprintf(number, sizeof number, "B%d", n);
    snprintf(passport, sizeof passport, "E%08d", n);
    if (roster_add(&vault->app.app, vault->app.db, vault->keys, &entry, &student, &line))
        fail_msg("%s", line.text);
    assert_int_equal(student.id, n);
    test_run(vault->app.db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run_format(vault->app.db,
                    "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                    "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, "
                    "lock_kind, locked_until_ms, not_genuine, created_ms, changed_ms) "
                    "VALUES (%d, %d, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)",
                    n, n);
    return student;
}

BlobName test_vault_put(TestVault *vault, const Student *student, const char *text)
{
    BlobName name;
    CryptKey key;

    assert_int_equal(keys_get(vault->keys, student->key_name, &key, &line), 0);
    assert_int_equal(vault_put(vault->blobs, &key, text, strlen(text), &name, &line), 0);
    return name;
}

bool test_vault_has(TestVault *vault, const char *name)
{
    BlobReader *reader = NULL;
    BlobName parsed;
    int status;

    assert_int_equal(blob_name_parse(name, &parsed), 0);
    status = vault->blobs->driver->open(vault->blobs, &parsed, &reader, &line);
    vault->blobs->driver->close(reader);
    assert_true(!status || status == STATUS_NOT_FOUND);
    return !status;
}

bool test_vault_can_read(TestVault *vault, const Student *student, const char *name)
{
    BlobName parsed;
    CryptKey key;
    void *data = NULL;
    size_t n_bytes;
    int status = keys_get(vault->keys, student->key_name, &key, &line);

    assert_int_equal(blob_name_parse(name, &parsed), 0);
    if (!status)
        status = vault_get(vault->blobs, &key, &parsed, TEXT_BYTES_MAX, &data, &n_bytes, &line);
    free(data);
    return !status;
}

static void add_shot(TestVault *vault, const Student *student, int id, const char *state,
                     const TestPhoto *photo, const char *overlay)
{
    const long long now_ms = vault->app.now_ms;

    test_run_format(vault->app.db,
                    "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms, used_ms) "
                    "VALUES (%d, %d, 'nonce %d', 0, 0, 0)",
                    id, (int)student->id, id);
    test_run_format(vault->app.db,
                    "INSERT INTO shot (id, public_id, journey_id, capture_id, idempotency_key, "
                    "state, outcome, file_blob, frames, overlay_blob, report, fingerprint, "
                    "received_ms, finished_ms) VALUES (%d, 'shot %d', %d, %d, 'key %d', '%s', "
                    "'%s', '%s', '[{\"blob\":\"%s\",\"time_ms\":1}]', %s%s%s, '{}', 'ff00', "
                    "%lld, %lld)",
                    id, id, (int)student->id, id, id, state, state, photo->file.text,
                    photo->frame.text, *overlay ? "'" : "", *overlay ? overlay : "NULL",
                    *overlay ? "'" : "", now_ms, now_ms);
}

TestPhoto test_vault_add_photo(TestVault *vault, const Student *student, int id)
{
    const TestPhoto photo = {
        test_vault_put(vault, student, "a shot"), test_vault_put(vault, student, "a frame"),
        test_vault_put(vault, student, "a photo"), test_vault_put(vault, student, "a preview")};

    add_shot(vault, student, id, "passed", &photo, "");
    test_run_format(vault->app.db,
                    "INSERT INTO draft (id, public_id, journey_id, shot_id, photo_blob, "
                    "preview_blob, has_warnings, created_ms) "
                    "VALUES (%d, 'draft %d', %d, %d, '%s', '%s', 0, %lld)",
                    id, id, (int)student->id, id, photo.photo.text, photo.preview.text,
                    (long long)vault->app.now_ms);
    return photo;
}

TestPhoto test_vault_add_failure(TestVault *vault, const Student *student, int id)
{
    const TestPhoto photo = {.file = test_vault_put(vault, student, "a shot"),
                             .frame = test_vault_put(vault, student, "a frame"),
                             .preview = test_vault_put(vault, student, "an overlay")};

    add_shot(vault, student, id, "failed", &photo, photo.preview.text);
    return photo;
}
