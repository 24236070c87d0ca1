/*
 * Event streams. The sender fills a small buffer; the network thread empties it and puts the
 * connection to sleep when it is empty, which the next event ends. Two references: the sender's and
 * the exchange's. A client that does not read fills the buffer, and the sender is told.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/http/exchange.h"

struct StreamList {
    pthread_mutex_t mutex;
    HttpStream *first;
    bool is_closed;
};

struct HttpStream {
    StreamList *list;
    HttpStream *next, *previous; /* guarded by the list's mutex, as is_listed */
    bool is_listed;
    pthread_mutex_t mutex;
    struct MHD_Connection *connection; /* NULL: it has ended */
    unsigned n_references;
    bool is_asleep, is_closed;
    size_t n_bytes;
    char bytes[HTTP_STREAM_BYTES_MAX];
};

StreamList *stream_list_new(void)
{
    StreamList *list = ALLOC_NEW(StreamList);

    if (list)
        pthread_mutex_init(&list->mutex, NULL);
    return list;
}

void stream_list_free(StreamList *list)
{
    if (!list)
        return;
    pthread_mutex_destroy(&list->mutex);
    free(list);
}

static void enlist(StreamList *list, HttpStream *stream)
{
    pthread_mutex_lock(&list->mutex);
    stream->next = list->first;
    if (list->first)
        list->first->previous = stream;
    list->first = stream;
    stream->is_listed = true;
    stream->is_closed = list->is_closed;
    pthread_mutex_unlock(&list->mutex);
}

static void delist(HttpStream *stream)
{
    StreamList *list = stream->list;

    pthread_mutex_lock(&list->mutex);
    if (stream->is_listed) {
        if (stream->previous)
            stream->previous->next = stream->next;
        else
            list->first = stream->next;
        if (stream->next)
            stream->next->previous = stream->previous;
        stream->is_listed = false;
    }
    pthread_mutex_unlock(&list->mutex);
}

/* The stream's mutex is held. */
static void wake(HttpStream *stream)
{
    if (stream->is_asleep && stream->connection)
        MHD_resume_connection(stream->connection);
    stream->is_asleep = false;
}

static void end(HttpStream *stream)
{
    pthread_mutex_lock(&stream->mutex);
    stream->is_closed = true;
    wake(stream);
    pthread_mutex_unlock(&stream->mutex);
}

void stream_list_close_all(StreamList *list)
{
    pthread_mutex_lock(&list->mutex);
    list->is_closed = true;
    for (HttpStream *stream = list->first; stream; stream = stream->next)
        end(stream);
    pthread_mutex_unlock(&list->mutex);
}

HttpStream *stream_new(StreamList *list, struct MHD_Connection *connection)
{
    HttpStream *stream = ALLOC_NEW(HttpStream);

    if (!stream)
        return NULL;
    stream->list = list;
    stream->connection = connection;
    stream->n_references = 2;
    pthread_mutex_init(&stream->mutex, NULL);
    enlist(list, stream);
    return stream;
}

void stream_release(HttpStream *stream)
{
    unsigned n_left;

    pthread_mutex_lock(&stream->mutex);
    n_left = --stream->n_references;
    pthread_mutex_unlock(&stream->mutex);
    if (n_left)
        return;
    pthread_mutex_destroy(&stream->mutex);
    free(stream);
}

void stream_detach(HttpStream *stream)
{
    delist(stream);
    pthread_mutex_lock(&stream->mutex);
    stream->connection = NULL;
    stream->is_asleep = false;
    pthread_mutex_unlock(&stream->mutex);
}

/* libmicrohttpd asks for more. */
static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t size_bytes)
{
    HttpStream *stream = context;
    bool has_ended;
    size_t n;

    (void)position;
    pthread_mutex_lock(&stream->mutex);
    n = stream->n_bytes < size_bytes ? stream->n_bytes : size_bytes;
    if (n) {
        memcpy(buffer, stream->bytes, n);
        stream->n_bytes -= n;
        memmove(stream->bytes, stream->bytes + n, stream->n_bytes);
    } else if (!stream->is_closed && stream->connection) {
        stream->is_asleep = true;
        MHD_suspend_connection(stream->connection);
    }
    has_ended = !n && stream->is_closed; /* once unlocked, the last event and the end may come */
    pthread_mutex_unlock(&stream->mutex);
    return has_ended ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

struct MHD_Response *stream_make_response(HttpStream *stream)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, stream, NULL);
}

static int send_text(HttpStream *stream, const char *text, size_t n_bytes)
{
    int status = -1;

    pthread_mutex_lock(&stream->mutex);
    if (stream->connection && !stream->is_closed &&
        stream->n_bytes + n_bytes <= sizeof stream->bytes) {
        memcpy(stream->bytes + stream->n_bytes, text, n_bytes);
        stream->n_bytes += n_bytes;
        wake(stream);
        status = 0;
    }
    pthread_mutex_unlock(&stream->mutex);
    return status;
}

int http_stream_send(HttpStream *stream, const char *event, const char *data)
{
    char text[HTTP_STREAM_BYTES_MAX];
    const int length = snprintf(text, sizeof text, "event: %s\ndata: %s\n\n", event, data);

    if (length < 0 || (size_t)length >= sizeof text || strpbrk(event, "\r\n") ||
        strpbrk(data, "\r\n"))
        return -1;
    return send_text(stream, text, (size_t)length);
}

int http_stream_ping(HttpStream *stream)
{
    return send_text(stream, ":\n\n", 3);
}

void http_stream_close(HttpStream *stream)
{
    end(stream);
    stream_release(stream);
}
