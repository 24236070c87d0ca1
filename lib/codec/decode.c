/*
 * Decoding of untrusted photos: header and limits first, then one pipeline of libvips from the
 * loader (shrunk on load where it can be) to 8-bit sRGB, pulled strip by strip in the calling
 * thread and written upright into the arena. Formats that stream never hold the full picture.
 *
 * Threads: none are started; any number may decode at once.
 */
#include "lib/codec/decode.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/codec.h"
#include "lib/codec/vips_guard.h"

enum { STRIP_ROWS = 16, SHRINK_MAX = 8 };

const char *file_type_get_name(FileType type)
{
    static const char *const names[] = {[FILE_TYPE_NONE] = "",
                                        [FILE_TYPE_JPEG] = "jpeg",
                                        [FILE_TYPE_PNG] = "png",
                                        [FILE_TYPE_HEIC] = "heic",
                                        [FILE_TYPE_WEBP] = "webp"};

    return names[type];
}

static FileType find_type(IdpBytes file)
{
    const char *bytes = file.data;

    if (file.n_bytes < 12)
        return FILE_TYPE_NONE;
    if (!memcmp(bytes, "\xff\xd8\xff", 3))
        return FILE_TYPE_JPEG;
    if (!memcmp(bytes, "\x89PNG\r\n\x1a\n", 8))
        return FILE_TYPE_PNG;
    if (!memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WEBP", 4))
        return FILE_TYPE_WEBP;
    if (!memcmp(bytes + 4, "ftyp", 4) &&
        (!memcmp(bytes + 8, "hei", 3) || !memcmp(bytes + 8, "mif1", 4)))
        return FILE_TYPE_HEIC;
    return FILE_TYPE_NONE;
}

static int open_file(IdpBytes file, FileType type, int shrink, VipsImage **ret_image)
{
    void *data = (void *)(uintptr_t)file.data; /* libvips only reads it */

    switch (type) {
    case FILE_TYPE_JPEG:
        return vips_jpegload_buffer(data, file.n_bytes, ret_image, "shrink", shrink, "access",
                                    VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_WARNING, NULL);
    case FILE_TYPE_PNG:
        return vips_pngload_buffer(data, file.n_bytes, ret_image, "access", VIPS_ACCESS_SEQUENTIAL,
                                   "fail_on", VIPS_FAIL_ON_ERROR, NULL);
    case FILE_TYPE_HEIC:
        return vips_heifload_buffer(data, file.n_bytes, ret_image, "access", VIPS_ACCESS_SEQUENTIAL,
                                    "fail_on", VIPS_FAIL_ON_ERROR, NULL);
    case FILE_TYPE_WEBP:
        return vips_webpload_buffer(data, file.n_bytes, ret_image, "scale", 1.0 / shrink, "access",
                                    VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
    case FILE_TYPE_NONE:
        break;
    }
    return -1;
}

static int check_size(int width, int height, IdpError *error)
{
    const long long n_pixels = (long long)width * height;

    if (n_pixels > IDP_INPUT_PIXELS_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "%d x %d pixels are too many", width, height);
    if (n_pixels < IDP_INPUT_PIXELS_MIN)
        return error_set(error, IDP_E_TOO_SMALL, "%d x %d pixels are too few", width, height);
    return IDP_OK;
}

int decode_probe(IdpBytes file, SourceInfo *ret_info, IdpError *error)
{
    cleanup_vips_image VipsImage *image = NULL;
    const FileType type = find_type(file);
    SourceInfo info;
    int status;

    if (file.n_bytes > IDP_INPUT_BYTES_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "%zu bytes are too many", file.n_bytes);
    if (type == FILE_TYPE_NONE)
        return error_set(error, IDP_E_FORMAT, "neither JPEG, PNG, HEIC nor WebP");
    if (open_file(file, type, 1, &image))
        return vips_fault(error, IDP_E_DAMAGED, "damaged header");
    info = (SourceInfo){type, image->Xsize, image->Ysize};
    if (vips_image_get_orientation(image) >= 5)
        info = (SourceInfo){type, image->Ysize, image->Xsize};
    status = check_size(info.width_px, info.height_px, error);
    if (!status)
        *ret_info = info;
    return status;
}

/* To 8-bit sRGB without alpha. */
static int convert(VipsImage **image)
{
    VipsImage *next;

    if (vips_image_get_typeof(*image, VIPS_META_ICC_NAME) &&
        !vips_icc_transform(*image, &next, "srgb", "embedded", TRUE, "intent", VIPS_INTENT_RELATIVE,
                            NULL))
        vips_image_replace(image, next);
    vips_error_clear();
    if (vips_colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL))
        return -1;
    vips_image_replace(image, next);
    if (vips_image_hasalpha(*image)) {
        VipsArrayDouble *white = vips_array_double_newv(3, 255.0, 255.0, 255.0);

        const int failed = vips_flatten(*image, &next, "background", white, NULL);

        vips_area_unref(VIPS_AREA(white));
        if (failed)
            return -1;
        vips_image_replace(image, next);
    }
    if (vips_cast_uchar(*image, &next, NULL))
        return -1;
    vips_image_replace(image, next);
    return (*image)->Bands == 3 ? 0 : -1;
}

/* Where pixel (0, 0) of the stored picture goes, and how far its right and lower neighbours are. */
typedef struct Placement {
    ptrdiff_t origin, step_x, step_y;
} Placement;

/* EXIF 2.3, tag 274. */
static Placement place(int orientation, const RgbImage *target)
{
    const ptrdiff_t right = 3, down = (ptrdiff_t)target->stride_bytes;
    const ptrdiff_t last_column = right * (target->width - 1);
    const ptrdiff_t last_row = down * (target->height - 1);

    switch (orientation) {
    case 2:
        return (Placement){last_column, -right, down};
    case 3:
        return (Placement){last_column + last_row, -right, -down};
    case 4:
        return (Placement){last_row, right, -down};
    case 5:
        return (Placement){0, down, right};
    case 6:
        return (Placement){last_column, down, -right};
    case 7:
        return (Placement){last_column + last_row, -down, -right};
    case 8:
        return (Placement){last_row, -down, right};
    default:
        return (Placement){0, right, down};
    }
}

static void copy_strip(VipsRegion *strip, const Placement *placement, uint8_t *target)
{
    const VipsRect area = strip->valid;

    target += placement->origin + area.top * placement->step_y;
    if (placement->step_x == 3) {
        for (int y = 0; y < area.height; y++)
            memcpy(target + y * placement->step_y, VIPS_REGION_ADDR(strip, 0, area.top + y),
                   (size_t)area.width * 3);
        return;
    }
    for (int x = 0; x < area.width; x++) {
        uint8_t *to = target + x * placement->step_x;

        for (int y = 0; y < area.height; y++, to += placement->step_y) {
            const VipsPel *from = VIPS_REGION_ADDR(strip, x, area.top + y);

            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
        }
    }
}

static int pull(VipsImage *image, int orientation, const RgbImage *target)
{
    cleanup_vips_region VipsRegion *strip = vips_region_new(image);
    const Placement placement = place(orientation, target);

    for (int top = 0; top < image->Ysize; top += STRIP_ROWS) {
        const VipsRect rect = {0, top, image->Xsize, VIPS_MIN(STRIP_ROWS, image->Ysize - top)};

        if (!strip || vips_region_prepare(strip, &rect))
            return -1;
        copy_strip(strip, &placement, target->pixels);
    }
    return 0;
}

int decode_image(Arena *arena, IdpBytes file, int long_side_min_px, SourceImage *ret_source,
                 IdpError *error)
{
    cleanup_vips_image VipsImage *image = NULL;
    const ArenaMark mark = arena_get_mark(arena);
    SourceImage source = {0};
    int shrink = 1;
    int orientation;
    int status = decode_probe(file, &source.info, error);

    if (status)
        return status;
    while (shrink < SHRINK_MAX &&
           VIPS_MAX(source.info.width_px, source.info.height_px) / (2 * shrink) >= long_side_min_px)
        shrink *= 2;
    source.scale_ratio = 1.0 / shrink;
    if (open_file(file, source.info.type, shrink, &image))
        return vips_fault(error, IDP_E_DAMAGED, "damaged header");
    orientation = source.info.type == FILE_TYPE_HEIC ? 1 : vips_image_get_orientation(image);
    if (convert(&image))
        return vips_fault(error, IDP_E_DAMAGED, "the colours cannot be converted");
    if (shrink > 1 && (source.info.type == FILE_TYPE_PNG || source.info.type == FILE_TYPE_HEIC)) {
        VipsImage *next;

        if (vips_shrink(image, &next, shrink, shrink, NULL))
            return vips_fault(error, IDP_E_MEMORY, "no memory to shrink the picture");
        vips_image_replace(&image, next);
    }
    if (rgb_image_new(arena, orientation >= 5 ? image->Ysize : image->Xsize,
                      orientation >= 5 ? image->Xsize : image->Ysize, &source.image))
        return error_set(error, IDP_E_MEMORY, "no memory for a picture of %d x %d", image->Xsize,
                         image->Ysize);
    if (pull(image, orientation, &source.image)) {
        arena_return_to(arena, mark);
        return vips_fault(error, IDP_E_DAMAGED, "the picture is cut short or damaged");
    }
    *ret_source = source;
    return IDP_OK;
}
