/*
 * SQLite: a file beside the program.
 *
 * Write-ahead log with a sync at each commit: what was committed survives a crash and a power cut;
 * readers never wait for the writer. There is one writer at a time for all processes (BEGIN
 * IMMEDIATE); the others wait within SQLite for the patience. The settings below make it as strict
 * as PostgreSQL: foreign keys, no "texts" in double quotes, LIKE that knows case; deleted data is
 * overwritten, and nothing is sorted in files.
 *
 * A file that was moved away or replaced while it is open is refused: SQLite would go on writing
 * into the old one, which nobody can reach any more. Opening the new one in its place would pair
 * it with the log of the old one, so that is left to a restart.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "lib/base/alloc.h"
#include "src/store/driver.h"
#include "src/store/rows.h"
#include "src/store/sqlite/copy.h"
#include "src/store/sqlite/failure.h"

enum {
    OPEN_ATTEMPTS = 100, /* 10 ms apart: switching a new file to its log may collide */
    LOG_KEPT_BYTES = 64 << 20
};

static const char settings[] = "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA case_sensitive_like = ON;";

static int run(sqlite3 *handle, const char *sql, Message *ret_message)
{
    errno = 0;
    return sqlite3_exec(handle, sql, NULL, NULL, NULL) ? failure_set(handle, ret_message) : 0;
}

/*
 * Creates the file, for its owner only, if there is none. It gets its name when it is closed
 * again: closing a file drops the locks that SQLite may hold on it elsewhere in the process.
 */
static int create_file(const char *path, Message *ret_message)
{
    char temporary[PATH_MAX], folder[PATH_MAX];
    int fd;

    if (!access(path, F_OK))
        return 0;
    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary)
        return status_set(ret_message, STATUS_ARGUMENT, "the database's path is too long");
    snprintf(folder, sizeof folder, "%s", path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0 || close(fd))
        return status_set(ret_message, STATUS_GONE, "database %.180s: %s", path, strerror(errno));
    if (link(temporary, path) && errno != EEXIST) {
        const int code = errno;

        unlink(temporary);
        return status_set(ret_message, STATUS_GONE, "database %.180s: %s", path, strerror(code));
    }
    unlink(temporary);
    fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd); /* not every file system can */
        close(fd);
    }
    return 0;
}

/* The log is a property of the file: the first to open it switches it over. */
static int use_log(sqlite3 *handle, Message *ret_message)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    sqlite3_stmt *statement;
    int code = SQLITE_BUSY;
    bool is_used = false;

    for (int i = 0; code == SQLITE_BUSY && i < OPEN_ATTEMPTS; i++) {
        if (i)
            nanosleep(&pause, NULL);
        code = sqlite3_prepare_v2(handle, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
        if (!code)
            code = sqlite3_step(statement);
        is_used =
            code == SQLITE_ROW && !strcmp((const char *)sqlite3_column_text(statement, 0), "wal");
        sqlite3_finalize(statement);
        code &= 0xff;
    }
    if (code != SQLITE_ROW)
        return failure_set(handle, ret_message);
    return is_used ? 0
                   : status_set(ret_message, STATUS_GONE,
                                "the database's file system cannot share memory, as its log needs");
}

static int set_up(sqlite3 *handle, Message *ret_message)
{
    char limit[64];
    int status;

    sqlite3_busy_timeout(handle, DB_PATIENCE_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    snprintf(limit, sizeof limit, "PRAGMA journal_size_limit = %d", LOG_KEPT_BYTES);
    status = use_log(handle, ret_message);
    if (!status)
        status = run(handle, settings, ret_message);
    if (!status)
        status = run(handle, limit, ret_message);
    return status;
}

static int sqlite_open(const char *path, bool may_create, void **ret_link, Message *ret_message)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3 *handle = NULL;
    int status;

    if (!path[0] || path[0] == ':')
        return status_set(ret_message, STATUS_ARGUMENT, "sqlite: needs the path of a file");
    status = may_create ? create_file(path, ret_message) : STATUS_OK;
    if (status)
        return status;
    if (sqlite3_open_v2(path, &handle, flags, NULL)) {
        status = handle ? failure_set(handle, ret_message)
                        : status_set(ret_message, STATUS_MEMORY, "out of memory for a connection");
    } else {
        status = set_up(handle, ret_message);
    }
    if (status)
        sqlite3_close(handle);
    else
        *ret_link = handle;
    return status;
}

static void sqlite_close(void *link)
{
    sqlite3_close(link);
}

static int sqlite_set_patience(void *link, int patience_ms, Message *ret_message)
{
    (void)ret_message;
    sqlite3_busy_timeout(link, patience_ms);
    return 0;
}

static bool sqlite_is_in_transaction(void *link)
{
    return !sqlite3_get_autocommit(link);
}

/* Asked before each transaction and each query outside one: one stat(). */
static int check_file(sqlite3 *handle, Message *ret_message)
{
    int has_moved = 0;

    if (sqlite_is_in_transaction(handle))
        return 0;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return has_moved ? status_set(ret_message, STATUS_GONE,
                                  "the database's file was moved away or replaced: put it back, "
                                  "or restart")
                     : 0;
}

static int sqlite_run_script(void *link, const char *sql, Message *ret_message)
{
    const int status = check_file(link, ret_message);

    return status ? status : run(link, sql, ret_message);
}

