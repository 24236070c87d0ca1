/* Pieces of a roster on both databases: all of a piece or nothing, neither row nor key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/app/roster.h"
#include "tests/support/test_app.h"
#include "tests/support/test_database.h"

static TestApp test;
static KeyStore *keys;
static Message line;
static char folder[] = "/tmp/tucai-roster-test-XXXXXX";
static int n_stores;

static const RosterEntry entries[] = {
    {1, 1, "王芳", "R1", "990100200401130000", "", "法学", "法学 2201 班"},
    {1, 1, "张伟", "R2", "990100200412270017", "", "法学", "法学 2201 班"},
    {1, 2, "阿依古丽•买买提", "R3", "XX9901009", "", "物理", "物理 2201 班"},
};

static void set_up(void)
{
    char path[256];

    test_app_make(&test);
    test_run(test.db, "INSERT INTO batch (id, school_id, name, verification, opens_ms, closes_ms, "
                      "daily_from_min, daily_to_min, is_payment_unified, has_school_review, "
                      "production, rules) VALUES (1, 1, '2026', 'roster', 0, 1, 0, 1440, 0, 1, "
                      "'hand', '')");
    snprintf(path, sizeof path, "sqlite:%s/keys%d.db", folder, n_stores++);
    assert_int_equal(keys_open(path, &test.master, &test.app.clock, &keys, &line), 0);
}

static void tear_down(void)
{
    keys_close(keys);
    test_app_done(&test);
}

/* Of the store that is open. */
static int64_t count_keys(void)
{
    char path[256];
    Db *db = NULL;
    int64_t n_keys;

    snprintf(path, sizeof path, "sqlite:%s/keys%d.db", folder, n_stores - 1);
    assert_int_equal(db_open(path, &db, &line), 0);
    n_keys = test_ask(db, "SELECT count(*) FROM owner_key WHERE name <> 'master'");
    db_close(db);
    return n_keys;
}

static void test_a_piece_is_added_and_each_is_found(void **state)
{
    Student students[3], found;
    char name[NAME_BYTES];

    (void)state;
    set_up();
    assert_int_equal(roster_add_all(&test.app, test.db, keys, entries, 3, students, &line), 0);
    for (size_t i = 0; i < 3; i++) {
        const RosterClaim claim = {1, entries[i].name, entries[i].student_number,
                                   entries[i].identity};

        assert_int_equal(roster_find(&test.app, test.db, &claim, &found, &line), 0);
        assert_int_equal(found.id, students[i].id);
    }
    assert_int_equal(roster_get_name(keys, &found, name, &line), 0);
    assert_string_equal(name, "阿依古丽·买买提");
    tear_down();
}

static void test_one_bad_row_keeps_the_whole_piece_out(void **state)
{
    RosterEntry piece[] = {entries[0], entries[1], entries[0]};
    Student students[3];

    (void)state;
    set_up();
    assert_int_equal(roster_add_all(&test.app, test.db, keys, piece, 3, students, &line),
                     STATUS_CONFLICT);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM student"), 0);
    assert_int_equal(count_keys(), 0);
    piece[2] = entries[2];
    piece[1].identity = "990100200412270018"; /* its check digit is 7 */
    assert_int_equal(roster_add_all(&test.app, test.db, keys, piece, 3, students, &line),
                     STATUS_ARGUMENT);
    assert_int_equal(count_keys(), 0);
    assert_int_equal(
        roster_add_all(&test.app, test.db, keys, piece, ROSTER_PIECE_MAX + 1, students, &line),
        STATUS_ARGUMENT);
    tear_down();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_piece_is_added_and_each_is_found),
        cmocka_unit_test(test_one_bad_row_keeps_the_whole_piece_out),
    };
    char command[256];
    int status;

    if (crypt_init() || !mkdtemp(folder) || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) ? 1 : status;
}
