/*
 * Blobs as files. A writer fills a file in the folder `tmp`; commit syncs it, renames it into its
 * place and syncs that folder: after a power cut a blob is whole or not there. All paths are
 * relative to an open folder, so renaming the root under a running server does no harm.
 */
#include "src/blob/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/alloc.h"

enum {
    PATH_BYTES = 48,
    ABANDONED_S = 3600 /* no writer takes so long */
};

static const char temporary[] = "tmp";

typedef struct FileStore {
    BlobStore store;
    int root; /* the folder */
} FileStore;

struct BlobWriter {
    int root, fd;
    BlobName name;
    size_t n_bytes;
};

struct BlobReader {
    int fd;
};

static int get_root(const BlobStore *store)
{
    return ((const FileStore *)store)->root;
}

static int fail(const char *what, Message *message)
{
    const int fault = errno;

    if (fault == ENOENT)
        return status_set(message, STATUS_NOT_FOUND, "%s: there is no such blob", what);
    if (fault == ENOSPC || fault == EDQUOT || fault == EFBIG)
        return status_set(message, STATUS_FULL, "%s: the disk is full", what);
    if (fault == ENOMEM || fault == EMFILE || fault == ENFILE)
        return status_set(message, STATUS_BUSY, "%s: %s", what, strerror(fault));
    return status_set(message, STATUS_GONE, "%s: %s", what, strerror(fault));
}

static void format_temporary(const BlobName *name, char ret_path[PATH_BYTES])
{
    snprintf(ret_path, PATH_BYTES, "%s/%s", temporary, name->text);
}

static void format_folder(const BlobName *name, char ret_path[PATH_BYTES])
{
    snprintf(ret_path, PATH_BYTES, "%.2s/%.2s", name->text, name->text + 2);
}

static void format_path(const BlobName *name, char ret_path[PATH_BYTES])
{
    snprintf(ret_path, PATH_BYTES, "%.2s/%.2s/%s", name->text, name->text + 2, name->text);
}

/* Makes what was done in the folder durable. */
static int sync_folder(int root, const char *path)
{
    const int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int failed = fd < 0 || fsync(fd);

    if (fd >= 0)
        close(fd);
    return failed ? -1 : 0;
}

/* --- writing */

