/* Base64url: the texts of RFC 4648, and nothing that only looks like them. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_and_text_are_each_others),
        cmocka_unit_test(test_any_other_text_is_refused),
    };

    return crypt_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
