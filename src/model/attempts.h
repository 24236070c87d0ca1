/* What is kept of a student's failed shots: plain data, stored with the student's way. */
#ifndef SRC_MODEL_ATTEMPTS_H
#define SRC_MODEL_ATTEMPTS_H

#include <stdint.h>

typedef enum LockKind {
    LOCK_NONE,
    LOCK_TIMED,    /* until a time */
    LOCK_BY_SCHOOL /* until the school unlocks */
} LockKind;

/* "none", "timed", "school": stored and told by name. */
const char *lock_kind_get_name(LockKind lock);
LockKind lock_kind_parse(const char *name); /* of an unknown name: the strictest */

enum { NOT_GENUINE_TIMES_MAX = 16 };

typedef struct Attempts {
    int n_failed_in_row; /* of any kind, since a pass: the cool-down's step */
    int n_other_in_row;  /* of photo rules, since a pass or a lock */
    int n_timed_locks;   /* since a pass: the next lock's step */
    int64_t cooldown_until_ms;
    LockKind lock;
    int64_t locked_until_ms; /* of LOCK_TIMED */
    int n_not_genuine;       /* times kept, oldest first */
    int64_t not_genuine_ms[NOT_GENUINE_TIMES_MAX];
} Attempts;

#endif
