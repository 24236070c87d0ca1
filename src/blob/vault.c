/* Sealing on the way into the store and out of it. One piece is held at a time. */
#include "src/blob/vault.h"

#include <string.h>

#include "lib/base/alloc.h"

enum {
    MAGIC_BYTES = 4,
    WRAPPED_BYTES = CRYPT_KEY_BYTES + CRYPT_SEAL_OVERHEAD_BYTES,
    HEAD_BYTES = MAGIC_BYTES + WRAPPED_BYTES + CRYPT_STREAM_HEADER_BYTES,
    SEALED_PIECE_BYTES = CRYPT_PIECE_BYTES + CRYPT_PIECE_OVERHEAD_BYTES
};

static const char magic[MAGIC_BYTES] = {'T', 'C', 'V', '1'};

struct VaultWriter {
    BlobStore *store;
    BlobWriter *blob;
    BlobName name;
    CryptStream *stream;
    size_t n_held;
    uint8_t held[CRYPT_PIECE_BYTES]; /* of the piece that is not full, or the last one */
    uint8_t sealed[SEALED_PIECE_BYTES];
};

void vault_abort(VaultWriter *writer)
{
    if (!writer)
        return;
    writer->store->driver->abort(writer->blob);
    crypt_stream_free(writer->stream);
    crypt_wipe(writer->held, sizeof writer->held);
    free(writer);
}

/* The object's name is bound to its key: a blob renamed to another's name does not open. */
static int write_head(VaultWriter *writer, const CryptKey *owner, Message *message)
{
    CryptKey key = crypt_make_key();
    uint8_t head[HEAD_BYTES];

    memcpy(head, magic, MAGIC_BYTES);
    crypt_seal(owner, writer->name.text, key.bytes, sizeof key.bytes, head + MAGIC_BYTES);
    writer->stream = crypt_stream_new_writer(&key, head + MAGIC_BYTES + WRAPPED_BYTES);
    crypt_wipe(&key, sizeof key);
    if (!writer->stream)
        return status_set(message, STATUS_MEMORY, "out of memory for an object");
    return writer->store->driver->write(writer->blob, head, sizeof head, message);
}

int vault_begin(BlobStore *store, const CryptKey *owner, VaultWriter **ret_writer,
                Message *ret_message)
{
    VaultWriter *writer = ALLOC_NEW(VaultWriter);
    int status;

    if (!writer)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for an object");
    writer->store = store;
    writer->name = blob_make_name();
    status = store->driver->begin(store, &writer->name, &writer->blob, ret_message);
    if (!status)
        status = write_head(writer, owner, ret_message);
    if (status) {
        vault_abort(writer);
        return status;
    }
    *ret_writer = writer;
    return STATUS_OK;
}

static int write_piece(VaultWriter *writer, int is_last, Message *message)
{
    const size_t n_bytes = writer->n_held;

    crypt_stream_seal(writer->stream, writer->held, n_bytes, is_last, writer->sealed);
    writer->n_held = 0;
    return writer->store->driver->write(writer->blob, writer->sealed,
                                        n_bytes + CRYPT_PIECE_OVERHEAD_BYTES, message);
}

int vault_write(VaultWriter *writer, const void *data, size_t n_bytes, Message *ret_message)
{
    for (size_t done = 0; done < n_bytes;) {
        const size_t room = sizeof writer->held - writer->n_held;
        const size_t n = n_bytes - done < room ? n_bytes - done : room;

        /* A full piece waits until more comes: it may be the last. */
        if (!n) {
            const int status = write_piece(writer, 0, ret_message);

            if (status)
                return status;
            continue;
        }
        memcpy(writer->held + writer->n_held, (const uint8_t *)data + done, n);
        writer->n_held += n;
        done += n;
    }
    return STATUS_OK;
}

int vault_commit(VaultWriter *writer, BlobName *ret_name, Message *ret_message)
{
    const BlobName name = writer->name;
    int status = write_piece(writer, 1, ret_message);

    if (!status)
        status = writer->store->driver->commit(TAKE_PTR(writer->blob), ret_message);
    vault_abort(writer);
    if (!status)
        *ret_name = name;
    return status;
}

