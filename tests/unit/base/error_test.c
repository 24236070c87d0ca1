/* Status names and the error description. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/error.h"

static void test_every_status_has_its_own_name(void **state)
{
    (void)state;
    for (int status = IDP_OK; status >= IDP_E_INTERNAL; status--) {
        assert_string_not_equal(idp_status_get_name(status), "unknown");
        for (int other = IDP_OK; other > status; other--)
            assert_string_not_equal(idp_status_get_name(status), idp_status_get_name(other));
    }
}

static void test_numbers_beyond_the_list_are_unknown(void **state)
{
    (void)state;
    assert_string_equal(idp_status_get_name(1), "unknown");
    assert_string_equal(idp_status_get_name(IDP_E_INTERNAL - 1), "unknown");
    assert_string_equal(idp_status_get_name(-2147483647 - 1), "unknown");
}

static void test_error_carries_status_and_message(void **state)
{
    IdpError error;

    (void)state;
    assert_int_equal(error_set(&error, IDP_E_TOO_LARGE, "%d of %d", 3, 2), IDP_E_TOO_LARGE);
    assert_int_equal(error.status, IDP_E_TOO_LARGE);
    assert_string_equal(error.message, "3 of 2");
}

static void test_long_message_is_cut_and_terminated(void **state)
{
    IdpError error;
    char text[2 * IDP_ERROR_MESSAGE_BYTES];

    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_set(&error, IDP_E_IO, "%s", text);
    assert_int_equal(strlen(error.message), IDP_ERROR_MESSAGE_BYTES - 1);
}

static void test_no_error_object_means_code_only(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, IDP_E_MEMORY, "%s", "x"), IDP_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_its_own_name),
        cmocka_unit_test(test_numbers_beyond_the_list_are_unknown),
        cmocka_unit_test(test_error_carries_status_and_message),
        cmocka_unit_test(test_long_message_is_cut_and_terminated),
        cmocka_unit_test(test_no_error_object_means_code_only),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
