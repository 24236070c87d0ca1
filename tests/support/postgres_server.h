/*
 * A PostgreSQL server of one's own, for tests: on a new folder below /tmp and a socket in it, no
 * port. It never touches the system's cluster, and ends with the thread that started it.
 *
 * As root it runs as "nobody", as PostgreSQL refuses root. One folder, at most one server on it.
 */
#ifndef TESTS_SUPPORT_POSTGRES_SERVER_H
#define TESTS_SUPPORT_POSTGRES_SERVER_H

#include <sys/types.h>

enum { POSTGRES_URL_BYTES = 128 };

typedef struct PostgresServer {
    char folder[40];
    char url[POSTGRES_URL_BYTES]; /* of its database "postgres", as libpq takes it */
    pid_t pid;                    /* 0: not running */
} PostgresServer;

/* A new cluster, running. 0, or -1 after a line on stderr. */
int postgres_server_new(PostgresServer *ret_server);

/* Ends it and removes its folder. */
void postgres_server_done(PostgresServer *server);

/* All its processes end at once, without a word to the clients, as when they are killed. */
void postgres_server_crash(PostgresServer *server);

/* Starts it again on its folder; it recovers. 0, or -1 after a line on stderr. */
int postgres_server_restart(PostgresServer *server);

#endif
