/* Files of a form, as they lie on disk: read, looked at, and sealed into the vault. */
#ifndef SRC_API_FORM_FILE_H
#define SRC_API_FORM_FILE_H

#include <stdbool.h>

#include "src/api/call.h"
#include "src/blob/vault.h"

/* A file of the form in memory, as far as somebody reads it. */
typedef struct FormBytes {
    void *data; /* NULL: none */
    size_t n_bytes;
} FormBytes;

/* 0, or -1: it is empty, or no memory. Freed by form_bytes_unmap, which cleanup_with() takes. */
int form_file_map(const HttpPart *part, FormBytes *ret_bytes);
void form_bytes_unmap(FormBytes *bytes);

/* Whether bytes are a picture, and how large. PROBLEM_COUNT: nothing is wrong with them. */
ProblemId form_bytes_check_picture(const void *data, size_t n_bytes, size_t max_bytes);

/* Whether it is a picture by its bytes, and how large. PROBLEM_COUNT: nothing is wrong with it.
 * sha256: as the client counted it, in hex; NULL: it did not tell. */
ProblemId form_file_check_picture(const HttpPart *part, size_t max_bytes, const char *sha256);

/* Seals it as one object. Statuses of the vault; MEMORY. */
int form_file_seal(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                   BlobName *ret_name, Message *ret_message);

/* Whether the object has the file's bytes. Statuses of the vault; NOT_FOUND also: it was erased. */
int form_file_compare(const ApiCall *call, const CryptKey *key, const HttpPart *part,
                      const char *blob, bool *ret_is_same, Message *ret_message);

/* Removes what was sealed and is not needed; a failure is logged: purge finds it later. */
void form_file_remove(const ApiCall *call, const BlobName *name);

#endif
