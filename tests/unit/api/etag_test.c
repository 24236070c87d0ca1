/* The forms in which a client may name the versions that it has (RFC 9110, 13.1.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/api/etag.h"

static void test_a_tag_is_found_in_every_form_of_the_list(void **state)
{
    char etag[ETAG_BYTES];

    (void)state;
    etag_format(INT64_MAX, etag);
    assert_string_equal(etag, "\"9223372036854775807\"");
    etag_format(7, etag);
    assert_true(etag_is_in("\"7\"", etag));
    assert_true(etag_is_in("W/\"7\"", etag));
    assert_true(etag_is_in("\"6\", W/\"7\"", etag));
    assert_true(etag_is_in("\"6\",\"7\" ", etag));
    assert_true(etag_is_in("*", etag));
}

static void test_another_tag_is_not_this_one(void **state)
{
    (void)state;
    assert_false(etag_is_in("", "\"7\""));
    assert_false(etag_is_in("7", "\"7\""));
    assert_false(etag_is_in("\"77\"", "\"7\""));
    assert_false(etag_is_in("\"7", "\"7\""));
    assert_false(etag_is_in("W/", "\"7\""));
    assert_false(etag_is_in(", ,", "\"7\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tag_is_found_in_every_form_of_the_list),
        cmocka_unit_test(test_another_tag_is_not_this_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
