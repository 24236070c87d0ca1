/* Base64 (RFC 4648): url-safe without padding for bytes in addresses and headers, and the common
 * kind as phones write it. Pure functions. */
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

/* The common kind, with "+", "/" and padding: at most this many bytes are in n characters. */
#define BASE64_COMMON_BYTES(n_characters) ((n_characters) / 4 * 3)

/* The common kind of that length. 0, or -1 as above. ret_data: BASE64_COMMON_BYTES(n_characters).
 */
int base64_parse_common(const char *text, size_t n_characters, uint8_t *ret_data,
                        size_t *ret_n_bytes);

#endif
