/*
 * What officers do for students: lift locks, send many back to the camera at once.
 *
 * A bulk change is a list of ids; each is a change of its own, so that one that cannot be done
 * leaves the others done. The answer says of each what came of it; an id that is not there and one
 * of another school look alike.
 */
#include "src/api/students.h"

#include <string.h>

#include "src/app/students.h"
#include "src/app/submissions.h"
#include "src/store/student_list.h"

enum { IDS_MAX = 200 };

/* DENIED: not of those whose students the actor may change. */
static int find_own(const ApiCall *call, int64_t id, Message *message)
{
    StudentItem item;
    Subject subject;
    const int status = store_student_get_item(call->db, id, &item, message);

    if (status)
        return status;
    subject = (Subject){.school_id = item.school_id, .college_id = item.college_id};
    return authorize(&call->actor, call->route->operation, &subject) == AUTHORIZED
               ? STATUS_OK
               : status_set(message, STATUS_DENIED, "another school's");
}

/* Changes one; CONFLICT: there was nothing to do. */
typedef int Change(const ApiCall *call, int64_t id, const char *remark, Message *message);

static int unlock(const ApiCall *call, int64_t id, const char *remark, Message *message)
{
    int was_locked = 0;
    const int status = students_unlock(call->api->options.app, call->db, call->actor.staff_id, id,
                                       &was_locked, message);

    (void)remark;
    if (status || was_locked)
        return status;
    return status_set(message, STATUS_CONFLICT, "there is no lock");
}

static int reset(const ApiCall *call, int64_t id, const char *remark, Message *message)
{
    return submissions_reset(call->api->options.app, call->db, call->actor.staff_id, id, remark,
                             message);
}

void student_api_unlock(ApiCall *call)
{
    StudentItem item;
    Message message;
    int status = students_api_find(call, &item, &message);

    if (!status && item.journey_id)
        status = unlock(call, item.id, NULL, &message);
    if (!status || status == STATUS_CONFLICT) /* again: nothing changes */
        http_answer(call->exchange, 204, NULL, NULL, 0);
    else
        call_answer_failure(call, status, &message);
}

/* --- many */

static const char *run_one(const ApiCall *call, int64_t id, const char *remark, Change *change)
{
    Message message;
    int status = find_own(call, id, &message);

    if (!status) {
        status = change(call, id, remark, &message);
        if (status == STATUS_NOT_FOUND) /* it has not begun */
            status = STATUS_CONFLICT;
    }
    switch (status) {
    case STATUS_OK:
        return "done";
    case STATUS_CONFLICT:
        return "nothing-to-do";
    case STATUS_DENIED:
    case STATUS_NOT_FOUND:
        return "not-found";
    default:
        return "failed";
    }
}

/* A list of IDS_MAX different numbers at most, 1 at least. */
static int is_list(const json_t *ids)
{
    const size_t n_ids = json_array_size(ids);

    if (!json_is_array(ids) || !n_ids || n_ids > IDS_MAX)
        return 0;
    for (size_t i = 0; i < n_ids; i++)
        if (!json_is_integer(json_array_get(ids, i)))
            return 0;
    return 1;
}

static void run_many(const ApiCall *call, const json_t *ids, const char *remark, Change *change)
{
    json_t *items = json_array();

    for (size_t i = 0; i < json_array_size(ids); i++) {
        const int64_t id = json_integer_value(json_array_get(ids, i));

        json_array_append_new(items, json_pack("{s:I, s:s}", "id", (json_int_t)id, "result",
                                               run_one(call, id, remark, change)));
    }
    json_answer(call, 200, json_pack("{s:o}", "items", items));
}

void students_api_unlock(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    json_t *ids;

    if (json_read(call, &json, "{s:o}", "ids", &ids))
        return;
    if (is_list(ids))
        run_many(call, ids, NULL, unlock);
    else
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
}

void students_api_reset(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *remark = NULL;
    json_t *ids;

    if (json_read(call, &json, "{s:o, s?s}", "ids", &ids, "remark", &remark))
        return;
    if (!is_list(ids))
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
    else if (remark && strlen(remark) >= REMARK_BYTES)
        call_answer_problem(call, PROBLEM_REMARK_TOO_LONG);
    else
        run_many(call, ids, remark, reset);
}
