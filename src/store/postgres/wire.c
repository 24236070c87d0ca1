/* Numbers are big-endian on the wire; texts and bytes are what they are. */
#include "src/store/postgres/wire.h"

#include <endian.h>
#include <string.h>

#include "src/store/rows.h"

/* Numbers of types, from the server's catalogue (pg_type.dat): they never change. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_FLOAT4 = 700,
    TYPE_FLOAT8 = 701,
    TYPE_VARCHAR = 1043
};

Oid wire_get_type(DbKind kind)
{
    static const Oid types[] = {[DB_INT] = TYPE_INT8,
                                [DB_REAL] = TYPE_FLOAT8,
                                [DB_TEXT] = TYPE_TEXT,
                                [DB_BLOB] = TYPE_BYTEA};

    return types[kind];
}

static void fill_number(const DbValue *value, uint64_t *ret_number)
{
    uint64_t bits = (uint64_t)value->integer;

    if (value->kind == DB_REAL)
        memcpy(&bits, &value->real, sizeof bits);
    *ret_number = htobe64(bits);
}

void wire_fill(const DbValue *params, size_t n_params, WireParams *ret_wire)
{
    for (size_t i = 0; i < n_params; i++) {
        const bool has_bytes = params[i].kind == DB_TEXT || params[i].kind == DB_BLOB;

        ret_wire->formats[i] = 1;
        ret_wire->values[i] = NULL;
        ret_wire->lengths[i] = 0;
        if (params[i].is_null)
            continue;
        if (has_bytes) {
            ret_wire->values[i] = params[i].data;
            ret_wire->lengths[i] = (int)params[i].n_bytes;
        } else {
            fill_number(&params[i], &ret_wire->numbers[i]);
            ret_wire->values[i] = (const char *)&ret_wire->numbers[i];
            ret_wire->lengths[i] = (int)sizeof ret_wire->numbers[i];
        }
    }
}

/* A big-endian two's complement integer of 1, 2, 4 or 8 bytes. */
static int64_t read_integer(const unsigned char *bytes, int n_bytes)
{
    uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;

    for (int i = 0; i < n_bytes; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

static double read_real(const char *bytes, int n_bytes)
{
    uint64_t wide;
    uint32_t narrow;
    float single;
    double result;

    if (n_bytes == (int)sizeof narrow) {
        memcpy(&narrow, bytes, sizeof narrow);
        narrow = be32toh(narrow);
        memcpy(&single, &narrow, sizeof single);
        return single;
    }
    memcpy(&wide, bytes, sizeof wide);
    wide = be64toh(wide);
    memcpy(&result, &wide, sizeof result);
    return result;
}

static int read_cell(const PGresult *result, int row, int column, DbValue *ret_value,
                     Message *ret_message)
{
    const char *data = PQgetvalue(result, row, column);
    const int n_bytes = PQgetlength(result, row, column);

    if (PQgetisnull(result, row, column)) {
        *ret_value = db_null(DB_INT);
        return 0;
    }
    switch (PQftype(result, column)) {
    case TYPE_BOOL:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
        *ret_value = db_int(read_integer((const unsigned char *)data, n_bytes));
        return 0;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        *ret_value = db_real(read_real(data, n_bytes));
        return 0;
    case TYPE_TEXT:
    case TYPE_VARCHAR:
    case TYPE_NAME:
        *ret_value = db_text_of(data, (size_t)n_bytes);
        return 0;
    case TYPE_BYTEA:
        *ret_value = db_blob(data, (size_t)n_bytes);
        return 0;
    default:
        return status_set(ret_message, STATUS_INTERNAL,
                          "database: column %d has a type of PostgreSQL's own (%u): cast it",
                          column, PQftype(result, column));
    }
}

int wire_add_rows(const PGresult *result, DbRows *rows, Message *ret_message)
{
    const int n_rows = PQntuples(result), n_columns = PQnfields(result);
    int status = 0;

    for (int row = 0; row < n_rows && !status; row++)
        for (int column = 0; column < n_columns && !status; column++) {
            DbValue value;

            status = read_cell(result, row, column, &value, ret_message);
            if (!status)
                status = rows_add(rows, &value, ret_message);
        }
    return status;
}
