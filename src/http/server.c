/*
 * The server over libmicrohttpd. An exchange goes: headers (route, limits) - body, piece by piece -
 * dispatched to a worker, its connection suspended - resumed, answered. Stopping: no new
 * connections, streams closed, what is under way ends or the grace is over, workers joined (they
 * resume what they hold: the library must not be stopped with a suspended connection), then the
 * library.
 */
#include "src/http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/alloc.h"
#include "lib/base/clock.h"
#include "src/base/pool.h"
#include "src/http/exchange.h"

enum { CONNECTION_MEMORY_BYTES = 32 * 1024, BUSY_RETRY_S = 2, POLL_MS = 10 };

struct HttpServer {
    HttpOptions options;
    struct MHD_Daemon *daemon;
    Pool *pool;
    StreamList *streams;
    NapList *naps;
    uint16_t port;
    atomic_bool is_stopping;
    atomic_size_t n_exchanges;
    atomic_int_fast64_t last_id;
};

uint16_t http_server_get_port(const HttpServer *server)
{
    return server->port;
}

HttpLoad http_server_get_load(HttpServer *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

    return (HttpLoad){.n_connections = info ? info->num_connections : 0,
                      .n_exchanges = atomic_load(&server->n_exchanges),
                      .n_tasks = pool_get_load(server->pool)};
}

/* --- answers of the server itself */

static void answer_busy(HttpExchange *exchange)
{
    char seconds[8];

    snprintf(seconds, sizeof seconds, "%d", BUSY_RETRY_S);
    http_add_header(exchange, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    http_answer_problem(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", "系统繁忙，请稍后再试",
                        "The system is busy; please try again shortly");
}

static void answer_not_found(HttpExchange *exchange)
{
    if (!exchange->match.is_path_known) {
        http_answer_problem(exchange, MHD_HTTP_NOT_FOUND, "not-found", "没有这个地址",
                            "There is nothing at this address");
        return;
    }
    http_add_header(exchange, MHD_HTTP_HEADER_ALLOW, exchange->match.allow);
    http_answer_problem(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "method-not-allowed",
                        "不支持这种请求方式", "This address does not take that method");
}

static void answer_too_large(HttpExchange *exchange)
{
    http_answer_problem(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "上传的内容太大",
                        "The request is too large");
}

static void answer_malformed(HttpExchange *exchange)
{
    http_answer_problem(exchange, MHD_HTTP_BAD_REQUEST, "bad-request", "请求的格式不正确",
                        "The request is malformed");
}

/* The form is not to blame: the same one may be sent again when there is room. */
static void answer_no_room(HttpExchange *exchange)
{
    log_event(exchange->server->options.log, LOG_ERROR, "spool-failed",
              log_number("request", exchange->id), log_detail(strerror(exchange->spool_error)));
    http_add_header(exchange, MHD_HTTP_HEADER_RETRY_AFTER, "2");
    http_answer_problem(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "unavailable",
                        "系统暂时不可用，请稍后再试",
                        "The system is not available; please try again later");
}

static enum MHD_Result queue_answer(HttpExchange *exchange)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    if (!exchange->response)
        http_answer_problem(exchange, MHD_HTTP_INTERNAL_SERVER_ERROR, "internal",
                            "系统出现错误，请稍后再试", "Something went wrong; please try again");
    if (!exchange->response)
        return MHD_NO; /* no memory even for that */
    response = exchange_finish_response(exchange);
    if (atomic_load(&exchange->server->is_stopping))
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    result = MHD_queue_response(exchange->connection, exchange->status, response);
    MHD_destroy_response(response);
    exchange->response = NULL;
    return result;
}

/* --- the steps of a request */

/* The length that the client announces; 0 if there is no body; SIZE_MAX if it is not told. */
static size_t get_announced_bytes(const HttpExchange *exchange)
{
    const char *length = http_get_header(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);

    if (length)
        return (size_t)strtoull(length, NULL, 10);
    return http_get_header(exchange, MHD_HTTP_HEADER_TRANSFER_ENCODING) ? SIZE_MAX : 0;
}

static void check_body(HttpExchange *exchange)
{
    const HttpRoute *route = exchange->match.route;
    const size_t n_bytes = get_announced_bytes(exchange);

    if ((n_bytes && route->body == HTTP_BODY_NONE) ||
        (route->body == HTTP_BODY_FORM && !exchange_start_form(exchange)))
        answer_malformed(exchange);
    else if (n_bytes != SIZE_MAX && n_bytes > route->body_bytes_max)
        answer_too_large(exchange);
}

