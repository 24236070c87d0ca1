/* Thread-safe. */
#include "src/api/form_file.h"

#include <string.h>
#include <strings.h>
#include <sys/mman.h>

#include <idphoto/report.h>

#include "lib/base/cleanup.h"
#include "lib/base/digest.h"
#include "src/base/media_type.h"

/* A file of the form in memory, as far as somebody reads it. */
typedef struct Mapped {
    void *data; /* NULL: none */
    size_t n_bytes;
} Mapped;

static void unmap(Mapped *mapped)
{
    if (mapped->data)
        munmap(mapped->data, mapped->n_bytes);
}

static int map(const HttpPart *part, Mapped *ret_mapped)
{
    void *data = mmap(NULL, part->n_bytes, PROT_READ, MAP_PRIVATE, part->fd, 0);

    if (data == MAP_FAILED)
        return -1;
    *ret_mapped = (Mapped){data, part->n_bytes};
    return 0;
}

ProblemId form_file_check_picture(const HttpPart *part, size_t max_bytes, const char *sha256)
{
    cleanup_with(unmap) Mapped mapped = {NULL, 0};
    char hex[IDP_SHA256_HEX_BYTES];

    if (part->n_bytes > max_bytes)
        return PROBLEM_PICTURE_TOO_LARGE;
    if (part->n_bytes < MEDIA_TYPE_HEAD_BYTES || map(part, &mapped))
        return PROBLEM_NOT_A_PICTURE;
    if (!media_type_sniff(mapped.data, mapped.n_bytes))
        return PROBLEM_NOT_A_PICTURE;
    if (!sha256)
        return PROBLEM_COUNT;
    digest_sha256(mapped.data, mapped.n_bytes, hex);
    return strcasecmp(hex, sha256) ? PROBLEM_PICTURE_ALTERED : PROBLEM_COUNT;
}

int form_file_seal(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                   BlobName *ret_name, Message *ret_message)
{
    cleanup_with(unmap) Mapped mapped = {NULL, 0};

    if (map(part, &mapped))
        return status_set(ret_message, STATUS_MEMORY, "no room for a file of a form");
    return vault_put(call->api->options.blobs, key, mapped.data, mapped.n_bytes, ret_name,
                     ret_message);
}

int form_file_compare(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                      const char *blob, bool *ret_is_same, Message *ret_message)
{
    cleanup_with(unmap) Mapped mapped = {NULL, 0};
    cleanup_free void *data = NULL;
    size_t n_bytes;
    BlobName name;
    int status;

    if (blob_name_parse(blob, &name))
        return status_set(ret_message, STATUS_NOT_FOUND, "the object was erased");
    if (map(part, &mapped))
        return status_set(ret_message, STATUS_MEMORY, "no room for a file of a form");
    status = vault_get(call->api->options.blobs, key, &name, mapped.n_bytes, &data, &n_bytes,
                       ret_message);
    if (!status)
        *ret_is_same = n_bytes == mapped.n_bytes && !memcmp(data, mapped.data, n_bytes);
    return status;
}

void form_file_remove(const ApiCall *call, const BlobName *name)
{
    BlobStore *blobs = call->api->options.blobs;
    Message message;

    if (blobs->driver->remove(blobs, name, &message))
        log_event(call->api->options.log, LOG_WARNING, "orphan", log_detail(message.text));
}
