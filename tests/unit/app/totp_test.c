/* One-time passwords against RFC 6238's own table, and their tolerance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/totp.h"

enum { STEP_MS = 30000 };

static const uint8_t secret[TOTP_SECRET_BYTES] = {'1', '2', '3', '4', '5', '6', '7', '8', '9', '0',
                                                  '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'};

static void test_codes_are_those_of_the_rfc(void **state)
{
    /* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
    static const struct {
        int64_t time_s;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {INT64_C(20000000000), "353130"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char code[TOTP_CODE_BYTES];

        totp_make_code(secret, rows[i].time_s / 30, code);
        assert_string_equal(code, rows[i].code);
    }
}

static void test_one_step_of_tolerance_and_no_code_twice(void **state)
{
    const int64_t step = 50000000, now_ms = step * STEP_MS + 15000;
    char code[TOTP_CODE_BYTES];

    (void)state;
    for (int64_t k = -3; k <= 3; k++) {
        totp_make_code(secret, step + k, code);
        assert_int_equal(totp_find_step(secret, code, now_ms, 0), k * k <= 1 ? step + k : 0);
        assert_int_equal(totp_find_step(secret, code, now_ms, step), k == 1 ? step + k : 0);
    }
    totp_make_code(secret, step, code);
    assert_int_equal(totp_find_step(secret, code, now_ms, step - 1), step);
    assert_int_equal(totp_find_step(secret, code, now_ms, step), 0);
}

static void test_what_is_no_code_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(totp_find_step(secret, "", 0, -5), 0);
    assert_int_equal(totp_find_step(secret, "28708", 59000, 0), 0);
    assert_int_equal(totp_find_step(secret, "2870822", 59000, 0), 0);
    assert_int_equal(totp_find_step(secret, "287082", 59000, 0), 1);
}

static void test_secrets_are_base32(void **state)
{
    char text[TOTP_SECRET_TEXT_BYTES];

    (void)state;
    totp_format_secret(secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_are_those_of_the_rfc),
        cmocka_unit_test(test_one_step_of_tolerance_and_no_code_twice),
        cmocka_unit_test(test_what_is_no_code_is_wrong),
        cmocka_unit_test(test_secrets_are_base32),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
