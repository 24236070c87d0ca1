/* The configuration's table: what it reads, what it refuses and by which line, what it prints. */
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

#include "lib/base/cleanup.h"
#include "src/base/config.h"
#include "src/base/file.h"

typedef struct Settings {
    char address[CONFIG_TEXT_BYTES];
    int64_t port;
    int is_secure;
    char store[CONFIG_TEXT_BYTES];
} Settings;

static const ConfigEntry entries[] = {
    {"server", "address", CONFIG_TEXT, offsetof(Settings, address), 0, 0, "", "127.0.0.1",
     "where to listen"},
    {"server", "port", CONFIG_NUMBER, offsetof(Settings, port), 1, 65535, "", "8080", "TCP port"},
    {"server", "secure", CONFIG_SWITCH, offsetof(Settings, is_secure), 0, 0, "", "no", "cookies"},
    {"store", "kind", CONFIG_CHOICE, offsetof(Settings, store), 0, 0, "sqlite|postgres", "sqlite",
     "which database"},
};

enum { N_ENTRIES = sizeof entries / sizeof entries[0] };

static int parse(const char *text, Settings *settings, Message *message)
{
    assert_int_equal(config_set_defaults(entries, N_ENTRIES, settings, message), 0);
    return config_parse(entries, N_ENTRIES, "t.ini", text, strlen(text), settings, message);
}

static void test_defaults_and_what_the_file_changes(void **state)
{
    Settings settings;
    Message message;

    (void)state;
    assert_int_equal(parse("; nothing\n", &settings, &message), 0);
    assert_string_equal(settings.address, "127.0.0.1");
    assert_int_equal(settings.port, 8080);
    assert_false(settings.is_secure);
    assert_int_equal(
        parse("[server]\nport = 9\nsecure = yes\n[store]\nkind = postgres\n", &settings, &message),
        0);
    assert_int_equal(settings.port, 9);
    assert_true(settings.is_secure);
    assert_string_equal(settings.store, "postgres");
    assert_string_equal(settings.address, "127.0.0.1");
}

