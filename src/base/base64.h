/* Base64url without padding (RFC 4648, 5): bytes in addresses and headers. Pure functions. */
#ifndef SRC_BASE_BASE64_H
#define SRC_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Of the text of n bytes, with NUL. */
#define BASE64_TEXT_BYTES(n_bytes) (((n_bytes)*4 + 2) / 3 + 1)

/* ret_text: BASE64_TEXT_BYTES(n_bytes). */
void base64_format(const void *data, size_t n_bytes, char *ret_text);

/*
 * Exactly n_bytes. 0, or -1: the text is of another length or has other characters; there is one
 * text for given bytes and no other.
 */
int base64_parse(const char *text, size_t n_bytes, uint8_t *ret_data);

#endif
