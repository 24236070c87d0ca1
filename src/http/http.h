/*
 * The HTTP server: routes, bounded bodies, answers made off the network threads, event streams.
 *
 * A request whose body has arrived whole is handed to a pool of workers, where its handler may
 * block; the connection sleeps meanwhile (libmicrohttpd, epoll). A full pool answers 503 with
 * Retry-After at once. Everything has a maximum: connections, bodies, parts, headers, queues. TLS
 * and slow headers are the business of the proxy in front.
 */
#ifndef SRC_HTTP_HTTP_H
#define SRC_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cleanup.h"
#include "src/base/log.h"
#include "src/base/message.h"

enum {
    HTTP_PATH_PARAMETERS_MAX = 4,
    HTTP_PARTS_MAX = 16,
    HTTP_FIELD_BYTES_MAX = 4096, /* of a form's field that is no file, nor a long one */
    HTTP_HEADERS_MAX = 16,       /* of an answer */
    HTTP_STREAM_BYTES_MAX = 16 * 1024
};

typedef struct HttpServer HttpServer;
typedef struct HttpExchange HttpExchange; /* one request and its answer */
typedef struct HttpStream HttpStream;     /* an answer that goes on: server-sent events */
typedef struct HttpNap HttpNap;           /* a request that waits for something without a worker */

typedef enum HttpBodyKind {
    HTTP_BODY_NONE, /* a request with a body is refused */
    HTTP_BODY_TEXT, /* kept in memory */
    HTTP_BODY_FORM  /* multipart/form-data: fields in memory, files on disk, unnamed */
} HttpBodyKind;

/* Runs on a worker. What it does not answer is answered 500. */
typedef void HttpHandler(void *context, HttpExchange *exchange);

typedef struct HttpRoute {
    const char *method;  /* "GET" answers HEAD too */
    const char *pattern; /* "/api/v1/drafts/{id}/photo": {name} is one segment of the path */
    HttpHandler *handler;
    HttpBodyKind body;
    size_t body_bytes_max;
    /* Runs on a worker when the headers have come; if it answers, the body is not taken: it is
     * passed over, or not even sent where the client asks first (Expect). NULL: all are taken. */
    HttpHandler *admit;
    /* A field of the form that may be as long as the body: it goes to disk as a file does, and what
     * is in it is not looked at. NULL: none. */
    const char *long_field;
} HttpRoute;

/* Runs on a network thread when an exchange has ended; must not block. route: NULL if none fitted.
 */
typedef void HttpObserver(void *context, const HttpRoute *route, unsigned status,
                          int64_t duration_ms);

typedef struct HttpOptions {
    const char *address; /* IPv4, numeric */
    uint16_t port;       /* 0: any free one */
    unsigned n_network_threads, connections_max, connections_per_address_max;
    unsigned idle_timeout_s;  /* a connection on which nothing moves is closed */
    int64_t body_deadline_ms; /* a body that takes longer is cut off */
    int64_t stop_grace_ms;    /* http_server_stop waits that long for requests under way */
    size_t n_workers, queue_max;
    const char *spool_dir; /* for files of forms; they have no name there */
    int is_behind_proxy;   /* 1: the last address of X-Forwarded-For is the client's */
    const HttpRoute *routes;
    size_t n_routes;
    void *context;         /* of the handlers and the observer */
    HttpObserver *observe; /* NULL: nobody */
    const Log *log;
} HttpOptions;

/* 0, or -1 with a line for the operator. The options' strings and routes must outlive the server.
 */
int http_server_start(const HttpOptions *options, HttpServer **ret_server, Message *ret_message);

uint16_t http_server_get_port(const HttpServer *server);

typedef struct HttpLoad {
    size_t n_connections, n_exchanges; /* open; under way */
    size_t n_tasks;                    /* in the workers' hands or queue */
} HttpLoad;

HttpLoad http_server_get_load(HttpServer *server);

/* Takes no more connections, lets what is under way end, closes streams, frees. NULL is allowed. */
void http_server_stop(HttpServer *server);
DEFINE_CLEANUP(HttpServer, http_server_stop)

/* --- the request; strings are borrowed from the exchange, NULL where there is none. Path, query
 * and fields of forms are UTF-8 (else 400); headers and cookies are any bytes. */

const char *http_get_method(const HttpExchange *exchange);
const char *http_get_path(const HttpExchange *exchange);
const char *http_get_route(const HttpExchange *exchange);                       /* its pattern */
const char *http_get_parameter(const HttpExchange *exchange, const char *name); /* of the path */
const char *http_get_query(const HttpExchange *exchange, const char *name);
const char *http_get_header(const HttpExchange *exchange, const char *name);
const char *http_get_cookie(const HttpExchange *exchange, const char *name);
const char *http_get_address(const HttpExchange *exchange); /* numeric */
int64_t http_get_id(const HttpExchange *exchange);          /* of the request, for the log */

typedef struct HttpBytes {
    const char *data; /* NUL-terminated beyond its n_bytes */
    size_t n_bytes;
} HttpBytes;

HttpBytes http_get_body(const HttpExchange *exchange);

/* A part of a form. */
typedef struct HttpPart {
    char name[64];
    int fd; /* of a file or the long field: at its start, closed with the exchange; else -1 */
    size_t n_bytes; /* of the file or the text */
    char *text;     /* of any other field, NUL-terminated; else NULL */
} HttpPart;

const HttpPart *http_get_part(const HttpExchange *exchange, const char *name);
const HttpPart *http_get_part_at(const HttpExchange *exchange, size_t position);

/* --- the answer: one of these, once; a later one is ignored */

/* Copies data. type NULL: no body. */
void http_answer(HttpExchange *exchange, unsigned status, const char *type, const void *data,
                 size_t n_bytes);

/* The same of memory that malloc gave, without a copy: it is freed when it has been sent. */
void http_answer_owned(HttpExchange *exchange, unsigned status, const char *type, void *data,
                       size_t n_bytes);

/* The same of memory that others read too: give_back(owner) is called, on any thread, when it has
 * been sent. */
void http_answer_lent(HttpExchange *exchange, unsigned status, const char *type, const void *data,
                      size_t n_bytes, void (*give_back)(void *owner), void *owner);

/* RFC 9457 problem+json: a stable code and a text for people in both languages. */
void http_answer_problem(HttpExchange *exchange, unsigned status, const char *code, const char *zh,
                         const char *en);

/* Starts an event stream; the handler returns, others send. NULL: out of memory. Owned by the
 * caller, who ends it with http_stream_close. */
HttpStream *http_answer_stream(HttpExchange *exchange);

/*
 * Instead of an answer: the handler returns, its worker is free, and after http_wake the handler
 * runs once more. The caller must see to it that http_wake is called, once, by any thread; the
 * handler may have run again by then, as the server wakes all when it stops. NULL: it has slept
 * before, or the server is stopping, or out of memory: answer now.
 */
HttpNap *http_sleep(HttpExchange *exchange);
void http_wake(HttpNap *nap);

/* The handler runs for the second time. */
bool http_has_slept(const HttpExchange *exchange);

/* Before the answer. Values are copied; control characters are refused (-1). */
int http_add_header(HttpExchange *exchange, const char *name, const char *value);

/* --- streams; thread-safe */

/* One event; both strings without newlines. 0, or -1: the client is gone or does not read. */
int http_stream_send(HttpStream *stream, const char *event, const char *data);

/* A line that only keeps the connection alive. */
int http_stream_ping(HttpStream *stream);

void http_stream_close(HttpStream *stream);

#endif
