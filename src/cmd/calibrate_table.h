/*
 * A table of text, printed as aligned columns or as Markdown.
 *
 * Rows are written to `rows` like any text, cells separated by tabs, each row ended by a newline;
 * the first row holds the headings.
 */
#ifndef SRC_CMD_CALIBRATE_TABLE_H
#define SRC_CMD_CALIBRATE_TABLE_H

#include <stddef.h>
#include <stdio.h>

enum { TABLE_COLUMNS_MAX = 16 };

typedef struct Table {
    FILE *rows;
    char *text;
    size_t n_bytes;
} Table;

/* 0, or -1: out of memory. End it with table_finish. */
int table_start(Table *table);

/* Prints what was written, its columns aligned (ASCII), and frees it. */
void table_finish(Table *table, int as_markdown, FILE *stream);

#endif
