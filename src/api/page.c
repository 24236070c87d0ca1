/* Cursors are two numbers and a byte that says so, big-endian. Thread-safe. */
#include "src/api/page.h"

#include <string.h>

#include "src/base/base64.h"

enum { VERSION = 1, KEY_BYTES = 1 + 8 + 8 };

_Static_assert(BASE64_TEXT_BYTES(KEY_BYTES) == PAGE_CURSOR_BYTES, "cursor");

static void put_number(uint8_t bytes[8], int64_t number)
{
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
}

static int64_t get_number(const uint8_t bytes[8])
{
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return (int64_t)number;
}

void page_cursor_format(PageKey key, char ret_cursor[PAGE_CURSOR_BYTES])
{
    uint8_t bytes[KEY_BYTES] = {VERSION};

    put_number(bytes + 1, key.major);
    put_number(bytes + 9, key.id);
    base64_format(bytes, sizeof bytes, ret_cursor);
}

int page_cursor_parse(const char *cursor, PageKey *ret_key)
{
    uint8_t bytes[KEY_BYTES];

    if (base64_parse(cursor, sizeof bytes, bytes) || bytes[0] != VERSION)
        return -1;
    *ret_key = (PageKey){get_number(bytes + 1), get_number(bytes + 9)};
    return 0;
}

int page_read(const ApiCall *call, Page *ret_page)
{
    const char *limit = http_get_query(call->exchange, "limit");
    const char *after = http_get_query(call->exchange, "after");
    Page page = {.limit = PAGE_LIMIT_DEFAULT, .has_after = after != NULL};
    int64_t number = PAGE_LIMIT_DEFAULT;

    if ((limit && (call_parse_id(limit, &number) || number > PAGE_LIMIT_MAX)) ||
        (after && page_cursor_parse(after, &page.after))) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return -1;
    }
    page.limit = (size_t)number;
    *ret_page = page;
    return 0;
}

PageRows page_rows_begin(const Page *page)
{
    return (PageRows){.items = json_array(), .limit = page->limit};
}

void page_rows_add(PageRows *rows, int64_t id, json_t *row)
{
    rows->has_more = json_array_size(rows->items) == rows->limit;
    if (rows->has_more) {
        json_decref(row);
    } else if (json_array_append_new(rows->items, row)) {
        json_decref(rows->items);
        rows->items = NULL;
    } else {
        rows->last.id = id;
    }
}

static json_t *pack_cursor(const PageKey *key)
{
    char cursor[PAGE_CURSOR_BYTES];

    if (!key)
        return json_null();
    page_cursor_format(*key, cursor);
    return json_string(cursor);
}

json_t *page_rows_pack_next(const PageRows *rows)
{
    return pack_cursor(rows->has_more ? &rows->last : NULL);
}

void page_rows_answer(const ApiCall *call, PageRows *rows, int status, const Message *message)
{
    if (!status) {
        page_answer(call, rows->items, rows->has_more ? &rows->last : NULL);
        return;
    }
    json_decref(rows->items);
    call_answer_status(call, status, message);
}

void page_answer(const ApiCall *call, json_t *items, const PageKey *next)
{
    json_answer(call, 200, json_pack("{s:o, s:o}", "items", items, "next", pack_cursor(next)));
}
