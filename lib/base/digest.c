/*
 * OpenSSL's digests, which use the processor's own instructions: a shot of several megabytes is
 * hashed in a few milliseconds. No hash of our own.
 */
#include "lib/base/digest.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

void digest_sha256(const void *data, size_t n_bytes, char ret_hex[IDP_SHA256_HEX_BYTES])
{
    uint8_t digest[SHA256_DIGEST_LENGTH] = {0}; /* what is left if there is no memory: no match */

    SHA256(data, n_bytes, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(ret_hex + 2 * i, 3, "%02x", digest[i]);
}

int digest_hmac_sha1(const void *key, size_t n_key, const void *data, size_t n_bytes,
                     uint8_t ret_digest[HMAC_SHA1_BYTES])
{
    return HMAC(EVP_sha1(), key, (int)n_key, data, n_bytes, ret_digest, NULL) ? 0 : -1;
}
