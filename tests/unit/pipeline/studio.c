/* On what tests/support gives. */
#include "tests/unit/pipeline/studio.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "src/app/captures.h"
#include "src/app/roster.h"
#include "src/base/file.h"
#include "tests/support/test_database.h"

int studio_open(int argc, char **argv, Studio *ret_studio)
{
    IdpError error;

    *ret_studio = (Studio){.folder = "/tmp/tucai-studio-test-XXXXXX",
                           .quiet = {open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_INFO}};
    if (crypt_init() || !mkdtemp(ret_studio->folder) ||
        idp_engine_new(NULL, &ret_studio->engine, &error) || test_database_start(argc, argv))
        return -1;
    return 0;
}

int studio_close(Studio *studio)
{
    char command[128];

    test_database_stop();
    idp_engine_free(studio->engine);
    close(studio->quiet.fd);
    snprintf(command, sizeof command, "rm -rf '%s'", studio->folder);
    return system(command) ? -1 : 0;
}

void studio_set_up(Studio *studio)
{
    const RosterEntry zhang = {1, 0, "张三", "B1", "11010519491231002X", "", "", ""};
    TestApp *test = &studio->test;
    Message line = {""};
    char path[256], sql[512];

    test_app_make(test);
    snprintf(path, sizeof path, "%s/blobs%d", studio->folder, studio->n_set_up);
    assert_int_equal(blob_files_new(path, &studio->blobs, &line), 0);
    snprintf(path, sizeof path, "sqlite:%s/keys%d.db", studio->folder, studio->n_set_up++);
    assert_int_equal(keys_open(path, &test->master, &test->app.clock, &studio->keys, &line), 0);
    snprintf(sql, sizeof sql,
             "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
             "daily_from_min, daily_to_min, is_payment_unified, has_school_review, production, "
             "rules) VALUES (1, 1, '2026', 'roster', 0, %lld, 0, 1440, 0, 1, 'automatic', '')",
             (long long)test->now_ms + 3600000);
    test_run(test->db, sql);
    assert_int_equal(
        roster_add(&test->app, test->db, studio->keys, &zhang, &studio->student, &line), 0);
    test_run(test->db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(test->db, "INSERT INTO journey (account_id, student_id, state, version, is_paid, "
                       "n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, "
                       "lock_kind, locked_until_ms, not_genuine, created_ms, changed_ms) "
                       "VALUES (1, 1, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)");
}

void studio_tear_down(Studio *studio)
{
    blob_store_free(studio->blobs);
    keys_close(studio->keys);
    test_app_done(&studio->test);
}

Making studio_get_making(const Studio *studio)
{
    return (Making){.app = &studio->test.app,
                    .engine = studio->engine,
                    .blobs = studio->blobs,
                    .keys = studio->keys,
                    .log = &studio->quiet};
}

/* Seals the picture, or bytes that are none. */
static void put(Studio *studio, const char *picture, BlobName *ret_name)
{
    cleanup_free void *data = NULL;
    Message line = {""};
    CryptKey owner;
    char path[4096];
    size_t n_bytes = 0;

    if (picture) {
        snprintf(path, sizeof path, "%s%s%s", *picture == '/' ? "" : getenv("TUCAI_PICTURES"),
                 *picture == '/' ? "" : "/", picture);
        if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, &line))
            fail_msg("%s", line.text);
    }
    assert_int_equal(keys_get(studio->keys, studio->student.key_name, &owner, &line), 0);
    assert_int_equal(vault_put(studio->blobs, &owner, picture ? data : "no photo",
                               picture ? n_bytes : 8, ret_name, &line),
                     0);
}

Shot studio_send_in_burst(Studio *studio, const char *picture, const char *key, size_t n_frames)
{
    Message line = {""};
    ShotFrame frames[SHOT_FRAMES_MAX];
    CaptureUpload upload = {.idempotency_key = key, .frames = frames, .n_frames = n_frames};
    CaptureAnswer answer;
    BlobName name;
    int is_new;
    Shot shot;

    for (size_t i = 0; i < n_frames; i++) {
        put(studio, picture, &name);
        snprintf(frames[i].blob, sizeof frames[i].blob, "%s", name.text);
        frames[i].time_ms = (int64_t)i * 200;
    }
    put(studio, picture, &name);
    assert_int_equal(captures_begin(&studio->test.app, studio->test.db, 1, &answer, &line), 0);
    assert_int_equal(answer.refusal, CAPTURE_ALLOWED);
    upload.nonce = answer.capture.nonce;
    upload.file_blob = name.text;
    assert_int_equal(
        captures_submit(&studio->test.app, studio->test.db, 1, &upload, &shot, &is_new, &line), 0);
    return shot;
}

Shot studio_send_in(Studio *studio, const char *picture, const char *key)
{
    return studio_send_in_burst(studio, picture, key, 0);
}
