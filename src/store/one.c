/* One row, read or changed. */
#include "src/store/one.h"

#include <stdio.h>

int store_ask_number(Db *db, const char *sql, const DbValue *params, size_t n_params,
                     int64_t *ret_number, Message *ret_message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such row");
    if (!status)
        *ret_number = db_rows_get_int(rows, 0);
    db_rows_free(rows);
    return status;
}

int store_change_one(Db *db, const char *sql, const DbValue *params, size_t n_params,
                     const char *conflict, Message *ret_message)
{
    int64_t n_changed = 0;
    const int status = db_run(db, sql, params, n_params, &n_changed, ret_message);

    if (status)
        return status;
    return n_changed == 1 ? STATUS_OK : status_set(ret_message, STATUS_CONFLICT, "%s", conflict);
}

bool store_read_text(const DbRows *rows, size_t column, char *ret_text, size_t size_bytes)
{
    const char *text = db_rows_get_text(rows, column);

    return snprintf(ret_text, size_bytes, "%s", text ? text : "") < (int)size_bytes;
}
