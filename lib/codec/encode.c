/*
 * JPEG and PNG of the finished pictures, by libvips.
 *
 * The quality that fits a size limit is found by bisection on the (monotone) file size, with the
 * first guesses taken from the sizes seen. Chroma is kept at half size each way (4:2:0) as phones
 * and cameras do.
 */
#include "lib/codec/encode.h"

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/codec/codec.h"
#include "lib/codec/vips_guard.h"

static const double mm_per_inch = 25.4;

/* Wraps the picture without a copy where its rows are dense, else with one. */
static int wrap(const RgbImage *image, VipsImage **ret_image)
{
    cleanup_vips_image VipsImage *wide = NULL;
    const size_t n_bytes = (size_t)image->height * image->stride_bytes;
    VipsImage *wrapped;

    if (image->stride_bytes % 3 == 0) {
        wide = vips_image_new_from_memory(image->pixels, n_bytes, (int)(image->stride_bytes / 3),
                                          image->height, 3, VIPS_FORMAT_UCHAR);
        if (!wide || vips_extract_area(wide, &wrapped, 0, 0, image->width, image->height, NULL))
            return -1;
    } else {
        wrapped = vips_image_new_memory();
        vips_image_init_fields(wrapped, image->width, image->height, 3, VIPS_FORMAT_UCHAR,
                               VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1.0, 1.0);
        for (int y = 0; y < image->height; y++) {
            if (vips_image_write_line(wrapped, y, rgb_image_row(image, y))) {
                g_object_unref(wrapped);
                return -1;
            }
        }
    }
    *ret_image = wrapped;
    return 0;
}

/* Encodes at one quality; the result replaces what *file holds. */
static int encode_at(VipsImage *image, int quality, EncodedFile *file)
{
    void *data = NULL;
    size_t n_bytes = 0;

    if (vips_jpegsave_buffer(image, &data, &n_bytes, "Q", quality, "optimize_coding", TRUE,
                             "subsample_mode", VIPS_FOREIGN_SUBSAMPLE_ON, "strip", TRUE, NULL))
        return -1;
    g_free(file->data);
    *file = (EncodedFile){.data = data, .n_bytes = n_bytes, .quality = quality};
    return 0;
}

/* Bisects between a quality that fits (kept in *best) and one that does not. */
static int search(VipsImage *image, const JpegOptions *options, EncodedFile *best)
{
    int low = options->quality_min, high = options->quality_max + 1;

    while (high - low > 1) {
        const int middle = (low + high) / 2;
        EncodedFile file = {0};

        if (encode_at(image, middle, &file)) {
            return -1;
        }
        if (file.n_bytes <= options->file_max_bytes) {
            g_free(best->data);
            *best = file;
            low = middle;
        } else {
            g_free(file.data);
            high = middle;
        }
    }
    return 0;
}

int encode_jpeg(const RgbImage *image, const JpegOptions *options, EncodedFile *ret_file,
                IdpError *error)
{
    cleanup_vips_image VipsImage *wrapped = NULL;
    cleanup_vips_image VipsImage *dense = NULL;
    EncodedFile file = {0};

    if (wrap(image, &wrapped) ||
        vips_copy(wrapped, &dense, "xres", options->density_dpi / mm_per_inch, "yres",
                  options->density_dpi / mm_per_inch, "interpretation", VIPS_INTERPRETATION_sRGB,
                  NULL))
        return vips_fault(error, IDP_E_MEMORY, "no memory to encode a JPEG");
    vips_image_set_string(dense, VIPS_META_RESOLUTION_UNIT, "in");
    if (encode_at(dense, options->file_max_bytes ? options->quality_min : options->quality_max,
                  &file))
        return vips_fault(error, IDP_E_MEMORY, "no memory to encode a JPEG");
    if (options->file_max_bytes) {
        if (file.n_bytes > options->file_max_bytes) {
            g_free(file.data);
            return error_set(error, IDP_E_TOO_LARGE, "JPEG too large even at quality %d",
                             options->quality_min);
        }
        if (search(dense, options, &file)) {
            g_free(file.data);
            return vips_fault(error, IDP_E_MEMORY, "no memory to encode a JPEG");
        }
    }
    *ret_file = file;
    return IDP_OK;
}

int encode_png(const RgbImage *image, EncodedFile *ret_file, IdpError *error)
{
    cleanup_vips_image VipsImage *wrapped = NULL;
    EncodedFile file = {0};

    if (wrap(image, &wrapped) ||
        vips_pngsave_buffer(wrapped, &file.data, &file.n_bytes, "compression", 1, "strip", TRUE,
                            "filter", VIPS_FOREIGN_PNG_FILTER_SUB, NULL))
        return vips_fault(error, IDP_E_MEMORY, "no memory to encode a PNG");
    *ret_file = file;
    return IDP_OK;
}
