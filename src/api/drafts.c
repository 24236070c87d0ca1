/* The draft box. Pictures out of it have the watermark: the clean ones are never given out. */
#include "src/app/drafts.h"
#include "lib/base/alloc.h"
#include "src/api/json.h"
#include "src/api/media.h"
#include "src/api/page.h"

static json_t *pack(const DraftEntry *entry)
{
    return json_pack("{s:s, s:I, s:I, s:b, s:b}", "id", entry->draft.public_id, "created_ms",
                     (json_int_t)entry->draft.created_ms, "deletable_from_ms",
                     (json_int_t)entry->deletable_ms, "has_warnings", entry->draft.has_warnings,
                     "is_in_use", entry->is_in_use);
}

void drafts_api_list(ApiCall *call)
{
    cleanup_free DraftEntry *entries = alloc_zeroed(DRAFTS_MAX, sizeof *entries);
    json_t *items = json_array();
    Message message;
    size_t n = 0;
    int status = entries ? drafts_list(call->db, call->actor.account_id, entries, &n, &message)
                         : status_set(&message, STATUS_MEMORY, "out of memory for drafts");

    if (status && status != STATUS_NOT_FOUND) { /* who is not verified has none */
        json_decref(items);
        call_answer_status(call, status, &message);
        return;
    }
    for (size_t i = 0; i < n; i++)
        json_array_append_new(items, pack(&entries[i]));
    page_answer(call, items, NULL); /* a box is one page */
}

/* The row is gone, so the pictures may go too; one that stays is an orphan, which tucai purge
 * finds. */
static void remove_picture(const ApiCall *call, const char *blob)
{
    BlobStore *blobs = call->api->options.blobs;
    Message message;
    BlobName name;

    if (blob_name_parse(blob, &name))
        return;
    if (blobs->driver->remove(blobs, &name, &message))
        log_event(call->api->options.log, LOG_WARNING, "orphan", log_detail(message.text));
}

static void refuse_young(const ApiCall *call, int64_t deletable_ms)
{
    const int64_t now_ms = clock_now_ms(&call->api->options.app->clock);

    call_add_retry_after(call, (deletable_ms - now_ms + 999) / 1000);
    json_answer_problem(call, PROBLEM_DRAFT_TOO_YOUNG, NULL,
                        json_pack("{s:I, s:I}", "until_ms", (json_int_t)deletable_ms, "now_ms",
                                  (json_int_t)now_ms));
}

void drafts_api_delete(ApiCall *call)
{
    const char *id = http_get_parameter(call->exchange, "id");
    int64_t deletable_ms = 0;
    Message message;
    Draft draft;
    const int status = drafts_delete(call->api->options.app, call->db, call->actor.account_id, id,
                                     &draft, &deletable_ms, &message);

    switch (status) {
    case STATUS_OK:
        remove_picture(call, draft.photo_blob);
        remove_picture(call, draft.preview_blob);
        http_answer(call->exchange, 204, NULL, NULL, 0);
        break;
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_DRAFT_IN_USE);
        break;
    case STATUS_DENIED:
        refuse_young(call, deletable_ms);
        break;
    default:
        call_answer_failure(call, status, &message);
        break;
    }
}

void drafts_api_preview(ApiCall *call)
{
    const char *id = http_get_parameter(call->exchange, "id");
    char key_name[KEY_NAME_BYTES];
    Message message;
    Draft draft;
    const int status =
        drafts_find(call->db, call->actor.account_id, id, &draft, key_name, &message);

    if (status)
        call_answer_failure(call, status, &message);
    else
        media_answer(call, key_name, draft.preview_blob, NULL);
}
