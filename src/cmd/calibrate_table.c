/* Tables of text: widths are known only when all rows are, hence the two passes. */
#include "src/cmd/calibrate_table.h"

#include <stdlib.h>
#include <string.h>

int table_start(Table *table)
{
    *table = (Table){0};
    table->rows = open_memstream(&table->text, &table->n_bytes);
    return table->rows ? 0 : -1;
}

/* Calls for each cell of the text in turn. */
typedef struct Cursor {
    const char *at;
    size_t column;
} Cursor;

/* The length of the cell at the cursor, and whether it ends its row. */
static size_t get_cell(const Cursor *cursor, int *ret_is_last)
{
    const size_t length = strcspn(cursor->at, "\t\n");

    *ret_is_last = cursor->at[length] != '\t';
    return length;
}

static void step(Cursor *cursor, size_t length, int is_last)
{
    cursor->at += length + (cursor->at[length] != '\0');
    cursor->column = is_last ? 0 : cursor->column + 1;
}

static void print_rule(const size_t *widths, size_t n_columns, FILE *stream)
{
    for (size_t i = 0; i < n_columns; i++) {
        fputs("|", stream);
        for (size_t n = 0; n < widths[i] + 2; n++)
            fputc('-', stream);
    }
    fputs("|\n", stream);
}

void table_finish(Table *table, int as_markdown, FILE *stream)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0}, n_columns = 0;
    int is_last, is_heading = 1;

    fclose(table->rows);
    for (Cursor cursor = {.at = table->text}; *cursor.at;) {
        const size_t length = get_cell(&cursor, &is_last), i = cursor.column;

        if (i < TABLE_COLUMNS_MAX && length > widths[i])
            widths[i] = length;
        if (i < TABLE_COLUMNS_MAX && i >= n_columns)
            n_columns = i + 1;
        step(&cursor, length, is_last);
    }
    for (Cursor cursor = {.at = table->text}; *cursor.at;) {
        const size_t length = get_cell(&cursor, &is_last), i = cursor.column;
        const int width = i < TABLE_COLUMNS_MAX && !(is_last && !as_markdown) ? (int)widths[i] : 0;

        fprintf(stream, "%s%-*.*s%s", as_markdown ? "| " : "", width, (int)length, cursor.at,
                !is_last ? (as_markdown ? " " : "  ") : (as_markdown ? " |\n" : "\n"));
        step(&cursor, length, is_last);
        if (is_last && is_heading && as_markdown)
            print_rule(widths, n_columns, stream);
        is_heading &= !is_last;
    }
    free(table->text);
}
