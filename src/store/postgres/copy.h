/* A schema out of a connection's snapshot, or into it, by PostgreSQL's own tools. */
#ifndef SRC_STORE_POSTGRES_COPY_H
#define SRC_STORE_POSTGRES_COPY_H

#include <libpq-fe.h>

#include "src/base/status.h"

/* Inside a transaction: what it sees of the first schema of the search path. NOT_FOUND: there is no
 * pg_dump. GONE: it failed. */
int postgres_copy_out(PGconn *connection, const char *path, Message *ret_message);

/* Into a schema of the same name, which is there and empty; all or nothing. */
int postgres_copy_in(PGconn *connection, const char *path, Message *ret_message);

#endif
