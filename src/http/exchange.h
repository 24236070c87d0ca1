/* The inside of an exchange, for this folder. */
#ifndef SRC_HTTP_EXCHANGE_H
#define SRC_HTTP_EXCHANGE_H

#include <stdatomic.h>
#include <stdbool.h>

#include <microhttpd.h>

#include "src/http/http.h"
#include "src/http/route.h"

enum { ADDRESS_BYTES = 46 };

/* The server's lists, so that all can be closed and woken when it stops. */
typedef struct StreamList StreamList;
typedef struct NapList NapList;

typedef struct Header {
    char name[48], value[512];
} Header;

struct HttpExchange {
    HttpServer *server;    /* whose it is; only server.c looks into it */
    StreamList *streams;   /* of the server */
    NapList *naps;         /* likewise */
    const char *spool_dir; /* likewise */
    struct MHD_Connection *connection;
    int64_t id;
    int64_t started_ms; /* monotonic */
    char method[16];
    char *path;
    char address[ADDRESS_BYTES];
    RouteMatch match;

    /* the body */
    char *body; /* NUL-terminated */
    size_t body_bytes, body_capacity;
    size_t received_bytes;
    struct MHD_PostProcessor *form;
    HttpPart parts[HTTP_PARTS_MAX];
    size_t n_parts;
    bool is_form_bad; /* malformed, or beyond a limit */
    int spool_error;  /* of the system, where a file of the form found no room; 0: none */

    /* the answer */
    bool is_admitting;  /* a worker decides whether the body is wanted */
    bool is_dispatched; /* handed to a worker */
    bool has_slept;
    HttpNap *nap; /* while it sleeps, or is about to */
    struct MHD_Response *response;
    unsigned status;
    Header headers[HTTP_HEADERS_MAX];
    size_t n_headers;
    HttpStream *stream;
};

/* NULL: out of memory. */
HttpExchange *exchange_new(HttpServer *server, struct MHD_Connection *connection,
                           const char *method, const char *path, int is_behind_proxy);
void exchange_free(HttpExchange *exchange);

/* Whether path and query are UTF-8 once decoded: handlers and databases need not look. */
bool exchange_is_address_text(const HttpExchange *exchange);

/* Takes a piece of the body. False: it is cut off (memory or disk). */
bool exchange_take_body(HttpExchange *exchange, const char *data, size_t n_bytes);

/* Makes a form's reader. False: the body is no form, or no memory. */
bool exchange_start_form(HttpExchange *exchange);

/* Ends it. False: it was malformed, cut short, beyond a limit, or a field is no UTF-8. */
bool exchange_end_form(HttpExchange *exchange);

/* The answer with its headers, to be queued once. */
struct MHD_Response *exchange_finish_response(HttpExchange *exchange);

/* Hands a sleeper to the workers again; server.c. */
void exchange_run_again(HttpExchange *exchange);

/* --- nap.c */

NapList *nap_list_new(void);
void nap_list_free(NapList *list);
/* Wakes all; nobody sleeps from now on. */
void nap_list_close(NapList *list);

/* The handler has returned. False: it was woken before and must run again at once. True: it sleeps,
 * and whoever wakes it owns the exchange. */
bool nap_begin(HttpNap *nap);
/* It runs again. */
void nap_end(HttpExchange *exchange);

/* --- stream.c */

StreamList *stream_list_new(void);
void stream_list_free(StreamList *list);
void stream_list_close_all(StreamList *list);

HttpStream *stream_new(StreamList *list, struct MHD_Connection *connection);
/* The connection has ended: nothing may touch it any more. */
void stream_detach(HttpStream *stream);
void stream_release(HttpStream *stream);
struct MHD_Response *stream_make_response(HttpStream *stream);

#endif
