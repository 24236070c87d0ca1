/*
 * SQLite takes any bytes as text and turns what is no number into NULL; PostgreSQL refuses both.
 * Checked here, the two are alike.
 */
#include "src/store/values.h"

#include <math.h>

/* Length of the UTF-8 sequence at the start of the bytes (RFC 3629), or 0 if there is none. */
static size_t measure_character(const unsigned char *bytes, size_t n_bytes)
{
    const unsigned char first = bytes[0];
    const size_t length = first < 0x80                    ? 1
                          : first >= 0xc2 && first < 0xe0 ? 2
                          : first >= 0xe0 && first < 0xf0 ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 0;

    if (length > n_bytes)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    if ((first == 0xe0 && bytes[1] < 0xa0) || (first == 0xf0 && bytes[1] < 0x90))
        return 0; /* longer than needed */
    if ((first == 0xed && bytes[1] > 0x9f) || (first == 0xf4 && bytes[1] > 0x8f))
        return 0; /* a surrogate; beyond U+10FFFF */
    return length;
}

static bool is_text(const unsigned char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        const size_t length = measure_character(bytes, n_bytes);

        if (!length || !bytes[0])
            return false;
        bytes += length;
        n_bytes -= length;
    }
    return true;
}

static int check_value(const DbValue *value, size_t number, Message *ret_message)
{
    const bool has_bytes = value->kind == DB_TEXT || value->kind == DB_BLOB;

    if (value->is_null)
        return 0;
    if (has_bytes && value->n_bytes > DB_VALUE_BYTES_MAX)
        return status_set(ret_message, STATUS_TOO_LARGE, "parameter $%zu is over %d bytes", number,
                          DB_VALUE_BYTES_MAX);
    if (value->kind == DB_TEXT && !is_text(value->data, value->n_bytes))
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
