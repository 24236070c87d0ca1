/* The tables capture and shot. One connection a caller. */
#include "src/store/shot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/store/one.h"

enum { FRAMES_BYTES = 2 + SHOT_FRAMES_MAX * 96 };

static void copy(char *ret_text, size_t size_bytes, const char *text)
{
    snprintf(ret_text, size_bytes, "%s", text ? text : "");
}

static DbValue text_or_null(const char *text)
{
    return db_text(*text ? text : NULL);
}

/* --- captures */

int store_capture_add(Db *db, Capture *capture, Message *ret_message)
{
    const DbValue params[] = {db_int(capture->journey_id), db_text(capture->nonce),
                              db_int(capture->created_ms), db_int(capture->expires_ms)};

    return store_ask_number(db,
                            "INSERT INTO capture (journey_id, nonce, created_ms, expires_ms) "
                            "VALUES ($1, $2, $3, $4) RETURNING id",
                            params, 4, &capture->id, ret_message);
}

int store_capture_find(Db *db, const char *nonce, Capture *ret_capture, Message *ret_message)
{
    const DbValue key = db_text(nonce);
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, journey_id, nonce, created_ms, expires_ms, used_ms "
                          "FROM capture WHERE nonce = $1",
                          &key, 1, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such capture");
    if (!status) {
        *ret_capture = (Capture){.id = db_rows_get_int(rows, 0),
                                 .journey_id = db_rows_get_int(rows, 1),
                                 .created_ms = db_rows_get_int(rows, 3),
                                 .expires_ms = db_rows_get_int(rows, 4),
                                 .used_ms = db_rows_get_int(rows, 5)};
        copy(ret_capture->nonce, sizeof ret_capture->nonce, db_rows_get_text(rows, 2));
    }
    db_rows_free(rows);
    return status;
}

int store_capture_use(Db *db, int64_t id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_int(now_ms)};

    return store_change_one(db, "UPDATE capture SET used_ms = $2 WHERE id = $1 AND used_ms IS NULL",
                            params, 2, "the capture was used before", ret_message);
}

/* --- shots */

static const char frame_head[] = "{\"blob\":\"", frame_middle[] = "\",\"time_ms\":";

/* [{"blob":"0123...","time_ms":0},...] */
static const char *format_frames(const Shot *shot, char ret_text[FRAMES_BYTES])
{
    size_t used = 1;

    ret_text[0] = '[';
    for (size_t i = 0; i < shot->n_frames; i++)
        used += (size_t)snprintf(ret_text + used, FRAMES_BYTES - used, "%s%s%s%s%" PRId64 "}",
                                 i ? "," : "", frame_head, shot->frames[i].blob, frame_middle,
                                 shot->frames[i].time_ms);
    snprintf(ret_text + used, FRAMES_BYTES - used, "]");
    return ret_text;
}

static int skip(const char **at, const char *text)
{
    const size_t length = strlen(text);

    if (strncmp(*at, text, length) != 0)
        return -1;
    *at += length;
    return 0;
}

static int parse_frame(const char **at, ShotFrame *ret_frame)
{
    const size_t length = BLOB_TEXT_BYTES - 1;
    char *end;

    if (skip(at, frame_head) || strnlen(*at, length) < length)
        return -1;
    memcpy(ret_frame->blob, *at, length);
    ret_frame->blob[length] = 0;
    *at += length;
    if (skip(at, frame_middle))
        return -1;
    ret_frame->time_ms = strtoll(*at, &end, 10);
    *at = end;
    return skip(at, "}");
}

/* Only what format_frames writes: anything else is damage. */
static int parse_frames(const char *text, Shot *shot)
{
    const char *at = text;

    if (skip(&at, "["))
        return -1;
    while (*at && *at != ']') {
        if (shot->n_frames == SHOT_FRAMES_MAX || (shot->n_frames && skip(&at, ",")) ||
            parse_frame(&at, &shot->frames[shot->n_frames]))
            return -1;
        shot->n_frames++;
    }
    return strcmp(at, "]") ? -1 : 0;
}

int store_shot_add(Db *db, Shot *shot, Message *ret_message)
{
    char text[FRAMES_BYTES];
    const char *frames = format_frames(shot, text);
    const DbValue params[] = {db_text(shot->public_id),      db_int(shot->journey_id),
                              db_int(shot->capture_id),      db_text(shot->idempotency_key),
                              text_or_null(shot->file_blob), db_text(frames),
                              db_int(shot->received_ms)};

    return store_ask_number(
        db,
        "INSERT INTO shot (public_id, journey_id, capture_id, idempotency_key, state, "
        "file_blob, frames, received_ms) VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7) "
        "RETURNING id",
        params, 7, &shot->id, ret_message);
}

#define SHOT_COLUMNS                                                                               \
    "id, journey_id, capture_id, public_id, idempotency_key, state, file_blob, received_ms, "      \
    "finished_ms, stage, outcome, overlay_blob, frames"

enum { REPORT_COLUMN = 13 }; /* where it is asked for besides */

