/*
 * One request and its answer. It belongs to a network thread until it is dispatched, to one worker
 * until the connection is resumed, then to the network thread again: never to two at once.
 */
#include "src/http/exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/alloc.h"
#include "lib/base/clock.h"
#include "src/base/utf8.h"

enum { FORM_BUFFER_BYTES = 8192, BODY_FIRST_BYTES = 4096 };

static void set_address(HttpExchange *exchange, int is_behind_proxy)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const char *forwarded =
        is_behind_proxy
            ? MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, "X-Forwarded-For")
            : NULL;
    const char *last = forwarded ? strrchr(forwarded, ',') : NULL;
    const char *client = last ? last + 1 + strspn(last + 1, " ") : forwarded;
    unsigned char numeric[16];

    if (client && strlen(client) < ADDRESS_BYTES &&
        (inet_pton(AF_INET, client, numeric) == 1 || inet_pton(AF_INET6, client, numeric) == 1))
        memcpy(exchange->address, client, strlen(client) + 1);
    else if (info && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr,
                  exchange->address, ADDRESS_BYTES);
}

HttpExchange *exchange_new(HttpServer *server, struct MHD_Connection *connection,
                           const char *method, const char *path, int is_behind_proxy)
{
    HttpExchange *exchange = ALLOC_NEW(HttpExchange);

    if (!exchange)
        return NULL;
    exchange->server = server;
    exchange->connection = connection;
    exchange->started_ms = (int64_t)clock_get_ms();
    exchange->path = alloc_string(path);
    snprintf(exchange->method, sizeof exchange->method, "%s", method);
    set_address(exchange, is_behind_proxy);
    if (!exchange->path) {
        exchange_free(exchange);
        return NULL;
    }
    return exchange;
}

void exchange_free(HttpExchange *exchange)
{
    if (!exchange)
        return;
    if (exchange->form)
        MHD_destroy_post_processor(exchange->form);
    for (size_t i = 0; i < exchange->n_parts; i++) {
        free(exchange->parts[i].text);
        if (exchange->parts[i].fd >= 0)
            close(exchange->parts[i].fd);
    }
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    if (exchange->stream) {
        stream_detach(exchange->stream);
        stream_release(exchange->stream);
    }
    nap_end(exchange); /* of a sleeper for whom no worker was free */
    free(exchange->body);
    free(exchange->path);
    free(exchange);
}

/* --- bodies */

/* Room for n_bytes more and a NUL. */
static bool reserve(char **text, size_t *capacity, size_t used, size_t n_bytes)
{
    size_t wanted = *capacity ? *capacity : BODY_FIRST_BYTES;
    char *larger;

    while (wanted < used + n_bytes + 1)
        wanted *= 2;
    if (wanted == *capacity)
        return true;
    larger = alloc_resize(*text, wanted);
    if (!larger)
        return false;
    *text = larger;
    *capacity = wanted;
    return true;
}

static bool take_text(HttpExchange *exchange, const char *data, size_t n_bytes)
{
    if (!reserve(&exchange->body, &exchange->body_capacity, exchange->body_bytes, n_bytes))
        return false;
    memcpy(exchange->body + exchange->body_bytes, data, n_bytes);
    exchange->body_bytes += n_bytes;
    exchange->body[exchange->body_bytes] = 0;
    return true;
}

bool exchange_take_body(HttpExchange *exchange, const char *data, size_t n_bytes)
{
    exchange->received_bytes += n_bytes;
    if (!exchange->form)
        return take_text(exchange, data, n_bytes);
    if (!exchange->is_form_bad && MHD_post_process(exchange->form, data, n_bytes) != MHD_YES)
        exchange->is_form_bad = true; /* the rest is passed over, and the whole refused */
    return true;
}

