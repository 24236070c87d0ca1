/* A whole database out of a connection's snapshot, or into it, by SQLite's online backup. */
#include "src/store/sqlite/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "src/store/sqlite/failure.h"

/* All pages in one step: to writers it is one long reader. */
static int copy(sqlite3 *from, sqlite3 *to, Message *message)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

    errno = 0;
    if (backup)
        sqlite3_backup_step(backup, -1);
    return !backup || sqlite3_backup_finish(backup) ? failure_set(to, message) : 0;
}

/* For its owner only: SQLite itself would go by the umask. */
static int make_file(const char *path, Message *message)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 || close(fd))
        return status_set(message, STATUS_GONE, "copy %.180s: %s", path, strerror(errno));
    return 0;
}

int sqlite_dump(void *link, const char *path, Message *ret_message)
{
    sqlite3 *file = NULL;
    int status = make_file(path, ret_message);

    if (status)
        return status;
    if (sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE, NULL))
        status = file ? failure_set(file, ret_message)
                      : status_set(ret_message, STATUS_MEMORY, "out of memory for a copy");
    if (!status)
        status = copy(link, file, ret_message);
    /* One file, with no log beside it. */
    if (!status && sqlite3_exec(file, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL))
        status = failure_set(file, ret_message);
    sqlite3_close(file);
    return status;
}

int sqlite_load(void *link, const char *path, Message *ret_message)
{
    sqlite3 *file = NULL;
    int status = 0;

    if (sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, NULL))
        status = file ? failure_set(file, ret_message)
                      : status_set(ret_message, STATUS_MEMORY, "out of memory for a copy");
    if (!status)
        status = copy(file, link, ret_message);
    sqlite3_close(file);
    return status;
}
