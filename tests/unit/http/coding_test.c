/* Which codings a header promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/http/coding.h"

typedef struct Case {
    const char *header;
    bool takes_br, takes_gzip;
} Case;

static void check(const Case *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++)
        if (http_accepts_coding(cases[i].header, "br") != cases[i].takes_br ||
            http_accepts_coding(cases[i].header, "gzip") != cases[i].takes_gzip)
            fail_msg("%s", cases[i].header ? cases[i].header : "no header");
}

static void test_what_is_named_is_taken(void **state)
{
    static const Case cases[] = {
        {"br", true, false},
        {"gzip, deflate, br, zstd", true, true},
        {"deflate,gzip", false, true},
        {" BR ,\tGzip ;q=0.5", true, true},
        {"gzip;q=1.0, br; q=0.001", true, true},
        {"br;q=0.01,gzip", true, true},
    };

    (void)state;
    check(cases, sizeof cases / sizeof cases[0]);
}

static void test_a_weight_of_nothing_is_a_no(void **state)
{
    static const Case cases[] = {
        {"br;q=0, gzip", false, true},
        {"br ; q=0.000 , gzip;Q=0.", false, false},
        {"gzip;q=0", false, false},
    };

    (void)state;
    check(cases, sizeof cases / sizeof cases[0]);
}

static void test_what_is_not_named_is_not_sent(void **state)
{
    static const Case cases[] = {
        {NULL, false, false},
        {"", false, false},
        {"*", false, false},
        {"identity", false, false},
        {"brotli, gzipped", false, false},
        {",,;q=1,", false, false},
        {"x-gzip, abr", false, false},
    };

    (void)state;
    check(cases, sizeof cases / sizeof cases[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_named_is_taken),
        cmocka_unit_test(test_a_weight_of_nothing_is_a_no),
        cmocka_unit_test(test_what_is_not_named_is_not_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
