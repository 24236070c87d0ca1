/* Sessions of students: an account of its own for each browser and app. */
#include <string.h>

#include "src/api/json.h"
#include "src/app/accounts.h"
#include "src/model/batch.h"

enum { MINUTE_MS = 60 * 1000 };

static void answer_session(const ApiCall *call, const char *token, int is_app)
{
    json_t *json = json_pack("{s:s, s:I}", "csrf_token", call->session.csrf_token, "expires_ms",
                             (json_int_t)call->session.expires_ms);

    if (is_app)
        json_object_set_new(json, "token", json_string(token));
    else
        call_set_cookie(call, token, batch_rules_get_default().student_session_ms / 1000);
    json_answer(call, 200, json);
}

/* A new account's session becomes that of the call. 0, or -1: answered. */
static int begin(ApiCall *call, char ret_token[SESSION_TOKEN_BYTES])
{
    const LimitRule rule = {"sessions", call->api->options.sessions_per_minute, MINUTE_MS};
    Message message;
    int status;

    if (call_take_token(call, &rule, http_get_address(call->exchange)))
        return -1;
    status = accounts_begin(call->api->options.app, call->db, ret_token, &call->session, &message);
    if (status)
        call_answer_status(call, status, &message);
    return status ? -1 : 0;
}

/* A cookie's token is kept from the scripts of the page, so it is not told to them here either. */
static int would_tell_cookie(const ApiCall *call, const char *client)
{
    return *client == 'a' && call->is_cookie;
}

/* Who asks twice keeps the account: an answer may be lost on its way. */
void student_session_begin(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    char token[SESSION_TOKEN_BYTES];
    const char *client = "browser";

    if (json_read(call, &json, "{s?s}", "client", &client))
        return;
    if (strcmp(client, "browser") && strcmp(client, "app"))
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
    else if (call->actor.role == ROLE_STUDENT && !would_tell_cookie(call, client))
        answer_session(call, call->token, *client == 'a');
    else if (!begin(call, token))
        answer_session(call, token, *client == 'a');
}

/* Browsers get their cookie anew: it lives as long as the session, which slides. */
void student_session_get(ApiCall *call)
{
    answer_session(call, call->token, !call->is_cookie);
}

void student_session_end(ApiCall *call)
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
