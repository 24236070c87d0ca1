/* Staff: log-in, log-out, one's own password and second factor, accounts. */
#include <inttypes.h>
#include <stdio.h>

#include "src/api/json.h"
#include "src/api/staff.h"
#include "src/app/staff.h"
#include "src/model/batch.h"
#include "src/store/staff.h"

enum { MINUTE_MS = 60 * 1000 };

static json_t *pack_id(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

json_t *staff_api_pack(const Staff *staff)
{
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:b, s:b, s:b}", "id", (json_int_t)staff->id,
                     "login", staff->login, "role", role_get_name(staff->role), "school_id",
                     pack_id(staff->school_id), "college_id", pack_id(staff->college_id),
                     "must_change_password", staff->must_change_password, "has_totp",
                     staff->is_totp_confirmed, "is_disabled", staff->is_disabled);
}

static json_t *pack_session(const Staff *staff, const Session *session)
{
    return json_pack("{s:o, s:s, s:I}", "staff", staff_api_pack(staff), "csrf_token",
                     session->csrf_token, "expires_ms", (json_int_t)session->expires_ms);
}

/* Of one address, and for one login whether there is such a one or not. */
static int take_login_tokens(const ApiCall *call, const char *login)
{
    const int64_t n_tokens = call->api->options.logins_per_minute;
    const LimitRule by_address = {"login-address", n_tokens, MINUTE_MS};
    const LimitRule by_login = {"login", n_tokens, MINUTE_MS};

    return call_take_token(call, &by_address, http_get_address(call->exchange)) ||
           call_take_token(call, &by_login, login);
}

void staff_api_login(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    StaffLogin login = {NULL, NULL, NULL};
    StaffEntry entry;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:s, s?s}", "login", &login.login, "password",
                  &login.password, "code", &login.code) ||
        take_login_tokens(call, login.login))
        return;
    status = staff_log_in(call->api->options.app, call->db, &login, &entry, &message);
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    if (entry.outcome != LOGIN_DONE) {
        call_answer_problem(call, entry.outcome == LOGIN_CODE_WANTED ? PROBLEM_CODE_WANTED
                                                                     : PROBLEM_LOGIN_REFUSED);
        return;
    }
    call_set_cookie(call, entry.token, batch_rules_get_default().staff_session_ms / 1000);
    json_answer(call, 200, pack_session(&entry.staff, &entry.session));
}

void staff_api_logout(ApiCall *call)
{
    Message message;
    const int status = session_end(call->api->options.app, call->db, call->token, &message);

    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    call_set_cookie(call, "", 0);
    http_answer(call->exchange, 204, NULL, NULL, 0);
}

void staff_api_me(ApiCall *call)
{
    Staff staff;
    Message message;
    const int status = store_staff_find(call->db, call->actor.staff_id, &staff, &message);

    if (status)
        call_answer_status(call, status, &message);
    else
        json_answer(call, 200, pack_session(&staff, &call->session));
}

void staff_api_password(ApiCall *call)
{
    static const ProblemId problems[] = {[PASSWORD_OLD_WRONG] = PROBLEM_PASSWORD_OLD_WRONG,
                                         [PASSWORD_TOO_SHORT] = PROBLEM_PASSWORD_TOO_SHORT,
                                         [PASSWORD_TOO_LONG] = PROBLEM_PASSWORD_TOO_LONG,
                                         [PASSWORD_IS_LOGIN] = PROBLEM_PASSWORD_IS_LOGIN,
                                         [PASSWORD_IS_OLD] = PROBLEM_PASSWORD_IS_OLD};
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *old_password, *new_password;
    PasswordOutcome outcome;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:s}", "old_password", &old_password, "new_password",
                  &new_password))
        return;
    status = staff_change_password(call->api->options.app, call->db, call->actor.staff_id,
                                   old_password, new_password, call->token, &outcome, &message);
    if (status)
        call_answer_status(call, status, &message);
    else if (outcome != PASSWORD_CHANGED)
        call_answer_problem(call, problems[outcome]);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}

void staff_api_totp_enrol(ApiCall *call)
{
    char secret[TOTP_SECRET_TEXT_BYTES], uri[256];
    Staff staff;
    Message message;
    int status = store_staff_find(call->db, call->actor.staff_id, &staff, &message);

    if (!status)
        status = staff_enrol_totp(call->api->options.app, call->db, call->actor.staff_id, secret,
                                  &message);
    if (status == STATUS_CONFLICT) {
        call_answer_problem(call, PROBLEM_TOTP_EXISTS);
        return;
    }
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    snprintf(uri, sizeof uri, "otpauth://totp/Tucai:%s?secret=%s&issuer=Tucai", staff.login,
             secret);
    json_answer(call, 200, json_pack("{s:s, s:s}", "secret", secret, "uri", uri));
}

void staff_api_totp_confirm(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *code;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s}", "code", &code))
        return;
    status =
        staff_confirm_totp(call->api->options.app, call->db, call->actor.staff_id, code, &message);
    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_TOTP_MISSING);
    else if (status == STATUS_DENIED)
        call_answer_problem(call, PROBLEM_CODE_WRONG);
    else if (status)
        call_answer_status(call, status, &message);
    else
        http_answer(call->exchange, 204, NULL, NULL, 0);
}

/* --- another's account */

int staff_api_find(const ApiCall *call, Staff *ret_staff, Message *ret_message)
{
    int64_t id;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(ret_message, STATUS_NOT_FOUND, "no such account");
    return store_staff_find(call->db, id, ret_staff, ret_message);
}

int staff_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Staff staff;
    const int status = staff_api_find(call, &staff, ret_message);

    if (!status)
        *ret_subject = (Subject){
            .staff_id = staff.id, .school_id = staff.school_id, .college_id = staff.college_id};
    return status;
}

void staff_api_read(ApiCall *call)
{
    Staff staff;
    Message message;
    const int status = staff_api_find(call, &staff, &message);

    if (status)
        call_answer_failure(call, status, &message);
    else
        json_answer(call, 200, staff_api_pack(&staff));
}
