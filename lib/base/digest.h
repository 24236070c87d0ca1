/* SHA-256 as 64 lower-case hex digits, for models and profiles. Thread-safe. */
#ifndef LIB_BASE_DIGEST_H
#define LIB_BASE_DIGEST_H

#include <stddef.h>

#include <idphoto/report.h>

void digest_sha256(const void *data, size_t n_bytes, char ret_hex[IDP_SHA256_HEX_BYTES]);

#endif
