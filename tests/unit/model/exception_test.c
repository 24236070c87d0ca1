/* Lists of rule codes: written as they are read, and nothing that only looks like one is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/model/exception.h"

static void test_a_list_is_read_as_it_was_written(void **state)
{
    char text[EXCEPTION_CODES_TEXT_BYTES];
    ExceptionCodes codes = {.n_codes = 0}, back;

    (void)state;
    for (int i = 0; i < EXCEPTION_CODES_MAX; i++) {
        char code[EXCEPTION_CODE_BYTES];

        snprintf(code, sizeof code, "P%06d", i);
        assert_int_equal(exception_codes_add(&codes, code, strlen(code)), 0);
    }
    assert_int_equal(exception_codes_add(&codes, "A01", 3), -1); /* no room */
    exception_codes_format(&codes, text);
    assert_int_equal(exception_codes_parse(text, &back), 0);
    assert_int_equal(back.n_codes, codes.n_codes);
    for (size_t i = 0; i < codes.n_codes; i++)
        assert_string_equal(back.codes[i], codes.codes[i]);
}

static void test_what_is_no_list_of_codes_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "[",
                                        "[\"P19\"",
                                        "[\"P19\",]",
                                        "[P19]",
                                        "[\"\"]",
                                        "[\"P19\",\"P19\"]",
                                        "[\"p19\"]",
                                        "[\"P19\"]x",
                                        "[\"P1234567\"]"};
    ExceptionCodes codes;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(exception_codes_parse(texts[i], &codes), -1);
    assert_int_equal(exception_codes_parse("[]", &codes), 0);
    assert_int_equal(codes.n_codes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_is_read_as_it_was_written),
        cmocka_unit_test(test_what_is_no_list_of_codes_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
