#include "tests/simulate/files.h"

#include <stdio.h>
#include <stdlib.h>

IdpBytes file_load(const char *path)
{
    FILE *file = fopen(path, "rb");
    void *data = file ? malloc(IDP_INPUT_BYTES_MAX) : NULL;
    size_t n_bytes = 0;

    if (data)
        n_bytes = fread(data, 1, IDP_INPUT_BYTES_MAX, file);
    if (file)
        fclose(file);
    return (IdpBytes){data, n_bytes};
}

int file_store(const char *path, IdpBytes bytes)
{
    FILE *file = fopen(path, "wb");
    size_t n_bytes;

    if (!file)
        return -1;
    n_bytes = fwrite(bytes.data, 1, bytes.n_bytes, file);
    return fclose(file) || n_bytes != bytes.n_bytes ? -1 : 0;
}
