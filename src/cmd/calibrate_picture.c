/* Pictures of a labelled set. */
#include "src/cmd/calibrate_picture.h"

#include <math.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/range.h"
#include "lib/base/resample.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "src/base/file.h"

enum { ENLARGED_PIXELS = 1000 * 1000, ARENA_BYTES_MAX = 128 << 20, QUALITY = 95, DPI = 72 };

static int enlarge_channel(Arena *arena, const RgbImage *source, int channel, RgbImage *image)
{
    const Rect whole = {0, 0, source->width, source->height};
    const ArenaMark mark = arena_get_mark(arena);
    Plane small, large;

    if (plane_new(arena, source->width, source->height, &small))
        return IDP_E_MEMORY;
    for (int y = 0; y < small.height; y++)
        for (int x = 0; x < small.width; x++)
            plane_row(&small, y)[x] = rgb_image_row(source, y)[3 * x + channel];
    if (plane_resize(arena, &small, whole, image->width, image->height, RESIZE_LANCZOS3, &large))
        return IDP_E_MEMORY;
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            rgb_image_row(image, y)[3 * x + channel] =
                (uint8_t)(range_clamp(plane_row(&large, y)[x], 0, 255) + 0.5f);
    arena_return_to(arena, mark);
    return IDP_OK;
}

static int enlarge(Arena *arena, IdpBytes file, EncodedFile *ret_file, IdpError *error)
{
    const JpegOptions options = {
        .density_dpi = DPI, .quality_min = QUALITY, .quality_max = QUALITY};
    SourceImage source;
    RgbImage image;
    int status = decode_finished(arena, file, ENLARGED_PIXELS, &source, error);

    if (!status) {
        const double scale =
            sqrt((double)ENLARGED_PIXELS / source.image.width / source.image.height);

        status = rgb_image_new(arena, (int)(scale * source.image.width),
                               (int)(scale * source.image.height), &image);
    }
    for (int channel = 0; channel < 3 && !status; channel++)
        status = enlarge_channel(arena, &source.image, channel, &image);
    return status ? status : encode_jpeg(&image, &options, ret_file, error);
}

static int is_too_small(IdpBytes file)
{
    SourceInfo info;
    IdpError error;

    return decode_probe(file, &info, &error) == IDP_E_TOO_SMALL;
}

int picture_read(const char *path, int enlarges, IdpBytes *ret_file, int *ret_is_enlarged,
                 Message *ret_message)
{
    cleanup_with(arena_free_p) Arena *arena = NULL;
    cleanup_free void *data = NULL;
    EncodedFile enlarged;
    IdpBytes file;
    IdpError error;
    int status = IDP_E_TOO_SMALL;

    if (file_read(path, IDP_INPUT_BYTES_MAX + 1, &data, &file.n_bytes, ret_message))
        return -1;
    file.data = data;
    if (enlarges && is_too_small(file)) {
        arena = arena_new(ARENA_BYTES_MAX);
        status = arena ? enlarge(arena, file, &enlarged, &error) : IDP_E_MEMORY;
    }
    if (status == IDP_E_MEMORY)
        return message_set(ret_message, "%.180s: out of memory", path);
    *ret_is_enlarged = status == IDP_OK;
    *ret_file = status ? (IdpBytes){TAKE_PTR(data), file.n_bytes}
                       : (IdpBytes){enlarged.data, enlarged.n_bytes};
    return 0;
}
