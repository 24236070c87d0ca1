/*
 * Blobs as files and the vault over them, on a real folder: whole or not there, readable by their
 * owner alone, and every change of a byte is seen.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "src/base/crypt.h"
#include "src/blob/vault.h"

static char folder[] = "/tmp/tucai-blob-test-XXXXXX";
static BlobStore *store;
static CryptKey owner, other;

static void *make_bytes(size_t n_bytes)
{
    unsigned char *bytes = malloc(n_bytes + 1);

    for (size_t i = 0; i < n_bytes; i++)
        bytes[i] = (unsigned char)(i * 31 + i / 256);
    return bytes;
}

static BlobName put(const void *data, size_t n_bytes)
{
    BlobName name = {""};
    Message message = {""};

    assert_int_equal(vault_put(store, &owner, data, n_bytes, &name, &message), STATUS_OK);
    return name;
}

static int get(const CryptKey *key, const BlobName *name, size_t max_bytes, void **data,
               size_t *n_bytes)
{
    Message message;

    *data = NULL;
    return vault_get(store, key, name, max_bytes, data, n_bytes, &message);
}

static void format_path(const BlobName *name, char path[256])
{
    snprintf(path, 256, "%s/%.2s/%.2s/%s", folder, name->text, name->text + 2, name->text);
}

static int count_blobs_visit(void *context, const BlobName *name, int64_t changed_ms)
{
    (void)name;
    assert_true(changed_ms > INT64_C(1700000000000));
    ++*(int *)context;
    return 0;
}

static int count_blobs(void)
{
    Message message;
    int n = 0;

    assert_int_equal(store->driver->list(store, count_blobs_visit, &n, &message), STATUS_OK);
    return n;
}

static int count_temporary(void)
{
    char path[256];
    DIR *directory;
    int n = 0;

    snprintf(path, sizeof path, "%s/tmp", folder);
    directory = opendir(path);
    for (const struct dirent *entry; (entry = readdir(directory));)
        n += entry->d_name[0] != '.';
    closedir(directory);
    return n;
}

static void test_objects_of_all_sizes_come_back(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   CRYPT_PIECE_BYTES - 1,
                                   CRYPT_PIECE_BYTES,
                                   CRYPT_PIECE_BYTES + 1,
                                   3 * CRYPT_PIECE_BYTES,
                                   1000000};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        cleanup_free void *bytes = make_bytes(sizes[i]);
        const BlobName name = put(bytes, sizes[i]);
        cleanup_free void *back = NULL;
        size_t n_bytes;

        assert_int_equal(get(&owner, &name, sizes[i], &back, &n_bytes), STATUS_OK);
        assert_int_equal(n_bytes, sizes[i]);
        assert_memory_equal(back, bytes, sizes[i]);
    }
}

static void test_pieces_may_come_in_any_size(void **state)
{
    enum { N_BYTES = 200000 };
    cleanup_free unsigned char *bytes = make_bytes(N_BYTES);
    cleanup_free void *back = NULL;
    VaultWriter *writer;
    BlobName name;
    Message message;
    size_t n_bytes;

    (void)state;
    assert_int_equal(vault_begin(store, &owner, &writer, &message), STATUS_OK);
    for (size_t at = 0, step = 1; at < N_BYTES; at += step, step = step * 3 % 7001 + 1)
        assert_int_equal(
            vault_write(writer, bytes + at, step < N_BYTES - at ? step : N_BYTES - at, &message),
            STATUS_OK);
    assert_int_equal(vault_commit(writer, &name, &message), STATUS_OK);
    assert_int_equal(get(&owner, &name, N_BYTES, &back, &n_bytes), STATUS_OK);
    assert_int_equal(n_bytes, N_BYTES);
    assert_memory_equal(back, bytes, N_BYTES);
}

static void test_limit_of_reading_is_kept(void **state)
{
    cleanup_free void *bytes = make_bytes(100000);
    const BlobName name = put(bytes, 100000);
    void *back;
    size_t n_bytes;

    (void)state;
    assert_int_equal(get(&owner, &name, 99999, &back, &n_bytes), STATUS_TOO_LARGE);
    assert_null(back);
}

static void test_another_owner_cannot_read(void **state)
{
    const BlobName name = put("a face", 6);
    void *back;
    size_t n_bytes;

    (void)state;
    assert_int_equal(get(&other, &name, 100, &back, &n_bytes), STATUS_DAMAGED);
    assert_null(back);
}

static void test_nothing_readable_lies_on_the_disk(void **state)
{
    static const char secret[] = "320102200401011234 the identity number of nobody";
    const BlobName name = put(secret, sizeof secret);
    unsigned char bytes[512];
    char path[256];
    ssize_t n;
    int fd;

    (void)state;
    format_path(&name, path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    n = read(fd, bytes, sizeof bytes);
    close(fd);
    assert_true(n > (ssize_t)sizeof secret);
    assert_null(memmem(bytes, (size_t)n, secret, 8));
}

static void test_every_altered_byte_and_every_cut_is_seen(void **state)
{
    const BlobName name = put("0123456789", 10);
    char path[256];
    struct stat info;
    void *back;
    size_t n_bytes;
    int fd;

    (void)state;
    format_path(&name, path);
    assert_int_equal(chmod(path, 0600), 0);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(fstat(fd, &info), 0);
    for (off_t i = 0; i < info.st_size; i++) {
        unsigned char byte;

        assert_int_equal(pread(fd, &byte, 1, i), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, i), 1);
        assert_int_equal(get(&owner, &name, 100, &back, &n_bytes), STATUS_DAMAGED);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, i), 1);
    }
    assert_int_equal(get(&owner, &name, 100, &back, &n_bytes), STATUS_OK);
    free(back);
    assert_int_equal(pwrite(fd, "x", 1, info.st_size), 1); /* something behind the end */
    assert_int_equal(get(&owner, &name, 100, &back, &n_bytes), STATUS_DAMAGED);
    for (off_t i = info.st_size - 1; i >= 0; i--) {
        assert_int_equal(ftruncate(fd, i), 0);
        assert_int_equal(get(&owner, &name, 100, &back, &n_bytes), STATUS_DAMAGED);
    }
    close(fd);
}

