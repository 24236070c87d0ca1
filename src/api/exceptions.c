/*
 * Exceptions: the student asks, the school decides. The proof is a picture by its bytes, sealed
 * under the student's key before the request is written; what was sealed for a request that is not
 * taken is removed again.
 */
#include "src/api/exceptions.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/api/form_file.h"
#include "src/api/media.h"
#include "src/api/page.h"
#include "src/api/students.h"
#include "src/app/exceptions.h"
#include "src/app/shots.h"
#include "src/app/students.h"
#include "src/store/journey.h"

enum { OWN_MAX = 50 };

static json_t *pack_codes(const ExceptionCodes *codes)
{
    json_t *array = json_array();

    for (size_t i = 0; i < codes->n_codes; i++)
        json_array_append_new(array, json_string(codes->codes[i]));
    return array;
}

static json_t *pack(const ExceptionRequest *request)
{
    return json_pack("{s:I, s:o, s:s, s:b, s:I, s:o, s:o}", "id", (json_int_t)request->id, "codes",
                     pack_codes(&request->codes), "state", exception_state_get_name(request->state),
                     "has_proof", *request->proof_blob != 0, "asked_ms",
                     (json_int_t)request->asked_ms, "decided_ms", json_time(request->decided_ms),
                     "remark", *request->remark ? json_string(request->remark) : json_null());
}

/* --- the student's */

static void add_own(void *context, const ExceptionRequest *request)
{
    json_array_append_new(context, pack(request));
}

void exceptions_api_own(ApiCall *call)
{
    json_t *items = json_array();
    Journey journey;
    Message message;
    int status = store_journey_find(call->db, call->actor.account_id, &journey, &message);

    if (!status)
        status = store_exception_visit(call->db, journey.id, OWN_MAX, add_own, items, &message);
    if (!status || status == STATUS_NOT_FOUND) {
        page_answer(call, items, NULL);
        return;
    }
    json_decref(items);
    call_answer_status(call, status, &message);
}

typedef struct Form {
    const char *shot_id, *codes, *note;
    const HttpPart *proof;
} Form;

static int take_field(const HttpPart *part, const char **field)
{
    if (*field || !part->text || strlen(part->text) != part->n_bytes)
        return -1;
    *field = part->text;
    return 0;
}

static int take_part(const HttpPart *part, Form *form)
{
    if (!strcmp(part->name, "shot_id"))
        return take_field(part, &form->shot_id);
    if (!strcmp(part->name, "codes"))
        return take_field(part, &form->codes);
    if (!strcmp(part->name, "note"))
        return take_field(part, &form->note);
    if (strcmp(part->name, "proof") != 0 || form->proof || part->fd < 0)
        return -1;
    form->proof = part;
    return 0;
}

static int read_form(const ApiCall *call, Form *form)
{
    const HttpPart *part;

    for (size_t i = 0; (part = http_get_part_at(call->exchange, i)); i++)
        if (take_part(part, form))
            return -1;
    return form->shot_id && form->codes && form->note ? 0 : -1;
}

/* "P19,P15" */
static int parse_codes(const char *text, ExceptionCodes *codes)
{
    while (*text) {
        const size_t n_bytes = strcspn(text, ",");

        if (exception_codes_add(codes, text, n_bytes))
            return -1;
        text += n_bytes + (text[n_bytes] == ',');
    }
    return codes->n_codes ? 0 : -1;
}

static int get_key(const ApiCall *call, CryptKey *ret_key, Message *message)
{
    char key_name[KEY_NAME_BYTES];
    const int status = shots_get_key_name(call->db, call->actor.account_id, key_name, message);

    return status ? status : keys_get(call->api->options.keys, key_name, ret_key, message);
}

static int seal_proof(const ApiCall *call, const HttpPart *proof, BlobName *ret_name,
                      Message *message)
{
    CryptKey key;
    int status = get_key(call, &key, message);

    if (!status)
        status = form_file_seal(call, &key, proof, ret_name, message);
    crypt_wipe(&key, sizeof key);
    return status;
}

static bool is_same_proof(const ApiCall *call, const HttpPart *proof, const char *blob)
{
    bool is_same = !proof && !*blob;
    CryptKey key;
    Message message;

    if (proof && *blob && !get_key(call, &key, &message) &&
        form_file_compare(call, &key, proof, blob, &is_same, &message))
        is_same = false;
    crypt_wipe(&key, sizeof key);
    return is_same;
}

/* Whether what is open says the same: then the answer is the first one's. */
static bool is_repeat(const ApiCall *call, const Form *form, const ExceptionAsk *asked,
                      ExceptionRequest *ret_request)
{
    Message message;

    return !exceptions_find_repeat(call->db, call->api->options.keys, call->actor.account_id, asked,
                                   ret_request, &message) &&
           is_same_proof(call, form->proof, ret_request->proof_blob);
}

static void answer_asked(const ApiCall *call, int status, const ExceptionRequest *request,
                         const Message *message)
{
    switch (status) {
    case STATUS_OK:
        json_answer(call, 201, pack(request));
        break;
    case STATUS_ARGUMENT:
        call_answer_problem(call, PROBLEM_EXCEPTION_WRONG);
        break;
    case STATUS_DENIED:
        call_answer_problem(call, PROBLEM_EXCEPTION_NOT_REFUSED);
        break;
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_EXCEPTION_OPEN);
        break;
    default:
        call_answer_failure(call, status, message);
        break;
    }
}

