/* Whole files: read with a limit, written atomically. Thread-safe. */
#ifndef SRC_BASE_FILE_H
#define SRC_BASE_FILE_H

#include <stddef.h>

#include "src/base/message.h"

/*
 * Reads a regular file of at most max_bytes. *ret_data is freed by the caller; a file of no bytes
 * gives a pointer too. 0, or -1 with a line for the user.
 */
int file_read(const char *path, size_t max_bytes, void **ret_data, size_t *ret_n_bytes,
              Message *ret_message);

/*
 * Writes the file whole or not at all: temporary file beside it, fsync, rename, fsync of the
 * folder. An existing file is replaced. 0, or -1 with a line for the user and nothing left behind.
 */
int file_write(const char *path, const void *data, size_t n_bytes, Message *ret_message);

#endif
