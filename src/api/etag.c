/* Thread-safe. */
#include "src/api/etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void etag_format(int64_t version, char ret_etag[ETAG_BYTES])
{
    snprintf(ret_etag, ETAG_BYTES, "\"%" PRId64 "\"", version);
}

bool etag_is_in(const char *header, const char *etag)
{
    const size_t n_etag = strlen(etag);
    const char *at = header;

    if (!strcmp(header, "*"))
        return true;
    while (*at) {
        size_t length;

        at += strspn(at, " \t,");
        if (!strncmp(at, "W/", 2))
            at += 2;
        length = strcspn(at, ", \t");
        if (length == n_etag && !memcmp(at, etag, n_etag))
            return true;
        at += length;
    }
    return false;
}

bool etag_answer_same(const ApiCall *call, int64_t version)
{
    const char *header = http_get_header(call->exchange, "If-None-Match");
    char etag[ETAG_BYTES];

    etag_format(version, etag);
    http_add_header(call->exchange, "ETag", etag);
    if (!header || !etag_is_in(header, etag))
        return false;
    http_answer(call->exchange, 304, NULL, NULL, 0);
    return true;
}

int etag_read_version(const ApiCall *call, int64_t *ret_version)
{
    const char *header = http_get_header(call->exchange, "If-Match");
    const size_t length = header ? strlen(header) : 0;
    char number[ETAG_BYTES] = "";

    if (!header) {
        call_answer_problem(call, PROBLEM_VERSION_WANTED);
        return -1;
    }
    if (length > 2 && length < sizeof number && header[0] == '"' && header[length - 1] == '"')
        memcpy(number, header + 1, length - 2);
    if (call_parse_id(number, ret_version)) {
        call_answer_problem(call, PROBLEM_CHANGED);
        return -1;
    }
    return 0;
}
