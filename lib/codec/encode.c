/*
 * JPEG and PNG of the finished pictures, by libvips.
 *
 * Chroma is kept at full size (4:4:4) as long as the quality allows it: at 40 KB the edge of red
 * clothes on the sky-blue background is 40 % nearer to the true colours than with halved chroma
 * (mean CIE 1976 difference 6.5 against 11.2), where 4:2:0 leaves a dull line around the person
 * that looks like a bad cut-out. Below quality 75 the bytes serve the face better: 4:2:0.
 *
 * libvips writes the JFIF header only together with EXIF, so the header is put in here.
 */
#include "lib/codec/encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/codec/vips_guard.h"

enum { FULL_CHROMA_QUALITY_MIN = 75, FIRST_GUESS = 85, SOI_BYTES = 2, JFIF_BYTES = 18 };

/* The file just made by libvips; its memory is glib's. */
typedef struct VipsFile {
    void *data;
    size_t n_bytes;
} VipsFile;

static inline void vips_file_free_p(VipsFile *file)
{
    g_free(file->data);
}

#define cleanup_vips_file cleanup_with(vips_file_free_p)

static int wrap(const RgbImage *image, VipsImage **ret_image)
{
    VipsImage *wrapped = vips_image_new_memory();

    vips_image_init_fields(wrapped, image->width, image->height, 3, VIPS_FORMAT_UCHAR,
                           VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1.0, 1.0);
    for (int y = 0; y < image->height; y++) {
        if (vips_image_write_line(wrapped, y, rgb_image_row(image, y))) {
            g_object_unref(wrapped);
            return IDP_E_MEMORY;
        }
    }
    *ret_image = wrapped;
    return IDP_OK;
}

/* Copies to memory of our own, with the JFIF header between start marker and tables. */
static int finish_jpeg(const VipsFile *made, int density_dpi, EncodedFile *file)
{
    const uint8_t high = (uint8_t)(density_dpi >> 8), low = (uint8_t)density_dpi;
    const uint8_t jfif[JFIF_BYTES] = {0xff, 0xe0, 0, 16,   'J', 'F',  'I', 'F', 0,
                                      1,    1,    1, high, low, high, low, 0,   0};
    uint8_t *bytes = alloc_resize(NULL, made->n_bytes + JFIF_BYTES);

    if (!bytes)
        return IDP_E_MEMORY;
    memcpy(bytes, made->data, SOI_BYTES);
    memcpy(bytes + SOI_BYTES, jfif, JFIF_BYTES);
    memcpy(bytes + SOI_BYTES + JFIF_BYTES, (const uint8_t *)made->data + SOI_BYTES,
           made->n_bytes - SOI_BYTES);
    free(file->data);
    file->data = bytes;
    file->n_bytes = made->n_bytes + JFIF_BYTES;
    return IDP_OK;
}

static int save_jpeg(VipsImage *image, int quality, int is_chroma_full, VipsFile *ret_file)
{
    return vips_jpegsave_buffer(image, &ret_file->data, &ret_file->n_bytes, "Q", quality,
                                "optimize_coding", TRUE, "subsample_mode",
                                is_chroma_full ? VIPS_FOREIGN_SUBSAMPLE_OFF
                                               : VIPS_FOREIGN_SUBSAMPLE_ON,
                                "strip", TRUE, NULL)
               ? IDP_E_MEMORY
               : IDP_OK;
}

/* One end of the search: a quality and the size of its file; 0 bytes: not encoded. */
typedef struct Bound {
    int quality;
    double n_bytes;
} Bound;

/* log of the factor that libjpeg puts on its quantisation tables; + 2 keeps quality 100 finite. */
static double log_step(int quality)
{
    return log(quality < 50 ? 5000.0 / quality : 202.0 - 2.0 * quality);
}

/*
 * The quality between the bounds at which the file should just fit. log(bytes) is nearly linear in
 * log(quantisation step): through both ends where both are known, else with the usual slope.
 */
