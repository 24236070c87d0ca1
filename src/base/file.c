/* Whole files. The atomic write is the usual five steps; each failure removes the temporary file.
 */
#include "src/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, char *data, size_t n_bytes)
{
    for (size_t done = 0; done < n_bytes;) {
        const ssize_t n = read(fd, data + done, n_bytes - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        done += (size_t)n;
    }
    return 0;
}

static int write_all(int fd, const char *data, size_t n_bytes)
{
    for (size_t done = 0; done < n_bytes;) {
        const ssize_t n = write(fd, data + done, n_bytes - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        done += (size_t)n;
    }
    return 0;
}

int file_read(const char *path, size_t max_bytes, void **ret_data, size_t *ret_n_bytes,
              Message *ret_message)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    char *data = NULL;
    int status = -1;

    if (fd < 0)
        return message_set(ret_message, "%.180s: %s", path, strerror(errno));
    if (fstat(fd, &info))
        message_set(ret_message, "%.180s: %s", path, strerror(errno));
    else if (!S_ISREG(info.st_mode))
        message_set(ret_message, "%.180s: not a regular file", path);
    else if ((size_t)info.st_size > max_bytes)
        message_set(ret_message, "%.180s: over %zu bytes", path, max_bytes);
    else if (!(data = malloc((size_t)info.st_size + 1)))
        message_set(ret_message, "%.180s: out of memory", path);
    else if (read_all(fd, data, (size_t)info.st_size))
        message_set(ret_message, "%.180s: cannot be read", path);
    else
        status = 0;
    close(fd);
    if (status) {
        free(data);
        return -1;
    }
    *ret_data = data;
    *ret_n_bytes = (size_t)info.st_size;
    return 0;
}

/* Makes the rename durable. Not every file system can; the file itself is safe already. */
static void sync_folder(const char *path)
{
    char copy[PATH_MAX];
    int fd;

    snprintf(copy, sizeof copy, "%s", path);
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

int file_write(const char *path, const void *data, size_t n_bytes, Message *ret_message)
{
    char temporary[PATH_MAX];
    int fd, failed;

    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary)
        return message_set(ret_message, "%.180s: the path is too long", path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return message_set(ret_message, "%.180s: %s", path, strerror(errno));
    failed = fchmod(fd, 0644) || write_all(fd, data, n_bytes) || fsync(fd);
    failed |= close(fd);
    if (failed || rename(temporary, path)) {
        message_set(ret_message, "%.180s: %s", path, strerror(errno));
        unlink(temporary);
        return -1;
    }
    sync_folder(path);
    return 0;
}