static int sqlite_prepare(void *link, const char *sql, const DbValue *params, size_t n_params,
                          void **ret_statement, Message *ret_message)
{
    sqlite3_stmt *statement = NULL;
    const char *tail = "";

    (void)params;
    (void)n_params;
    if (sqlite3_prepare_v3(link, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &tail))
        return failure_set(link, ret_message);
    if (!statement || tail[strspn(tail, " \n\t;")]) {
        sqlite3_finalize(statement);
        return status_set(ret_message, STATUS_INTERNAL, "database: not one statement");
    }
    *ret_statement = statement;
    return 0;
}

static void sqlite_discard(void *link, void *statement)
{
    (void)link;
    sqlite3_finalize(statement);
}

static int bind_value(sqlite3_stmt *statement, int index, const DbValue *value)
{
    if (value->is_null)
        return sqlite3_bind_null(statement, index);
    switch (value->kind) {
    case DB_INT:
        return sqlite3_bind_int64(statement, index, value->integer);
    case DB_REAL:
        return sqlite3_bind_double(statement, index, value->real);
    case DB_TEXT:
        return sqlite3_bind_text(statement, index, value->data, (int)value->n_bytes, SQLITE_STATIC);
    default:
        return sqlite3_bind_blob(statement, index, value->data, (int)value->n_bytes, SQLITE_STATIC);
    }
}

/* SQLite numbers its parameters by first use, so they are found by name. */
static int bind(sqlite3 *handle, sqlite3_stmt *statement, const DbValue *params, size_t n_params,
                Message *ret_message)
{
    if (sqlite3_bind_parameter_count(statement) != (int)n_params)
        return status_set(ret_message, STATUS_ARGUMENT, "database: %zu parameters, %d wanted",
                          n_params, sqlite3_bind_parameter_count(statement));
    for (size_t i = 0; i < n_params; i++) {
        char name[24];
        int index;

        snprintf(name, sizeof name, "$%zu", i + 1);
        index = sqlite3_bind_parameter_index(statement, name);
        if (!index)
            return status_set(ret_message, STATUS_ARGUMENT, "database: there is no %s", name);
        if (bind_value(statement, index, &params[i]))
            return failure_set(handle, ret_message);
    }
    return 0;
}

static DbValue read_cell(sqlite3_stmt *statement, int column)
{
    const void *data;

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return db_int(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return db_real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT:
        data = sqlite3_column_text(statement, column);
        return db_text_of(data, (size_t)sqlite3_column_bytes(statement, column));
    case SQLITE_BLOB: /* SQLite's empty blob is a null pointer */
        data = sqlite3_column_blob(statement, column);
        return db_blob(data ? data : "", (size_t)sqlite3_column_bytes(statement, column));
    default:
        return db_null(DB_INT);
    }
}

static int add_row(sqlite3_stmt *statement, DbRows *rows, Message *ret_message)
{
    const int n_columns = sqlite3_column_count(statement);

    for (int i = 0; i < n_columns; i++) {
        const DbValue value = read_cell(statement, i);
        const int status = rows_add(rows, &value, ret_message);

        if (status)
            return status;
    }
    return 0;
}

static int step_through(sqlite3 *handle, sqlite3_stmt *statement, DbRows *rows,
                        Message *ret_message)
{
    int code;

    errno = 0;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const int status = rows ? add_row(statement, rows, ret_message) : 0;

        if (status)
            return status;
    }
    return code == SQLITE_DONE ? 0 : failure_set(handle, ret_message);
}

/* Counts as PostgreSQL does: the rows the statement named, not those that followed by cascade. */
static int64_t count_changes(sqlite3 *handle, int64_t total_before)
{
    return sqlite3_total_changes64(handle) == total_before ? 0 : sqlite3_changes64(handle);
}

static int sqlite_execute(void *link, void *statement, const DbValue *params, size_t n_params,
                          bool may_write, DbRows **ret_rows, int64_t *ret_n_changed,
                          Message *ret_message)
{
    const int64_t total_before = sqlite3_total_changes64(link);
    DbRows *rows = NULL;
    int status;

    if (!may_write && !sqlite3_stmt_readonly(statement))
        return status_set(ret_message, STATUS_ARGUMENT,
                          "database: a change where only reading is "
                          "allowed");
    status = check_file(link, ret_message);
    if (!status && ret_rows) {
        rows = rows_new((size_t)sqlite3_column_count(statement));
        if (!rows)
            status = status_set(ret_message, STATUS_MEMORY, "out of memory for a query's rows");
    }
    if (!status)
        status = bind(link, statement, params, n_params, ret_message);
    if (!status)
        status = step_through(link, statement, rows, ret_message);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (status) {
        db_rows_free(rows);
        return status;
    }
    if (ret_n_changed)
        *ret_n_changed = count_changes(link, total_before);
    if (ret_rows)
        *ret_rows = rows;
    return 0;
}

const DbDriver sqlite_driver = {
    .dialect = DB_SQLITE,
    .begin_writing = "BEGIN IMMEDIATE",
    .begin_reading = "BEGIN DEFERRED",
    .scrub = "PRAGMA wal_checkpoint(TRUNCATE)",
    .skip_locked = "", /* nothing is claimed but by the one writer */
    .has_one_writer = true,
    .open = sqlite_open,
    .close = sqlite_close,
    .set_patience = sqlite_set_patience,
    .prepare = sqlite_prepare,
    .discard = sqlite_discard,
    .execute = sqlite_execute,
    .run_script = sqlite_run_script,
    .is_in_transaction = sqlite_is_in_transaction,
    .dump = sqlite_dump,
    .load = sqlite_load,
    .count_tables = "SELECT count(*) FROM sqlite_schema",
};
