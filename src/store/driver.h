/*
 * What a database driver gives: a table of functions on its connection, called a link here.
 *
 * A driver knows its database's library and maps its errors to statuses; everything else
 * (transactions, repetition, the cache of statements, limits) is common, in db.c. Parameters
 * come checked: no more than DB_PARAMS_MAX, texts in UTF-8, no NaN.
 */
#ifndef SRC_STORE_DRIVER_H
#define SRC_STORE_DRIVER_H

#include "src/store/db.h"

typedef struct DbDriver {
    DbDialect dialect;
    const char *begin_writing, *begin_reading; /* the statements that open a transaction */
    const char *skip_locked;
    const char *scrub; /* a script outside transactions; "": cannot be done */
    bool has_one_writer;

    /* may_create: a database that is a file is made if it is missing. */
    int (*open)(const char *where, bool may_create, void **ret_link, Message *ret_message);
    void (*close)(void *link);

    /* After GONE, outside a transaction; all statements are lost. NULL: cannot be done. */
    int (*reopen)(void *link, Message *ret_message);

    int (*set_patience)(void *link, int patience_ms, Message *ret_message);

    /* Prepares one statement for parameters of these kinds. */
    int (*prepare)(void *link, const char *sql, const DbValue *params, size_t n_params,
                   void **ret_statement, Message *ret_message);
    /* The link is NULL if it has ended or is about to: then there is nothing to tell it. */
    void (*discard)(void *link, void *statement);

    /* Runs it to its end; ret_rows may be NULL. may_write false: a change is STATUS_ARGUMENT. */
    int (*execute)(void *link, void *statement, const DbValue *params, size_t n_params,
                   bool may_write, DbRows **ret_rows, int64_t *ret_n_changed, Message *ret_message);

    /* Statements without parameters or rows: BEGIN, COMMIT, ROLLBACK and scripts. */
    int (*run_script)(void *link, const char *sql, Message *ret_message);

    bool (*is_in_transaction)(void *link);

    /* db_dump and db_load. */
    int (*dump)(void *link, const char *path, Message *ret_message);
    int (*load)(void *link, const char *path, Message *ret_message);
    const char *count_tables;
} DbDriver;

extern const DbDriver sqlite_driver, postgres_driver;

#endif
