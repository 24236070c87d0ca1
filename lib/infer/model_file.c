/*
 * The file is read once into memory and the session is made from that memory: nobody can swap the
 * file between the check and the use. Messages name the model, not the folder: the folder is the
 * site's business and may end up in a report.
 */
#include "lib/infer/model_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"

enum { MODEL_BYTES_MAX = 64 * 1024 * 1024 };

static void close_file_p(FILE **file)
{
    if (*file)
        fclose(*file);
}

int model_file_read(const char *models_dir, const char *name, const char *sha256, void **ret_data,
                    size_t *ret_n_bytes, IdpError *error)
{
    char path[PATH_MAX];
    const int length = snprintf(path, sizeof(path), "%s/%s.onnx", models_dir, name);

    if (length < 0 || (size_t)length >= sizeof(path))
        return error_set(error, IDP_E_MODEL, "model %s.onnx: the path is too long", name);

    cleanup_with(close_file_p) FILE *file = fopen(path, "rbe");
    if (!file)
        return error_set(error, IDP_E_MODEL, "model %s.onnx: %s", name, strerror(errno));

    long n_bytes = -1;
    if (fseek(file, 0, SEEK_END) == 0)
        n_bytes = ftell(file);
    if (n_bytes <= 0 || n_bytes > MODEL_BYTES_MAX || fseek(file, 0, SEEK_SET) != 0)
        return error_set(error, IDP_E_MODEL, "model %s.onnx is not a file of a sane size", name);

    cleanup_free void *data = alloc_aligned((size_t)n_bytes);
    if (!data)
        return error_set(error, IDP_E_MEMORY, "no memory to read model %s.onnx", name);
    if (fread(data, 1, (size_t)n_bytes, file) != (size_t)n_bytes)
        return error_set(error, IDP_E_MODEL, "model %s.onnx cannot be read", name);

    char digest[IDP_SHA256_HEX_BYTES];
    digest_sha256(data, (size_t)n_bytes, digest);
    if (strcmp(digest, sha256) != 0)
        return error_set(error, IDP_E_MODEL, "model %s.onnx is damaged or of another version",
                         name);
    *ret_data = TAKE_PTR(data);
    *ret_n_bytes = (size_t)n_bytes;
    return IDP_OK;
}

bool model_file_exists(const char *models_dir, const char *name)
{
    char path[PATH_MAX];
    const int length = snprintf(path, sizeof(path), "%s/%s.onnx", models_dir, name);

    return length > 0 && (size_t)length < sizeof(path) && access(path, F_OK) == 0;
}
