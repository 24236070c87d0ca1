/*
 * Puts things into a test's site that no command of the program makes: what is sealed wants the
 * keys. The site is the one of TUCAI_DATA and the settings file, as the program sees it.
 *
 * usage: fixture SETTINGS <LINES; lines of words with a tab between:
 *        student BATCH COLLEGE NAME NUMBER IDENTITY UNIQUE_NUMBER
 *        document KIND BATCH TEXT
 *        video FILE DURATION_MS
 *        code SCHOOL_CODE UNIQUE_NUMBER NAME IDENTITY EXPIRES_MS
 *        draft JOURNEY FILE PUBLIC_ID
 *
 * COLLEGE, BATCH 0: none. Prints for each line the id of what it made, or the code.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/roster.h"
#include "src/app/videos.h"
#include "src/base/file.h"
#include "src/blob/vault.h"
#include "src/cmd/site.h"
#include "src/registry/simulator.h"
#include "src/store/document.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "src/store/student.h"

enum { WORDS_MAX = 8, LINE_BYTES = 4096, VIDEO_BYTES_MAX = 16 << 20 };

static int64_t get_number(const char *text)
{
    return strtoll(text, NULL, 10);
}

static int add_student(Site *site, Db *db, char **words, int64_t *ret_id, Message *message)
{
    const RosterEntry entry = {.batch_id = get_number(words[0]),
                               .college_id = get_number(words[1]),
                               .name = words[2],
                               .student_number = words[3],
                               .identity = words[4],
                               .unique_number = words[5],
                               .major = "物理学",
                               .class_name = "1"};
    Student student = {0};
    const int status = roster_add(&site->app, db, site->keys, &entry, &student, message);

    *ret_id = student.id;
    return status;
}

typedef struct Publication {
    DocumentKind kind;
    int64_t batch_id, id;
    const char *body;
} Publication;

static int publish(Db *db, void *context, Message *message)
{
    Publication *publication = context;

    return store_document_publish(db, publication->kind, publication->batch_id, publication->body,
                                  1, &publication->id, message);
}

static int add_document(Db *db, char **words, int64_t *ret_id, Message *message)
{
    Publication publication = {.batch_id = get_number(words[1]), .body = words[2]};
    int status;

    if (document_kind_parse(words[0], &publication.kind))
        return status_set(message, STATUS_ARGUMENT, "no such kind");
    status = db_transact(db, publish, &publication, message);
    *ret_id = publication.id;
    return status;
}

static int add_video(Site *site, Db *db, char **words, int64_t *ret_id, Message *message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    BlobName name;
    Video video = {0};
    int status;

    if (file_read(words[0], VIDEO_BYTES_MAX, &data, &n_bytes, message))
        return STATUS_GONE;
    status = vault_put(site->blobs, &site->app.site_key, data, n_bytes, &name, message);
    if (!status)
        status = videos_publish(&site->app, db, "operator", name.text, get_number(words[1]), &video,
                                message);
    *ret_id = video.id;
    return status;
}

static int issue_code(const Site *site, char **words, Message *message)
{
    const CryptKey key = site_get_simulator_key(site);
    CaptureCode code = {.registration = "本科", .expires_ms = get_number(words[4])};
    char text[CAPTURE_CODE_TEXT_BYTES];
    int status;

    snprintf(code.school_code, sizeof code.school_code, "%s", words[0]);
    snprintf(code.unique_number, sizeof code.unique_number, "%s", words[1]);
    name_mask(words[2], code.name_masked);
    identity_mask(words[3], code.identity_masked);
    status = simulator_issue(&key, &code, text, message);
    if (!status)
        puts(text);
    return status;
}

/* A shot that passed, and its draft. */
typedef struct Passing {
    Draft draft;
    const char *public_id;
} Passing;

