/* A photo that a student handed in, and the order that pays for it: plain data. Times are
 * milliseconds since 1970 UTC, 0 where nothing has happened; money is in fen. */
#ifndef SRC_MODEL_SUBMISSION_H
#define SRC_MODEL_SUBMISSION_H

#include <stdint.h>

#include "src/base/crypt.h"
#include "src/model/reason.h"

/* How a submission ended, or that the school let it pass. Stored by name. */
typedef enum Decision {
    DECISION_NONE,
    DECISION_APPROVED,
    DECISION_RETURNED,
    DECISION_WITHDRAWN,
    DECISION_RESET,
    DECISION_COUNT
} Decision;

/* A journey's latest submission is the one that counts. */
typedef struct Submission {
    int64_t id, journey_id, draft_id;
    int64_t submitted_ms;
    int64_t opened_by, opened_ms; /* the reviewer who has it */
    Decision decision;
    int64_t decided_by, decided_ms;
    unsigned reasons; /* 1 << Reason */
    char remark[REMARK_BYTES];
} Submission;

typedef enum PurchaseState {
    PURCHASE_OPEN,
    PURCHASE_PAID,
    PURCHASE_CLOSED, /* given up before it was paid */
    PURCHASE_REFUNDED,
    PURCHASE_STATE_COUNT
} PurchaseState;

enum { PROVIDER_BYTES = 16, PAYMENT_REFERENCE_BYTES = 65 };

/* The one order of a journey. */
typedef struct Purchase {
    int64_t id, journey_id;
    int64_t draft_id; /* handed in once this is paid */
    char number[CRYPT_TOKEN_BYTES];
    int64_t amount_fen;
    char provider[PROVIDER_BYTES];
    PurchaseState state;
    char reference[PAYMENT_REFERENCE_BYTES]; /* of the provider's transaction; "": none */
    int64_t created_ms, changed_ms;
} Purchase;

/* "approved", "open", ...; stable. DECISION_NONE has the name "". */
const char *decision_get_name(Decision decision);
const char *purchase_state_get_name(PurchaseState state);

/* The COUNT if there is none of that name. */
Decision decision_parse(const char *name);
PurchaseState purchase_state_parse(const char *name);

#endif
