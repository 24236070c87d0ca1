/* On libsodium, whose own reader is strict. Thread-safe. */
#include "src/base/base64.h"

#include <string.h>

#include <sodium.h>

void base64_format(const void *data, size_t n_bytes, char *ret_text)
{
    sodium_bin2base64(ret_text, BASE64_TEXT_BYTES(n_bytes), data, n_bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int base64_parse(const char *text, size_t n_bytes, uint8_t *ret_data)
{
    const size_t n_text = strlen(text);
    size_t n_read = 0;

    if (n_text != BASE64_TEXT_BYTES(n_bytes) - 1 ||
        sodium_base642bin(ret_data, n_bytes, text, n_text, NULL, &n_read, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return -1;
    return n_read == n_bytes ? 0 : -1;
}

int base64_parse_common(const char *text, size_t n_characters, uint8_t *ret_data,
                        size_t *ret_n_bytes)
{
    size_t n_read = 0;

    if (n_characters % 4 ||
        sodium_base642bin(ret_data, BASE64_COMMON_BYTES(n_characters), text, n_characters, NULL,
                          &n_read, NULL, sodium_base64_VARIANT_ORIGINAL))
        return -1;
    *ret_n_bytes = n_read;
    return 0;
}
