/*
 * A query's rows in memory: one growing array of cells and one of bytes, which cells point into by
 * offset. Both together keep to DB_ROWS_BYTES_MAX.
 */
#include "src/store/rows.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"

typedef struct Cell {
    DbKind kind;
    bool is_null;
    size_t n_bytes;
    union {
        int64_t integer;
        double real;
        size_t offset; /* into bytes */
    };
} Cell;

struct DbRows {
    size_t n_columns;
    size_t at; /* number of the current row, from 1; 0: before the first */
    Cell *cells;
    size_t n_cells, cells_capacity;
    char *bytes;
    size_t n_bytes, bytes_capacity;
};

DbRows *rows_new(size_t n_columns)
{
    DbRows *rows = ALLOC_NEW(DbRows);

    if (rows)
        rows->n_columns = n_columns;
    return rows;
}

void db_rows_free(DbRows *rows)
{
    if (!rows)
        return;
    free(rows->cells);
    free(rows->bytes);
    free(rows);
}

/* Makes room for n_more items; twice the room each time it runs out. */
static int reserve(void **items, size_t *capacity, size_t n_used, size_t n_more, size_t item_bytes)
{
    size_t wanted = *capacity ? *capacity : 16;
    void *grown;

    if (*items && n_used + n_more <= *capacity)
        return 0;
    while (wanted < n_used + n_more)
        wanted *= 2;
    grown = alloc_resize(*items, wanted * item_bytes);
    if (!grown)
        return -1;
    *items = grown;
    *capacity = wanted;
    return 0;
}

/* With a NUL behind, which is not counted in the value. */
static int add_bytes(DbRows *rows, const DbValue *value, size_t *ret_offset)
{
    void *bytes = rows->bytes;

    if (reserve(&bytes, &rows->bytes_capacity, rows->n_bytes, value->n_bytes + 1, 1))
        return -1;
    rows->bytes = bytes;
    memcpy(rows->bytes + rows->n_bytes, value->n_bytes ? value->data : "", value->n_bytes);
    rows->bytes[rows->n_bytes + value->n_bytes] = '\0';
    *ret_offset = rows->n_bytes;
    rows->n_bytes += value->n_bytes + 1;
    return 0;
}

int rows_add(DbRows *rows, const DbValue *value, Message *ret_message)
{
    const bool has_bytes = !value->is_null && (value->kind == DB_TEXT || value->kind == DB_BLOB);
    const size_t used = rows->n_cells * sizeof(Cell) + rows->n_bytes;
    Cell cell = {.kind = value->kind, .is_null = value->is_null};
    void *cells = rows->cells;

    if (used + sizeof cell > DB_ROWS_BYTES_MAX ||
        (has_bytes && value->n_bytes >= DB_ROWS_BYTES_MAX - used - sizeof cell))
        return status_set(ret_message, STATUS_TOO_LARGE, "a query's rows are over %d bytes",
                          DB_ROWS_BYTES_MAX);
    if (reserve(&cells, &rows->cells_capacity, rows->n_cells, 1, sizeof cell))
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a query's rows");
    rows->cells = cells;
    if (has_bytes) {
        cell.n_bytes = value->n_bytes;
        if (add_bytes(rows, value, &cell.offset))
            return status_set(ret_message, STATUS_MEMORY, "out of memory for a query's rows");
    } else if (value->kind == DB_REAL) {
        cell.real = value->real;
    } else {
        cell.integer = value->integer;
    }
    rows->cells[rows->n_cells++] = cell;
    return 0;
}

bool db_rows_next(DbRows *rows)
{
    if (rows->at <= db_rows_count(rows))
        rows->at++;
    return rows->at <= db_rows_count(rows);
}

size_t db_rows_count(const DbRows *rows)
{
    return rows->n_columns ? rows->n_cells / rows->n_columns : 0;
}

/* The cell of the current row, or NULL where there is none of this kind. */
static const Cell *find_cell(const DbRows *rows, size_t column, DbKind kind)
{
    const Cell *cell;

    if (column >= rows->n_columns || rows->at < 1 || rows->at > db_rows_count(rows))
        return NULL;
    cell = &rows->cells[(rows->at - 1) * rows->n_columns + column];
    return cell->kind == kind && !cell->is_null ? cell : NULL;
}

bool db_rows_is_null(const DbRows *rows, size_t column)
{
    if (column >= rows->n_columns || rows->at < 1 || rows->at > db_rows_count(rows))
        return true;
    return rows->cells[(rows->at - 1) * rows->n_columns + column].is_null;
}

int64_t db_rows_get_int(const DbRows *rows, size_t column)
{
    const Cell *cell = find_cell(rows, column, DB_INT);

    return cell ? cell->integer : 0;
}

double db_rows_get_real(const DbRows *rows, size_t column)
{
    const Cell *cell = find_cell(rows, column, DB_REAL);

    return cell ? cell->real : 0.0;
}

const char *db_rows_get_text(const DbRows *rows, size_t column)
{
    const Cell *cell = find_cell(rows, column, DB_TEXT);

    return cell ? rows->bytes + cell->offset : NULL;
}

const void *db_rows_get_blob(const DbRows *rows, size_t column, size_t *ret_n_bytes)
{
    const Cell *cell = find_cell(rows, column, DB_BLOB);

    *ret_n_bytes = cell ? cell->n_bytes : 0;
    return cell ? rows->bytes + cell->offset : NULL;
}
