/*
 * A linear search: a hundred short patterns cost less than the request's own parsing. A parameter
 * is one segment that is not empty. Thread-safe.
 */
#include "src/http/route.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Matches the path and takes its parameters. */
static bool match_pattern(const char *pattern, const char *path, RouteMatch *match)
{
    size_t used = 0;

    match->n_parameters = 0;
    while (*pattern && *path) {
        const size_t length = strcspn(path, "/");

        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        if (!length || match->n_parameters == HTTP_PATH_PARAMETERS_MAX)
            return false;
        match->parameters[match->n_parameters].name = pattern + 1;
        match->parameters[match->n_parameters].name_length = strcspn(pattern + 1, "}");
        match->parameters[match->n_parameters++].value = memcpy(match->values + used, path, length);
        used += length;
        match->values[used++] = 0;
        pattern += strcspn(pattern, "}") + 1;
        path += length;
    }
    return !*pattern && !*path;
}

static bool has_method(const HttpRoute *route, const char *method)
{
    return !strcmp(route->method, method) ||
           (!strcmp(method, "HEAD") && !strcmp(route->method, "GET"));
}

static void add_allowed(RouteMatch *match, const char *method)
{
    const size_t used = strlen(match->allow);

    if (!strstr(match->allow, method))
        snprintf(match->allow + used, sizeof match->allow - used, "%s%s", used ? ", " : "", method);
}

void route_find(const HttpRoute *routes, size_t n_routes, const char *method, const char *path,
                RouteMatch *ret_match)
{
    ret_match->route = NULL;
    ret_match->is_path_known = 0;
    ret_match->allow[0] = 0;
    ret_match->n_parameters = 0;
    if (strlen(path) >= ROUTE_PATH_BYTES_MAX)
        return;
    for (size_t i = 0; i < n_routes; i++) {
        if (!match_pattern(routes[i].pattern, path, ret_match))
            continue;
        ret_match->is_path_known = 1;
        add_allowed(ret_match, routes[i].method);
        if (has_method(&routes[i], method)) {
            ret_match->route = &routes[i];
            return;
        }
    }
    ret_match->n_parameters = 0;
}
