/* Reads a model file whole and verifies it, so that what was hashed is what runs. */
#ifndef LIB_INFER_MODEL_FILE_H
#define LIB_INFER_MODEL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <idphoto/error.h>

/*
 * Reads models_dir/name.onnx, at most 64 MiB, whose SHA-256 must be sha256 (lower-case hex).
 * *ret_data: free with free(). IDP_E_MODEL: missing, unreadable, too large or altered;
 * IDP_E_MEMORY.
 */
int model_file_read(const char *models_dir, const char *name, const char *sha256, void **ret_data,
                    size_t *ret_n_bytes, IdpError *error);

/* Whether there is such a file, whatever is in it. */
bool model_file_exists(const char *models_dir, const char *name);

#endif
