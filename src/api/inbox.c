/* The student's inbox. */
#include "src/app/inbox.h"

#include "src/api/page.h"
#include "src/api/reasons.h"

static json_t *pack(const InboxEntry *entry)
{
    const InboxText *text = inbox_get_text(entry->kind);

    return json_pack("{s:I, s:s, s:{s:s, s:s}, s:o, s:I, s:o}", "id", (json_int_t)entry->id, "kind",
                     inbox_kind_get_name(entry->kind), "text", "zh", text->zh, "en", text->en,
                     "reasons", reasons_pack(reasons_parse(entry->detail)), "created_ms",
                     (json_int_t)entry->created_ms, "read_ms", json_time(entry->read_ms));
}

static void add(void *context, const InboxEntry *entry)
{
    page_rows_add(context, entry->id, pack(entry));
}

void inbox_api_list(ApiCall *call)
{
    int64_t n_unread = 0;
    PageRows rows;
    InboxPage inbox_page;
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    inbox_page = (InboxPage){page.after.id, (int64_t)page.limit + 1};
    rows = page_rows_begin(&page);
    status =
        inbox_visit(call->db, call->actor.account_id, &inbox_page, add, &rows, &n_unread, &message);
    if (status) {
        json_decref(rows.items);
        call_answer_status(call, status, &message);
        return;
    }
    json_answer(call, 200,
                json_pack("{s:o, s:o, s:I}", "items", rows.items, "next",
                          page_rows_pack_next(&rows), "n_unread", (json_int_t)n_unread));
}

void inbox_api_read(ApiCall *call)
{
    Message message;
    int64_t id;
    int status = STATUS_NOT_FOUND;

    if (!call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        status = inbox_read(call->api->options.app, call->db, call->actor.account_id, id, &message);
    if (status)
        call_answer_failure(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}
