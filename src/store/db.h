/*
 * One connection to the database, SQLite or PostgreSQL, with the same behaviour on both.
 *
 * One query text serves both: parameters are $1, $2 ...; ON CONFLICT, RETURNING and standard
 * functions are allowed; docs/adr/0007 lists what is portable. Four rules make the two alike:
 *
 * - A change happens inside a transaction, or is one of its own (db_run). db_query outside a
 *   transaction only reads.
 * - Writing transactions are serializable: as if they ran one after the other. A collision is
 *   undone and run again here, so the function that db_transact runs must be repeatable.
 * - A failed statement ends its transaction: later ones are refused with the same status, and
 *   nothing is committed.
 * - The rows of a query are a copy with a bound: no cursor stays open, no lock is held, reading
 *   them cannot fail.
 *
 * Values: INT is INTEGER or BIGINT (truth values too), REAL is REAL or DOUBLE PRECISION, TEXT is
 * UTF-8 without NUL, BLOB is BLOB or BYTEA. Statements are prepared once and kept, up to
 * DB_STATEMENTS_MAX a connection.
 *
 * Threads: a Db is used by one thread at a time. Every function that answers an int answers a
 * status: ARGUMENT (a value the column does not take, a wrong number of parameters, a change
 * where only reading is allowed), CONFLICT (unique or foreign key), DENIED (a trigger refused),
 * BUSY (locked or collided for longer than the patience), GONE (no connection, no disk, no
 * permission; the next use tries again), FULL, DAMAGED, TOO_LARGE (rows over the bound), MEMORY,
 * INTERNAL (the text is wrong), and then fills the message. The message names tables and
 * constraints, never values.
 */
#ifndef SRC_STORE_DB_H
#define SRC_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/status.h"

typedef struct Db Db;
typedef struct DbRows DbRows;

enum {
    DB_PARAMS_MAX = 64,
    DB_STATEMENTS_MAX = 128,      /* kept prepared; the one not used for longest goes first */
    DB_ROWS_BYTES_MAX = 16 << 20, /* of one query's rows, as kept in memory */
    DB_VALUE_BYTES_MAX = 4 << 20, /* of one text or blob */
    DB_PATIENCE_MS = 5000
};

typedef enum DbDialect { DB_SQLITE, DB_POSTGRES } DbDialect;

typedef enum DbKind { DB_INT, DB_REAL, DB_TEXT, DB_BLOB } DbKind;

/* A parameter, borrowed until the call returns. A NULL has a kind too: PostgreSQL wants it. */
typedef struct DbValue {
    DbKind kind;
    bool is_null;
    size_t n_bytes; /* of TEXT and BLOB */
    union {
        int64_t integer;
        double real;
        const void *data;
    };
} DbValue;

static inline DbValue db_int(int64_t integer)
{
    return (DbValue){.kind = DB_INT, .integer = integer};
}

static inline DbValue db_real(double real)
{
    return (DbValue){.kind = DB_REAL, .real = real};
}

/* NULL for the pointer is NULL for the database. */
static inline DbValue db_text_of(const char *text, size_t n_bytes)
{
    return (DbValue){.kind = DB_TEXT, .is_null = !text, .n_bytes = n_bytes, .data = text};
}

static inline DbValue db_text(const char *text)
{
    return db_text_of(text, text ? __builtin_strlen(text) : 0);
}

static inline DbValue db_blob(const void *data, size_t n_bytes)
{
    return (DbValue){.kind = DB_BLOB, .is_null = !data, .n_bytes = n_bytes, .data = data};
}

static inline DbValue db_null(DbKind kind)
{
    return (DbValue){.kind = kind, .is_null = true};
}

/*
 * "sqlite:PATH" opens or creates a file (readable by its owner only); anything else is for libpq:
 * "postgres://..." or "host=... dbname=...". What libpq is not told it takes from its environment.
 */
int db_open(const char *url, Db **ret_db, Message *ret_message);

/* The same of a file that must be there: GONE if it is not. */
int db_open_existing(const char *url, Db **ret_db, Message *ret_message);

void db_close(Db *db); /* takes NULL */

DbDialect db_get_dialect(const Db *db);

/* How long a statement waits for a lock, and a transaction repeats itself; DB_PATIENCE_MS. */
int db_set_patience(Db *db, int patience_ms, Message *ret_message);

/* Asks and copies the rows. The sql is one statement. */
int db_query(Db *db, const char *sql, const DbValue *params, size_t n_params, DbRows **ret_rows,
             Message *ret_message);

/* Changes; ret_n_changed (may be NULL) counts the rows. Outside a transaction it is one itself. */
int db_run(Db *db, const char *sql, const DbValue *params, size_t n_params, int64_t *ret_n_changed,
           Message *ret_message);

/*
 * Several statements without parameters, unprepared; inside db_transact only. For migrations. A
 * script that ends the transaction itself fails.
 */
int db_run_script(Db *db, const char *sql, Message *ret_message);

/* What a transaction does. May be run several times: it keeps its results in context, anew. */
typedef int DbWork(Db *db, void *context, Message *ret_message);

/*
 * Runs work in a transaction that may write; commits if it answers 0, undoes it otherwise, and
 * answers work's status or the first that failed inside it. GONE on committing means that it is
 * not known whether it was committed. Not inside another transaction: ARGUMENT.
 */
int db_transact(Db *db, DbWork *work, void *context, Message *ret_message);

/* The same for reading only: all queries see the database at one moment, and never wait. */
int db_snapshot(Db *db, DbWork *work, void *context, Message *ret_message);

/*
 * Empties the log into the file, so that no trace of deleted rows is left there (SQLite; deleted
 * rows are overwritten in the file itself). Who reads at the moment puts it off until the next
 * time. PostgreSQL keeps old rows until the table is rewritten: nothing is done. Not inside a
 * transaction.
 */
int db_scrub(Db *db, Message *ret_message);

/*
 * Inside db_snapshot: all that it sees, into a new file; only this program on the same kind of
 * database reads it. PostgreSQL: the first schema of the search path, by pg_dump; NOT_FOUND:
 * there is none.
 */
int db_dump(Db *db, const char *path, Message *ret_message);

/* CONFLICT: there are tables in it. */
int db_is_empty(Db *db, Message *ret_message);

/* Outside a transaction, into an empty database (CONFLICT if it is not), whole or not at all.
 * PostgreSQL: into a schema of the same name. */
int db_load(Db *db, const char *path, Message *ret_message);

/* Where the dialects truly differ. */
typedef enum DbClause {
    DB_SKIP_LOCKED /* after LIMIT of a SELECT: rows that another transaction claims are left out */
} DbClause;

const char *db_get_clause(const Db *db, DbClause clause);

/*
 * The rows, in order: before the first until db_rows_next. A column counts from 0 and is read as
 * the kind it has; NULL, another kind and columns beyond the last read as 0, NULL and no bytes.
 * Pointers live as long as the rows.
 */
bool db_rows_next(DbRows *rows);
size_t db_rows_count(const DbRows *rows);
bool db_rows_is_null(const DbRows *rows, size_t column);
int64_t db_rows_get_int(const DbRows *rows, size_t column);
double db_rows_get_real(const DbRows *rows, size_t column);
/* NUL-terminated; the empty text is not NULL. */
const char *db_rows_get_text(const DbRows *rows, size_t column);
/* An empty blob is not NULL. */
const void *db_rows_get_blob(const DbRows *rows, size_t column, size_t *ret_n_bytes);
void db_rows_free(DbRows *rows); /* takes NULL */

#endif
