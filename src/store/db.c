/*
 * What both databases have in common: the choice of the driver, the cache of statements,
 * transactions and their repetition.
 *
 * PostgreSQL refuses everything after a failed statement until the transaction is undone; SQLite
 * would go on. Here the first failure is kept (failed), so both refuse. A transaction is repeated
 * if the database said BUSY, whatever the work made of it, until the patience is over.
 */
#include "src/store/db.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/alloc.h"
#include "src/store/driver.h"
#include "src/store/statements.h"
#include "src/store/turn.h"
#include "src/store/values.h"

enum { BACK_OFF_STEPS = 6 }; /* of a millisecond, doubled: up to 32 */

static const char sqlite_prefix[] = "sqlite:";

typedef enum Mode { MODE_IDLE, MODE_READING, MODE_WRITING } Mode;

struct Db {
    const DbDriver *driver;
    void *link;
    int patience_ms;
    Mode mode;
    int failed; /* the first failure inside the transaction, and its line */
    Message failure;
    Turn *turn; /* of the writers; NULL: nobody queues */
    Statements statements;
};

static int open_url(const char *url, bool may_create, Db **ret_db, Message *ret_message)
{
    const bool is_sqlite = !strncmp(url, sqlite_prefix, sizeof sqlite_prefix - 1);
    Db *db = ALLOC_NEW(Db);
    int status;

    if (!db)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a connection");
    db->driver = is_sqlite ? &sqlite_driver : &postgres_driver;
    db->patience_ms = DB_PATIENCE_MS;
    status = db->driver->open(is_sqlite ? url + sizeof sqlite_prefix - 1 : url, may_create,
                              &db->link, ret_message);
    if (status) {
        free(db);
        return status;
    }
    db->statements.driver = db->driver;
    db->statements.link = db->link;
    *ret_db = db;
    return 0;
}

int db_open(const char *url, Db **ret_db, Message *ret_message)
{
    return open_url(url, true, ret_db, ret_message);
}

int db_open_existing(const char *url, Db **ret_db, Message *ret_message)
{
    return open_url(url, false, ret_db, ret_message);
}

void db_close(Db *db)
{
    if (!db)
        return;
    statements_clear(&db->statements);
    db->driver->close(db->link);
    free(db);
}

void db_use_turn(Db *db, Turn *turn)
{
    db->turn = db->driver->has_one_writer ? turn : NULL;
}

DbDialect db_get_dialect(const Db *db)
{
    return db->driver->dialect;
}

const char *db_get_clause(const Db *db, DbClause clause)
{
    return clause == DB_SKIP_LOCKED ? db->driver->skip_locked : "";
}

int db_scrub(Db *db, Message *ret_message)
{
    if (db->mode != MODE_IDLE)
        return status_set(ret_message, STATUS_ARGUMENT, "scrubbing inside a transaction");
    return *db->driver->scrub ? db->driver->run_script(db->link, db->driver->scrub, ret_message)
                              : 0;
}

int db_set_patience(Db *db, int patience_ms, Message *ret_message)
{
    int status;

    if (db->mode != MODE_IDLE || patience_ms < 0)
        return status_set(ret_message, STATUS_ARGUMENT, "the patience cannot be set to that now");
    status = db->driver->set_patience(db->link, patience_ms, ret_message);
    if (!status)
        db->patience_ms = patience_ms;
    return status;
}

/* One statement as it stands, with no thought of transactions. */
static int execute(Db *db, bool may_write, const char *sql, const DbValue *params, size_t n_params,
                   DbRows **ret_rows, int64_t *ret_n_changed, Message *ret_message)
{
    void *statement;
    int status = values_check(params, n_params, ret_message);

    if (!status)
        status = statements_get(&db->statements, sql, params, n_params, &statement, ret_message);
    if (!status)
        status = db->driver->execute(db->link, statement, params, n_params, may_write, ret_rows,
                                     ret_n_changed, ret_message);
    return status;
}

/* Keeps the first failure of a transaction. */
static int note_failure(Db *db, int status, const Message *message)
{
    if (status && !db->failed) {
        db->failed = status;
        db->failure = *message;
    }
    return status;
}

static int get_failure(const Db *db, Message *ret_message)
{
    if (db->failed)
        *ret_message = db->failure;
    return db->failed;
}

static int execute_inside(Db *db, const char *sql, const DbValue *params, size_t n_params,
                          DbRows **ret_rows, int64_t *ret_n_changed, Message *ret_message)
{
    if (db->failed)
        return get_failure(db, ret_message);
    return note_failure(db,
                        execute(db, db->mode == MODE_WRITING, sql, params, n_params, ret_rows,
                                ret_n_changed, ret_message),
                        ret_message);
}

/* True if the connection was lost and is there again. */
static bool reopen(Db *db, int status, Message *ret_message)
{
    if (status != STATUS_GONE || !db->driver->reopen)
        return false;
    statements_clear(&db->statements);
    return !db->driver->reopen(db->link, ret_message);
}

int db_query(Db *db, const char *sql, const DbValue *params, size_t n_params, DbRows **ret_rows,
             Message *ret_message)
{
    int status;

    if (db->mode != MODE_IDLE)
        return execute_inside(db, sql, params, n_params, ret_rows, NULL, ret_message);
    status = execute(db, false, sql, params, n_params, ret_rows, NULL, ret_message);
    if (reopen(db, status, ret_message)) /* it only reads, so asking twice does no harm */
        status = execute(db, false, sql, params, n_params, ret_rows, NULL, ret_message);
    return status;
}

typedef struct Change {
    const char *sql;
    const DbValue *params;
    size_t n_params;
    int64_t n_changed;
} Change;

