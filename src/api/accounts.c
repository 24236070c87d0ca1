/*
 * Others' accounts: schools make, reset and disable those of their colleges, the centre all. A
 * first password is told once, to whoever made it, and must be changed at the first log-in.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/page.h"
#include "src/api/staff.h"
#include "src/app/staff.h"
#include "src/store/school.h"
#include "src/store/staff.h"

enum { ACTOR_BYTES = 32 };

static void format_actor(const ApiCall *call, char ret_actor[ACTOR_BYTES])
{
    snprintf(ret_actor, ACTOR_BYTES, "staff:%" PRId64, call->actor.staff_id);
}

/* --- the list */

static void add(void *context, const Staff *staff, const char *place)
{
    (void)place;
    page_rows_add(context, staff->id, staff_api_pack(staff));
}

void accounts_api_list(ApiCall *call)
{
    PageRows rows;
    Message message;
    Page page;
    int status;

    if (page_read(call, &page))
        return;
    rows = page_rows_begin(&page);
    status = store_staff_list(call->db, call->actor.school_id, page.after.id,
                              (int64_t)page.limit + 1, add, &rows, &message);
    page_rows_answer(call, &rows, status, &message);
}

/* --- a new one */

/* A school's officer makes accounts of its own colleges, whatever school is named. 0, or -1. */
static int bind_to_school(const ApiCall *call, School *school, StaffNew *new_staff)
{
    Message message;

    if (!call->actor.school_id)
        return 0;
    if (new_staff->role != ROLE_COLLEGE ||
        store_school_get(call->db, call->actor.school_id, school, &message) ||
        (new_staff->school_code && strcmp(new_staff->school_code, school->code) != 0))
        return -1;
    new_staff->school_code = school->code;
    return 0;
}

static void answer_password(const ApiCall *call, unsigned status, char password[CRYPT_TOKEN_BYTES])
{
    json_answer(call, status, json_pack("{s:s}", "first_password", password));
    crypt_wipe(password, CRYPT_TOKEN_BYTES);
}

void accounts_api_add(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    char actor[ACTOR_BYTES], password[CRYPT_TOKEN_BYTES];
    StaffNew new_staff = {.actor = actor};
    const char *role;
    School school;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:s, s?s, s?s}", "login", &new_staff.login, "role", &role,
                  "school_code", &new_staff.school_code, "college", &new_staff.college_name))
        return;
    format_actor(call, actor);
    new_staff.role = role_parse_staff(role);
    if (bind_to_school(call, &school, &new_staff)) {
        call_answer_problem(call, PROBLEM_FORBIDDEN);
        return;
    }
    status = staff_add(call->api->options.app, call->db, &new_staff, password, &message);
    if (!status)
        answer_password(call, 201, password);
    else if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_LOGIN_TAKEN);
    else if (status == STATUS_ARGUMENT || status == STATUS_NOT_FOUND)
        call_answer_problem(call, PROBLEM_ACCOUNT_WRONG);
    else
        call_answer_status(call, status, &message);
}

/* --- one that is there */

/* Nobody resets or disables the own account: that would only lock one out. 0, or -1: answered. */
static int find_managed(const ApiCall *call, Staff *ret_staff)
{
    Message message;
    const int status = staff_api_find(call, ret_staff, &message);

    if (status)
        call_answer_failure(call, status, &message);
    else if (ret_staff->id == call->actor.staff_id ||
             (call->actor.school_id && ret_staff->role != ROLE_COLLEGE))
        call_answer_problem(call, PROBLEM_FORBIDDEN);
    else
        return 0;
    return -1;
}

void accounts_api_reset(ApiCall *call)
{
    char actor[ACTOR_BYTES], password[CRYPT_TOKEN_BYTES];
    Staff staff;
    Message message;
    int status;

    if (find_managed(call, &staff))
        return;
    format_actor(call, actor);
    status =
        staff_reset_by(call->api->options.app, call->db, actor, staff.login, password, &message);
    if (status)
        call_answer_status(call, status, &message);
    else
        answer_password(call, 200, password);
}

void accounts_api_disable(ApiCall *call)
{
    char actor[ACTOR_BYTES];
    Staff staff;
    Message message;
    int status;

    if (find_managed(call, &staff))
        return;
    format_actor(call, actor);
    status = staff_disable_by(call->api->options.app, call->db, actor, staff.login, &message);
    if (status)
        call_answer_status(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}
