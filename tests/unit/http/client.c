/* What comes back is kept, up to a bound. */
#include "tests/unit/http/client.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static size_t keep(char *data, size_t size, size_t n, void *context)
{
    Answer *answer = context;

    if (answer->n_body + size * n < sizeof answer->body) {
        memcpy(answer->body + answer->n_body, data, size * n);
        answer->n_body += size * n;
    }
    return size * n;
}

static size_t keep_header(char *data, size_t size, size_t n, void *context)
{
    Answer *answer = context;

    if (answer->n_headers + size * n < sizeof answer->headers) {
        memcpy(answer->headers + answer->n_headers, data, size * n);
        answer->n_headers += size * n;
    }
    return size * n;
}

CURL *client_prepare(const HttpServer *server, const char *path, Answer *answer)
{
    CURL *curl = curl_easy_init();
    char url[256];

    memset(answer, 0, sizeof *answer);
    snprintf(url, sizeof url, "http://127.0.0.1:%u%s", http_server_get_port(server), path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    return curl;
}

CURLcode client_perform(CURL *curl, Answer *answer)
{
    const CURLcode code = curl_easy_perform(curl);

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_cleanup(curl);
    return code;
}

int client_count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(directory))
        n++;
    closedir(directory);
    return n;
}
