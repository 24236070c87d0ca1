/*
 * Any bytes as what a client sends: heads with their cookies, tokens, lengths, ranges, cursors and
 * paths, bodies, and several requests one after the other, to the whole server.
 */
#include "tests/fuzz/fuzz_site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    fuzz_site_start();
    fuzz_site_send(data, n_bytes);
    return 0;
}
