/* Names of blobs, and what all drivers share. */
#include "src/blob/blob.h"

#include <stdio.h>
#include <string.h>

#include "src/base/crypt.h"

BlobName blob_make_name(void)
{
    uint8_t bytes[BLOB_NAME_CHARACTERS / 2];
    BlobName name = {""};

    crypt_fill_random(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(name.text + 2 * i, 3, "%02x", bytes[i]);
    return name;
}

int blob_name_parse(const char *text, BlobName *ret_name)
{
    if (strspn(text, "0123456789abcdef") != BLOB_NAME_CHARACTERS || text[BLOB_NAME_CHARACTERS])
        return STATUS_ARGUMENT;
    memcpy(ret_name->text, text, sizeof ret_name->text);
    return STATUS_OK;
}

void blob_store_free(BlobStore *store)
{
    if (store)
        store->driver->free(store);
}
