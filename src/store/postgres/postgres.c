/*
 * PostgreSQL 15 or newer, by libpq, in its binary form both ways.
 *
 * A session reads at repeatable read and may not write; transactions that may write ask for
 * SERIALIZABLE. So no rule that looks before it writes can be broken by two at once, whatever it
 * looked at, and reads neither wait nor fail. Whether a commit waits for the disk is the server's
 * setting (synchronous_commit, fsync), on by default.
 *
 * Rows are taken one by one, so that the bound on them holds before they are all in memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "lib/base/alloc.h"
#include "src/store/driver.h"
#include "src/store/postgres/copy.h"
#include "src/store/postgres/wire.h"
#include "src/store/rows.h"

enum {
    SERVER_VERSION_MIN = 150000,
    STATEMENT_TIMEOUT_MS = 30000,
    IDLE_TIMEOUT_MS = 60000 /* of a transaction whose client says nothing */
};

typedef struct Link {
    PGconn *connection;
    int patience_ms;
    unsigned long n_prepared; /* the last statement's name */
} Link;

typedef struct Statement {
    char name[24];
} Statement;

/* Statuses by SQLSTATE or its beginning; the first that fits counts. */
static const struct {
    const char *prefix;
    Status status;
} sqlstates[] = {
    {"08P01", STATUS_ARGUMENT}, /* wrong number of parameters */
    {"08", STATUS_GONE},        /* connection */
    {"22", STATUS_ARGUMENT},    /* a value is not possible */
    {"23503", STATUS_CONFLICT}, {"23505", STATUS_CONFLICT},
    {"23", STATUS_ARGUMENT},    /* not null, check */
    {"25006", STATUS_ARGUMENT}, /* a change in a reading transaction */
    {"28", STATUS_GONE},        /* the server does not let us in */
    {"40003", STATUS_GONE},     /* nobody knows whether it was committed: never again */
    {"40", STATUS_BUSY},        /* collided, deadlocked */
    {"42501", STATUS_GONE},     /* nor lets us do it */
    {"53100", STATUS_FULL},     {"53200", STATUS_MEMORY},
    {"53", STATUS_BUSY},                                /* too many connections */
    {"54", STATUS_TOO_LARGE},   {"55P03", STATUS_BUSY}, /* waited for a lock */
    {"57014", STATUS_BUSY},                             /* ran for too long */
    {"57P", STATUS_GONE},                               /* shutting down, starting up */
    {"58", STATUS_GONE},                                /* its disk */
    {"P0001", STATUS_DENIED},                           /* a trigger refused */
    {"XX001", STATUS_DAMAGED},  {"XX002", STATUS_DAMAGED},
    {"3D", STATUS_GONE}, /* no such database */
    {"25P03", STATUS_GONE},
};

static int get_status(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof sqlstates / sizeof *sqlstates; i++)
        if (!strncmp(sqlstate, sqlstates[i].prefix, strlen(sqlstates[i].prefix)))
            return sqlstates[i].status;
    return STATUS_INTERNAL;
}

static int fail_connection(const PGconn *connection, Message *ret_message)
{
    const char *text = PQerrorMessage(connection);

    return status_set(ret_message, STATUS_GONE, "database: %.*s", (int)strcspn(text, "\n"), text);
}

/* The primary text names tables and constraints; only that about values (class 22) quotes them. */
static int fail(const Link *link, const PGresult *result, Message *ret_message)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (!sqlstate || PQstatus(link->connection) == CONNECTION_BAD)
        return fail_connection(link->connection, ret_message);
    if (!text || !strncmp(sqlstate, "22", 2))
        text = "a value is not possible";
    return status_set(ret_message, get_status(sqlstate), "database: %.200s (SQLSTATE %s)", text,
                      sqlstate);
}

static int postgres_run_script(void *link, const char *sql, Message *ret_message)
{
    const Link *self = link;
    PGresult *result = PQexec(self->connection, sql);
    const ExecStatusType code = PQresultStatus(result);
    int status = 0;

    if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK && code != PGRES_EMPTY_QUERY)
        status = fail(self, result, ret_message);
    PQclear(result);
    return status;
}

static int postgres_set_patience(void *link, int patience_ms, Message *ret_message)
{
    Link *self = link;
    char sql[64];
    int status;

    /* 0 would mean to wait for ever */
    snprintf(sql, sizeof sql, "SET lock_timeout = %d", patience_ms ? patience_ms : 1);
    status = postgres_run_script(link, sql, ret_message);
    if (!status)
        self->patience_ms = patience_ms;
    return status;
}