static int guess_quality(Bound low, Bound high, double limit_bytes)
{
    const double usual_slope = -0.6;
    const Bound known = low.n_bytes > 0 ? low : high;
    double slope = usual_slope, target;
    int quality = low.quality + 1;

    if (low.n_bytes <= 0 && high.n_bytes <= 0)
        return FIRST_GUESS < high.quality && FIRST_GUESS > low.quality
                   ? FIRST_GUESS
                   : (low.quality + high.quality) / 2;
    if (low.n_bytes > 0 && high.n_bytes > low.n_bytes)
        slope = log(high.n_bytes / low.n_bytes) / (log_step(high.quality) - log_step(low.quality));
    target = log_step(known.quality) + log(limit_bytes / known.n_bytes) / slope;
    while (quality < high.quality - 1 && log_step(quality + 1) >= target)
        quality++;
    return quality;
}

/*
 * The highest quality from quality_min on whose file fits, in *file (status IDP_E_TOO_LARGE: none
 * does). Two to four encodings (2.9 on average): each guess is the floor of the fitted curve, so it
 * mostly fits and the next one up does not.
 */
static int search_quality(VipsImage *image, const JpegOptions *options, int quality_min,
                          int is_chroma_full, EncodedFile *file)
{
    Bound low = {quality_min - 1, 0}, high = {options->quality_max + 1, 0};

    while (high.quality - low.quality > 1) {
        const int quality = guess_quality(low, high, (double)options->file_max_bytes);
        cleanup_vips_file VipsFile made = {0};
        size_t n_bytes;

        if (save_jpeg(image, quality, is_chroma_full, &made))
            return IDP_E_MEMORY;
        n_bytes = made.n_bytes + JFIF_BYTES;
        if (n_bytes > options->file_max_bytes) {
            high = (Bound){quality, (double)n_bytes};
            continue;
        }
        low = (Bound){quality, (double)n_bytes};
        if (finish_jpeg(&made, options->density_dpi, file))
            return IDP_E_MEMORY;
        file->quality = quality;
    }
    return file->data ? IDP_OK : IDP_E_TOO_LARGE;
}

static int encode_fitting(VipsImage *image, const JpegOptions *options, EncodedFile *file)
{
    int full_min = FULL_CHROMA_QUALITY_MIN;
    int status = IDP_E_TOO_LARGE;

    if (full_min < options->quality_min)
        full_min = options->quality_min;
    if (full_min <= options->quality_max)
        status = search_quality(image, options, full_min, 1, file);
    if (status == IDP_E_TOO_LARGE)
        status = search_quality(image, options, options->quality_min, 0, file);
    return status;
}

static int encode_best(VipsImage *image, const JpegOptions *options, EncodedFile *file)
{
    cleanup_vips_file VipsFile made = {0};

    file->quality = options->quality_max;
    if (save_jpeg(image, file->quality, file->quality >= FULL_CHROMA_QUALITY_MIN, &made))
        return IDP_E_MEMORY;
    return finish_jpeg(&made, options->density_dpi, file);
}

int encode_jpeg(const RgbImage *image, const JpegOptions *options, EncodedFile *ret_file,
                IdpError *error)
{
    cleanup_vips_image VipsImage *wrapped = NULL;
    EncodedFile file = {0};
    int status = wrap(image, &wrapped);

    if (!status && options->file_max_bytes)
        status = encode_fitting(wrapped, options, &file);
    else if (!status)
        status = encode_best(wrapped, options, &file);
    if (!status) {
        *ret_file = file;
        return IDP_OK;
    }
    free(file.data);
    if (status == IDP_E_TOO_LARGE)
        return error_set(error, IDP_E_TOO_LARGE, "even at quality %d the JPEG is over %zu bytes",
                         options->quality_min, options->file_max_bytes);
    return vips_fault(error, IDP_E_MEMORY, "no memory to encode a JPEG");
}

int encode_png(const RgbImage *image, EncodedFile *ret_file, IdpError *error)
{
    cleanup_vips_image VipsImage *wrapped = NULL;
    cleanup_vips_file VipsFile made = {0};
    void *bytes;

    if (wrap(image, &wrapped) ||
        vips_pngsave_buffer(wrapped, &made.data, &made.n_bytes, "compression", 1, "filter",
                            VIPS_FOREIGN_PNG_FILTER_SUB, "strip", TRUE, NULL) ||
        !(bytes = alloc_resize(NULL, made.n_bytes)))
        return vips_fault(error, IDP_E_MEMORY, "no memory to encode a PNG");
    *ret_file =
        (EncodedFile){.data = memcpy(bytes, made.data, made.n_bytes), .n_bytes = made.n_bytes};
    return IDP_OK;
}
