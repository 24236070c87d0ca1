/* The making of a query's rows, for the drivers: cells are added in order, row by row. */
#ifndef SRC_STORE_ROWS_H
#define SRC_STORE_ROWS_H

#include "src/store/db.h"

/* NULL: out of memory. */
DbRows *rows_new(size_t n_columns);

/* Copies one cell. 0, STATUS_MEMORY, or STATUS_TOO_LARGE over DB_ROWS_BYTES_MAX. */
int rows_add(DbRows *rows, const DbValue *value, Message *ret_message);

#endif
