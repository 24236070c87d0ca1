/* "bytes=0-499", "bytes=500-", "bytes=-500". Thread-safe: pure. */
#include "src/http/range.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <strings.h>

/* Digits at *text, which moves on; false: there are none. What is too large for any file stays at
 * the largest number. */
static bool take_number(const char **text, size_t *ret_number)
{
    const char *from = *text;
    size_t number = 0;

    for (; isdigit((unsigned char)**text); (*text)++) {
        const size_t digit = (size_t)(**text - '0');

        number = number > (SIZE_MAX - digit) / 10 ? SIZE_MAX : number * 10 + digit;
    }
    *ret_number = number;
    return *text != from;
}

static size_t get_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

HttpRange http_range_parse(const char *header, size_t n_bytes)
{
    static const char unit[] = "bytes=";
    const HttpRange whole = {HTTP_RANGE_WHOLE, 0, n_bytes}, outside = {HTTP_RANGE_OUTSIDE, 0, 0};
    const char *at = header;
    size_t first, last;
    bool has_first, has_last;

    if (!header || strncasecmp(header, unit, sizeof unit - 1) != 0)
        return whole;
    at += sizeof unit - 1;
    has_first = take_number(&at, &first);
    if (*at++ != '-')
        return whole;
    has_last = take_number(&at, &last);
    if (*at || (!has_first && !has_last) || (has_first && has_last && last < first))
        return whole;
    if (!has_first) { /* so many at the end */
        first = n_bytes - get_least(last, n_bytes);
        last = SIZE_MAX;
    }
    if (first >= n_bytes)
        return outside;
    last = has_last || !has_first ? get_least(last, n_bytes - 1) : n_bytes - 1;
    return (HttpRange){HTTP_RANGE_PART, first, last - first + 1};
}
