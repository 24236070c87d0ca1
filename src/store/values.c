/*
 * SQLite takes any bytes as text and turns what is no number into NULL; PostgreSQL refuses both.
 * Checked here, the two are alike.
 */
#include "src/store/values.h"

#include <math.h>

#include "src/base/utf8.h"

static int check_value(const DbValue *value, size_t number, Message *ret_message)
{
    const bool has_bytes = value->kind == DB_TEXT || value->kind == DB_BLOB;

    if (value->is_null)
        return 0;
    if (has_bytes && value->n_bytes > DB_VALUE_BYTES_MAX)
        return status_set(ret_message, STATUS_TOO_LARGE, "parameter $%zu is over %d bytes", number,
                          DB_VALUE_BYTES_MAX);
    if (value->kind == DB_TEXT && !utf8_is_text(value->data, value->n_bytes))
        return status_set(ret_message, STATUS_ARGUMENT, "parameter $%zu is not UTF-8 text", number);
    if (value->kind == DB_REAL && isnan(value->real))
        return status_set(ret_message, STATUS_ARGUMENT, "parameter $%zu is not a number", number);
    return 0;
}

int values_check(const DbValue *params, size_t n_params, Message *ret_message)
{
    if (n_params > DB_PARAMS_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "%zu parameters; %d are allowed", n_params,
                          DB_PARAMS_MAX);
    for (size_t i = 0; i < n_params; i++) {
        const int status = check_value(&params[i], i + 1, ret_message);

        if (status)
            return status;
    }
    return 0;
}