static int begin(BlobStore *store, const BlobName *name, BlobWriter **ret_writer, Message *message)
{
    BlobWriter *writer = ALLOC_NEW(BlobWriter);
    char path[PATH_BYTES];

    if (!writer)
        return status_set(message, STATUS_MEMORY, "out of memory for a blob");
    format_temporary(name, path);
    *writer = (BlobWriter){.root = get_root(store), .name = *name};
    writer->fd = openat(writer->root, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (writer->fd < 0) {
        free(writer);
        return fail("writing a blob", message);
    }
    *ret_writer = writer;
    return STATUS_OK;
}

static int write_piece(BlobWriter *writer, const void *data, size_t n_bytes, Message *message)
{
    if (writer->n_bytes + n_bytes > BLOB_BYTES_MAX)
        return status_set(message, STATUS_TOO_LARGE, "a blob has at most %d bytes", BLOB_BYTES_MAX);
    for (size_t done = 0; done < n_bytes;) {
        const ssize_t n = write(writer->fd, (const char *)data + done, n_bytes - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail("writing a blob", message);
        done += (size_t)n;
    }
    writer->n_bytes += n_bytes;
    return STATUS_OK;
}

static void abort_writing(BlobWriter *writer)
{
    char path[PATH_BYTES];

    if (!writer)
        return;
    format_temporary(&writer->name, path);
    unlinkat(writer->root, path, 0);
    close(writer->fd);
    free(writer);
}

/* The two folders of the name, made durable if they are new. */
static int make_folders(int root, const BlobName *name)
{
    char folder[PATH_BYTES], parent[3];

    format_folder(name, folder);
    memcpy(parent, folder, 2);
    parent[2] = 0;
    if (!mkdirat(root, folder, 0700))
        return sync_folder(root, parent);
    if (errno == EEXIST)
        return 0;
    if (errno != ENOENT || (mkdirat(root, parent, 0700) && errno != EEXIST) ||
        sync_folder(root, "."))
        return -1;
    return (mkdirat(root, folder, 0700) && errno != EEXIST) ? -1 : sync_folder(root, parent);
}

static int commit(BlobWriter *writer, Message *message)
{
    char from[PATH_BYTES], to[PATH_BYTES], folder[PATH_BYTES];
    int status = STATUS_OK;

    format_temporary(&writer->name, from);
    format_path(&writer->name, to);
    format_folder(&writer->name, folder);
    if (fsync(writer->fd) || make_folders(writer->root, &writer->name) ||
        renameat2(writer->root, from, writer->root, to, RENAME_NOREPLACE) ||
        sync_folder(writer->root, folder))
        status = errno == EEXIST ? status_set(message, STATUS_CONFLICT, "the blob is there already")
                                 : fail("committing a blob", message);
    abort_writing(writer); /* after the rename there is nothing left to unlink */
    return status;
}

/* --- reading */

static int open_blob(BlobStore *store, const BlobName *name, BlobReader **ret_reader,
                     Message *message)
{
    BlobReader *reader = ALLOC_NEW(BlobReader);
    char path[PATH_BYTES];

    if (!reader)
        return status_set(message, STATUS_MEMORY, "out of memory for a blob");
    format_path(name, path);
    reader->fd = openat(get_root(store), path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (reader->fd < 0) {
        free(reader);
        return fail("reading a blob", message);
    }
    *ret_reader = reader;
    return STATUS_OK;
}

static int read_piece(BlobReader *reader, void *ret_data, size_t size_bytes, size_t *ret_n_bytes,
                      Message *message)
{
    size_t done = 0;

    while (done < size_bytes) {
        const ssize_t n = read(reader->fd, (char *)ret_data + done, size_bytes - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail("reading a blob", message);
        if (!n)
            break;
        done += (size_t)n;
    }
    *ret_n_bytes = done;
    return STATUS_OK;
}

static void close_reader(BlobReader *reader)
{
    if (!reader)
        return;
    close(reader->fd);
    free(reader);
}

/* --- removing, listing */

static int remove_blob(BlobStore *store, const BlobName *name, Message *message)
{
    char path[PATH_BYTES], folder[PATH_BYTES];

    format_path(name, path);
    format_folder(name, folder);
    if (unlinkat(get_root(store), path, 0) || sync_folder(get_root(store), folder))
        return fail("removing a blob", message);
    return STATUS_OK;
}

typedef int EntryVisitor(void *context, int folder, const char *name);

/* Calls visit for every entry of the folder. 0, -1 (errno), or what visit answered. */
static int for_each_entry(int parent, const char *path, EntryVisitor *visit, void *context)
{
    const int fd = openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    int answer = 0;

    if (!directory) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    for (const struct dirent *entry; !answer && (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            answer = visit(context, fd, entry->d_name);
    closedir(directory);
    return answer;
}

typedef struct Listing {
    BlobVisitor *visit;
    void *context;
} Listing;

static int list_blob(void *context, int folder, const char *file)
{
    const Listing *listing = context;
    struct stat info;
    BlobName name;

    if (blob_name_parse(file, &name) || fstatat(folder, file, &info, AT_SYMLINK_NOFOLLOW))
        return 0; /* not ours, or gone meanwhile */
    return listing->visit(listing->context, &name,
                          (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000);
}

static bool is_digits(const char *name)
{
    return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

static int list_second(void *context, int folder, const char *name)
{
    return is_digits(name) ? for_each_entry(folder, name, list_blob, context) : 0;
}

static int list_first(void *context, int folder, const char *name)
{
    return is_digits(name) ? for_each_entry(folder, name, list_second, context) : 0;
}

static int list(BlobStore *store, BlobVisitor *visit, void *context, Message *message)
{
    Listing listing = {visit, context};

    errno = 0;
    if (for_each_entry(get_root(store), ".", list_first, &listing) < 0 && errno)
        return fail("listing blobs", message);
    return STATUS_OK;
}

/* --- the store */

static void free_store(BlobStore *store)
{
    close(get_root(store));
    free(store);
}

static const BlobDriver driver = {
    .begin = begin,
    .write = write_piece,
    .commit = commit,
    .abort = abort_writing,
    .open = open_blob,
    .read = read_piece,
    .close = close_reader,
    .remove = remove_blob,
    .list = list,
    .free = free_store,
};

/* What a writer left that is surely gone; others may be writing at this moment. */
static int sweep_file(void *context, int folder, const char *name)
{
    const time_t *now = context;
    struct stat info;

    if (!fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) &&
        info.st_mtim.tv_sec < *now - ABANDONED_S)
        unlinkat(folder, name, 0); /* what stays does no harm */
    return 0;
}

int blob_files_new(const char *folder, BlobStore **ret_store, Message *ret_message)
{
    FileStore *store = ALLOC_NEW(FileStore);
    time_t now = time(NULL);

    if (!store)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for the photos' folder");
    store->store.driver = &driver;
    mkdir(folder, 0700); /* whether it is there now is what counts */
    store->root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->root < 0 || (mkdirat(store->root, temporary, 0700) && errno != EEXIST) ||
        for_each_entry(store->root, temporary, sweep_file, &now)) {
        const int fault = errno;

        if (store->root >= 0)
            close(store->root);
        free(store);
        return status_set(ret_message, STATUS_GONE, "%.180s: %s", folder, strerror(fault));
    }
    *ret_store = &store->store;
    return STATUS_OK;
}
