/* Cursors: what goes out comes back, and nothing else is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/api/page.h"

static void test_a_cursor_brings_its_key_back(void **state)
{
    static const PageKey keys[] = {
        {0, 1}, {1770000000000, 42}, {-1, 7}, {INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char cursor[PAGE_CURSOR_BYTES];
        PageKey key;

        page_cursor_format(keys[i], cursor);
        assert_int_equal(strlen(cursor), PAGE_CURSOR_BYTES - 1);
        assert_int_equal(page_cursor_parse(cursor, &key), 0);
        assert_int_equal(key.major, keys[i].major);
        assert_int_equal(key.id, keys[i].id);
    }
}

static void test_what_is_no_cursor_is_refused(void **state)
{
    char cursor[PAGE_CURSOR_BYTES];
    PageKey key = {1, 2};

    (void)state;
    page_cursor_format((PageKey){0, 1}, cursor);
    assert_int_equal(page_cursor_parse("", &key), -1);
    assert_int_equal(page_cursor_parse("1", &key), -1);
    assert_int_equal(page_cursor_parse(cursor + 1, &key), -1);
    cursor[0] = 'B'; /* another version */
    assert_int_equal(page_cursor_parse(cursor, &key), -1);
    cursor[0] = '=';
    assert_int_equal(page_cursor_parse(cursor, &key), -1);
    assert_int_equal(key.id, 2); /* untouched */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cursor_brings_its_key_back),
        cmocka_unit_test(test_what_is_no_cursor_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
