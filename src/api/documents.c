/* The texts that students read or agree to: the latest that counts for the one who asks. */
#include <stdlib.h>
#include <string.h>

#include "src/api/etag.h"
#include "src/api/json.h"
#include "src/store/document.h"
#include "src/store/journey.h"
#include "src/store/student.h"

/* The batch of the account's student; 0: not verified yet, so the texts for everybody count. */
static int find_batch(const ApiCall *call, int64_t *ret_batch_id, Message *message)
{
    Journey journey;
    Student student = {.id = 0};
    int status = store_journey_find(call->db, call->actor.account_id, &journey, message);

    *ret_batch_id = 0;
    if (status == STATUS_NOT_FOUND || (!status && !journey.student_id))
        return STATUS_OK;
    if (!status)
        status = store_student_get(call->db, journey.student_id, &student, message);
    if (!status)
        *ret_batch_id = student.batch_id;
    return status;
}

static json_t *pack_document(const Document *document, const char *kind)
{
    return json_pack("{s:I, s:s, s:I, s:s, s:I, s:s}", "id", (json_int_t)document->id, "kind", kind,
                     "version", (json_int_t)document->version, "sha256", document->sha256,
                     "published_ms", (json_int_t)document->published_ms, "body", document->body);
}

/* Versions count for each batch apart; the id tells all texts apart. */
static void answer(const ApiCall *call, const Document *document, const char *kind)
{
    http_add_header(call->exchange, "Cache-Control", "private, no-cache");
    if (!etag_answer_same(call, document->id))
        json_answer(call, 200, pack_document(document, kind));
}

void documents_api_get(ApiCall *call)
{
    const char *name = http_get_parameter(call->exchange, "kind");
    Document document = {0};
    DocumentKind kind;
    Message message;
    int64_t batch_id;
    int status;

    if (document_kind_parse(name, &kind)) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    status = find_batch(call, &batch_id, &message);
    if (!status)
        status = store_document_get_latest(call->db, kind, batch_id, &document, &message);
    if (!status)
        answer(call, &document, name);
    else
        call_answer_failure(call, status, &message);
    free(document.body);
}
