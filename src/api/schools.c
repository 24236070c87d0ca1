/* A school as its officers see it: read, and its contact changed by If-Match, as batches are. */
#include "src/app/schools.h"

#include "src/api/etag.h"
#include "src/api/json.h"
#include "src/store/school.h"

static int find(const ApiCall *call, School *ret_school, Message *message)
{
    int64_t id;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(message, STATUS_NOT_FOUND, "there is no such school");
    return store_school_get(call->db, id, ret_school, message);
}

int school_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    School school;
    const int status = find(call, &school, ret_message);

    if (!status)
        *ret_subject = (Subject){.school_id = school.id};
    return status;
}

static void answer(const ApiCall *call)
{
    School school;
    Message message;
    const int status = find(call, &school, &message);

    if (status)
        call_answer_status(call, status, &message);
    else if (!etag_answer_same(call, school.version))
        json_answer(call, 200,
                    json_pack("{s:I, s:I, s:s, s:s, s:s}", "id", (json_int_t)school.id, "version",
                              (json_int_t)school.version, "code", school.code, "name", school.name,
                              "contact", school.contact));
}

void school_api_read(ApiCall *call)
{
    answer(call);
}

void school_api_change(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *contact;
    School school;
    Message message;
    int status = find(call, &school, &message);

    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    if (etag_read_version(call, &school.version) ||
        json_read(call, &json, "{s:s}", "contact", &contact))
        return;
    status = schools_set_contact(call->api->options.app, call->db, call->actor.staff_id, &school,
                                 contact, &message);
    if (!status)
        answer(call);
    else if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_CHANGED);
    else if (status == STATUS_ARGUMENT)
        call_answer_problem(call, PROBLEM_SETTINGS_WRONG);
    else
        call_answer_status(call, status, &message);
}
