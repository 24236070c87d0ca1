/* Statements that are about one row. One connection a caller. */
#ifndef SRC_STORE_ONE_H
#define SRC_STORE_ONE_H

#include "src/store/db.h"

/*
 * The number in the first column of the first row: a count, or the id of a row that an INSERT ...
 * RETURNING adds (inside db_transact). NOT_FOUND: there is no row.
 */
int store_ask_number(Db *db, const char *sql, const DbValue *params, size_t n_params,
                     int64_t *ret_number, Message *ret_message);

/* Changes exactly one row. CONFLICT, with that line, if the statement finds another number. */
int store_change_one(Db *db, const char *sql, const DbValue *params, size_t n_params,
                     const char *conflict, Message *ret_message);

/* A text of the current row; NULL reads as "". False: it is longer than the program ever writes. */
bool store_read_text(const DbRows *rows, size_t column, char *ret_text, size_t size_bytes);

#endif