/* After connecting: is it a server we know, and the settings of the session. */
static int set_up(Link *link, Message *ret_message)
{
    const char *encoding = PQparameterStatus(link->connection, "server_encoding");
    char sql[400];
    int status;

    if (PQstatus(link->connection) != CONNECTION_OK)
        return fail_connection(link->connection, ret_message);
    if (PQserverVersion(link->connection) < SERVER_VERSION_MIN)
        return status_set(ret_message, STATUS_GONE, "database: PostgreSQL 15 or newer is needed");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return status_set(ret_message, STATUS_GONE, "database: its encoding must be UTF8");
    snprintf(sql, sizeof sql,
             "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
             "SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d",
             STATEMENT_TIMEOUT_MS, IDLE_TIMEOUT_MS);
    status = postgres_run_script(link, sql, ret_message);
    if (!status)
        status = postgres_set_patience(link, link->patience_ms, ret_message);
    return status;
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static void postgres_close(void *link)
{
    Link *self = link;

    PQfinish(self->connection);
    free(self);
}

static int postgres_open(const char *where, bool may_create, void **ret_link, Message *ret_message)
{
    /* What stands before dbname is overridden by it, what stands behind overrides it. */
    const char *const keywords[] = {"fallback_application_name",
                                    "connect_timeout",
                                    "keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "tcp_user_timeout",
                                    "dbname",
                                    "client_encoding",
                                    NULL};
    const char *const values[] = {"tucai", "5", "10", "5", "3", "20000", where, "UTF8", NULL};
    Link *link = ALLOC_NEW(Link);
    int status;

    (void)may_create; /* only the server makes databases */
    if (!link)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a connection");
    link->patience_ms = DB_PATIENCE_MS;
    link->connection = PQconnectdbParams(keywords, values, 1);
    PQsetNoticeReceiver(link->connection, ignore_notice, NULL);
    status = set_up(link, ret_message);
    if (status)
        postgres_close(link);
    else
        *ret_link = link;
    return status;
}

static int postgres_reopen(void *link, Message *ret_message)
{
    Link *self = link;

    PQreset(self->connection);
    return set_up(self, ret_message);
}

static bool postgres_is_in_transaction(void *link)
{
    const Link *self = link;
    const PGTransactionStatusType status = PQtransactionStatus(self->connection);

    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

static int postgres_prepare(void *link, const char *sql, const DbValue *params, size_t n_params,
                            void **ret_statement, Message *ret_message)
{
    Link *self = link;
    Statement *statement = ALLOC_NEW(Statement);
    Oid types[DB_PARAMS_MAX];
    PGresult *result;
    int status = 0;

    if (!statement)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a statement");
    snprintf(statement->name, sizeof statement->name, "s%lu", ++self->n_prepared);
    for (size_t i = 0; i < n_params; i++)
        types[i] = wire_get_type(params[i].kind);
    result = PQprepare(self->connection, statement->name, sql, (int)n_params, types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        status = fail(self, result, ret_message);
    PQclear(result);
    if (status)
        free(statement);
    else
        *ret_statement = statement;
    return status;
}

static void postgres_discard(void *link, void *statement)
{
    char sql[40];

    if (link) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s", ((Statement *)statement)->name);
        PQclear(PQexec(((Link *)link)->connection, sql));
    }
    free(statement);
}

static int64_t count_changes(PGresult *result)
{
    return strtoll(PQcmdTuples(result), NULL, 10); /* "" counts as 0 */
}

/* One row, the end, or a failure. */
static int take_result(const Link *link, PGresult *result, DbRows **rows, bool is_wanted,
                       int64_t *ret_n_changed, Message *ret_message)
{
    const ExecStatusType code = PQresultStatus(result);

    if (code != PGRES_SINGLE_TUPLE && code != PGRES_TUPLES_OK && code != PGRES_COMMAND_OK)
        return fail(link, result, ret_message);
    if (code != PGRES_SINGLE_TUPLE)
        *ret_n_changed = count_changes(result);
    if (!is_wanted)
        return 0;
    if (!*rows)
        *rows = rows_new((size_t)PQnfields(result));
    if (!*rows)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a query's rows");
    return wire_add_rows(result, *rows, ret_message);
}

static int postgres_execute(void *link, void *statement, const DbValue *params, size_t n_params,
                            bool may_write, DbRows **ret_rows, int64_t *ret_n_changed,
                            Message *ret_message)
{
    const Link *self = link;
    WireParams wire;
    DbRows *rows = NULL;
    int64_t n_changed = 0;
    int status = 0;

    (void)may_write; /* the session and BEGIN have said so */
    wire_fill(params, n_params, &wire);
    if (!PQsendQueryPrepared(self->connection, ((Statement *)statement)->name, (int)n_params,
                             wire.values, wire.lengths, wire.formats, 1))
        return fail_connection(self->connection, ret_message);
    PQsetSingleRowMode(self->connection);
    for (PGresult *result; (result = PQgetResult(self->connection));) {
        if (!status) /* after a failure the rest is only taken off the line */
            status = take_result(self, result, &rows, ret_rows, &n_changed, ret_message);
        PQclear(result);
    }
    if (status) {
        db_rows_free(rows);
        return status;
    }
    if (ret_n_changed)
        *ret_n_changed = n_changed;
    if (ret_rows)
        *ret_rows = rows;
    return 0;
}

static int postgres_dump(void *link, const char *path, Message *ret_message)
{
    return postgres_copy_out(((Link *)link)->connection, path, ret_message);
}

static int postgres_load(void *link, const char *path, Message *ret_message)
{
    return postgres_copy_in(((Link *)link)->connection, path, ret_message);
}

const DbDriver postgres_driver = {
    .dialect = DB_POSTGRES,
    .begin_writing = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    .begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .skip_locked = " FOR UPDATE SKIP LOCKED",
    .scrub = "",
    .open = postgres_open,
    .close = postgres_close,
    .reopen = postgres_reopen,
    .set_patience = postgres_set_patience,
    .prepare = postgres_prepare,
    .discard = postgres_discard,
    .execute = postgres_execute,
    .run_script = postgres_run_script,
    .is_in_transaction = postgres_is_in_transaction,
    .dump = postgres_dump,
    .load = postgres_load,
    .count_tables = "SELECT count(*) FROM information_schema.tables "
                    "WHERE table_schema = current_schema()",
};
