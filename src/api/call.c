/*
 * What every request passes. Nothing is granted before authorize() has said so: the handler is
 * called in one place, run_authorized. Thread-safe; each call has a connection of its own.
 */
#include "src/api/call.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"
#include "src/store/staff.h"

enum { CONNECTION_TIMEOUT_MS = 2000, MINUTE_MS = 60 * 1000, BUSY_RETRY_S = 2 };

/* Staff who look at the student's page in the same browser stay logged in. */
static const char staff_cookie[] = "tucai_session", student_cookie[] = "tucai_student";
static const char bearer_prefix[] = "Bearer ";

/* --- answers */

void call_answer_problem(const ApiCall *call, ProblemId id)
{
    const Problem *problem = problem_get(id);

    http_answer_problem(call->exchange, problem->status, problem->code, problem->zh, problem->en);
}

void call_add_retry_after(const ApiCall *call, int64_t seconds)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, seconds);
    http_add_header(call->exchange, "Retry-After", text);
}

void call_answer_status(const ApiCall *call, int status, const Message *message)
{
    log_event(call->api->options.log, status == STATUS_BUSY ? LOG_WARNING : LOG_ERROR, "failed",
              log_number("request", http_get_id(call->exchange)), log_number("code", status),
              log_word("operation", operation_get_name(call->route->operation)),
              log_detail(message->text));
    switch (status) {
    case STATUS_BUSY:
        call_add_retry_after(call, BUSY_RETRY_S);
        call_answer_problem(call, PROBLEM_BUSY);
        break;
    case STATUS_GONE:
    case STATUS_FULL:
        call_add_retry_after(call, BUSY_RETRY_S);
        call_answer_problem(call, PROBLEM_UNAVAILABLE);
        break;
    default:
        call_answer_problem(call, PROBLEM_INTERNAL);
        break;
    }
}

void call_answer_failure(const ApiCall *call, int status, const Message *message)
{
    if (status == STATUS_NOT_FOUND)
        call_answer_problem(call, PROBLEM_NOT_FOUND);
    else
        call_answer_status(call, status, message);
}

int call_take_token(const ApiCall *call, const LimitRule *rule, const char *key)
{
    const int64_t wait_ms = limits_take(call->api->limits, rule, key, (int64_t)clock_get_ms());

    if (!wait_ms)
        return 0;
    call_add_retry_after(call, wait_ms / 1000 + 1);
    call_answer_problem(call, PROBLEM_TOO_MANY);
    return -1;
}

int call_parse_id(const char *text, int64_t *ret_id)
{
    char *end;
    int64_t id;

    if (*text < '1' || *text > '9')
        return -1;
    errno = 0;
    id = strtoll(text, &end, 10);
    if (*end || errno)
        return -1;
    *ret_id = id;
    return 0;
}

/* --- who asks */

static int is_reading(const ApiCall *call)
{
    return !strcmp(call->route->method, "GET");
}

static const char *get_cookie_name(const ApiCall *call)
{
    static const char staff[] = "/api/v1/staff/";

    return strncmp(call->route->pattern, staff, sizeof staff - 1) ? student_cookie : staff_cookie;
}

/*
 * The token of the session, by header (apps) or cookie (browsers). Who sends the cookie is not
 * known: another page can make a browser send it, but cannot read the other token.
 */
static const char *get_token(const ApiCall *call, int *ret_is_cookie)
{
    const char *header = http_get_header(call->exchange, "Authorization");

    *ret_is_cookie = 0;
    if (header && !strncmp(header, bearer_prefix, sizeof bearer_prefix - 1))
        return header + sizeof bearer_prefix - 1;
    *ret_is_cookie = 1;
    return http_get_cookie(call->exchange, get_cookie_name(call));
}

/* Fills the actor: nobody, if there is no session that holds. */
static int find_actor(ApiCall *call, Message *message)
{
    Staff staff;
    int status;

    call->actor = (Actor){.role = ROLE_NOBODY};
    call->token = get_token(call, &call->is_cookie);
    status = session_find(call->api->options.app, call->db, call->token, &call->session, message);
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (call->session.account_id) {
        call->actor = (Actor){.role = ROLE_STUDENT, .account_id = call->session.account_id};
        return STATUS_OK;
    }
    status = store_staff_find(call->db, call->session.staff_id, &staff, message);
    if (!status && !staff.is_disabled)
        call->actor = (Actor){.role = staff.role,
                              .staff_id = staff.id,
                              .school_id = staff.school_id,
                              .college_id = staff.college_id,
                              .must_change_password = staff.must_change_password};
    return status;
}

void call_set_cookie(const ApiCall *call, const char *token, int64_t max_age_s)
{
    char value[160];

    snprintf(value, sizeof value, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%" PRId64 "%s",
             get_cookie_name(call), token, max_age_s,
             call->api->options.is_secure ? "; Secure" : "");
    http_add_header(call->exchange, "Set-Cookie", value);
}

