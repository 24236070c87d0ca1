/* Whole files on a real folder: limits, what is no file, and writes that leave nothing behind. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/base/file.h"

static char folder[] = "/tmp/tucai-file-test-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int count_files(void)
{
    DIR *directory = opendir(folder);
    int n = 0;

    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));)
        n += entry->d_name[0] != '.';
    closedir(directory);
    return n;
}

static void test_what_is_written_is_read_back(void **state)
{
    Message message;
    void *data;
    size_t n_bytes;

    (void)state;
    assert_int_equal(file_write(in_folder("a"), "0123456789", 10, &message), 0);
    assert_int_equal(file_write(in_folder("a"), "abc", 3, &message), 0); /* replaces */
    assert_int_equal(file_read(in_folder("a"), 3, &data, &n_bytes, &message), 0);
    assert_int_equal(n_bytes, 3);
    assert_memory_equal(data, "abc", 3);
    free(data);
    assert_int_equal(count_files(), 1);
    unlink(in_folder("a"));
}

static void test_file_over_the_limit_is_not_read(void **state)
{
    Message message;
    void *data = &message;
    size_t n_bytes;

    (void)state;
    assert_int_equal(file_write(in_folder("a"), "0123", 4, &message), 0);
    assert_int_equal(file_read(in_folder("a"), 3, &data, &n_bytes, &message), -1);
    assert_ptr_equal(data, &message);
    assert_non_null(strstr(message.text, "over 3 bytes"));
    unlink(in_folder("a"));
}

static void test_empty_file_is_a_file(void **state)
{
    Message message;
    void *data;
    size_t n_bytes = 9;

    (void)state;
    assert_int_equal(file_write(in_folder("a"), "", 0, &message), 0);
    assert_int_equal(file_read(in_folder("a"), 3, &data, &n_bytes, &message), 0);
    assert_int_equal(n_bytes, 0);
    assert_non_null(data);
    free(data);
    unlink(in_folder("a"));
}

static void test_what_is_no_file_is_refused_and_does_not_hang(void **state)
{
    Message message;
    void *data;
    size_t n_bytes;

    (void)state;
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_int_equal(file_read(in_folder("pipe"), 3, &data, &n_bytes, &message), -1);
    unlink(in_folder("pipe"));
    assert_int_equal(file_read(folder, 3, &data, &n_bytes, &message), -1);
    assert_int_equal(file_read(in_folder("missing"), 3, &data, &n_bytes, &message), -1);
    assert_non_null(strstr(message.text, "missing"));
}

static void test_failed_write_leaves_nothing_behind(void **state)
{
    Message message;

    (void)state;
    assert_int_equal(mkdir(in_folder("taken"), 0700), 0); /* rename over a folder fails */
    assert_int_equal(file_write(in_folder("taken"), "abc", 3, &message), -1);
    assert_int_equal(count_files(), 1);
    rmdir(in_folder("taken"));
    assert_int_equal(file_write(in_folder("no/such/folder"), "abc", 3, &message), -1);
    assert_int_equal(count_files(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_file_over_the_limit_is_not_read),
        cmocka_unit_test(test_empty_file_is_a_file),
        cmocka_unit_test(test_what_is_no_file_is_refused_and_does_not_hang),
        cmocka_unit_test(test_failed_write_leaves_nothing_behind),
    };
    int status;

    if (!mkdtemp(folder))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return status;
}
