/* A table of patterns and files. Thread-safe: constant. */
#include "src/api/pages.h"

#include <stdlib.h>
#include <string.h>

#include "src/api/etag.h"
#include "src/base/embedded.h"

EmbeddedFind pages_find;

static const struct {
    const char *pattern, *file, *type;
} pages[] = {
    {"/", "home.html", "text/html; charset=utf-8"},
    {"/app", "app.html", "text/html; charset=utf-8"},
    {"/console", "console.html", "text/html; charset=utf-8"},
    {"/style.css", "style.css", "text/css; charset=utf-8"},
    {"/api/openapi.yaml", "openapi.yaml", "application/yaml"},
};

enum { N_PAGES = sizeof pages / sizeof pages[0], VERSION_DIGITS = 15 };

/* As much of the file's hash as a positive number takes. */
static int64_t get_version(const EmbeddedFile *file)
{
    char digits[VERSION_DIGITS + 1] = "";

    memcpy(digits, file->sha256, VERSION_DIGITS);
    return strtoll(digits, NULL, 16);
}

void pages_answer(ApiCall *call)
{
    size_t i = 0;
    const EmbeddedFile *file;

    while (i + 1 < N_PAGES && strcmp(pages[i].pattern, call->route->pattern) != 0)
        i++;
    file = pages_find(pages[i].file);
    http_add_header(call->exchange, "Cache-Control", "no-cache"); /* ask, and be told by the ETag */
    if (!etag_answer_same(call, get_version(file)))
        http_answer(call->exchange, 200, pages[i].type, file->data, file->n_bytes);
}
