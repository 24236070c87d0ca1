/* What the centre makes of a submission: plain data. Times are milliseconds since 1970 UTC, 0 where
 * nothing has happened. */
#ifndef SRC_MODEL_PRODUCTION_H
#define SRC_MODEL_PRODUCTION_H

#include "src/model/shot.h"

enum {
    PRODUCTION_PROBLEM_BYTES_MAX = 600, /* of a student's words: 200 Chinese characters */
    PRODUCTION_PROBLEM_SEALED_MAX = PRODUCTION_PROBLEM_BYTES_MAX + CRYPT_SEAL_OVERHEAD_BYTES
};

typedef enum ProductionState {
    PRODUCTION_WAITING,
    PRODUCTION_CLAIMED, /* until claimed_until_ms; then as if waiting */
    PRODUCTION_FINISHED,
    PRODUCTION_RETURNED, /* to the student, by whomever; nobody works on it any more */
    PRODUCTION_STATE_COUNT
} ProductionState;

/* Why people have to look at it. Stored by name. */
typedef enum HandReason {
    HAND_NONE,     /* it is the machine's turn */
    HAND_BATCH,    /* all of the batch are */
    HAND_WARNINGS, /* the photo's own report warns */
    HAND_AUDIT,    /* drawn at random from those the machine may finish */
    HAND_PROBLEM,  /* reported by the student */
    HAND_MACHINE,  /* the machine could not */
    HAND_REASON_COUNT
} HandReason;

typedef struct Production {
    int64_t id, submission_id, journey_id, draft_id;
    ProductionState state;
    HandReason hand_reason;
    int64_t claimed_by; /* of staff; 0: the machine, or nobody */
    int64_t claimed_until_ms;
    int64_t queued_ms, finished_ms, proofread_ms, problem_ms;
    int64_t finished_by;                                            /* of staff; 0: the machine */
    int n_attempts;                                                 /* of the machine */
    char sample_blob[BLOB_TEXT_BYTES], final_blob[BLOB_TEXT_BYTES]; /* "": none */
} Production;

/* "waiting", ...; stable. */
const char *production_state_get_name(ProductionState state);

/* "batch", ...; NULL for HAND_NONE. */
const char *hand_reason_get_name(HandReason reason);

/* By name; HAND_NONE for NULL; the count if there is none. */
ProductionState production_state_parse(const char *name);
HandReason hand_reason_parse(const char *name);

#endif
