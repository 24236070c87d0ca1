/*
 * Pages of lists: ?limit=1..200&after=CURSOR is asked, {"items": [...], "next": CURSOR or null} is
 * answered.
 *
 * A list is ordered by one or two numbers of which the last one is unique (a time and an id; an id
 * alone). The cursor is those of the last row shown, so a row that comes or goes between two pages
 * neither repeats nor hides another. To clients it is opaque: base64url, checked when it returns.
 * It holds nothing that is worth forging: it only says where in one's own list the page begins.
 *
 * A handler asks the store for page.limit + 1 rows beyond page.after and adds each to PageRows,
 * which keeps the first page.limit and remembers that there was one more.
 */
#ifndef SRC_API_PAGE_H
#define SRC_API_PAGE_H

#include "src/api/json.h"

enum { PAGE_LIMIT_MAX = 200, PAGE_LIMIT_DEFAULT = 50, PAGE_CURSOR_BYTES = 24 };

typedef struct PageKey {
    int64_t major; /* what the list is ordered by first; 0 if that is the id alone */
    int64_t id;
} PageKey;

typedef struct Page {
    size_t limit;
    int has_after; /* 0: from the beginning, and after is zeros */
    PageKey after;
} Page;

void page_cursor_format(PageKey key, char ret_cursor[PAGE_CURSOR_BYTES]);

/* 0, or -1: no cursor of ours. */
int page_cursor_parse(const char *cursor, PageKey *ret_key);

/* Of the request's query. 0, or -1: answered with a problem. */
int page_read(const ApiCall *call, Page *ret_page);

/* The rows of one page while they are gathered. */
typedef struct PageRows {
    json_t *items;
    size_t limit;
    int has_more;
    PageKey last; /* of the last row kept */
} PageRows;

PageRows page_rows_begin(const Page *page);

/* Takes over row (NULL, no memory: the answer is 500). For lists ordered by the id alone. */
void page_rows_add(PageRows *rows, int64_t id, json_t *row);

/* The cursor of the next page, or JSON's null. */
json_t *page_rows_pack_next(const PageRows *rows);

/* Answers the page, or the status of the one who asked the store; releases the items. */
void page_rows_answer(const ApiCall *call, PageRows *rows, int status, const Message *message);

/* Answers 200 and releases the items (NULL, no memory: 500). next NULL: this was the last page. */
void page_answer(const ApiCall *call, json_t *items, const PageKey *next);

#endif
