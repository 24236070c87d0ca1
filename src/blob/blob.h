/*
 * Blobs: named byte strings, written whole or not at all, never changed, removed once.
 *
 * One interface; drivers: files (here), and stores of the S3 kind. What lies in a blob is sealed
 * (vault.h): a driver never sees a photo. Thread-safe.
 */
#ifndef SRC_BLOB_BLOB_H
#define SRC_BLOB_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/cleanup.h"
#include "src/base/message.h"
#include "src/base/status.h"

enum { BLOB_NAME_CHARACTERS = 32, BLOB_BYTES_MAX = 64 * 1024 * 1024 };

/* 32 lower-case hex digits, random: says nothing of what it holds. */
typedef struct BlobName {
    char text[BLOB_NAME_CHARACTERS + 1];
} BlobName;

BlobName blob_make_name(void);

/* 0 if it is one. */
int blob_name_parse(const char *text, BlobName *ret_name);

typedef struct BlobStore BlobStore;
typedef struct BlobWriter BlobWriter;
typedef struct BlobReader BlobReader;

/* Called for each blob of a listing; not 0 ends it. */
typedef int BlobVisitor(void *context, const BlobName *name, int64_t changed_ms);

typedef struct BlobDriver {
    int (*begin)(BlobStore *store, const BlobName *name, BlobWriter **ret_writer, Message *message);
    int (*write)(BlobWriter *writer, const void *data, size_t n_bytes, Message *message);
    int (*commit)(BlobWriter *writer, Message *message); /* frees the writer, whatever happens */
    void (*abort)(BlobWriter *writer);
    int (*open)(BlobStore *store, const BlobName *name, BlobReader **ret_reader, Message *message);
    int (*read)(BlobReader *reader, void *ret_data, size_t size_bytes, size_t *ret_n_bytes,
                Message *message); /* fills the buffer unless the end comes first */
    void (*close)(BlobReader *reader);
    int (*remove)(BlobStore *store, const BlobName *name, Message *message);
    int (*list)(BlobStore *store, BlobVisitor *visit, void *context, Message *message);
    void (*free)(BlobStore *store);
} BlobDriver;

struct BlobStore {
    const BlobDriver *driver; /* the driver's own fields follow */
};

void blob_store_free(BlobStore *store);
DEFINE_CLEANUP(BlobStore, blob_store_free)

/*
 * Blobs as files below a folder, which is made if it is missing: aa/bb/NAME by the name's first
 * digits. A blob is there after its commit even if the power fails (file and folder are synced).
 * What an interrupted writer left an hour ago is swept away at a start. STATUS_GONE (no folder, or
 * read-only), STATUS_MEMORY.
 */
int blob_files_new(const char *folder, BlobStore **ret_store, Message *ret_message);

#endif
