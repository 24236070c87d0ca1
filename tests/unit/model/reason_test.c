/* Reasons: what is written is read back, whatever is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/model/reason.h"

static void test_every_set_of_reasons_is_read_back(void **state)
{
    char text[REASONS_TEXT_BYTES];

    (void)state;
    for (unsigned set = 0; set < 1U << REASON_COUNT; set++) {
        reasons_format(set, text);
        assert_true(text[0] == '[' && text[strlen(text) - 1] == ']');
        assert_int_equal(reasons_parse(text), set);
    }
}

static void test_codes_are_found_and_others_are_not(void **state)
{
    (void)state;
    for (int i = 0; i < REASON_COUNT; i++)
        assert_int_equal(reason_parse(reason_get((Reason)i)->code), i);
    assert_int_equal(reason_parse("ugly"), REASON_COUNT);
    assert_int_equal(reason_parse(""), REASON_COUNT);
    assert_int_equal(reasons_parse("[\"ugly\",\"eyes\"]"), 1 << REASON_EYES);
    assert_int_equal(reasons_parse("[\"eyes"), 0);
    assert_int_equal(reasons_parse(NULL), 0);
    assert_int_equal(reasons_parse(""), 0);
}

static void test_return_says_why_in_bounds(void **state)
{
    char remark[REMARK_BYTES + 1];

    (void)state;
    memset(remark, 'x', sizeof remark);
    remark[REMARK_BYTES] = 0;
    assert_false(reasons_are_told(0, NULL));
    assert_false(reasons_are_told(0, "x"));
    assert_true(reasons_are_told(1 << REASON_EYES, NULL));
    assert_false(reasons_are_told(1 << REASON_EYES | 1 << REASON_OTHER, NULL));
    assert_false(reasons_are_told(1 << REASON_OTHER, ""));
    assert_false(reasons_are_told(1 << REASON_OTHER, remark));
    remark[REMARK_BYTES - 1] = 0;
    assert_true(reasons_are_told(1 << REASON_OTHER, remark));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_set_of_reasons_is_read_back),
        cmocka_unit_test(test_codes_are_found_and_others_are_not),
        cmocka_unit_test(test_return_says_why_in_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
