/* Which route answers a request: patterns against paths. Pure functions. */
#ifndef SRC_HTTP_ROUTE_H
#define SRC_HTTP_ROUTE_H

#include "src/http/http.h"

enum { ROUTE_PATH_BYTES_MAX = 1024, ROUTE_ALLOW_BYTES = 64 };

typedef struct RouteMatch {
    const HttpRoute *route;        /* NULL: none */
    int is_path_known;             /* another method has this path */
    char allow[ROUTE_ALLOW_BYTES]; /* methods of the path, "GET, POST" */
    size_t n_parameters;
    struct {
        const char *name; /* in the pattern, name_length bytes */
        size_t name_length;
        char *value; /* in ret_values, NUL-terminated */
    } parameters[HTTP_PATH_PARAMETERS_MAX];
    char values[ROUTE_PATH_BYTES_MAX]; /* where the parameters' values are */
} RouteMatch;

/* path: decoded, without the query. A path of over ROUTE_PATH_BYTES_MAX - 1 bytes matches nothing.
 */
void route_find(const HttpRoute *routes, size_t n_routes, const char *method, const char *path,
                RouteMatch *ret_match);

#endif