/* --- what they may */

static void refuse(const ApiCall *call, Authorization authorization)
{
    static const ProblemId problems[] = {
        [UNAUTHORIZED_LOG_IN] = PROBLEM_LOG_IN,
        [UNAUTHORIZED_CHANGE_PASSWORD] = PROBLEM_PASSWORD_FIRST,
        [UNAUTHORIZED_ROLE] = PROBLEM_FORBIDDEN,
        [UNAUTHORIZED_SUBJECT] = PROBLEM_NOT_FOUND, /* which ids there are is not told */
    };

    call_answer_problem(call, problems[authorization]);
}

static void run_authorized(ApiCall *call)
{
    Subject subject = {.account_id = call->actor.account_id,
                       .staff_id = call->actor.staff_id,
                       .school_id = call->actor.school_id,
                       .college_id = call->actor.college_id};
    const ApiForm *form = api_find_form(call->route);
    Authorization authorization = authorize_role(&call->actor, call->route->operation);
    Message message;

    if (authorization == AUTHORIZED && call->route->find_subject) {
        const int status = call->route->find_subject(call, &subject, &message);

        if (status) {
            call_answer_failure(call, status, &message);
            return;
        }
    }
    if (authorization == AUTHORIZED)
        authorization = authorize(&call->actor, call->route->operation, &subject);
    if (authorization != AUTHORIZED)
        refuse(call, authorization);
    else if (!call->is_admission)
        call->route->handler(call);
    else if (form && form->admit)
        form->admit(call);
}

/* A token is taken once a request: of a form when its headers come, of a sleeper when it lies down.
 */
static int has_token(const ApiCall *call)
{
    return (!call->is_admission && api_find_form(call->route)) || http_has_slept(call->exchange);
}

/* Of an address: a flood's end. A whole campus may have one, so it is no measure of anybody. */
static int take_token_of_address(const ApiCall *call)
{
    const LimitRule rule = {"requests", call->api->options.requests_per_minute, MINUTE_MS};

    return has_token(call) ? 0 : call_take_token(call, &rule, http_get_address(call->exchange));
}

/* Of an account, however many sessions and addresses it has. */
static int take_token_of_actor(const ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    const Actor *actor = &call->actor;
    const LimitRule student = {"student", options->student_requests_per_minute, MINUTE_MS},
                    staff = {"staff", options->staff_requests_per_minute, MINUTE_MS};
    char key[24];

    if (actor->role == ROLE_NOBODY || has_token(call))
        return 0;
    snprintf(key, sizeof key, "%" PRId64, actor->staff_id ? actor->staff_id : actor->account_id);
    return call_take_token(call, actor->staff_id ? &staff : &student, key);
}

/* A change that a page of somebody else may have made the browser ask for. */
static int is_forged(const ApiCall *call)
{
    const Actor nobody = {.role = ROLE_NOBODY};

    if (!call->is_cookie || is_reading(call) || call->actor.role == ROLE_NOBODY ||
        authorize_role(&nobody, call->route->operation) == AUTHORIZED)
        return 0;
    return !session_is_csrf_token(&call->session, http_get_header(call->exchange, "X-CSRF-Token"));
}

static void run_with_session(ApiCall *call)
{
    Message message = {""};
    const int status = find_actor(call, &message);

    if (status)
        call_answer_status(call, status, &message);
    else if (is_forged(call))
        call_answer_problem(call, PROBLEM_CSRF);
    else if (!take_token_of_actor(call))
        run_authorized(call);
}

static const ApiRoute *find_route(const Api *api, const HttpExchange *exchange)
{
    const char *pattern = http_get_route(exchange), *method = http_get_method(exchange);

    if (!strcmp(method, "HEAD"))
        method = "GET";
    for (size_t i = 0; i < api->n_routes; i++)
        if (!strcmp(api->routes[i].pattern, pattern) && !strcmp(api->routes[i].method, method))
            return &api->routes[i];
    return NULL;
}

static void run(ApiCall *call)
{
    Message message;
    int status;

    if (!call->route || take_token_of_address(call))
        return;
    if (call->route->is_without_session) {
        run_authorized(call);
        return;
    }
    status = db_pool_take(call->api->options.db, CONNECTION_TIMEOUT_MS, &call->db, &message);
    if (status) {
        call_answer_status(call, status, &message);
        return;
    }
    run_with_session(call);
    db_pool_put(call->api->options.db, call->db);
}

void call_dispatch(void *context, HttpExchange *exchange)
{
    ApiCall call = {.api = context, .exchange = exchange, .route = find_route(context, exchange)};

    run(&call);
}

void call_admit(void *context, HttpExchange *exchange)
{
    ApiCall call = {.api = context,
                    .exchange = exchange,
                    .route = find_route(context, exchange),
                    .is_admission = true};

    run(&call);
}
