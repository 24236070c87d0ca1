/* Values in PostgreSQL's binary form: parameters out, rows in. Pure. */
#ifndef SRC_STORE_POSTGRES_WIRE_H
#define SRC_STORE_POSTGRES_WIRE_H

#include <libpq-fe.h>

#include "src/store/db.h"

/* Parameters as libpq takes them: numbers big-endian, in numbers. */
typedef struct WireParams {
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX], formats[DB_PARAMS_MAX];
    uint64_t numbers[DB_PARAMS_MAX];
} WireParams;

/* The type that PostgreSQL is told for a kind. */
Oid wire_get_type(DbKind kind);

/* Points into params and into itself. */
void wire_fill(const DbValue *params, size_t n_params, WireParams *ret_wire);

/* Copies all rows of the result. INTERNAL: a column of a type that no kind stands for. */
int wire_add_rows(const PGresult *result, DbRows *rows, Message *ret_message);

#endif
