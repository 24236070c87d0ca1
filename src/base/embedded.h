/* Files of the project that are part of the program, put there by tools/embed_files.py. */
#ifndef SRC_BASE_EMBEDDED_H
#define SRC_BASE_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedFile {
    const char *name; /* without its folder, or below the folder that was embedded */
    size_t n_bytes;
    const char *sha256, *data; /* data: NUL-terminated beyond its n_bytes */
} EmbeddedFile;

/* What the tool makes a function of: NULL where there is no file of the name. */
typedef const EmbeddedFile *EmbeddedFind(const char *name);

#endif
