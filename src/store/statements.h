/*
 * The prepared statements of one connection, by text and kinds of parameters.
 *
 * At most DB_STATEMENTS_MAX; a further one takes the place of the one not used for longest. The
 * cache owns the texts it compares with; what a statement is only the driver knows.
 */
#ifndef SRC_STORE_STATEMENTS_H
#define SRC_STORE_STATEMENTS_H

#include "src/store/driver.h"

typedef struct StatementEntry {
    uint64_t hash;
    char *sql;
    uint8_t kinds[DB_PARAMS_MAX];
    size_t n_params;
    void *statement; /* NULL: the entry is free */
    uint64_t used;   /* the cache's counter at the last use */
} StatementEntry;

typedef struct Statements {
    const DbDriver *driver;
    void *link;
    uint64_t counter;
    StatementEntry entries[DB_STATEMENTS_MAX];
} Statements;

/* The statement, prepared now if it was not. Borrowed until the next call. */
int statements_get(Statements *statements, const char *sql, const DbValue *params, size_t n_params,
                   void **ret_statement, Message *ret_message);

/* Forgets all; for a link that has ended or is about to. */
void statements_clear(Statements *statements);

#endif
