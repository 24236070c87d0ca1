/* The school's notices: what was published, and a new version. */
#include "src/app/notices.h"

#include "src/api/page.h"
#include "src/store/batch.h"

static json_t *pack(const Document *document)
{
    return json_pack("{s:I, s:I, s:I, s:s, s:I}", "id", (json_int_t)document->id, "batch_id",
                     (json_int_t)document->batch_id, "version", (json_int_t)document->version,
                     "sha256", document->sha256, "published_ms",
                     (json_int_t)document->published_ms);
}

static void add(void *context, const Document *document)
{
    page_rows_add(context, document->id, pack(document));
}

/* Whose the batch is: the path names it. */
int batch_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Batch batch;
    int64_t id;
    int status;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(ret_message, STATUS_NOT_FOUND, "there is no such batch");
    status = store_batch_get(call->db, id, &batch, ret_message);
    if (!status)
        *ret_subject = (Subject){.school_id = batch.school_id};
    return status;
}

void notices_api_list(ApiCall *call)
{
    PageRows rows;
    int64_t batch_id = 0;
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    call_parse_id(http_get_parameter(call->exchange, "id"), &batch_id);
    rows = page_rows_begin(&page);
    status = store_document_visit(call->db, DOCUMENT_NOTICE, batch_id, page.after.id,
                                  (int64_t)page.limit + 1, add, &rows, &message);
    page_rows_answer(call, &rows, status, &message);
}

void notices_api_publish(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *body;
    int64_t batch_id = 0, id;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s}", "body", &body))
        return;
    call_parse_id(http_get_parameter(call->exchange, "id"), &batch_id);
    status = notices_publish(call->api->options.app, call->db, call->actor.staff_id, batch_id, body,
                             &id, &message);
    if (!status)
        json_answer(call, 201, json_pack("{s:I}", "id", (json_int_t)id));
    else if (status == STATUS_ARGUMENT || status == STATUS_TOO_LARGE)
        call_answer_problem(call, PROBLEM_NOTICE_WRONG);
    else
        call_answer_failure(call, status, &message);
}
