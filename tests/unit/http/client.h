/* A client of a server under test, by libcurl. */
#ifndef TESTS_UNIT_HTTP_CLIENT_H
#define TESTS_UNIT_HTTP_CLIENT_H

#include <stddef.h>

#include <curl/curl.h>

#include "src/http/http.h"

enum { ANSWER_BYTES_MAX = 64 * 1024 };

typedef struct Answer {
    long status;
    char body[ANSWER_BYTES_MAX], headers[8192];
    size_t n_body, n_headers;
} Answer;

/* A request that client_perform sends and frees; the answer is emptied. */
CURL *client_prepare(const HttpServer *server, const char *path, Answer *answer);
CURLcode client_perform(CURL *curl, Answer *answer);

/* Of this process, client and server alike. */
int client_count_descriptors(void);

#endif
