/* Errors as RFC 9457 problem+json. Thread-safe. */
#include <stdio.h>
#include <string.h>

#include "src/http/http.h"

enum { PROBLEM_BYTES_MAX = 4096 };

/* Appends the text as the inside of a JSON string; UTF-8 passes through. */
static size_t append_escaped(char *out, size_t used, size_t size_bytes, const char *text)
{
    for (; *text && used + 8 < size_bytes; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            used += (size_t)snprintf(out + used, size_bytes - used, "\\%c", c);
        else if (c < 0x20)
            used += (size_t)snprintf(out + used, size_bytes - used, "\\u%04x", c);
        else
            out[used++] = (char)c;
    }
    out[used] = 0;
    return used;
}

void http_answer_problem(HttpExchange *exchange, unsigned status, const char *code, const char *zh,
                         const char *en)
{
    char text[PROBLEM_BYTES_MAX];
    const size_t room = sizeof text - 64;
    size_t used = (size_t)snprintf(text, sizeof text,
                                   "{\"type\":\"about:blank\",\"status\":%u,\"code\":\"%s\","
                                   "\"text\":{\"zh\":\"",
                                   status, code);

    used = append_escaped(text, used, room, zh);
    used += (size_t)snprintf(text + used, sizeof text - used, "\",\"en\":\"");
    used = append_escaped(text, used, room, en);
    used += (size_t)snprintf(text + used, sizeof text - used, "\"}}");
    http_answer(exchange, status, "application/problem+json", text, used);
}
