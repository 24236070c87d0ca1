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
