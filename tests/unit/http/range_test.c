/* Ranges as players ask for them, and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/http/range.h"

static void check(const char *header, size_t n_bytes, HttpRangeKind kind, size_t from, size_t n)
{
    const HttpRange range = http_range_parse(header, n_bytes);

    if (range.kind != kind || range.from != from || range.n_bytes != n)
        fail_msg("%s of %zu: kind %d, %zu bytes from %zu", header ? header : "none", n_bytes,
                 range.kind, range.n_bytes, range.from);
}

static void test_parts_at_their_borders(void **state)
{
    (void)state;
    check("bytes=0-", 1000, HTTP_RANGE_PART, 0, 1000);
    check("bytes=0-0", 1000, HTTP_RANGE_PART, 0, 1);
    check("bytes=0-999", 1000, HTTP_RANGE_PART, 0, 1000);
    check("bytes=0-1000", 1000, HTTP_RANGE_PART, 0, 1000);
    check("Bytes=999-", 1000, HTTP_RANGE_PART, 999, 1);
    check("bytes=999-999", 1000, HTTP_RANGE_PART, 999, 1);
    check("bytes=-1", 1000, HTTP_RANGE_PART, 999, 1);
    check("bytes=-1000", 1000, HTTP_RANGE_PART, 0, 1000);
    check("bytes=-1001", 1000, HTTP_RANGE_PART, 0, 1000);
    check("bytes=5-99999999999999999999999", 1000, HTTP_RANGE_PART, 5, 995);
}

static void test_parts_beyond_the_end_are_told_so(void **state)
{
    (void)state;
    check("bytes=1000-", 1000, HTTP_RANGE_OUTSIDE, 0, 0);
    check("bytes=1000-1000", 1000, HTTP_RANGE_OUTSIDE, 0, 0);
    check("bytes=-0", 1000, HTTP_RANGE_OUTSIDE, 0, 0);
    check("bytes=0-", 0, HTTP_RANGE_OUTSIDE, 0, 0);
    check("bytes=-5", 0, HTTP_RANGE_OUTSIDE, 0, 0);
    check("bytes=99999999999999999999999-", 1000, HTTP_RANGE_OUTSIDE, 0, 0);
}

static void test_anything_else_is_the_whole(void **state)
{
    static const char *const headers[] = {
        NULL,         "",          "bytes",     "bytes=",        "bytes=-",
        "bytes=a-b",  "bytes=1",   "bytes=2-1", "bytes=1-2,4-5", "bytes= 1-2",
        "bytes=1-2 ", "bytes=--1", "lines=1-2", "bytes=1--2",    "bytes=+1-2"};

    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        check(headers[i], 1000, HTTP_RANGE_WHOLE, 0, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_at_their_borders),
        cmocka_unit_test(test_parts_beyond_the_end_are_told_so),
        cmocka_unit_test(test_anything_else_is_the_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