static HttpExchange *begin(HttpServer *server, struct MHD_Connection *connection,
                           const char *method, const char *path)
{
    HttpExchange *exchange =
        exchange_new(server, connection, method, path, server->options.is_behind_proxy);

    if (!exchange)
        return NULL;
    exchange->streams = server->streams;
    exchange->naps = server->naps;
    exchange->spool_dir = server->options.spool_dir;
    exchange->id = atomic_fetch_add(&server->last_id, 1) + 1;
    atomic_fetch_add(&server->n_exchanges, 1);
    route_find(server->options.routes, server->options.n_routes, method, path, &exchange->match);
    if (atomic_load(&server->is_stopping))
        answer_busy(exchange);
    else if (!exchange_is_address_text(exchange))
        answer_malformed(exchange);
    else if (!exchange->match.route)
        answer_not_found(exchange);
    else
        check_body(exchange);
    return exchange;
}

/*
 * How much of a refused body is read. Where a handler refused it, all that the route takes: a
 * client that is cut off in the middle of sending does not see why.
 */
static size_t get_passed_over_max(const HttpExchange *exchange)
{
    const HttpRoute *route = exchange->match.route;

    return route && route->admit ? route->body_bytes_max : CONNECTION_MEMORY_BYTES * (size_t)16;
}

static enum MHD_Result take_body(HttpExchange *exchange, const char *data, size_t *n_bytes)
{
    const int64_t age_ms = (int64_t)clock_get_ms() - exchange->started_ms;

    if (age_ms > exchange->server->options.body_deadline_ms)
        return MHD_NO;
    if (exchange->match.route && !exchange->response) {
        if (exchange->received_bytes + *n_bytes > exchange->match.route->body_bytes_max)
            answer_too_large(exchange);
        else if (!exchange_take_body(exchange, data, *n_bytes))
            return MHD_NO;
    } else {
        exchange->received_bytes += *n_bytes; /* refused already */
        if (exchange->received_bytes > get_passed_over_max(exchange))
            return MHD_NO;
    }
    *n_bytes = 0;
    return MHD_YES;
}

static void run_handler(void *context)
{
    HttpExchange *exchange = context;

    do {
        nap_end(exchange);
        exchange->match.route->handler(exchange->server->options.context, exchange);
        if (exchange->nap && nap_begin(exchange->nap))
            return; /* it is somebody else's from here on */
    } while (exchange->nap);
    MHD_resume_connection(exchange->connection);
}

static void run_admission(void *context)
{
    HttpExchange *exchange = context;

    exchange->match.route->admit(exchange->server->options.context, exchange);
    MHD_resume_connection(exchange->connection);
}

/* The connection is suspended. */
static void submit(HttpExchange *exchange, PoolTask *task)
{
    if (!pool_submit(exchange->server->pool, task, exchange))
        return;
    answer_busy(exchange);
    MHD_resume_connection(exchange->connection);
}

void exchange_run_again(HttpExchange *exchange)
{
    submit(exchange, run_handler);
}

static enum MHD_Result ask_for_admission(HttpExchange *exchange)
{
    exchange->is_admitting = true;
    MHD_suspend_connection(exchange->connection);
    submit(exchange, run_admission);
    return MHD_YES;
}

/* Who asked before sending is answered now; who sends anyhow would not see an answer before the
 * end. */
static enum MHD_Result end_admission(HttpExchange *exchange)
{
    exchange->is_admitting = false;
    if (exchange->response && http_get_header(exchange, MHD_HTTP_HEADER_EXPECT))
        return queue_answer(exchange);
    return MHD_YES;
}

static enum MHD_Result dispatch(HttpExchange *exchange)
{
    if (exchange->form && !exchange_end_form(exchange)) {
        if (exchange->spool_error)
            answer_no_room(exchange);
        else
            answer_malformed(exchange);
        return queue_answer(exchange);
    }
    exchange->is_dispatched = true;
    MHD_suspend_connection(exchange->connection);
    submit(exchange, run_handler);
    return MHD_YES;
}

/* libmicrohttpd: once with the headers, then for each piece of the body, then once at its end, and
 * again whenever the connection was resumed. */
