/* The header Range: whatever it says, the part lies inside of the file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/http/range.h"

enum { HEADER_BYTES = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    char header[HEADER_BYTES + 1] = "";
    HttpRange range;
    size_t n_file;

    if (n_bytes < 2)
        return 0;
    n_file = (size_t)data[0] << 8 | data[1];
    memcpy(header, data + 2, n_bytes - 2 < HEADER_BYTES ? n_bytes - 2 : HEADER_BYTES);
    range = http_range_parse(header, n_file);
    if (range.from > n_file || range.n_bytes > n_file - range.from ||
        (range.kind == HTTP_RANGE_PART && !range.n_bytes))
        abort();
    return 0;
}