static void test_pieces_cannot_be_left_out_or_swapped(void **state)
{
    enum { PIECE = CRYPT_PIECE_BYTES + CRYPT_PIECE_OVERHEAD_BYTES, HEAD = 4 + 72 + 24 };
    cleanup_free void *bytes = make_bytes(3 * (size_t)CRYPT_PIECE_BYTES);
    const BlobName name = put(bytes, 3 * (size_t)CRYPT_PIECE_BYTES);
    cleanup_free unsigned char *first = malloc(PIECE), *second = malloc(PIECE);
    char path[256];
    void *back;
    size_t n_bytes;
    int fd;

    (void)state;
    format_path(&name, path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(fd, first, PIECE, HEAD), PIECE);
    assert_int_equal(pread(fd, second, PIECE, HEAD + PIECE), PIECE);
    assert_int_equal(pwrite(fd, second, PIECE, HEAD), PIECE);
    assert_int_equal(pwrite(fd, first, PIECE, HEAD + PIECE), PIECE);
    assert_int_equal(get(&owner, &name, 1 << 20, &back, &n_bytes), STATUS_DAMAGED);
    assert_int_equal(pwrite(fd, first, PIECE, HEAD), PIECE);
    assert_int_equal(pwrite(fd, second, PIECE, HEAD + PIECE), PIECE);
    assert_int_equal(ftruncate(fd, HEAD + 2 * PIECE), 0); /* on a piece's border */
    assert_int_equal(get(&owner, &name, 1 << 20, &back, &n_bytes), STATUS_DAMAGED);
    close(fd);
}

static void test_removed_blob_is_gone_and_not_listed(void **state)
{
    const int n_before = count_blobs();
    const BlobName name = put("x", 1);
    Message message;
    void *back;
    size_t n_bytes;

    (void)state;
    assert_int_equal(count_blobs(), n_before + 1);
    assert_int_equal(store->driver->remove(store, &name, &message), STATUS_OK);
    assert_int_equal(count_blobs(), n_before);
    assert_int_equal(get(&owner, &name, 1, &back, &n_bytes), STATUS_NOT_FOUND);
    assert_int_equal(store->driver->remove(store, &name, &message), STATUS_NOT_FOUND);
}

static void test_aborted_object_leaves_nothing(void **state)
{
    const int n_before = count_blobs();
    VaultWriter *writer;
    Message message;

    (void)state;
    assert_int_equal(vault_begin(store, &owner, &writer, &message), STATUS_OK);
    assert_int_equal(vault_write(writer, folder, sizeof folder, &message), STATUS_OK);
    assert_int_equal(count_temporary(), 1);
    vault_abort(writer);
    assert_int_equal(count_temporary(), 0);
    assert_int_equal(count_blobs(), n_before);
}

