/*
 * The HTTP interface: routes, and what every request passes before its handler.
 *
 * dispatch (call.c): rate limit of the address - session - token against forged requests -
 * authorization - handler. A route names its operation (src/app/authorize.h); there is no other way
 * to a handler. What it answers is described in docs/api/openapi.yaml and held against it by
 * tests/api. Handlers run on workers and may block.
 */
#ifndef SRC_API_API_H
#define SRC_API_API_H

#include <stdio.h>

#include <idphoto/engine.h>

#include "src/api/limits.h"
#include "src/app/app.h"
#include "src/base/bell.h"
#include "src/blob/blob.h"
#include "src/http/http.h"
#include "src/registry/registry.h"
#include "src/store/keys.h"
#include "src/store/pool.h"

/* Who makes the photos in this process; the functions are NULL where others do. */
typedef struct ApiMakers {
    void *context;
    void (*wake)(void *context); /* something was queued */
    int (*check)(void *context, Message *ret_message);
    void (*print_metrics)(void *context, FILE *stream);
} ApiMakers;

typedef struct ApiOptions {
    App *app;
    DbPool *db;
    KeyStore *keys;
    BlobStore *blobs;
    const Registry *registry; /* reads capture codes; NULL: none does */
    ApiMakers makers;
    Bell *bell;        /* rung when a shot goes on or ends */
    IdpEngine *engine; /* holds finished files against the standard */
    const Log *log;
    int is_secure;               /* reached by TLS only: cookies are for TLS only */
    int are_metrics_for_all;     /* else for addresses of this machine */
    int64_t requests_per_minute; /* of one address */
    int64_t student_requests_per_minute, staff_requests_per_minute; /* of one account */
    int64_t logins_per_minute;        /* of one address, and for one login */
    int64_t sessions_per_minute;      /* new ones of students, of one address */
    int64_t verifications_per_minute; /* of one account; of one address 100 times as many */
    int64_t shots_waiting_max;        /* more are told to come again */
    int64_t claim_ms;                 /* how long staff hold what they claim */
} ApiOptions;

typedef struct Api Api;

/* What the options point to must outlive it. STATUS_MEMORY. */
int api_new(const ApiOptions *options, Api **ret_api, Message *ret_message);
void api_free(Api *api);
DEFINE_CLEANUP(Api, api_free)

/* For HttpOptions: routes with the Api as their context, and its observer. */
const HttpRoute *api_get_routes(const Api *api, size_t *ret_n_routes);
void api_observe(void *api, const HttpRoute *route, unsigned status, int64_t duration_ms);

/* A shot was queued, or a photo handed in, and the transaction that did so has ended. */
void api_wake_makers(const Api *api);

/* The server whose load /metrics tells. */
void api_set_server(Api *api, HttpServer *server);

#endif
