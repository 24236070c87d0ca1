/* SHA-256 for models and profiles, HMAC-SHA-1 for one-time passwords. Thread-safe. */
#ifndef LIB_BASE_DIGEST_H
#define LIB_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/report.h>

enum { HMAC_SHA1_BYTES = 20 };

/* 64 lower-case hex digits. */
void digest_sha256(const void *data, size_t n_bytes, char ret_hex[IDP_SHA256_HEX_BYTES]);

/* RFC 2104. 0, or -1: out of memory. */
int digest_hmac_sha1(const void *key, size_t n_key, const void *data, size_t n_bytes,
                     uint8_t ret_digest[HMAC_SHA1_BYTES]);

#endif
