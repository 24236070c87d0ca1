/* Leave to take a photo, the shot, the draft that comes of it: plain data. */
#ifndef SRC_MODEL_SHOT_H
#define SRC_MODEL_SHOT_H

#include <stddef.h>
#include <stdint.h>

#include "src/base/crypt.h"

enum {
    IDEMPOTENCY_KEY_BYTES = 65,
    BLOB_TEXT_BYTES = 33,
    SHOT_FRAMES_MAX = 8,    /* of the burst round a shot */
    SHOT_OUTCOME_BYTES = 16 /* "passed", "failed", "not-genuine", "none", "" while it is made */
};

/* Single use, short life: one shot. */
typedef struct Capture {
    int64_t id, journey_id;
    char nonce[CRYPT_TOKEN_BYTES];
    int64_t created_ms, expires_ms;
    int64_t used_ms; /* 0: not yet */
} Capture;

typedef enum ShotState {
    SHOT_QUEUED,
    SHOT_MAKING,
    SHOT_PASSED,
    SHOT_FAILED,
    SHOT_BROKEN, /* it took its workers down, or could not be read: nobody's fault */
    SHOT_STATE_COUNT
} ShotState;

/* Stored and told by name. */
const char *shot_state_get_name(ShotState state);
ShotState shot_state_parse(const char *name); /* SHOT_STATE_COUNT: none of that name */

/* What a student is told while the photo is made; in the order in which the engine works. */
typedef enum ShotStage {
    SHOT_RECEIVED,
    SHOT_FACE,
    SHOT_BACKGROUND,
    SHOT_CHECKS,
    SHOT_AUTHENTICITY,
    SHOT_ENDED, /* never stored: the state tells it */
    SHOT_STAGE_COUNT
} ShotStage;

const char *shot_stage_get_name(ShotStage stage);
ShotStage shot_stage_parse(const char *name); /* SHOT_RECEIVED for NULL and unknown names */

/* One small picture of the burst. */
typedef struct ShotFrame {
    char blob[BLOB_TEXT_BYTES];
    int64_t time_ms; /* since the first one */
} ShotFrame;

typedef struct Shot {
    int64_t id, journey_id, capture_id;
    char public_id[CRYPT_TOKEN_BYTES];
    char idempotency_key[IDEMPOTENCY_KEY_BYTES]; /* of the client, for one upload sent twice */
    ShotState state;
    ShotStage stage;
    char outcome[SHOT_OUTCOME_BYTES];
    char file_blob[BLOB_TEXT_BYTES];    /* "": erased */
    char overlay_blob[BLOB_TEXT_BYTES]; /* "": none */
    size_t n_frames;
    ShotFrame frames[SHOT_FRAMES_MAX]; /* in order of time */
    int64_t received_ms;
    int64_t finished_ms; /* 0: not yet */
} Shot;

typedef struct Draft {
    int64_t id, journey_id, shot_id;
    char public_id[CRYPT_TOKEN_BYTES];
    char photo_blob[BLOB_TEXT_BYTES], preview_blob[BLOB_TEXT_BYTES];
    int has_warnings;
    int64_t created_ms;
    int64_t deleted_ms; /* 0: it is in the box */
} Draft;

#endif
