/* "gzip, deflate, br;q=0.5": a weight of 0 says that it is not wanted. Thread-safe: pure. */
#include "src/http/coding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char spaces[] = " \t";

/* at: behind the coding's name. "q=0", "q=0.000"; other parameters there are none. */
static bool is_unwanted(const char *at)
{
    at += strspn(at, " \t;");
    if (strncasecmp(at, "q=0", 3) != 0)
        return false;
    at += 3;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0");
    return *at < '1' || *at > '9';
}

bool http_accepts_coding(const char *header, const char *coding)
{
    const size_t n_coding = strlen(coding);
    const char *at = header;

    while (at && *at) {
        size_t length;

        at += strspn(at, spaces);
        length = strcspn(at, ",; \t");
        if (length == n_coding && !strncasecmp(at, coding, length))
            return !is_unwanted(at + length);
        at += strcspn(at, ",");
        at += *at == ',';
    }
    return false;
}