static int read_shot(const DbRows *rows, Shot *ret_shot, Message *message)
{
    *ret_shot = (Shot){.id = db_rows_get_int(rows, 0),
                       .journey_id = db_rows_get_int(rows, 1),
                       .capture_id = db_rows_get_int(rows, 2),
                       .state = shot_state_parse(db_rows_get_text(rows, 5)),
                       .stage = shot_stage_parse(db_rows_get_text(rows, 9)),
                       .received_ms = db_rows_get_int(rows, 7),
                       .finished_ms = db_rows_get_int(rows, 8)};
    copy(ret_shot->public_id, sizeof ret_shot->public_id, db_rows_get_text(rows, 3));
    copy(ret_shot->idempotency_key, sizeof ret_shot->idempotency_key, db_rows_get_text(rows, 4));
    copy(ret_shot->file_blob, sizeof ret_shot->file_blob, db_rows_get_text(rows, 6));
    copy(ret_shot->outcome, sizeof ret_shot->outcome, db_rows_get_text(rows, 10));
    copy(ret_shot->overlay_blob, sizeof ret_shot->overlay_blob, db_rows_get_text(rows, 11));
    if (parse_frames(db_rows_get_text(rows, 12), ret_shot))
        return status_set(message, STATUS_DAMAGED, "the frames of a shot cannot be read");
    return STATUS_OK;
}

static int get_shot(Db *db, const char *sql, const DbValue *params, size_t n_params, Shot *ret_shot,
                    Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, message);

    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "there is no such shot");
    if (!status)
        status = read_shot(rows, ret_shot, message);
    db_rows_free(rows);
    return status;
}

int store_shot_get(Db *db, int64_t id, Shot *ret_shot, Message *ret_message)
{
    const DbValue key = db_int(id);

    return get_shot(db, "SELECT " SHOT_COLUMNS " FROM shot WHERE id = $1", &key, 1, ret_shot,
                    ret_message);
}

int store_shot_find_key(Db *db, int64_t journey_id, const char *idempotency_key, Shot *ret_shot,
                        Message *ret_message)
{
    const DbValue keys[] = {db_int(journey_id), db_text(idempotency_key)};

    return get_shot(
        db, "SELECT " SHOT_COLUMNS " FROM shot WHERE journey_id = $1 AND idempotency_key = $2",
        keys, 2, ret_shot, ret_message);
}

int store_shot_find(Db *db, int64_t journey_id, const char *public_id, Shot *ret_shot,
                    Message *ret_message)
{
    const DbValue keys[] = {db_int(journey_id), db_text(public_id)};

    return get_shot(db,
                    "SELECT " SHOT_COLUMNS " FROM shot WHERE journey_id = $1 AND public_id = $2",
                    keys, 2, ret_shot, ret_message);
}

int store_shot_set_stage(Db *db, int64_t id, ShotStage stage, Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_text(shot_stage_get_name(stage))};

    return store_change_one(
        db, "UPDATE shot SET state = 'making', stage = $2 WHERE id = $1 AND finished_ms IS NULL",
        params, 2, "the shot has ended before", ret_message);
}

int store_shot_finish(Db *db, int64_t id, const ShotEnd *end, Message *ret_message)
{
    const DbValue params[] = {db_int(id),
                              db_text(shot_state_get_name(end->state)),
                              db_text(end->outcome),
                              db_text(end->report),
                              db_text(end->fingerprint),
                              db_text(end->overlay_blob),
                              db_int(end->finished_ms)};

    return store_change_one(
        db,
        "UPDATE shot SET state = $2, outcome = $3, report = $4, fingerprint = $5, "
        "overlay_blob = $6, finished_ms = $7 WHERE id = $1 AND finished_ms IS NULL",
        params, 7, "the shot has ended before", ret_message);
}

int store_shot_count_open(Db *db, int64_t journey_id, int64_t *ret_n_shots, Message *ret_message)
{
    const DbValue key = db_int(journey_id);

    return store_ask_number(
        db, "SELECT count(*) FROM shot WHERE journey_id = $1 AND finished_ms IS NULL", &key, 1,
        ret_n_shots, ret_message);
}

int store_shot_count_finished(Db *db, int64_t since_ms, int64_t *ret_n_shots, Message *ret_message)
{
    const DbValue since = db_int(since_ms);

    return store_ask_number(db, "SELECT count(*) FROM shot WHERE finished_ms >= $1", &since, 1,
                            ret_n_shots, ret_message);
}

int store_shot_get_report(Db *db, int64_t id, char **ret_report, Message *ret_message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    int status = db_query(db, "SELECT report FROM shot WHERE id = $1 AND report IS NOT NULL", &key,
                          1, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no report");
    if (!status) {
        *ret_report = alloc_string(db_rows_get_text(rows, 0));
        if (!*ret_report)
            status = status_set(ret_message, STATUS_MEMORY, "out of memory for a report");
    }
    db_rows_free(rows);
    return status;
}

int store_shot_visit(Db *db, int64_t journey_id, int64_t n_max, ShotVisitor *visit, void *context,
                     Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(n_max)};
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT " SHOT_COLUMNS ", report FROM shot WHERE journey_id = $1 "
                          "ORDER BY id DESC LIMIT $2",
                          params, 2, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        Shot shot;

        status = read_shot(rows, &shot, ret_message);
        if (!status)
            visit(context, &shot, db_rows_get_text(rows, REPORT_COLUMN));
    }
    db_rows_free(rows);
    return status;
}
