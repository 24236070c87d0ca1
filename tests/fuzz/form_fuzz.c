/*
 * Any bytes as a form (multipart/form-data, boundary "border") of the routes that take one: through
 * the form's reader, the files on disk, and the looking at them.
 *
 * The input's first byte: which route; whether the body comes by length or in chunks, whose ends
 * are where the form's reader is called; and how long these are. It must be answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz_site.h"

enum { HEAD_BYTES = 512, CHUNK_ROUND_BYTES = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static void send_form(const char *path, const char *length, const void *body, size_t n_bytes)
{
    char head[HEAD_BYTES];

    snprintf(head, sizeof head,
             "POST %s HTTP/1.1\r\nHost: fuzz\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
             "Content-Type: multipart/form-data; boundary=border\r\n%s\r\n\r\n",
             path, fuzz_site_get_token(ROLE_STUDENT), length);

    fuzz_site_ask(head, body, n_bytes);
}

static void send_chunks(const char *path, const uint8_t *data, size_t n_bytes, size_t n_chunk)
{
    char *body = malloc((n_bytes / n_chunk + 2) * (n_chunk + CHUNK_ROUND_BYTES));
    size_t n_body = 0;

    if (!body)
        abort();
    for (size_t at = 0; at < n_bytes; at += n_chunk) {
        const size_t n = n_bytes - at < n_chunk ? n_bytes - at : n_chunk;

        n_body += (size_t)sprintf(body + n_body, "%zx\r\n", n);
        memcpy(body + n_body, data + at, n);
        n_body += n;
        memcpy(body + n_body, "\r\n", 2);
        n_body += 2;
    }
    memcpy(body + n_body, "0\r\n\r\n", 5);
    send_form(path, "Transfer-Encoding: chunked", body, n_body + 5);
    free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    const uint8_t choice = n_bytes ? *data : 0;
    const char *path = choice & 1 ? "/api/v1/exceptions" : "/api/v1/shots";
    char length[48];

    if (!n_bytes)
        return 0;
    fuzz_site_start();
    snprintf(length, sizeof length, "Content-Length: %zu", n_bytes - 1);
    if (choice & 2)
        send_chunks(path, data + 1, n_bytes - 1, 1 + (choice >> 2) * (size_t)7);
    else
        send_form(path, length, data + 1, n_bytes - 1);
    return 0;
}
