/*
 * The database's schema, brought up to the program's, one migration at a time.
 *
 * A migration is a script for each dialect, migrations/DIALECT/NNNN_name.sql, which the build puts
 * into the program (tools/embed_migrations.py). Each runs in a transaction of its own, which also
 * writes its number, name and SHA-256 into the table schema_migration. A database that knows more
 * than the program, or other contents, is refused and not touched.
 *
 * Any number of programs may migrate at once: one works, the others wait and find it done.
 */
#ifndef SRC_STORE_MIGRATE_H
#define SRC_STORE_MIGRATE_H

#include "src/store/db.h"

/* The first has number 1, and so on without gaps. */
typedef struct Migration {
    const char *name; /* "0001_store" */
    const char *sql;
} Migration;

/* Those of this program, in order; what each does is in migrations/. */
const Migration *migrations_get(DbDialect dialect, size_t *ret_n_migrations);

/*
 * Applies what is missing. A failing migration leaves nothing of itself, those before it stay.
 * Besides db.h's: DENIED: the database is newer than the program; DAMAGED: a migration in it
 * differs from the program's; BUSY: another one has been migrating for longer than the patience.
 */
int migrate_run(Db *db, const Migration *migrations, size_t n_migrations, int64_t now_ms,
                size_t *ret_n_applied, Message *ret_message);

/* Changes nothing: 0 if nothing is missing; NOT_FOUND if something is; DENIED, DAMAGED as above. */
int migrate_check(Db *db, const Migration *migrations, size_t n_migrations, Message *ret_message);

/* The number of the last migration applied; 0: none. */
int migrate_get_version(Db *db, int64_t *ret_version, Message *ret_message);

#endif
