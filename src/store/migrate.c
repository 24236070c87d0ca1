/*
 * Each step compares and applies in one transaction, so that it holds whatever others do between
 * the steps. On PostgreSQL they are kept out besides by an advisory lock, as two that create one
 * table collide in the catalogue; on SQLite the writer's lock does that.
 */
#include "src/store/migrate.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/digest.h"

/* "tucai" in ASCII: the number PostgreSQL knows our lock by. */
static const int64_t lock_key = 0x7475636169;

/* INTEGER, so that SQLite keeps the rows by it and there is no index that could say otherwise. */
static const char create_table[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                                   " version INTEGER NOT NULL PRIMARY KEY,"
                                   " name TEXT NOT NULL,"
                                   " sha256 TEXT NOT NULL,"
                                   " applied_ms BIGINT NOT NULL)";

static const char *const find_table[] = {
    [DB_SQLITE] = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'",
    [DB_POSTGRES] = "SELECT count(*) FROM pg_catalog.pg_class"
                    " WHERE oid = to_regclass('schema_migration')"};

/* A migration may take as long as it does. */
static const char *const prepare_script[] = {
    [DB_SQLITE] = "", [DB_POSTGRES] = "SET LOCAL statement_timeout = 0"};

typedef struct Migrator {
    const Migration *migrations;
    size_t n_migrations;
    int64_t now_ms;
    size_t n_there;   /* in the database when the step began */
    bool has_applied; /* the step did something */
} Migrator;

static int query_int(Db *db, const char *sql, int64_t *ret_value, Message *ret_message)
{
    DbRows *rows;
    const int status = db_query(db, sql, NULL, 0, &rows, ret_message);

    if (status)
        return status;
    db_rows_next(rows);
    *ret_value = db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return 0;
}

static int compare_row(const Migrator *migrator, const DbRows *row, size_t i, Message *ret_message)
{
    const char *name = db_rows_get_text(row, 1), *sha256 = db_rows_get_text(row, 2);
    const int64_t version = db_rows_get_int(row, 0);
    const Migration *ours;
    char hex[IDP_SHA256_HEX_BYTES];

    if (!name || !sha256 || version != (int64_t)i + 1)
        return status_set(
            ret_message, STATUS_DAMAGED,
            "the database's table schema_migration is not one that this program wrote");
    if (i >= migrator->n_migrations)
        return status_set(
            ret_message, STATUS_DENIED,
            "the database has migration %.80s, which is newer than this program (%zu)", name,
            migrator->n_migrations);
    ours = &migrator->migrations[i];
    digest_sha256(ours->sql, strlen(ours->sql), hex);
    if (strcmp(name, ours->name) != 0 || strcmp(sha256, hex) != 0)
        return status_set(ret_message, STATUS_DAMAGED,
                          "migration %.80s of the database differs from this program's %.80s", name,
                          ours->name);
    return 0;
}

/* Holds what the database has against ours; the table is there. */
static int compare(Db *db, void *context, Message *ret_message)
{
    Migrator *migrator = context;
    DbRows *rows;
    int status = db_query(db, "SELECT version, name, sha256 FROM schema_migration ORDER BY version",
                          NULL, 0, &rows, ret_message);

    if (status)
        return status;
    migrator->n_there = db_rows_count(rows);
    for (size_t i = 0; !status && db_rows_next(rows); i++)
        status = compare_row(migrator, rows, i, ret_message);
    db_rows_free(rows);
    return status;
}

/* One step: the first migration that is missing, if any. */
static int apply_next(Db *db, void *context, Message *ret_message)
{
    Migrator *migrator = context;
    const Migration *next;
    char hex[IDP_SHA256_HEX_BYTES];
    int status = compare(db, migrator, ret_message);

    migrator->has_applied = false;
    if (status || migrator->n_there == migrator->n_migrations)
        return status;
    next = &migrator->migrations[migrator->n_there];
    status = db_run_script(db, prepare_script[db_get_dialect(db)], ret_message);
    if (!status)
        status = db_run_script(db, next->sql, ret_message);
    if (status) {
        Message cause = *ret_message;

        return status_set(ret_message, status, "migration %.60s: %.180s", next->name, cause.text);
    }
    digest_sha256(next->sql, strlen(next->sql), hex);
    migrator->has_applied = true;
    return db_run(db, "INSERT INTO schema_migration VALUES ($1, $2, $3, $4)",
                  (DbValue[]){db_int((int64_t)migrator->n_there + 1), db_text(next->name),
                              db_text(hex), db_int(migrator->now_ms)},
                  4, NULL, ret_message);
}

static int apply_all(Db *db, Migrator *migrator, size_t *ret_n_applied, Message *ret_message)
{
    size_t n_applied = 0;
    int status = db_run(db, create_table, NULL, 0, NULL, ret_message);

    while (!status) {
        status = db_transact(db, apply_next, migrator, ret_message);
        if (!status && !migrator->has_applied)
            break;
        n_applied += !status;
    }
    if (!status)
        *ret_n_applied = n_applied;
    return status;
}

int migrate_run(Db *db, const Migration *migrations, size_t n_migrations, int64_t now_ms,
                size_t *ret_n_applied, Message *ret_message)
{
    Migrator migrator = {migrations, n_migrations, now_ms, 0, false};
    const DbValue key = db_int(lock_key);
    DbRows *rows = NULL;
    Message ignored;
    int status;

    if (db_get_dialect(db) == DB_SQLITE)
        return apply_all(db, &migrator, ret_n_applied, ret_message);
    status = db_query(db, "SELECT pg_advisory_lock($1) IS NULL", &key, 1, &rows, ret_message);
    if (status == STATUS_BUSY)
        return status_set(ret_message, status, "another program is migrating the database");
    if (status)
        return status;
    db_rows_free(rows);
    status = apply_all(db, &migrator, ret_n_applied, ret_message);
    /* If the connection is lost, so is the lock. */
    if (!db_query(db, "SELECT pg_advisory_unlock($1)", &key, 1, &rows, &ignored))
        db_rows_free(rows);
    return status;
}

int migrate_get_version(Db *db, int64_t *ret_version, Message *ret_message)
{
    int64_t n_tables;
    const int status = query_int(db, find_table[db_get_dialect(db)], &n_tables, ret_message);

    if (status)
        return status;
    if (!n_tables) {
        *ret_version = 0;
        return 0;
    }
    return query_int(db, "SELECT max(version) FROM schema_migration", ret_version, ret_message);
}

int migrate_check(Db *db, const Migration *migrations, size_t n_migrations, Message *ret_message)
{
    Migrator migrator = {migrations, n_migrations, 0, 0, false};
    int64_t version;
    int status = migrate_get_version(db, &version, ret_message);

    if (!status && version > 0)
        status = compare(db, &migrator, ret_message);
    if (!status && migrator.n_there < n_migrations)
        status = status_set(ret_message, STATUS_NOT_FOUND,
                            "the database has %zu of %zu migrations: run tucai migrate",
                            migrator.n_there, n_migrations);
    return status;
}
