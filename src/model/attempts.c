/* Names of locks. Thread-safe: constant. */
#include "src/model/attempts.h"

#include <string.h>

static const char *const lock_names[] = {
    [LOCK_NONE] = "none", [LOCK_TIMED] = "timed", [LOCK_BY_SCHOOL] = "school"};

const char *lock_kind_get_name(LockKind lock)
{
    return lock_names[lock];
}

LockKind lock_kind_parse(const char *name)
{
    for (LockKind lock = LOCK_NONE; lock <= LOCK_BY_SCHOOL; lock++)
        if (!strcmp(lock_names[lock], name))
            return lock;
    return LOCK_BY_SCHOOL;
}
