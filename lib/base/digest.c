/* GLib's checksum, which comes with libvips: no hash of our own. */
#include "lib/base/digest.h"

#include <string.h>

#include <glib.h>

void digest_sha256(const void *data, size_t n_bytes, char ret_hex[IDP_SHA256_HEX_BYTES])
{
    char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, n_bytes);

    memcpy(ret_hex, hex, IDP_SHA256_HEX_BYTES);
    g_free(hex);
}

void digest_hmac_sha1(const void *key, size_t n_key, const void *data, size_t n_bytes,
                      uint8_t ret_digest[HMAC_SHA1_BYTES])
{
    gsize size_bytes = HMAC_SHA1_BYTES;
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA1, key, n_key);

    g_hmac_update(hmac, data, (gssize)n_bytes);
    g_hmac_get_digest(hmac, ret_digest, &size_bytes);
    g_hmac_unref(hmac);
}