static enum MHD_Result take_request(void *context, struct MHD_Connection *connection,
                                    const char *path, const char *method, const char *version,
                                    const char *data, size_t *n_bytes, void **state)
{
    HttpExchange *exchange = *state;

    (void)version;
    if (!exchange) {
        *state = exchange = begin(context, connection, method, path);
        if (!exchange)
            return MHD_NO;
        /* A refusal goes out before a body is sent: clients that ask (Expect) need not send it. */
        if (exchange->response)
            return queue_answer(exchange);
        return exchange->match.route->admit ? ask_for_admission(exchange) : MHD_YES;
    }
    if (exchange->is_admitting)
        return end_admission(exchange);
    if (*n_bytes)
        return take_body(exchange, data, n_bytes);
    if (exchange->response || exchange->is_dispatched)
        return queue_answer(exchange);
    return dispatch(exchange);
}

static void log_request(const HttpServer *server, const HttpExchange *exchange)
{
    log_event(server->options.log, LOG_INFO, "request", log_number("request", exchange->id),
              log_word("method", exchange->method),
              log_word("route", exchange->match.route ? exchange->match.route->pattern : "none"),
              log_number("status", exchange->status),
              log_number("ms", (int64_t)clock_get_ms() - exchange->started_ms),
              log_number("bytes", (int64_t)exchange->received_bytes));
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    HttpServer *server = context;
    HttpExchange *exchange = *state;

    (void)connection, (void)code;
    if (!exchange)
        return;
    log_request(server, exchange);
    if (server->options.observe)
        server->options.observe(server->options.context, exchange->match.route, exchange->status,
                                (int64_t)clock_get_ms() - exchange->started_ms);
    exchange_free(exchange);
    *state = NULL;
    atomic_fetch_sub(&server->n_exchanges, 1);
}

/* --- start and stop */

static void free_server(HttpServer *server)
{
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    pool_free(server->pool); /* until then its threads submit */
    stream_list_free(server->streams);
    nap_list_free(server->naps);
    free(server);
}

static struct MHD_Daemon *start_daemon(HttpServer *server, const struct sockaddr_in *address)
{
    const HttpOptions *options = &server->options;

    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, options->port, NULL,
        NULL, take_request, server, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_NOTIFY_COMPLETED,
        finish, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        options->connections_per_address_max, MHD_OPTION_CONNECTION_TIMEOUT,
        options->idle_timeout_s, MHD_OPTION_THREAD_POOL_SIZE, options->n_network_threads,
        MHD_OPTION_END);
}

int http_server_start(const HttpOptions *options, HttpServer **ret_server, Message *ret_message)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options->port)};
    HttpServer *server;

    if (inet_pton(AF_INET, options->address, &address.sin_addr) != 1)
        return message_set(ret_message, "%.64s is no IPv4 address", options->address);
    server = ALLOC_NEW(HttpServer);
    if (!server)
        return message_set(ret_message, "out of memory for the server");
    server->options = *options;
    server->streams = stream_list_new();
    server->naps = nap_list_new();
    server->pool = pool_new(options->n_workers, options->queue_max);
    if (server->streams && server->naps && server->pool) {
        errno = 0;
        server->daemon = start_daemon(server, &address);
    }
    if (!server->daemon) {
        const int fault = errno;

        free_server(server);
        return message_set(ret_message, "cannot listen on %.64s port %u%s%s", options->address,
                           options->port, fault ? ": " : "", fault ? strerror(fault) : "");
    }
    server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    *ret_server = server;
    return 0;
}

static void wait_until_idle(HttpServer *server)
{
    const double until_ms = clock_get_ms() + (double)server->options.stop_grace_ms;
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000};

    while (atomic_load(&server->n_exchanges) && clock_get_ms() < until_ms)
        nanosleep(&pause, NULL);
}

void http_server_stop(HttpServer *server)
{
    MHD_socket listening;

    if (!server)
        return;
    atomic_store(&server->is_stopping, true);
    listening = MHD_quiesce_daemon(server->daemon);
    stream_list_close_all(server->streams);
    nap_list_close(server->naps);
    wait_until_idle(server);
    pool_stop(server->pool); /* what comes out of a body that was on its way is told "busy" */
    stream_list_close_all(server->streams); /* of handlers that were still running */
    free_server(server);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
}
