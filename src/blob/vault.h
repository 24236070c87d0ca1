/*
 * The vault: sealed objects in a blob store.
 *
 * Every object has a random key of its own, which stands at its head wrapped by the owner's key
 * (a student's); owners' keys are wrapped by the master key elsewhere (src/store). Who destroys the
 * owner's key makes all its objects unreadable, in every backup too. Layout: "TCV1", the wrapped
 * key, a stream header, pieces of CRYPT_PIECE_BYTES. Thread-safe.
 */
#ifndef SRC_BLOB_VAULT_H
#define SRC_BLOB_VAULT_H

#include "src/base/crypt.h"
#include "src/blob/blob.h"

typedef struct VaultWriter VaultWriter;

/* Begins an object under a new name. STATUS_MEMORY and those of the store. */
int vault_begin(BlobStore *store, const CryptKey *owner, VaultWriter **ret_writer,
                Message *ret_message);

/* After a failure only vault_abort may follow. */
int vault_write(VaultWriter *writer, const void *data, size_t n_bytes, Message *ret_message);

/* Ends the object durably; frees the writer whatever happens. */
int vault_commit(VaultWriter *writer, BlobName *ret_name, Message *ret_message);

/* NULL is allowed. */
void vault_abort(VaultWriter *writer);
DEFINE_CLEANUP(VaultWriter, vault_abort)

/* Writes n_bytes as one object. */
int vault_put(BlobStore *store, const CryptKey *owner, const void *data, size_t n_bytes,
              BlobName *ret_name, Message *ret_message);

/*
 * Reads a whole object of at most max_bytes; *ret_data is freed by the caller. STATUS_DAMAGED:
 * altered, cut short, or another owner's. STATUS_TOO_LARGE, STATUS_NOT_FOUND, those of the store.
 */
int vault_get(BlobStore *store, const CryptKey *owner, const BlobName *name, size_t max_bytes,
              void **ret_data, size_t *ret_n_bytes, Message *ret_message);

#endif
