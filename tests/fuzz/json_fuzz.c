/*
 * Any bytes as a JSON body of every route that takes one, from somebody who may: through the
 * server, json_read with the route's own format, the use case and the database.
 *
 * The input's first line is the route's pattern; one that is none stands for some route all the
 * same, so that few inputs are lost. The rest is the body. It must be answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/api/call.h"
#include "tests/fuzz/fuzz_site.h"

enum { ROUTES_MAX = 128, PATH_BYTES = 128, HEAD_BYTES = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static const ApiRoute *routes[ROUTES_MAX];
static size_t n_routes;

static void find_routes(void)
{
    for (size_t i = 0; i < api_n_routes && n_routes < ROUTES_MAX; i++)
        if (api_routes[i].body_bytes_max && !strcmp(api_routes[i].method, "POST") &&
            !api_find_form(&api_routes[i]))
            routes[n_routes++] = &api_routes[i];
}

static const ApiRoute *choose_route(const uint8_t *line, size_t n_line)
{
    size_t sum = 0;

    if (!n_routes)
        find_routes();
    for (size_t i = 0; i < n_routes; i++)
        if (strlen(routes[i]->pattern) == n_line && !memcmp(routes[i]->pattern, line, n_line))
            return routes[i];
    for (size_t i = 0; i < n_line; i++)
        sum += line[i];
    return routes[n_routes ? sum % n_routes : 0];
}

/* {id} is 1. */
static void format_path(const char *pattern, char ret_path[PATH_BYTES])
{
    const char *open = strchr(pattern, '{'), *close = open ? strchr(open, '}') : NULL;

    snprintf(ret_path, PATH_BYTES, "%.*s%s%s", open ? (int)(open - pattern) : PATH_BYTES, pattern,
             open ? "1" : "", close ? close + 1 : "");
}

static Role find_role(Operation operation)
{
    for (int role = ROLE_STUDENT; role < ROLE_COUNT; role++) {
        const Actor actor = {.role = (Role)role};

        if (authorize_role(&actor, operation) == AUTHORIZED)
            return (Role)role;
    }
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    const uint8_t *end = n_bytes ? memchr(data, '\n', n_bytes) : NULL;
    const size_t n_line = end ? (size_t)(end - data) : n_bytes;
    const size_t n_skipped = end ? n_line + 1 : n_bytes;
    const ApiRoute *route = choose_route(data, n_line);
    char path[PATH_BYTES], head[HEAD_BYTES];

    fuzz_site_start();
    format_path(route->pattern, path);
    snprintf(head, sizeof head,
             "POST %s HTTP/1.1\r\nHost: fuzz\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
             "Content-Type: application/json\r\nIf-Match: \"1\"\r\n"
             "Content-Length: %zu\r\n\r\n",
             path, fuzz_site_get_token(find_role(route->operation)), n_bytes - n_skipped);
    fuzz_site_ask(head, data + n_skipped, n_bytes - n_skipped);
    return 0;
}
