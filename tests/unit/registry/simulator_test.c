/* Codes of the simulator: read as they were issued, and every other text told for what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/base64.h"
#include "src/registry/simulator.h"

static const int64_t expires_ms = INT64_C(1770000000000);
static const CaptureCode zhang = {.unique_number = "CJ9900000001",
                                  .name_masked = "张*",
                                  .identity_masked = "1101**********002X",
                                  .school_code = "10284",
                                  .registration = "本科 2022 物理学",
                                  .expires_ms = expires_ms};

static CryptKey key;
static Registry *registry;
static Message line;

static void set_up(void)
{
    key = crypt_make_key();
    assert_int_equal(simulator_new(&key, &registry, &line), 0);
}

static CodeOutcome read_at(const char *text, int64_t now_ms, CaptureCode *ret_code)
{
    CodeOutcome outcome = CODE_READ;

    assert_int_equal(registry_read(registry, text, now_ms, &outcome, ret_code, &line), 0);
    return outcome;
}

static CodeOutcome read_outcome(const char *text)
{
    CaptureCode code;

    return read_at(text, 0, &code);
}

static void issue(const CaptureCode *code, char text[CAPTURE_CODE_TEXT_BYTES])
{
    if (simulator_issue(&key, code, text, &line))
        fail_msg("%s", line.text);
}

static void check_equal(const CaptureCode *code, const CaptureCode *expected)
{
    assert_string_equal(code->unique_number, expected->unique_number);
    assert_string_equal(code->name_masked, expected->name_masked);
    assert_string_equal(code->identity_masked, expected->identity_masked);
    assert_string_equal(code->school_code, expected->school_code);
    assert_string_equal(code->registration, expected->registration);
    assert_int_equal(code->expires_ms, expected->expires_ms);
}

static void test_a_code_says_what_it_was_issued_with(void **state)
{
    char text[CAPTURE_CODE_TEXT_BYTES], other[CAPTURE_CODE_TEXT_BYTES], scanned[600];
    CaptureCode code;

    (void)state;
    set_up();
    issue(&zhang, text);
    issue(&zhang, other);
    assert_string_not_equal(text, other); /* no two look alike */
    assert_null(strstr(text, "CJ99"));
    assert_int_equal(read_at(text, 0, &code), CODE_READ);
    check_equal(&code, &zhang);
    snprintf(scanned, sizeof scanned, " \t%s\r\n", text);
    assert_int_equal(read_outcome(scanned), CODE_READ);
    registry_free(registry);
}

static void test_the_longest_fields_fit(void **state)
{
    char text[CAPTURE_CODE_TEXT_BYTES];
    CaptureCode longest = {.expires_ms = INT64_MAX}, code;

    (void)state;
    set_up();
    memset(longest.unique_number, 'a', sizeof longest.unique_number - 1);
    memset(longest.name_masked, '*', sizeof longest.name_masked - 1);
    memset(longest.identity_masked, '*', sizeof longest.identity_masked - 1);
    memset(longest.school_code, '1', sizeof longest.school_code - 1);
    memset(longest.registration, 'r', sizeof longest.registration - 1);
    issue(&longest, text);
    assert_int_equal(read_at(text, INT64_MAX - 1, &code), CODE_READ);
    check_equal(&code, &longest);
    registry_free(registry);
}

static void test_a_code_expires_at_its_moment(void **state)
{
    char text[CAPTURE_CODE_TEXT_BYTES];
    CaptureCode code;

    (void)state;
    set_up();
    issue(&zhang, text);
    assert_int_equal(read_at(text, expires_ms - 1, &code), CODE_READ);
    assert_int_equal(read_at(text, expires_ms, &code), CODE_EXPIRED);
    assert_int_equal(read_at(text, expires_ms + 1, &code), CODE_EXPIRED);
    assert_string_equal(code.school_code, "10284"); /* whom to ask */
    registry_free(registry);
}

