/*
 * Decoding of untrusted photos: the structure and the limits first (container.c), then one pipeline
 * of libvips from the loader, shrunk on load where it can be, to 8-bit RGB, pulled strip by strip
 * in the calling thread, written upright into the arena, its colours converted there.
 *
 * Pulling strips ourselves, rather than through a sink of libvips, starts no worker threads, needs
 * no second copy of the picture and turns it in passing.
 *
 * A later reader of native-resolution tiles fits beside decode_image: the same opening with shrink
 * 1, and of each strip only the columns wanted.
 */
#include "lib/codec/decode.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"
#include "lib/codec/gate.h"
#include "lib/codec/icc.h"
#include "lib/codec/vips_guard.h"

enum { STRIP_ROWS = 64, SHRINK_MAX = 8, PIXEL_BYTES = 3, HEIC_BYTES_PER_PIXEL = 8 };

const char *file_type_get_name(FileType type)
{
    static const char *const names[] = {
        [FILE_TYPE_NONE] = "",     [FILE_TYPE_JPEG] = "jpeg", [FILE_TYPE_PNG] = "png",
        [FILE_TYPE_HEIC] = "heic", [FILE_TYPE_WEBP] = "webp",
    };

    return names[type];
}

/*
 * A JPEG decoder goes on after damage, with grey or shifted blocks, and only warns: so a warning is
 * an error here. The warnings that sound files give rise to are kept away by container_copy.
 */
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

/* The size of HEIC is only in its boxes, which libheif reads. */
static int measure_heic(IdpBytes file, Container *container, IdpError *error)
{
    cleanup_vips_image VipsImage *image = NULL;

    if (open_file(file, FILE_TYPE_HEIC, 1, &image))
        return vips_fault(error, IDP_E_DAMAGED, "the HEIC has no picture that can be read");
    container->width_px = image->Xsize;
    container->height_px = image->Ysize;
    container->whole_bytes =
        (size_t)image->Xsize * (size_t)image->Ysize * (size_t)HEIC_BYTES_PER_PIXEL;
    return IDP_OK;
}

static int probe(IdpBytes file, int pixels_min, Container *container, IdpError *error)
{
    long long n_pixels;
    int status;

    if (!file.data)
        return error_set(error, IDP_E_FORMAT, "no file");
    if (file.n_bytes > IDP_INPUT_BYTES_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "%zu bytes are too many", file.n_bytes);
    status = container_read(file, container, error);
    if (!status && container->type == FILE_TYPE_HEIC)
        status = measure_heic(file, container, error);
    if (status)
        return status;
    n_pixels = (long long)container->width_px * container->height_px;
    if (n_pixels > IDP_INPUT_PIXELS_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "%d x %d pixels are too many", container->width_px,
                         container->height_px);
    if (n_pixels < pixels_min)
        return error_set(error, IDP_E_TOO_SMALL, "%d x %d pixels are too few", container->width_px,
                         container->height_px);
    return IDP_OK;
}

static SourceInfo describe(const Container *container)
{
    const int is_turned = exif_is_turned(container->orientation);

    return (SourceInfo){
        .type = container->type,
        .width_px = is_turned ? container->height_px : container->width_px,
        .height_px = is_turned ? container->width_px : container->height_px,
    };
}

int decode_probe(IdpBytes file, SourceInfo *ret_info, IdpError *error)
{
    Container container;
    const int status = probe(file, IDP_INPUT_PIXELS_MIN, &container, error);

    if (!status)
        *ret_info = describe(&container);
    return status;
}

static int choose_shrink(const Container *container, int long_side_min_px)
{
    const int long_side_px = VIPS_MAX(container->width_px, container->height_px);
    const int short_side_px = VIPS_MIN(container->width_px, container->height_px);
    int shrink = 1;

    while (shrink < SHRINK_MAX && long_side_px / (2 * shrink) >= long_side_min_px &&
           short_side_px / (2 * shrink) > 0)
        shrink *= 2;
    return shrink;
}

