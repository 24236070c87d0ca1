/* Leave to take a photo, the shot, the draft that comes of it: plain data. */
#ifndef SRC_MODEL_SHOT_H
#define SRC_MODEL_SHOT_H

#include <stdint.h>

#include "src/base/crypt.h"

enum { IDEMPOTENCY_KEY_BYTES = 65, BLOB_TEXT_BYTES = 33 };

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

typedef struct Shot {
    int64_t id, journey_id, capture_id;
    char public_id[CRYPT_TOKEN_BYTES];
    char idempotency_key[IDEMPOTENCY_KEY_BYTES]; /* of the client, for one upload sent twice */
    ShotState state;
    char file_blob[BLOB_TEXT_BYTES]; /* "": erased */
    int64_t received_ms;
    int64_t finished_ms; /* 0: not yet */
} Shot;

typedef struct Draft {
    int64_t id, journey_id, shot_id;
    char public_id[CRYPT_TOKEN_BYTES];
    char photo_blob[BLOB_TEXT_BYTES], preview_blob[BLOB_TEXT_BYTES];
    int has_warnings;
    int64_t created_ms;
} Draft;

#endif
