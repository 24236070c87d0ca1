/* SQLite's result codes as statuses: what a caller can do about each. */
#include "src/store/sqlite/failure.h"

#include <errno.h>

static int get_constraint_status(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return STATUS_CONFLICT;
    case SQLITE_CONSTRAINT_TRIGGER:
        return STATUS_DENIED;
    default:
        return STATUS_ARGUMENT;
    }
}

/*
 * SQLite says FULL for ENOSPC alone, and its own note of errno leaves COMMIT out: errno itself is
 * asked, which run and step_through clear beforehand.
 */
static int get_disk_status(int system_error)
{
    return system_error == EDQUOT || system_error == EFBIG ? STATUS_FULL : STATUS_GONE;
}

static int get_status(int code, int system_error)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STATUS_BUSY;
    case SQLITE_CONSTRAINT:
        return get_constraint_status(code);
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return STATUS_ARGUMENT;
    case SQLITE_FULL:
        return STATUS_FULL;
    case SQLITE_IOERR:
        return code == SQLITE_IOERR_NOMEM ? STATUS_MEMORY : get_disk_status(system_error);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return STATUS_GONE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return STATUS_DAMAGED;
    case SQLITE_TOOBIG:
        return STATUS_TOO_LARGE;
    case SQLITE_NOMEM:
        return STATUS_MEMORY;
    default:
        return STATUS_INTERNAL;
    }
}

int failure_set(sqlite3 *handle, Message *ret_message)
{
    const int system_error = errno, code = sqlite3_extended_errcode(handle);

    return status_set(ret_message, get_status(code, system_error), "database: %.200s (SQLite %d)",
                      sqlite3_errmsg(handle), code);
}
