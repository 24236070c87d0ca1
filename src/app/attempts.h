/*
 * What failed shots lead to: cool-down and the two locks of the guide (part two, 8 to 10).
 *
 * Pure functions on one student's counters, which are stored with the student and change in the
 * transaction that ends a shot, so that no failure counts twice.
 */
#ifndef SRC_APP_ATTEMPTS_H
#define SRC_APP_ATTEMPTS_H

#include "src/model/attempts.h"
#include "src/model/batch.h"

typedef enum AttemptOutcome {
    ATTEMPT_PASSED,
    ATTEMPT_FAILED,     /* a photo rule */
    ATTEMPT_NOT_GENUINE /* recapture, beautification, liveness */
} AttemptOutcome;

/* Counts one shot that ended at now_ms. */
void attempts_count(const BatchRules *rules, AttemptOutcome outcome, int64_t now_ms,
                    Attempts *attempts);

/* The school lifts a lock of either kind; the counters that led to it start anew. */
void attempts_unlock(Attempts *attempts);

/* The lock that holds at the time. A timed lock ends by itself. */
LockKind attempts_get_lock(const Attempts *attempts, int64_t now_ms);

/* How many failures of each kind are left before the lock that they lead to; the one that locks is
 * counted. 0: locked. */
typedef struct AttemptsLeft {
    int64_t n_not_genuine, n_other;
} AttemptsLeft;

AttemptsLeft attempts_get_left(const BatchRules *rules, const Attempts *attempts, int64_t now_ms);

/* When the next shot may be taken as far as the cool-down goes; not after now_ms: at once. */
int64_t attempts_get_cooldown_end(const Attempts *attempts);

#endif
