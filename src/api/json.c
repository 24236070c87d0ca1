/* Thread-safe. */
#include "src/api/json.h"

#include <stdarg.h>
#include <string.h>

/* 0.1 is 0.1: jansson would write seventeen digits, and what is measured has fewer. */
static const size_t dump_flags = JSON_COMPACT | JSON_REAL_PRECISION(10);

static int is_json(const ApiCall *call)
{
    static const char type[] = "application/json";
    const char *header = http_get_header(call->exchange, "Content-Type");

    /* Forms of other pages cannot have it: a second fence against forged requests. */
    return header && !strncasecmp(header, type, sizeof type - 1) &&
           (!header[sizeof type - 1] || strchr("; ", header[sizeof type - 1]));
}

int json_read(const ApiCall *call, json_t **ret_json, const char *format, ...)
{
    const HttpBytes body = http_get_body(call->exchange);
    va_list arguments;
    json_t *json;
    int status;

    if (!is_json(call)) {
        call_answer_problem(call, PROBLEM_NOT_JSON);
        return -1;
    }
    json = json_loadb(body.data, body.n_bytes, JSON_REJECT_DUPLICATES, NULL);
    va_start(arguments, format);
    status = json ? json_vunpack_ex(json, NULL, JSON_STRICT, format, arguments) : -1;
    va_end(arguments);
    if (status) {
        json_decref(json);
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return -1;
    }
    *ret_json = json;
    return 0;
}

void json_answer(const ApiCall *call, unsigned status, json_t *json)
{
    char *text = json ? json_dumps(json, dump_flags) : NULL;

    if (text)
        http_answer(call->exchange, status, "application/json", text, strlen(text));
    else
        call_answer_problem(call, PROBLEM_INTERNAL);
    free(text);
    json_decref(json);
}

void json_answer_problem(const ApiCall *call, ProblemId id, const char *zh, json_t *more)
{
    const Problem *problem = problem_get(id);
    cleanup_with(json_decref_p) json_t *own = more;
    cleanup_with(json_decref_p) json_t *json = json_pack(
        "{s:s, s:i, s:s, s:{s:s, s:s}}", "type", "about:blank", "status", (int)problem->status,
        "code", problem->code, "text", "zh", zh && *zh ? zh : problem->zh, "en", problem->en);
    cleanup_free char *text = NULL;

    if (json && own && !json_object_update_missing(json, own))
        text = json_dumps(json, dump_flags);
    if (text)
        http_answer(call->exchange, problem->status, "application/problem+json", text,
                    strlen(text));
    else
        call_answer_problem(call, PROBLEM_INTERNAL);
}

json_t *json_time(int64_t time_ms)
{
    return time_ms ? json_integer(time_ms) : json_null();
}