/* Makes what lies in the folder of unfinished blobs two hours older. */
static void age_temporary(void)
{
    const struct timespec old[2] = {{.tv_sec = time(NULL) - 7200}, {.tv_sec = time(NULL) - 7200}};
    char path[256];
    DIR *directory;

    snprintf(path, sizeof path, "%s/tmp", folder);
    directory = opendir(path);
    for (const struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            assert_int_equal(utimensat(dirfd(directory), entry->d_name, old, 0), 0);
    closedir(directory);
}

static void test_killed_writer_leaves_only_what_the_next_start_sweeps(void **state)
{
    const int n_before = count_blobs();
    BlobStore *again;
    Message message;
    pid_t child = fork();
    int ended;

    (void)state;
    if (!child) {
        VaultWriter *writer;

        if (!vault_begin(store, &owner, &writer, &message))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended));
    assert_int_equal(count_temporary(), 1);
    assert_int_equal(count_blobs(), n_before);
    assert_int_equal(blob_files_new(folder, &again, &message), STATUS_OK);
    assert_int_equal(count_temporary(), 1); /* somebody may be writing it */
    blob_store_free(again);
    age_temporary();
    assert_int_equal(blob_files_new(folder, &again, &message), STATUS_OK);
    assert_int_equal(count_temporary(), 0);
    blob_store_free(again);
}

/* A limit of the process's own on the size of files stands for a disk that is full. */
static void test_full_disk_is_told_and_leaves_nothing(void **state)
{
    cleanup_free void *bytes = make_bytes(300000);
    const int n_before = count_blobs();
    struct rlimit old, small;
    BlobName name;
    Message message = {""};
    int status;

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){100000, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status = vault_put(store, &owner, bytes, 300000, &name, &message);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, STATUS_FULL);
    assert_non_null(strstr(message.text, "full"));
    assert_int_equal(count_temporary(), 0);
    assert_int_equal(count_blobs(), n_before);
}

static void test_every_failing_allocation_is_an_error_without_a_leak(void **state)
{
    int status = STATUS_MEMORY;

    (void)state;
    for (long n = 1; status == STATUS_MEMORY; n++) {
        BlobName name;
        Message message;
        cleanup_free void *back = NULL;
        size_t n_bytes;

        alloc_fail_at(n);
        status = vault_put(store, &owner, "abc", 3, &name, &message);
        if (!status)
            status = vault_get(store, &owner, &name, 10, &back, &n_bytes, &message);
        alloc_fail_at(0);
    }
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(count_temporary(), 0);
}

static void test_names_are_only_names(void **state)
{
    static const char *const bad[] = {
        "", "../../../../etc/passwd000000000000", "ABCDEF00000000000000000000000000",
        "abcdef0000000000000000000000000", "abcdef000000000000000000000000000"};
    const BlobName made = blob_make_name();
    BlobName name;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(blob_name_parse(bad[i], &name), STATUS_ARGUMENT);
    assert_int_equal(blob_name_parse(made.text, &name), STATUS_OK);
    assert_string_equal(name.text, made.text);
}

static void test_folder_that_cannot_be_used_is_told(void **state)
{
    BlobStore *none;
    Message message = {""};

    (void)state;
    assert_int_equal(blob_files_new("/proc/nowhere", &none, &message), STATUS_GONE);
    assert_non_null(strstr(message.text, "/proc/nowhere"));
}

static int remove_folder(void)
{
    char command[256];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects_of_all_sizes_come_back),
        cmocka_unit_test(test_pieces_may_come_in_any_size),
        cmocka_unit_test(test_limit_of_reading_is_kept),
        cmocka_unit_test(test_another_owner_cannot_read),
        cmocka_unit_test(test_nothing_readable_lies_on_the_disk),
        cmocka_unit_test(test_every_altered_byte_and_every_cut_is_seen),
        cmocka_unit_test(test_pieces_cannot_be_left_out_or_swapped),
        cmocka_unit_test(test_removed_blob_is_gone_and_not_listed),
        cmocka_unit_test(test_aborted_object_leaves_nothing),
        cmocka_unit_test(test_killed_writer_leaves_only_what_the_next_start_sweeps),
        cmocka_unit_test(test_full_disk_is_told_and_leaves_nothing),
        cmocka_unit_test(test_every_failing_allocation_is_an_error_without_a_leak),
        cmocka_unit_test(test_names_are_only_names),
        cmocka_unit_test(test_folder_that_cannot_be_used_is_told),
    };
    Message message;
    int status;

    if (crypt_init() || !mkdtemp(folder) || blob_files_new(folder, &store, &message))
        return 1;
    owner = crypt_make_key();
    other = crypt_make_key();
    status = cmocka_run_group_tests(tests, NULL, NULL);
    blob_store_free(store);
    return remove_folder() ? 1 : status;
}