static int pass(Db *db, void *context, Message *message)
{
    Passing *passing = context;
    Draft *draft = &passing->draft;
    Capture capture = {.journey_id = draft->journey_id, .created_ms = 1, .expires_ms = 2};
    Shot shot = {.journey_id = draft->journey_id, .received_ms = 1};
    const ShotEnd end = {
        .state = SHOT_PASSED, .outcome = "passed", .report = "{\"rules\":[]}", .finished_ms = 2};
    int status;

    crypt_make_token(capture.nonce);
    snprintf(shot.public_id, sizeof shot.public_id, "%s", passing->public_id);
    snprintf(shot.idempotency_key, sizeof shot.idempotency_key, "%s", passing->public_id);
    snprintf(draft->public_id, sizeof draft->public_id, "%s", passing->public_id);
    status = store_capture_add(db, &capture, message);
    shot.capture_id = capture.id;
    if (!status)
        status = store_shot_add(db, &shot, message);
    if (!status)
        status = store_shot_finish(db, shot.id, &end, message);
    draft->shot_id = shot.id;
    return status ? status : store_draft_add(db, draft, message);
}

static int add_draft(Site *site, Db *db, char **words, int64_t *ret_id, Message *message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    Passing passing = {.draft = {.journey_id = get_number(words[0])}, .public_id = words[2]};
    Journey journey;
    Student student;
    CryptKey key;
    BlobName name;
    int status = store_journey_get(db, passing.draft.journey_id, &journey, message);

    if (!status)
        status = store_student_get(db, journey.student_id, &student, message);
    if (!status)
        status = keys_get(site->keys, student.key_name, &key, message);
    if (!status && file_read(words[1], VIDEO_BYTES_MAX, &data, &n_bytes, message))
        status = STATUS_GONE;
    if (!status)
        status = vault_put(site->blobs, &key, data, n_bytes, &name, message);
    if (status)
        return status;
    snprintf(passing.draft.photo_blob, sizeof passing.draft.photo_blob, "%s", name.text);
    status = db_transact(db, pass, &passing, message);
    *ret_id = passing.draft.id;
    return status;
}

static int run(Site *site, Db *db, int n_words, char **words, Message *message)
{
    int64_t id = 0;
    int status;

    if (n_words == 6 && !strcmp(words[0], "code"))
        return issue_code(site, words + 1, message);
    if (n_words == 7 && !strcmp(words[0], "student"))
        status = add_student(site, db, words + 1, &id, message);
    else if (n_words == 4 && !strcmp(words[0], "document"))
        status = add_document(db, words + 1, &id, message);
    else if (n_words == 3 && !strcmp(words[0], "video"))
        status = add_video(site, db, words + 1, &id, message);
    else if (n_words == 4 && !strcmp(words[0], "draft"))
        status = add_draft(site, db, words + 1, &id, message);
    else
        status = status_set(message, STATUS_ARGUMENT, "usage: see the head of the source");
    if (!status)
        printf("%" PRId64 "\n", id);
    return status;
}

/* Cuts the line at its tabs. */
static int split(char *line, char *words[WORDS_MAX])
{
    int n_words = 0;

    line[strcspn(line, "\n")] = 0;
    while (line && n_words < WORDS_MAX)
        words[n_words++] = strsep(&line, "\t");
    return n_words;
}

static int run_lines(Site *site, Db *db, Message *message)
{
    char line[LINE_BYTES], *words[WORDS_MAX];
    int status = STATUS_OK;

    while (!status && fgets(line, sizeof line, stdin)) {
        const int n_words = split(line, words);

        status = run(site, db, n_words, words, message);
    }
    return status;
}

int main(int argc, char **argv)
{
    Site site;
    Message message = {"usage: fixture SETTINGS <LINES"};
    Db *db = NULL;
    int status = argc != 2 ? STATUS_ARGUMENT : site_init(argv[1], &site, &message);

    if (status) {
        fprintf(stderr, "%s\n", message.text);
        return 1;
    }
    status = site_open_database(&site, &message);
    if (!status)
        status = site_open_keys(&site, &message);
    if (!status)
        status = site_open_photos(&site, &message);
    if (!status)
        status = db_pool_take(site.db, DB_PATIENCE_MS, &db, &message);
    if (!status)
        status = run_lines(&site, db, &message);
    if (db)
        db_pool_put(site.db, db);
    site_done(&site);
    if (status)
        fprintf(stderr, "%s\n", message.text);
    return status != 0;
}
