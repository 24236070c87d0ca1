/* The key store on both databases: keys that come back, that are destroyed, that were altered. */
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
#include "src/store/keys.h"
#include "tests/support/test_database.h"

static CryptKey master;
static const Clock system_clock = {0};
static Message line;

static KeyStore *open_store(const CryptKey *key)
{
    KeyStore *store = NULL;

    if (keys_open(test_database_get_url(), key, &system_clock, &store, &line))
        fail_msg("%s", line.text);
    return store;
}

static KeyStore *make_store(void)
{
    test_database_make();
    return open_store(&master);
}

static void test_a_key_is_the_same_after_a_restart(void **state)
{
    KeyStore *store = make_store();
    CryptKey made, found;

    (void)state;
    assert_int_equal(keys_make(store, "student:1", &made, &line), 0);
    keys_close(store);
    store = open_store(&master);
    assert_int_equal(keys_get(store, "student:1", &found, &line), 0);
    assert_memory_equal(&made, &found, sizeof made);
    assert_int_equal(keys_get(store, "student:2", &found, &line), STATUS_NOT_FOUND);
    assert_int_equal(keys_ping(store, &line), 0);
    keys_close(store);
}

static void test_a_name_has_one_key(void **state)
{
    KeyStore *store = make_store();
    CryptKey first, second = {{7}}, found;

    (void)state;
    assert_int_equal(keys_make(store, "student:1", &first, &line), 0);
    assert_int_equal(keys_make(store, "student:1", &second, &line), STATUS_CONFLICT);
    assert_int_equal(second.bytes[0], 7); /* untouched */
    assert_int_equal(keys_get(store, "student:1", &found, &line), 0);
    assert_memory_equal(&first, &found, sizeof first);
    assert_int_equal(keys_make(store, "", &second, &line), STATUS_ARGUMENT);
    keys_close(store);
}

static void test_keys_are_added_all_or_none(void **state)
{
    NamedKey keys[] = {{"student:1", {{1}}}, {"student:2", {{2}}}, {"student:3", {{3}}}};
    KeyStore *store = make_store();
    CryptKey found;

    (void)state;
    assert_int_equal(keys_make(store, "student:3", &found, &line), 0);
    assert_int_equal(keys_add_all(store, keys, 3, &line), STATUS_CONFLICT);
    assert_int_equal(keys_get(store, "student:1", &found, &line), STATUS_NOT_FOUND);
    assert_int_equal(keys_add_all(store, keys, 2, &line), 0);
    assert_int_equal(keys_get(store, "student:2", &found, &line), 0);
    assert_memory_equal(&found, &keys[1].key, sizeof found);
    keys_close(store);
}

static void test_another_master_key_does_not_open_the_store(void **state)
{
    const CryptKey other = crypt_make_key();
    KeyStore *store = make_store();

    (void)state;
    keys_close(store);
    store = NULL;
    assert_int_equal(keys_open(test_database_get_url(), &other, &system_clock, &store, &line),
                     STATUS_DAMAGED);
    assert_null(store);
}

static void test_a_key_under_anothers_name_does_not_open(void **state)
{
    KeyStore *store = make_store();
    CryptKey key;
    Db *db = test_database_open();

    (void)state;
    assert_int_equal(keys_make(store, "student:1", &key, &line), 0);
    test_run(db, "UPDATE owner_key SET name = 'student:2' WHERE name = 'student:1'");
    assert_int_equal(keys_get(store, "student:2", &key, &line), STATUS_DAMAGED);
    db_close(db);
    keys_close(store);
}

/* How often the wrapped key occurs in the database's file and its log. */
static int count_in_file(const char *suffix, const void *wrapped, size_t n_wrapped)
{
    char path[128];
    void *data = NULL;
    size_t n_bytes = 0;
    int n_found = 0;

    snprintf(path, sizeof path, "%s%s", test_database_get_path(), suffix);
    assert_int_equal(file_read(path, 16 << 20, &data, &n_bytes, &line), 0);
    for (const char *at = data, *end = at + n_bytes;
         (at = memmem(at, (size_t)(end - at), wrapped, n_wrapped)); at++)
        n_found++;
    free(data);
    return n_found;
}

static void test_a_destroyed_key_is_nowhere_in_the_file(void **state)
{
    KeyStore *store = make_store();
    CryptKey key;
    Db *db = test_database_open();
    DbRows *rows = NULL;
    const void *wrapped;
    size_t n_wrapped;

    (void)state;
    for (int i = 0; i < 50; i++) {
        char name[32];

        snprintf(name, sizeof name, "student:%d", i);
        assert_int_equal(keys_make(store, name, &key, &line), 0);
    }
    assert_int_equal(db_query(db, "SELECT wrapped FROM owner_key WHERE name = 'student:20'", NULL,
                              0, &rows, &line),
                     0);
    assert_true(db_rows_next(rows));
    wrapped = db_rows_get_blob(rows, 0, &n_wrapped);
    if (!test_database_is_postgres())
        assert_true(
            count_in_file("", wrapped, n_wrapped) + count_in_file("-wal", wrapped, n_wrapped) > 0);
    assert_int_equal(keys_destroy(store, "student:20", &line), 0);
    assert_int_equal(keys_get(store, "student:20", &key, &line), STATUS_NOT_FOUND);
    assert_int_equal(keys_destroy(store, "student:20", &line), STATUS_NOT_FOUND);
    assert_int_equal(keys_get(store, "student:21", &key, &line), 0);
    if (!test_database_is_postgres()) {
        assert_int_equal(count_in_file("", wrapped, n_wrapped), 0);
        assert_int_equal(count_in_file("-wal", wrapped, n_wrapped), 0);
    }
    db_rows_free(rows);
    db_close(db);
    keys_close(store);
}

static void test_derived_keys_differ_by_purpose_and_master(void **state)
{
    const CryptKey other = crypt_make_key();
    const CryptKey a = keys_derive(&master, "session"), b = keys_derive(&master, "audit"),
                   c = keys_derive(&other, "session"), again = keys_derive(&master, "session");

    (void)state;
    assert_memory_equal(&a, &again, sizeof a);
    assert_memory_not_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
}

static void test_the_master_key_is_made_once_and_for_its_owner_only(void **state)
{
    char folder[] = "/tmp/tucai-master-XXXXXX", path[64];
    CryptKey made, again;
    struct stat info;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/master.key", folder);
    assert_int_equal(keys_load_master(path, 0, &made, &line), STATUS_NOT_FOUND);
    assert_int_equal(keys_load_master(path, 1, &made, &line), 0);
    assert_int_equal(keys_load_master(path, 1, &again, &line), 0);
    assert_memory_equal(&made, &again, sizeof made);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(keys_load_master(path, 1, &again, &line), STATUS_DENIED);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_key_is_the_same_after_a_restart),
        cmocka_unit_test(test_a_name_has_one_key),
        cmocka_unit_test(test_keys_are_added_all_or_none),
        cmocka_unit_test(test_another_master_key_does_not_open_the_store),
        cmocka_unit_test(test_a_key_under_anothers_name_does_not_open),
        cmocka_unit_test(test_a_destroyed_key_is_nowhere_in_the_file),
        cmocka_unit_test(test_derived_keys_differ_by_purpose_and_master),
        cmocka_unit_test(test_the_master_key_is_made_once_and_for_its_owner_only),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    master = crypt_make_key();
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
