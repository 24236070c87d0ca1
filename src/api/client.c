/*
 * A file lies in the program up to three times: as it is, and compressed beside it (.br, .gz), so
 * that a slow phone waits for little and no worker compresses anything. Names that the build made
 * of the content (app-6LOQI75W.js) never mean anything else, so browsers need not ask again; of the
 * rest they ask, and the ETag tells them. Thread-safe: constant.
 */
#include "src/api/client.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/api/pages.h"
#include "src/http/coding.h"

enum { FILE_NAME_BYTES = 128, HASH_CHARACTERS = 8 };

EmbeddedFind client_find;

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
    {".wasm", "application/wasm"},
};

/* The best first. */
static const struct {
    const char *coding, *suffix;
} packings[] = {{"br", ".br"}, {"gzip", ".gz"}};

/* The camera is what the page is for; scripts, pictures and requests are all of our own. */
static const char policy[] =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'none'; "
    "worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* NULL: nobody is to have it, like what is compressed, by its own name. */
static const char *find_type(const char *name)
{
    const char *suffix = strrchr(name, '.');

    for (size_t i = 0; suffix && i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i].suffix, suffix))
            return types[i].type;
    return NULL;
}

/* "-" and the hash before the suffix, in capitals and digits as both parts of the build write it.
 */
static bool is_named_by_content(const char *name)
{
    const char *hash = strrchr(name, '-');

    return hash && strspn(hash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == HASH_CHARACTERS &&
           hash[1 + HASH_CHARACTERS] == '.';
}

static const EmbeddedFile *find_packed(const ApiCall *call, const char *name)
{
    const char *accepted = http_get_header(call->exchange, "Accept-Encoding");

    for (size_t i = 0; i < sizeof packings / sizeof packings[0]; i++) {
        char packed_name[FILE_NAME_BYTES + 4];
        const EmbeddedFile *file;

        snprintf(packed_name, sizeof packed_name, "%s%s", name, packings[i].suffix);
        file = http_accepts_coding(accepted, packings[i].coding) ? client_find(packed_name) : NULL;
        if (file) {
            http_add_header(call->exchange, "Content-Encoding", packings[i].coding);
            return file;
        }
    }
    return client_find(name);
}

static void answer(const ApiCall *call, const char *name)
{
    const char *type = find_type(name);

    if (!type || !client_find(name)) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    http_add_header(call->exchange, "Cache-Control",
                    is_named_by_content(name) ? "public, max-age=31536000, immutable" : "no-cache");
    http_add_header(call->exchange, "Content-Security-Policy", policy);
    http_add_header(call->exchange, "Permissions-Policy", "camera=(self), microphone=()");
    http_add_header(call->exchange, "Vary", "Accept-Encoding");
    pages_answer_file(call, find_packed(call, name), type);
}

void client_answer_page(ApiCall *call)
{
    answer(call, "index.html");
}

void client_answer_file(ApiCall *call)
{
    const char *folder = http_get_parameter(call->exchange, "folder");
    const char *file = http_get_parameter(call->exchange, "file");
    char name[FILE_NAME_BYTES];
    const int length =
        snprintf(name, sizeof name, "%s%s%s", folder ? folder : "", folder ? "/" : "", file);

    if (length < (int)sizeof name)
        answer(call, name);
    else
        call_answer_problem(call, PROBLEM_NOT_FOUND);
}