int vault_put(BlobStore *store, const CryptKey *owner, const void *data, size_t n_bytes,
              BlobName *ret_name, Message *ret_message)
{
    VaultWriter *writer = NULL;
    int status = vault_begin(store, owner, &writer, ret_message);

    if (status)
        return status;
    status = vault_write(writer, data, n_bytes, ret_message);
    if (status) {
        vault_abort(writer);
        return status;
    }
    return vault_commit(writer, ret_name, ret_message);
}

/* --- reading */

typedef struct Reading {
    BlobStore *store;
    BlobReader *blob;
    CryptStream *stream;
    Message *message;
    uint8_t *data; /* grows by pieces */
    size_t n_bytes, max_bytes;
    uint8_t sealed[SEALED_PIECE_BYTES];
} Reading;

static int refuse(const Reading *reading)
{
    return status_set(reading->message, STATUS_DAMAGED, "an object is damaged, or another's");
}

static int read_head(Reading *reading, const CryptKey *owner, const BlobName *name)
{
    uint8_t head[HEAD_BYTES];
    CryptKey key;
    size_t n;
    const int status =
        reading->store->driver->read(reading->blob, head, sizeof head, &n, reading->message);

    if (status)
        return status;
    if (n != sizeof head || memcmp(head, magic, MAGIC_BYTES) != 0 ||
        crypt_open(owner, name->text, head + MAGIC_BYTES, WRAPPED_BYTES, key.bytes))
        return refuse(reading);
    reading->stream = crypt_stream_new_reader(&key, head + MAGIC_BYTES + WRAPPED_BYTES);
    crypt_wipe(&key, sizeof key);
    return reading->stream ? STATUS_OK
                           : status_set(reading->message, STATUS_MEMORY, "out of memory");
}

static int read_piece(Reading *reading, int *ret_is_last)
{
    size_t n, n_plain;
    uint8_t *larger;
    const int status = reading->store->driver->read(reading->blob, reading->sealed,
                                                    sizeof reading->sealed, &n, reading->message);

    if (status)
        return status;
    if (n < CRYPT_PIECE_OVERHEAD_BYTES)
        return refuse(reading);
    n_plain = n - CRYPT_PIECE_OVERHEAD_BYTES;
    if (reading->n_bytes + n_plain > reading->max_bytes)
        return status_set(reading->message, STATUS_TOO_LARGE, "an object has over %zu bytes",
                          reading->max_bytes);
    larger = alloc_resize(reading->data, reading->n_bytes + n_plain + 1);
    if (!larger)
        return status_set(reading->message, STATUS_MEMORY, "out of memory for an object");
    reading->data = larger;
    if (crypt_stream_open(reading->stream, reading->sealed, n, reading->data + reading->n_bytes,
                          ret_is_last))
        return refuse(reading);
    reading->n_bytes += n_plain;
    return STATUS_OK;
}

/* What follows the last piece was not written by us. */
static int expect_end(Reading *reading)
{
    uint8_t byte;
    size_t n;
    const int status = reading->store->driver->read(reading->blob, &byte, 1, &n, reading->message);

    if (status)
        return status;
    return n ? refuse(reading) : STATUS_OK;
}

static int read_all(Reading *reading, const CryptKey *owner, const BlobName *name)
{
    int is_last = 0, status = reading->store->driver->open(reading->store, name, &reading->blob,
                                                           reading->message);

    if (!status)
        status = read_head(reading, owner, name);
    while (!status && !is_last)
        status = read_piece(reading, &is_last);
    return status ? status : expect_end(reading);
}

int vault_get(BlobStore *store, const CryptKey *owner, const BlobName *name, size_t max_bytes,
              void **ret_data, size_t *ret_n_bytes, Message *ret_message)
{
    Reading *reading = ALLOC_NEW(Reading);
    int status;

    if (!reading)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for an object");
    reading->store = store;
    reading->message = ret_message;
    reading->max_bytes = max_bytes;
    status = read_all(reading, owner, name);
    store->driver->close(reading->blob);
    crypt_stream_free(reading->stream);
    if (status) {
        free(reading->data);
    } else {
        *ret_data = reading->data;
        *ret_n_bytes = reading->n_bytes;
    }
    free(reading);
    return status;
}
