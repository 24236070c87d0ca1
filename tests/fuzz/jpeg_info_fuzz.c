/* Any bytes into jpeg_info_read and the EXIF and profile readers. */
#include <stdint.h>
#include <stdlib.h>

#include "lib/codec/exif.h"
#include "lib/codec/icc.h"
#include "lib/codec/jpeg_info.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes);

static void require(int holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static IccTransform transform;
    uint8_t pixels[] = {0, 0, 0, 255, 255, 255, 10, 200, 90};
    const int orientation = exif_read_orientation(data, n_bytes);
    IdpError error;
    JpegInfo info;
    const int status = jpeg_info_read((IdpBytes){data, n_bytes}, &info, &error);

    require(orientation >= 1 && orientation <= 8);
    require(!status || status == IDP_E_FORMAT || status == IDP_E_DAMAGED);
    if (!status)
        require(info.width_px > 0 && info.height_px > 0 && info.quality >= 0 &&
                info.quality <= 100 && info.trailing_bytes < n_bytes);
    if (icc_read(data, n_bytes, &transform) == ICC_MATRIX)
        icc_convert(&transform, pixels, 3);
    return 0;
}