static int run_change(Db *db, void *context, Message *ret_message)
{
    Change *change = context;

    return execute_inside(db, change->sql, change->params, change->n_params, NULL,
                          &change->n_changed, ret_message);
}

int db_run(Db *db, const char *sql, const DbValue *params, size_t n_params, int64_t *ret_n_changed,
           Message *ret_message)
{
    Change change = {sql, params, n_params, 0};
    const int status = db->mode == MODE_IDLE ? db_transact(db, run_change, &change, ret_message)
                                             : run_change(db, &change, ret_message);

    if (!status && ret_n_changed)
        *ret_n_changed = change.n_changed;
    return status;
}

int db_run_script(Db *db, const char *sql, Message *ret_message)
{
    int status;

    if (db->mode == MODE_IDLE)
        return status_set(ret_message, STATUS_ARGUMENT, "a script outside a transaction");
    if (db->failed)
        return get_failure(db, ret_message);
    status = db->driver->run_script(db->link, sql, ret_message);
    if (!status && !db->driver->is_in_transaction(db->link))
        status = status_set(ret_message, STATUS_ARGUMENT, "the script ended the transaction");
    return note_failure(db, status, ret_message);
}

static int begin(Db *db, Mode mode, Message *ret_message)
{
    const char *sql = mode == MODE_WRITING ? db->driver->begin_writing : db->driver->begin_reading;
    int status = db->driver->run_script(db->link, sql, ret_message);

    if (reopen(db, status, ret_message))
        status = db->driver->run_script(db->link, sql, ret_message);
    if (!status)
        db->mode = mode;
    return status;
}

/* What fails here is undone by the database itself, which has lost the connection or the file. */
static void roll_back(Db *db)
{
    Message ignored;

    if (db->driver->is_in_transaction(db->link))
        db->driver->run_script(db->link, "ROLLBACK", &ignored);
}

static int run_between(Db *db, Mode mode, DbWork *work, void *context, Message *ret_message)
{
    int status = note_failure(db, begin(db, mode, ret_message), ret_message);

    if (status)
        return status;
    status = work(db, context, ret_message);
    if (!status)
        status = get_failure(db, ret_message);
    if (!status)
        status =
            note_failure(db, db->driver->run_script(db->link, "COMMIT", ret_message), ret_message);
    if (status)
        roll_back(db);
    db->mode = MODE_IDLE;
    return status;
}

/* One attempt. ret_is_busy: it failed because the database was. */
static int attempt(Db *db, Mode mode, DbWork *work, void *context, bool *ret_is_busy,
                   Message *ret_message)
{
    Turn *turn = mode == MODE_WRITING ? db->turn : NULL;
    int status;

    db->failed = 0;
    *ret_is_busy = turn && !turn_take(turn, db->patience_ms);
    if (*ret_is_busy)
        return status_set(ret_message, STATUS_BUSY, "other writers kept the database for %d ms",
                          db->patience_ms);
    status = run_between(db, mode, work, context, ret_message);
    if (turn)
        turn_give(turn);
    *ret_is_busy = db->failed == STATUS_BUSY;
    return status;
}

static int64_t read_clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Half to one and a half times 1, 2, 4 ... ms. The clock's last digits are random enough to part
 * two that collided. */
static void back_off(int n_attempts)
{
    const int step = n_attempts < BACK_OFF_STEPS ? n_attempts : BACK_OFF_STEPS;
    const int64_t middle_ns = INT64_C(1000000) << (step - 1);
    const uint64_t noise = (uint64_t)read_clock_ns() * 0x9e3779b97f4a7c15 >> 32;
    const struct timespec pause = {.tv_nsec =
                                       middle_ns / 2 + (int64_t)(noise % (uint64_t)middle_ns)};

    nanosleep(&pause, NULL);
}

static int transact(Db *db, Mode mode, DbWork *work, void *context, Message *ret_message)
{
    const int64_t until_ns = read_clock_ns() + db->patience_ms * INT64_C(1000000);

    if (db->mode != MODE_IDLE)
        return status_set(ret_message, STATUS_ARGUMENT, "a transaction inside a transaction");
    for (int n = 1;; n++) {
        bool is_busy;
        const int status = attempt(db, mode, work, context, &is_busy, ret_message);

        if (!is_busy || read_clock_ns() >= until_ns)
            return status;
        back_off(n);
    }
}

int db_transact(Db *db, DbWork *work, void *context, Message *ret_message)
{
    return transact(db, MODE_WRITING, work, context, ret_message);
}

int db_snapshot(Db *db, DbWork *work, void *context, Message *ret_message)
{
    return transact(db, MODE_READING, work, context, ret_message);
}

int db_dump(Db *db, const char *path, Message *ret_message)
{
    if (db->mode != MODE_READING)
        return status_set(ret_message, STATUS_ARGUMENT, "a copy wants a snapshot");
    return db->driver->dump(db->link, path, ret_message);
}

int db_is_empty(Db *db, Message *ret_message)
{
    DbRows *rows = NULL;
    bool is_empty;
    int status = db_query(db, db->driver->count_tables, NULL, 0, &rows, ret_message);

    if (status)
        return status;
    is_empty = db_rows_next(rows) && !db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return is_empty ? STATUS_OK
                    : status_set(ret_message, STATUS_CONFLICT, "the database is not empty");
}

int db_load(Db *db, const char *path, Message *ret_message)
{
    const int status = db_is_empty(db, ret_message);

    if (status)
        return status;
    statements_clear(&db->statements);
    return db->driver->load(db->link, path, ret_message);
}