static void test_every_fault_names_its_line(void **state)
{
    static const struct {
        const char *text, *line, *about;
    } cases[] = {{"[server]\nprot = 9\n", "t.ini:2:", "prot"},
                 {"[sever]\nport = 9\n", "t.ini:2:", "sever"},
                 {"port = 9\n", "t.ini:1:", "port"},
                 {"[server]\nport = 0\n", "t.ini:2:", "65535"},
                 {"[server]\nport = 65536\n", "t.ini:2:", "65535"},
                 {"[server]\nport = 99999999999999999999\n", "t.ini:2:", "65535"},
                 {"[server]\nport = 80 80\n", "t.ini:2:", "number"},
                 {"[server]\nport =\n", "t.ini:2:", "number"},
                 {"[server]\nport = 8\nport = 9\n", "t.ini:3:", "twice"},
                 {"[server]\naddress =; x\n", "t.ini:2:", "space"},
                 {"[server]\nsecure = true\n", "t.ini:2:", "yes or no"},
                 {"[store]\nkind = sql\n", "t.ini:2:", "sqlite|postgres"},
                 {"[store]\nkind = sqlite|postgres\n", "t.ini:2:", "sqlite|postgres"},
                 {"[store]\nkind =\n", "t.ini:2:", "sqlite|postgres"},
                 {"[server]\nnonsense\n", "t.ini:2:", "cannot be read"},
                 {"[server\nport = 9\n", "t.ini:1:", "cannot be read"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Settings settings;
        Message message = {""};

        assert_int_equal(parse(cases[i].text, &settings, &message), -1);
        if (strncmp(message.text, cases[i].line, strlen(cases[i].line)) != 0 ||
            !strstr(message.text, cases[i].about))
            fail_msg("case %zu: %s", i, message.text);
    }
}

/* A value that is too long for the reader must not be cut in silence. */
static void test_long_lines_are_read_whole_or_refused(void **state)
{
    (void)state;
    for (size_t length = 100; length < 2000; length += 97) {
        char text[4096], value[2048];
        Settings settings;
        Message message;

        memset(value, 'a', length);
        value[length] = 0;
        snprintf(text, sizeof text, "[server]\naddress = %s\n", value);
        if (!parse(text, &settings, &message))
            assert_string_equal(settings.address, value);
    }
}

/* "key=value" of the longest line is printed as "key = value". */
static void test_the_longest_value_is_printed_as_a_line_that_is_read(void **state)
{
    const size_t n_longest = CONFIG_LINE_BYTES_MAX - strlen("address = ");

    (void)state;
    for (size_t length = n_longest - 2; length <= CONFIG_LINE_BYTES_MAX + 2; length++) {
        char text[512], value[256];
        Settings settings;
        Message message = {""};

        memset(value, 'a', length);
        value[length] = 0;
        snprintf(text, sizeof text, "[server]\naddress=%s\n", value);
        assert_int_equal(parse(text, &settings, &message), length <= n_longest ? 0 : -1);
        snprintf(text, sizeof text, "[server]\naddress = %s\n", value);
        assert_int_equal(parse(text, &settings, &message), length <= n_longest ? 0 : -1);
        if (length > n_longest)
            assert_non_null(strstr(message.text, "t.ini:2: "));
    }
}

static void test_binary_and_too_large_files_are_refused(void **state)
{
    static char large[CONFIG_FILE_BYTES_MAX + 1];
    Settings settings;
    Message message;

    (void)state;
    memset(large, '\n', sizeof large);
    assert_int_equal(
        config_parse(entries, N_ENTRIES, "t.ini", large, sizeof large, &settings, &message), -1);
    assert_int_equal(
        config_parse(entries, N_ENTRIES, "t.ini", "[server]\n\0port", 14, &settings, &message), -1);
}

static void test_what_is_printed_is_read_back(void **state)
{
    cleanup_free char *printed = NULL;
    size_t n_bytes;
    FILE *stream = open_memstream(&printed, &n_bytes);
    Settings settings, back;
    Message message;

    (void)state;
    assert_int_equal(parse("[server]\nport = 77\nsecure = yes\n", &settings, &message), 0);
    config_print(entries, N_ENTRIES, &settings, stream);
    fclose(stream);
    assert_non_null(strstr(printed, "where to listen"));
    assert_non_null(strstr(printed, "default: 8080"));
    assert_int_equal(parse(printed, &back, &message), 0);
    assert_int_equal(back.port, 77);
    assert_true(back.is_secure);
    assert_string_equal(back.store, settings.store);
}

static void test_secret_is_read_only_from_a_private_file(void **state)
{
    char path[] = "/tmp/tucai-config-test-XXXXXX", secret[4], link[64];
    const int fd = mkstemp(path);
    Message message;

    (void)state;
    assert_int_equal(write(fd, "abcd", 4), 4);
    close(fd);
    snprintf(link, sizeof link, "%s.link", path);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(config_read_secret(path, secret, 4, &message), 0);
    assert_memory_equal(secret, "abcd", 4);
    assert_int_equal(config_read_secret(path, secret, 3, &message), -1);
    assert_int_equal(config_read_secret(link, secret, 4, &message), -1);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(config_read_secret(path, secret, 4, &message), -1);
    assert_non_null(strstr(message.text, "chmod"));
    unlink(path);
    unlink(link);
    assert_int_equal(config_read_secret(path, secret, 4, &message), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_and_what_the_file_changes),
        cmocka_unit_test(test_every_fault_names_its_line),
        cmocka_unit_test(test_long_lines_are_read_whole_or_refused),
        cmocka_unit_test(test_the_longest_value_is_printed_as_a_line_that_is_read),
        cmocka_unit_test(test_binary_and_too_large_files_are_refused),
        cmocka_unit_test(test_what_is_printed_is_read_back),
        cmocka_unit_test(test_secret_is_read_only_from_a_private_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