static int flatten_on_white(VipsImage **image)
{
    const double top = (*image)->BandFmt == VIPS_FORMAT_USHORT ? 65535 : 255;
    VipsArrayDouble *white;
    VipsImage *next;
    int failed;

    if (!vips_image_hasalpha(*image))
        return 0;
    white = vips_array_double_newv(1, top);
    failed = vips_flatten(*image, &next, "background", white, "max_alpha", top, NULL);
    vips_area_unref(VIPS_AREA(white));
    if (!failed)
        vips_image_replace(image, next);
    return failed;
}

/* JPEG and WebP come shrunk from the loader. All are cut to whole pixels: loaders round up. */
static int shrink_to(VipsImage **image, FileType type, int shrink, int width, int height)
{
    VipsImage *next;

    if (shrink > 1 && (type == FILE_TYPE_PNG || type == FILE_TYPE_HEIC)) {
        if (vips_shrink(*image, &next, shrink, shrink, NULL))
            return -1;
        vips_image_replace(image, next);
    }
    if ((*image)->Xsize == width && (*image)->Ysize == height)
        return 0;
    if (vips_extract_area(*image, &next, 0, 0, width, height, NULL))
        return -1;
    vips_image_replace(image, next);
    return 0;
}

/* Profiles other than those of icc.h go through libvips; one that it refuses is ignored. */
static IccKind find_profile(VipsImage **image, IccTransform *transform)
{
    const void *profile;
    size_t n_bytes;
    IccKind kind = ICC_GENERAL;
    VipsImage *next;

    if (!vips_image_get_typeof(*image, VIPS_META_ICC_NAME) ||
        vips_image_get_blob(*image, VIPS_META_ICC_NAME, &profile, &n_bytes))
        return ICC_NOTHING;
    if ((*image)->Type == VIPS_INTERPRETATION_sRGB || (*image)->Type == VIPS_INTERPRETATION_RGB16)
        kind = icc_read(profile, n_bytes, transform);
    if (kind != ICC_GENERAL)
        return kind;
    if (!vips_icc_transform(*image, &next, "srgb", "embedded", TRUE, "intent", VIPS_INTENT_RELATIVE,
                            NULL))
        vips_image_replace(image, next);
    vips_error_clear();
    return kind;
}

static int convert_to_rgb8(VipsImage **image)
{
    VipsImage *next;

    if (vips_colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL))
        return -1;
    vips_image_replace(image, next);
    if (vips_cast_uchar(*image, &next, NULL))
        return -1;
    vips_image_replace(image, next);
    return (*image)->Bands == PIXEL_BYTES ? 0 : -1;
}

/* Where pixel (0, 0) as stored goes, and how far from it its right and lower neighbours do. */
typedef struct Placement {
    ptrdiff_t origin, step_x, step_y;
} Placement;