static void test_codes_of_another_key_and_altered_ones_are_foreign(void **state)
{
    const CryptKey other = crypt_make_key();
    char text[CAPTURE_CODE_TEXT_BYTES];

    (void)state;
    set_up();
    assert_int_equal(simulator_issue(&other, &zhang, text, &line), 0);
    assert_int_equal(read_outcome(text), CODE_FOREIGN);
    issue(&zhang, text);
    for (size_t i = strlen(SIMULATOR_PREFIX); i + 1 < strlen(text); i++) {
        const char was = text[i];

        text[i] = was == 'A' ? 'B' : 'A';
        assert_int_equal(read_outcome(text), CODE_FOREIGN);
        text[i] = was;
    }
    assert_int_equal(read_outcome(text), CODE_READ);
    registry_free(registry);
}

static void test_other_texts_are_no_codes(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "TC1.",
        "TC2.AAAA",
        "https://example.org/",
        "TC1.A",
        "TC1.AAAA",
        "tc1.AAAA",
        "TC1.====",
        "TC1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/+"};
    char long_text[2000];

    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(read_outcome(texts[i]), CODE_NOT_ONE);
    memset(long_text, 'A', sizeof long_text);
    memcpy(long_text, SIMULATOR_PREFIX, strlen(SIMULATOR_PREFIX));
    long_text[sizeof long_text - 1] = 0;
    assert_int_equal(read_outcome(long_text), CODE_NOT_ONE);
    long_text[CAPTURE_CODE_TEXT_BYTES] = 0;
    assert_int_equal(read_outcome(long_text), CODE_NOT_ONE);
    registry_free(registry);
}

/* Sealed by the right key, but not what a code says: a fault of who issued it. */
static void test_sealed_texts_of_another_form_are_no_codes(void **state)
{
    static const char *const payloads[] = {"",
                                           "\n\n\n\n\n\n",
                                           "1\n1\n1\nr\nn\n",
                                           "1\n1\n1\nr\nn\ni",
                                           "1\n1\n1\nr\nn\ni\nmore\n",
                                           "0\n1\n1\nr\nn\ni\n",
                                           "-1\n1\n1\nr\nn\ni\n",
                                           "1x\n1\n1\nr\nn\ni\n",
                                           "99999999999999999999\n1\n1\nr\nn\ni\n",
                                           "1\n1 2\n1\nr\nn\ni\n",
                                           "1\n1\n\xff\nr\nn\ni\n",
                                           "1\n1\n1\nr\nn\n1234567890123456789012345\n"};
    uint8_t sealed[128];
    char text[CAPTURE_CODE_TEXT_BYTES];

    (void)state;
    set_up();
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        const size_t n_bytes = strlen(payloads[i]);

        crypt_seal(&key, SIMULATOR_CONTEXT, payloads[i], n_bytes, sealed);
        memcpy(text, SIMULATOR_PREFIX, sizeof SIMULATOR_PREFIX);
        base64_format(sealed, n_bytes + CRYPT_SEAL_OVERHEAD_BYTES, text + strlen(text));
        assert_int_equal(read_outcome(text), CODE_NOT_ONE);
    }
    registry_free(registry);
}

static void test_what_is_no_code_is_not_issued(void **state)
{
    CaptureCode codes[] = {zhang, zhang, zhang, zhang, zhang};
    char text[CAPTURE_CODE_TEXT_BYTES];

    (void)state;
    set_up();
    codes[0].unique_number[0] = 0;
    codes[1].school_code[0] = ' ';
    codes[2].registration[0] = '\n';
    codes[3].name_masked[0] = 0;
    codes[4].expires_ms = 0;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_int_equal(simulator_issue(&key, &codes[i], text, &line), STATUS_ARGUMENT);
    registry_free(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_code_says_what_it_was_issued_with),
        cmocka_unit_test(test_the_longest_fields_fit),
        cmocka_unit_test(test_a_code_expires_at_its_moment),
        cmocka_unit_test(test_codes_of_another_key_and_altered_ones_are_foreign),
        cmocka_unit_test(test_other_texts_are_no_codes),
        cmocka_unit_test(test_sealed_texts_of_another_form_are_no_codes),
        cmocka_unit_test(test_what_is_no_code_is_not_issued),
    };

    return crypt_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
