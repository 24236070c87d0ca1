/*
 * Objects of the vault as answers. The whole object is in memory once, up to MEDIA_BYTES_MAX, and
 * handed to the network thread without a copy. Thread-safe.
 */
#include "src/api/media.h"

#include <stdio.h>

#include "src/base/media_type.h"
#include "src/blob/vault.h"

enum { MEDIA_BYTES_MAX = 32 * 1024 * 1024 };

static int read_object(const ApiCall *call, const char *key_name, const char *blob, void **ret_data,
                       size_t *ret_n_bytes, Message *message)
{
    const ApiOptions *options = &call->api->options;
    BlobName name;
    CryptKey key;
    int status;

    if (blob_name_parse(blob, &name))
        return status_set(message, STATUS_NOT_FOUND, "the object was erased");
    status = keys_get(options->keys, key_name, &key, message);
    if (status)
        return status;
    status =
        vault_get(options->blobs, &key, &name, MEDIA_BYTES_MAX, ret_data, ret_n_bytes, message);
    crypt_wipe(&key, sizeof key);
    return status;
}

static void add_headers(const ApiCall *call, const char *file_name)
{
    char disposition[160];

    http_add_header(call->exchange, "Cache-Control", "private, no-store");
    if (!file_name)
        return;
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%.120s\"", file_name);
    http_add_header(call->exchange, "Content-Disposition", disposition);
}

void media_answer(const ApiCall *call, const char *key_name, const char *blob,
                  const char *file_name)
{
    Message message;
    void *data = NULL;
    size_t n_bytes = 0;
    const char *type;
    const int status = read_object(call, key_name, blob, &data, &n_bytes, &message);

    if (status) {
        call_answer_failure(call, status, &message);
        return;
    }
    type = media_type_sniff(data, n_bytes);
    add_headers(call, file_name);
    http_answer_owned(call->exchange, 200, type ? type : "application/octet-stream", data, n_bytes);
}