static Placement place(int orientation, const RgbImage *target)
{
    const ptrdiff_t right = PIXEL_BYTES, down = (ptrdiff_t)target->stride_bytes;
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

/* Column by column, so that of a picture lying on its side a few whole cache lines are written. */
static void copy_strip(VipsRegion *strip, const Placement *placement, uint8_t *target)
{
    const VipsRect area = strip->valid;

    target += placement->origin + area.top * placement->step_y;
    if (placement->step_x == PIXEL_BYTES) {
        for (int y = 0; y < area.height; y++)
            memcpy(target + y * placement->step_y, VIPS_REGION_ADDR(strip, 0, area.top + y),
                   (size_t)area.width * PIXEL_BYTES);
        return;
    }
    for (int x = 0; x < area.width; x++) {
        const VipsPel *from = VIPS_REGION_ADDR(strip, x, area.top);
        uint8_t *to = target + x * placement->step_x;

        for (int y = 0; y < area.height; y++) {
            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
            from += VIPS_REGION_LSKIP(strip);
            to += placement->step_y;
        }
    }
}

static int pull(VipsImage *image, int orientation, const RgbImage *target)
{
    cleanup_vips_region VipsRegion *strip = vips_region_new(image);
    const Placement placement = place(orientation, target);

    if (!strip)
        return -1;
    for (int top = 0; top < image->Ysize; top += STRIP_ROWS) {
        const VipsRect rect = {0, top, image->Xsize, VIPS_MIN(STRIP_ROWS, image->Ysize - top)};

        if (vips_region_prepare(strip, &rect))
            return -1;
        copy_strip(strip, &placement, target->pixels);
    }
    return 0;
}

/* From the reduced file to the upright picture in target. */
static int decode_pixels(Arena *arena, IdpBytes copy, const Container *container, int shrink,
                         const RgbImage *target, IdpError *error)
{
    cleanup_vips_image VipsImage *image = NULL;
    IccTransform *transform = ARENA_NEW(arena, IccTransform, 1);
    const unsigned n_messages = vips_count_messages();
    IccKind kind;

    if (!transform)
        return error_set(error, IDP_E_MEMORY, "no memory for a colour profile");
    if (open_file(copy, container->type, shrink, &image))
        return vips_fault(error, IDP_E_DAMAGED, "the header of the picture is damaged");
    if (flatten_on_white(&image) ||
        shrink_to(&image, container->type, shrink, container->width_px / shrink,
                  container->height_px / shrink))
        return vips_fault(error, IDP_E_DAMAGED, "the picture has not the size its header says");
    kind = find_profile(&image, transform);
    if (convert_to_rgb8(&image))
        return vips_fault(error, IDP_E_UNSUPPORTED, "the colours cannot be converted to sRGB");
    if (pull(image, container->orientation, target))
        return vips_fault(error, IDP_E_DAMAGED, "the picture is cut short or damaged");
    g_clear_object(&image);
    if (container->type == FILE_TYPE_JPEG && vips_count_messages() != n_messages)
        return vips_fault(error, IDP_E_DAMAGED, "the last rows of the picture are damaged");
    for (int y = 0; kind == ICC_MATRIX && y < target->height; y++)
        icc_convert(transform, rgb_image_row(target, y), (size_t)target->width);
    return IDP_OK;
}

/* Takes the image first and what is needed only meanwhile after it, so that this can be returned.
 */
static int decode_into_arena(Arena *arena, IdpBytes file, const Container *container, int shrink,
                             RgbImage *ret_image, IdpError *error)
{
    const int width = container->width_px / shrink, height = container->height_px / shrink;
    const int is_turned = exif_is_turned(container->orientation);
    RgbImage image;
    ArenaMark mark;
    IdpBytes copy;
    int status =
        rgb_image_new(arena, is_turned ? height : width, is_turned ? width : height, &image);

    if (status)
        return error_set(error, status, "no memory for %d x %d pixels", width, height);
    mark = arena_get_mark(arena);
    status = container_copy(arena, file, container, &copy, error);
    if (!status) {
        gate_enter(container->whole_bytes);
        status = decode_pixels(arena, copy, container, shrink, &image, error);
        gate_leave(container->whole_bytes);
    }
    arena_return_to(arena, mark);
    if (!status)
        *ret_image = image;
    return status;
}

static int decode(Arena *arena, IdpBytes file, int pixels_min, int long_side_min_px,
                  SourceImage *ret_source, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    SourceImage source;
    Container container;
    int shrink;
    int status = probe(file, pixels_min, &container, error);

    if (status)
        return status;
    shrink = choose_shrink(&container, long_side_min_px);
    source.info = describe(&container);
    source.scale_ratio = 1.0 / shrink;
    status = decode_into_arena(arena, file, &container, shrink, &source.image, error);
    if (status) {
        arena_return_to(arena, mark);
        return status;
    }
    *ret_source = source;
    return IDP_OK;
}

int decode_image(Arena *arena, IdpBytes file, int long_side_min_px, SourceImage *ret_source,
                 IdpError *error)
{
    return decode(arena, file, IDP_INPUT_PIXELS_MIN, long_side_min_px, ret_source, error);
}

int decode_finished(Arena *arena, IdpBytes file, int long_side_px, SourceImage *ret_source,
                    IdpError *error)
{
    return decode(arena, file, 1, long_side_px, ret_source, error);
}
