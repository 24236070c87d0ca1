/* A table of patterns and files. Thread-safe: constant. */
#include "src/api/pages.h"

#include <stdlib.h>
#include <string.h>

#include "src/api/etag.h"

EmbeddedFind pages_find;

static const struct {
    const char *pattern, *file, *type;
} pages[] = {
    {"/", "home.html", "text/html; charset=utf-8"},
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

/* Nobody frees what is part of the program. */
static void keep(void *owner)
{
    (void)owner;
}

void pages_answer_file(const ApiCall *call, const EmbeddedFile *file, const char *type)
{
    if (!etag_answer_same(call, get_version(file)))
        http_answer_lent(call->exchange, 200, type, file->data, file->n_bytes, keep, NULL);
}

void pages_answer(ApiCall *call)
{
    size_t i = 0;

    while (i + 1 < N_PAGES && strcmp(pages[i].pattern, call->route->pattern) != 0)
        i++;
    http_add_header(call->exchange, "Cache-Control", "no-cache"); /* ask, and be told by the ETag */
    pages_answer_file(call, pages_find(pages[i].file), pages[i].type);
}
