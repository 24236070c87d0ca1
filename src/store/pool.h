/*
 * A bounded pool of connections to one database.
 *
 * Connections are opened when first needed and kept; the one used last is given first, as its
 * statements and pages are warm. On SQLite, which has one writer, those who write do so in the
 * order they came. Thread-safe. Whoever waits does so to a deadline of its own.
 */
#ifndef SRC_STORE_POOL_H
#define SRC_STORE_POOL_H

#include "src/store/db.h"

typedef struct DbPool DbPool;

enum { DB_POOL_MAX = 128 };

/* Of 1 to DB_POOL_MAX connections. Connects nothing yet. */
int db_pool_new(const char *url, size_t n_max, DbPool **ret_pool, Message *ret_message);

/* All connections must be back. Takes NULL. */
void db_pool_free(DbPool *pool);

/* A connection of one's own until it is put back; BUSY if there is none by then, else as db_open.
 */
int db_pool_take(DbPool *pool, int timeout_ms, Db **ret_db, Message *ret_message);

void db_pool_put(DbPool *pool, Db *db);

#endif
