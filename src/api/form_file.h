/* Files of a form, as they lie on disk: looked at, and sealed into the vault. */
#ifndef SRC_API_FORM_FILE_H
#define SRC_API_FORM_FILE_H

#include <stdbool.h>

#include "src/api/call.h"
#include "src/blob/vault.h"

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
