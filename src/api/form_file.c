/* Thread-safe. */
#include "src/api/form_file.h"

#include <string.h>
#include <strings.h>
#include <sys/mman.h>

#include <idphoto/report.h>

#include "lib/base/cleanup.h"
#include "lib/base/digest.h"
#include "src/base/media_type.h"

int form_file_map(const HttpPart *part, FormBytes *ret_bytes)
{
    void *data = mmap(NULL, part->n_bytes, PROT_READ, MAP_PRIVATE, part->fd, 0);

    if (data == MAP_FAILED)
        return -1;
    *ret_bytes = (FormBytes){data, part->n_bytes};
    return 0;
}

void form_bytes_unmap(FormBytes *bytes)
{
    if (bytes->data)
        munmap(bytes->data, bytes->n_bytes);
}

ProblemId form_bytes_check_picture(const void *data, size_t n_bytes, size_t max_bytes)
{
    if (n_bytes > max_bytes)
        return PROBLEM_PICTURE_TOO_LARGE;
    return n_bytes >= MEDIA_TYPE_HEAD_BYTES && media_type_sniff(data, n_bytes)
               ? PROBLEM_COUNT
               : PROBLEM_NOT_A_PICTURE;
}

ProblemId form_file_check_picture(const HttpPart *part, size_t max_bytes, const char *sha256)
{
    cleanup_with(form_bytes_unmap) FormBytes bytes = {NULL, 0};
    char hex[IDP_SHA256_HEX_BYTES];
    ProblemId problem;

    if (part->n_bytes && form_file_map(part, &bytes))
        return PROBLEM_NOT_A_PICTURE;
    problem = form_bytes_check_picture(bytes.data, bytes.n_bytes, max_bytes);
    if (problem != PROBLEM_COUNT || !sha256)
        return problem;
    digest_sha256(bytes.data, bytes.n_bytes, hex);
    return strcasecmp(hex, sha256) ? PROBLEM_PICTURE_ALTERED : PROBLEM_COUNT;
}

int form_file_seal(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                   BlobName *ret_name, Message *ret_message)
{
    cleanup_with(form_bytes_unmap) FormBytes bytes = {NULL, 0};

    if (form_file_map(part, &bytes))
        return status_set(ret_message, STATUS_MEMORY, "no room for a file of a form");
    return vault_put(call->api->options.blobs, key, bytes.data, bytes.n_bytes, ret_name,
                     ret_message);
}

int form_file_compare(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                      const char *blob, bool *ret_is_same, Message *ret_message)
{
    cleanup_with(form_bytes_unmap) FormBytes bytes = {NULL, 0};
    cleanup_free void *data = NULL;
    size_t n_bytes;
    BlobName name;
    int status;

    if (blob_name_parse(blob, &name))
        return status_set(ret_message, STATUS_NOT_FOUND, "the object was erased");
    if (form_file_map(part, &bytes))
        return status_set(ret_message, STATUS_MEMORY, "no room for a file of a form");
    status = vault_get(call->api->options.blobs, key, &name, bytes.n_bytes, &data, &n_bytes,
                       ret_message);
    if (!status)
        *ret_is_same = n_bytes == bytes.n_bytes && !memcmp(data, bytes.data, n_bytes);
    return status;
}

void form_file_remove(const ApiCall *call, const BlobName *name)
{
    BlobStore *blobs = call->api->options.blobs;
    Message message;

    if (blobs->driver->remove(blobs, name, &message))
        log_event(call->api->options.log, LOG_WARNING, "orphan", log_detail(message.text));
}
