/* Base64: the texts of RFC 4648, and nothing that only looks like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/base64.h"
#include "src/base/crypt.h"

static void test_bytes_and_text_are_each_others(void **state)
{
    static const struct {
        const char *data, *text;
    } cases[] = {{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},      {"foo", "Zm9v"},
                 {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"\xfb\xff", "-_8"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t n_bytes = strlen(cases[i].data);
        char text[BASE64_TEXT_BYTES(8)];
        uint8_t data[8];

        base64_format(cases[i].data, n_bytes, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(base64_parse(text, n_bytes, data), 0);
        assert_memory_equal(data, cases[i].data, n_bytes);
    }
}

/* Two texts for the same bytes would be two names of one thing. */
static void test_any_other_text_is_refused(void **state)
{
    static const char *const texts[] = {"",    "Zm",  "Zm8=", "Zm8\n", "Zm9v",
                                        "Zm9", "Z/8", "Zm+",  " Zm8"};
    uint8_t data[2];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(base64_parse(texts[i], sizeof data, data), -1);
}

static void test_the_common_kind_has_padding_and_other_signs(void **state)
{
    static const struct {
        const char *data, *text;
    } cases[] = {{"", ""},        {"f", "Zg=="},         {"fo", "Zm8="},
                 {"foo", "Zm9v"}, {"fooba", "Zm9vYmE="}, {"\xfb\xff", "+/8="}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t data[BASE64_COMMON_BYTES(8)];
        size_t n_bytes = SIZE_MAX;

        assert_int_equal(base64_parse_common(cases[i].text, strlen(cases[i].text), data, &n_bytes),
                         0);
        assert_int_equal(n_bytes, strlen(cases[i].data));
        assert_memory_equal(data, cases[i].data, n_bytes);
    }
}

static void test_what_is_not_quite_the_common_kind_is_refused(void **state)
{
    static const char *const texts[] = {
        "Zg", "Zg=", "Zg===", "Zh==", "-_8=", "Zm9v\n", "Zm 9", "===="};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint8_t data[BASE64_COMMON_BYTES(8)];
        size_t n_bytes;

        if (!base64_parse_common(texts[i], strlen(texts[i]), data, &n_bytes))
            fail_msg("%s", texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_and_text_are_each_others),
        cmocka_unit_test(test_any_other_text_is_refused),
        cmocka_unit_test(test_the_common_kind_has_padding_and_other_signs),
        cmocka_unit_test(test_what_is_not_quite_the_common_kind_is_refused),
    };

    return crypt_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