/* False: *ret_error is the system's. */
static bool write_whole(int fd, const char *data, size_t n_bytes, int *ret_error)
{
    for (size_t done = 0; done < n_bytes;) {
        const ssize_t n = write(fd, data + done, n_bytes - done);

        if (n < 0 && errno != EINTR) {
            *ret_error = errno;
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool is_long_field(const HttpExchange *exchange, const char *name)
{
    const char *long_field = exchange->match.route->long_field;

    return long_field && !strcmp(name, long_field);
}

/* name: NULL if the part has none. */
static HttpPart *add_part(HttpExchange *exchange, const char *name, bool is_file)
{
    HttpPart *part = &exchange->parts[exchange->n_parts];
    bool goes_to_disk;

    if (!name || exchange->n_parts == HTTP_PARTS_MAX || strlen(name) >= sizeof part->name)
        return NULL;
    goes_to_disk = is_file || is_long_field(exchange, name);
    *part = (HttpPart){.fd = -1};
    snprintf(part->name, sizeof part->name, "%s", name);
    if (goes_to_disk)
        part->fd = open(exchange->spool_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    else
        part->text = alloc_zeroed(1, HTTP_FIELD_BYTES_MAX + 1);
    if (part->fd < 0 && !part->text) {
        exchange->spool_error = goes_to_disk ? errno : ENOMEM;
        return NULL;
    }
    exchange->n_parts++;
    return part;
}

/* libmicrohttpd's form: a piece of a part; offset 0 begins a new one. */
static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *name,
                                 const char *file_name, const char *type, const char *encoding,
                                 const char *data, uint64_t offset, size_t n_bytes)
{
    HttpExchange *exchange = context;
    HttpPart *part = offset ? &exchange->parts[exchange->n_parts - 1]
                            : add_part(exchange, name, file_name != NULL);

    (void)kind, (void)type, (void)encoding;
    if (!part)
        return MHD_NO;
    if (part->fd >= 0) {
        if (!write_whole(part->fd, data, n_bytes, &exchange->spool_error))
            return MHD_NO;
    } else {
        if (part->n_bytes + n_bytes > HTTP_FIELD_BYTES_MAX)
            return MHD_NO;
        memcpy(part->text + part->n_bytes, data, n_bytes);
    }
    part->n_bytes += n_bytes;
    return MHD_YES;
}

bool exchange_start_form(HttpExchange *exchange)
{
    exchange->form =
        MHD_create_post_processor(exchange->connection, FORM_BUFFER_BYTES, take_part, exchange);
    return exchange->form != NULL;
}

bool exchange_end_form(HttpExchange *exchange)
{
    /* Its answer tells whether the last boundary was there. */
    const bool is_whole = MHD_destroy_post_processor(exchange->form) == MHD_YES;

    exchange->form = NULL;
    for (size_t i = 0; i < exchange->n_parts; i++) {
        const HttpPart *part = &exchange->parts[i];

        if (part->fd >= 0 ? lseek(part->fd, 0, SEEK_SET) != 0
                          : !utf8_is_text(part->text, part->n_bytes))
            return false;
    }
    return is_whole && !exchange->is_form_bad;
}

static enum MHD_Result check_argument(void *context, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    bool *is_text = context;

    (void)kind, (void)name;
    *is_text = *is_text && (!value || utf8_is_text(value, strlen(value)));
    return MHD_YES;
}

bool exchange_is_address_text(const HttpExchange *exchange)
{
    bool is_text = utf8_is_text(exchange->path, strlen(exchange->path));

    MHD_get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, check_argument,
                              &is_text);
    return is_text;
}

/* --- the request */

const char *http_get_method(const HttpExchange *exchange)
{
    return exchange->method;
}

const char *http_get_path(const HttpExchange *exchange)
{
    return exchange->path;
}

const char *http_get_route(const HttpExchange *exchange)
{
    return exchange->match.route ? exchange->match.route->pattern : NULL;
}

const char *http_get_parameter(const HttpExchange *exchange, const char *name)
{
    for (size_t i = 0; i < exchange->match.n_parameters; i++)
        if (strlen(name) == exchange->match.parameters[i].name_length &&
            !memcmp(exchange->match.parameters[i].name, name, strlen(name)))
            return exchange->match.parameters[i].value;
    return NULL;
}

const char *http_get_query(const HttpExchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_get_header(const HttpExchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *http_get_cookie(const HttpExchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

const char *http_get_address(const HttpExchange *exchange)
{
    return exchange->address;
}

int64_t http_get_id(const HttpExchange *exchange)
{
    return exchange->id;
}

HttpBytes http_get_body(const HttpExchange *exchange)
{
    return (HttpBytes){exchange->body ? exchange->body : "", exchange->body_bytes};
}

const HttpPart *http_get_part(const HttpExchange *exchange, const char *name)
{
    for (size_t i = 0; i < exchange->n_parts; i++)
        if (!strcmp(exchange->parts[i].name, name))
            return &exchange->parts[i];
    return NULL;
}

const HttpPart *http_get_part_at(const HttpExchange *exchange, size_t position)
{
    return position < exchange->n_parts ? &exchange->parts[position] : NULL;
}

/* --- the answer */

int http_add_header(HttpExchange *exchange, const char *name, const char *value)
{
    Header *header = &exchange->headers[exchange->n_headers];

    if (exchange->n_headers == HTTP_HEADERS_MAX || strlen(name) >= sizeof header->name ||
        strlen(value) >= sizeof header->value)
        return -1;
    for (const char *at = value; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return -1;
    memcpy(header->name, name, strlen(name) + 1);
    memcpy(header->value, value, strlen(value) + 1);
    exchange->n_headers++;
    return 0;
}

static void keep_response(HttpExchange *exchange, unsigned status, const char *type,
                          struct MHD_Response *response)
{
    exchange->status = status;
    exchange->response = response;
    if (response && type)
        http_add_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, type);
}

void http_answer(HttpExchange *exchange, unsigned status, const char *type, const void *data,
                 size_t n_bytes)
{
    /* The library copies and only reads: its parameter lacks a const. */
    void *bytes = (void *)(uintptr_t)(n_bytes ? data : "");

    if (!exchange->response)
        keep_response(
            exchange, status, type,
            MHD_create_response_from_buffer(type ? n_bytes : 0, bytes, MHD_RESPMEM_MUST_COPY));
}

void http_answer_owned(HttpExchange *exchange, unsigned status, const char *type, void *data,
                       size_t n_bytes)
{
    struct MHD_Response *response =
        exchange->response ? NULL
                           : MHD_create_response_from_buffer(n_bytes, data, MHD_RESPMEM_MUST_FREE);

    if (response)
        keep_response(exchange, status, type, response);
    else
        free(data);
}

void http_answer_lent(HttpExchange *exchange, unsigned status, const char *type, const void *data,
                      size_t n_bytes, void (*give_back)(void *owner), void *owner)
{
    void *bytes = (void *)(uintptr_t)data; /* only read, as above */
    struct MHD_Response *response = exchange->response
                                        ? NULL
                                        : MHD_create_response_from_buffer_with_free_callback_cls(
                                              n_bytes, bytes, give_back, owner);

    if (response)
        keep_response(exchange, status, type, response);
    else
        give_back(owner);
}

HttpStream *http_answer_stream(HttpExchange *exchange)
{
    HttpStream *stream;

    if (exchange->response)
        return NULL;
    stream = stream_new(exchange->streams, exchange->connection);
    if (!stream)
        return NULL;
    exchange->response = stream_make_response(stream);
    if (!exchange->response) {
        stream_detach(stream);
        stream_release(stream);
        stream_release(stream);
        return NULL;
    }
    exchange->stream = stream; /* holds one of its two references */
    exchange->status = MHD_HTTP_OK;
    http_add_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream; charset=utf-8");
    http_add_header(exchange, "X-Accel-Buffering", "no");
    http_add_header(exchange, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    return stream;
}

static bool has_header(const HttpExchange *exchange, const char *name)
{
    for (size_t i = 0; i < exchange->n_headers; i++)
        if (!strcmp(exchange->headers[i].name, name))
            return true;
    return false;
}

/*
 * What every answer tells the browser unless its handler said otherwise: nothing is kept, framed,
 * guessed or told to others, and a page loads its own styles and pictures alone.
 */
static const Header standard_headers[] = {
    {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
    {"Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; "
                                "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

struct MHD_Response *exchange_finish_response(HttpExchange *exchange)
{
    for (size_t i = 0; i < exchange->n_headers; i++)
        MHD_add_response_header(exchange->response, exchange->headers[i].name,
                                exchange->headers[i].value);
    for (size_t i = 0; i < sizeof standard_headers / sizeof standard_headers[0]; i++)
        if (!has_header(exchange, standard_headers[i].name))
            MHD_add_response_header(exchange->response, standard_headers[i].name,
                                    standard_headers[i].value);
    return exchange->response;
}