static void ask(const ApiCall *call, const Form *form, const ExceptionCodes *codes)
{
    BlobName proof = {""};
    const ExceptionAsk asked = {form->shot_id, *codes, form->note, proof.text};
    ExceptionRequest request;
    Message message;
    int status = form->proof ? seal_proof(call, form->proof, &proof, &message) : STATUS_OK;

    if (!status)
        status = exceptions_ask(call->api->options.app, call->db, call->api->options.keys,
                                call->actor.account_id, &asked, &request, &message);
    /* GONE: it may have been written after all. */
    if (status && status != STATUS_GONE && *proof.text)
        form_file_remove(call, &proof);
    if (status == STATUS_CONFLICT && is_repeat(call, form, &asked, &request))
        status = STATUS_OK;
    answer_asked(call, status, &request, &message);
}

void exceptions_api_ask(ApiCall *call)
{
    Form form = {NULL, NULL, NULL, NULL};
    ExceptionCodes codes = {.n_codes = 0};
    ProblemId problem = PROBLEM_COUNT;

    if (read_form(call, &form))
        problem = PROBLEM_BAD_REQUEST;
    else if (parse_codes(form.codes, &codes))
        problem = PROBLEM_EXCEPTION_WRONG;
    else if (form.proof)
        problem = form_file_check_picture(form.proof, EXCEPTION_PROOF_BYTES, NULL);
    if (problem == PROBLEM_COUNT)
        ask(call, &form, &codes);
    else
        call_answer_problem(call, problem);
}

/* --- the school's */

static void add(void *context, const ExceptionRequest *request)
{
    page_rows_add(context, request->id, pack(request));
}

void exceptions_api_list(ApiCall *call)
{
    const char *state = http_get_query(call->exchange, "state");
    PageRows rows;
    ExceptionFilter filter = {.school_id = call->actor.school_id,
                              .college_id = call->actor.college_id,
                              .state = exception_state_parse(state ? state : "asked")};
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    if (filter.state == EXCEPTION_STATE_COUNT) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    filter.after_id = page.after.id;
    filter.n_max = (int64_t)page.limit + 1;
    rows = page_rows_begin(&page);
    status = store_exception_list(call->db, &filter, add, &rows, &message);
    page_rows_answer(call, &rows, status, &message);
}

typedef struct Owned {
    ExceptionRequest request;
    StudentItem owner;
} Owned;

static int find(const ApiCall *call, Owned *ret_owned, Message *message)
{
    Journey journey = {0};
    int64_t id;
    int status;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(message, STATUS_NOT_FOUND, "there is no such request");
    status = store_exception_get(call->db, id, &ret_owned->request, message);
    if (!status)
        status = store_journey_get(call->db, ret_owned->request.journey_id, &journey, message);
    return status
               ? status
               : store_student_get_item(call->db, journey.student_id, &ret_owned->owner, message);
}

int exception_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Owned owned;
    const int status = find(call, &owned, ret_message);

    if (!status)
        *ret_subject =
            (Subject){.school_id = owned.owner.school_id, .college_id = owned.owner.college_id};
    return status;
}

/* Finds it and notes the reading. */
static int open_request(const ApiCall *call, const char *action, Owned *ret_owned, Message *message)
{
    char subject[40];
    const int status = find(call, ret_owned, message);

    if (status)
        return status;
    snprintf(subject, sizeof subject, "exception:%" PRId64, ret_owned->request.id);
    return students_note_reading(call->api->options.app, call->db, call->actor.staff_id, action,
                                 subject, message);
}

static void refuse(const ApiCall *call, int status, const Message *message)
{
    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_EXCEPTION_DECIDED);
    else if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_REMARK_TOO_LONG);
    else
        call_answer_failure(call, status, message);
}

void exception_api_read(ApiCall *call)
{
    char note[EXCEPTION_NOTE_BYTES];
    Owned owned;
    Message message;
    int has_note = 0;
    int status = open_request(call, "exception.read", &owned, &message);

    if (!status && owned.request.n_note) {
        status = exceptions_open_note(call->api->options.keys, owned.owner.key_name, &owned.request,
                                      note, &message);
        has_note = !status;
        if (status == STATUS_NOT_FOUND) /* the key is gone, and the note with it */
            status = STATUS_OK;
    }
    if (status)
        refuse(call, status, &message);
    else
        json_answer(call, 200,
                    json_pack("{s:o, s:o, s:I, s:o}", "request", pack(&owned.request), "note",
                              has_note ? json_string(note) : json_null(), "shot_id",
                              (json_int_t)owned.request.shot_id, "student",
                              students_api_pack(&owned.owner,
                                                clock_now_ms(&call->api->options.app->clock))));
    crypt_wipe(note, sizeof note);
}

void exception_api_proof(ApiCall *call)
{
    Owned owned;
    Message message;
    const int status = open_request(call, "exception.proof-read", &owned, &message);

    if (status)
        refuse(call, status, &message);
    else
        media_answer(call, owned.owner.key_name, owned.request.proof_blob, NULL);
}

void exception_api_decide(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *remark = NULL;
    int is_approved;
    int64_t id = 0;
    Owned owned;
    Message message;
    int status;

    if (json_read(call, &json, "{s:b, s?s}", "is_approved", &is_approved, "remark", &remark))
        return;
    call_parse_id(http_get_parameter(call->exchange, "id"), &id);
    status = exceptions_decide(call->api->options.app, call->db, call->actor.staff_id, id,
                               is_approved, remark, &message);
    if (!status)
        status = find(call, &owned, &message);
    if (status)
        refuse(call, status, &message);
    else
        json_answer(call, 200, pack(&owned.request));
}
