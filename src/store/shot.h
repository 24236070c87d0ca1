/* Rows of captures and shots. Functions that add are called inside db_transact. */
#ifndef SRC_STORE_SHOT_H
#define SRC_STORE_SHOT_H

#include "src/model/shot.h"
#include "src/store/db.h"

/* Its id is put into it. */
int store_capture_add(Db *db, Capture *capture, Message *ret_message);

int store_capture_find(Db *db, const char *nonce, Capture *ret_capture, Message *ret_message);

/* Uses it up. CONFLICT: it was. */
int store_capture_use(Db *db, int64_t id, int64_t now_ms, Message *ret_message);

/* Its id is put into it. CONFLICT: the capture or the key of the client has one. */
int store_shot_add(Db *db, Shot *shot, Message *ret_message);

int store_shot_get(Db *db, int64_t id, Shot *ret_shot, Message *ret_message);

/* By the key of the client, or by the public id; of this journey only. */
int store_shot_find_key(Db *db, int64_t journey_id, const char *idempotency_key, Shot *ret_shot,
                        Message *ret_message);
int store_shot_find(Db *db, int64_t journey_id, const char *public_id, Shot *ret_shot,
                    Message *ret_message);

/* How a shot ended. */
typedef struct ShotEnd {
    ShotState state;
    const char *outcome;     /* "passed", "failed", "not-genuine", "none" */
    const char *report;      /* JSON; NULL: none */
    const char *fingerprint; /* NULL: none */
    const char *overlay_blob;
    int64_t finished_ms;
} ShotEnd;

/* It is being made, and that far. CONFLICT: it has ended. */
int store_shot_set_stage(Db *db, int64_t id, ShotStage stage, Message *ret_message);

/* CONFLICT: it has ended before. */
int store_shot_finish(Db *db, int64_t id, const ShotEnd *end, Message *ret_message);

/* Shots that have not ended. */
int store_shot_count_open(Db *db, int64_t journey_id, int64_t *ret_n_shots, Message *ret_message);

/* Shots that ended from since_ms on. */
int store_shot_count_finished(Db *db, int64_t since_ms, int64_t *ret_n_shots, Message *ret_message);

/* The shot's report as it was written; *ret_report is freed by the caller. NOT_FOUND: none yet. */
int store_shot_get_report(Db *db, int64_t id, char **ret_report, Message *ret_message);

/* The newest first, n_max at most. report: as it was written; NULL: none. */
typedef void ShotVisitor(void *context, const Shot *shot, const char *report);

int store_shot_visit(Db *db, int64_t journey_id, int64_t n_max, ShotVisitor *visit, void *context,
                     Message *ret_message);

#endif
