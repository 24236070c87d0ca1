/*
 * libjpeg-turbo directly, since libvips does not crop while it decodes: rows above the tile go
 * through jpeg_skip_scanlines (entropy decoding only), columns beside it are left out by
 * jpeg_crop_scanline, rows below are never reached. The file has passed container_read before, so
 * the limits of pixels and scans hold; a decoder that must hold the whole picture passes the gate.
 *
 * libjpeg reports faults by a callback that must not return: it jumps back here. Between setjmp and
 * the jump nothing is owned but the decoder, which lives outside, and memory of the arena.
 */
#include "lib/codec/native.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "lib/base/error.h"
#include "lib/codec/exif.h"
#include "lib/codec/gate.h"

typedef struct Decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf on_fault;
} Decoder;

/* A rectangle of whole pixels. */
typedef struct Area {
    int left, top, width, height;
} Area;

static void jump_back(j_common_ptr common)
{
    longjmp(((Decoder *)common->client_data)->on_fault, 1);
}

/* Warnings are counted by libjpeg and looked at afterwards; nothing is printed. */
static void count_warning(j_common_ptr common, int level)
{
    if (level < 0)
        common->err->num_warnings++;
}

/* The whole pixels of wanted that lie inside the picture. */
static Area clip(Rect wanted, int width, int height)
{
    const int left = (int)fmax(0, floor(wanted.x)), top = (int)fmax(0, floor(wanted.y));
    const int right = (int)fmin(width, ceil(wanted.x + wanted.width));
    const int bottom = (int)fmin(height, ceil(wanted.y + wanted.height));

    return (Area){left, top, right - left, bottom - top};
}

/* From the upright picture of width x height to the picture as stored. Turning back is the same
 * with the size as stored, since mirrors apply to the upright side of the turn. */
static Area get_stored(Area upright, const SourceInfo *info, int orientation)
{
    Area area = upright;

    if (exif_is_mirrored_x(orientation))
        area.left = info->width_px - upright.left - upright.width;
    if (exif_is_mirrored_y(orientation))
        area.top = info->height_px - upright.top - upright.height;
    if (exif_is_turned(orientation))
        area = (Area){area.top, area.left, area.height, area.width};
    return area;
}

static Area get_upright(Area stored, const SourceInfo *info, int orientation)
{
    Area area = stored;

    if (exif_is_turned(orientation))
        area = (Area){stored.top, stored.left, stored.height, stored.width};
    if (exif_is_mirrored_x(orientation))
        area.left = info->width_px - area.left - area.width;
    if (exif_is_mirrored_y(orientation))
        area.top = info->height_px - area.top - area.height;
    return area;
}

/* Outwards to whole units of the JPEG, then back from the ragged right and lower edge. */
static Area align(Area area, int unit_width, int unit_height, int width, int height)
{
    const int left = area.left / unit_width * unit_width;
    const int top = area.top / unit_height * unit_height;
    const int right = (area.left + area.width + unit_width - 1) / unit_width * unit_width;
    const int bottom = (area.top + area.height + unit_height - 1) / unit_height * unit_height;
    const int last_x = width / NATIVE_BLOCK * NATIVE_BLOCK;
    const int last_y = height / NATIVE_BLOCK * NATIVE_BLOCK;

    return (Area){left, top, (right < last_x ? right : last_x) - left,
                  (bottom < last_y ? bottom : last_y) - top};
}

static int tile_new(Arena *arena, Area area, NativeTile *ret_tile)
{
    *ret_tile = (NativeTile){.left = area.left, .top = area.top};
    return plane_new(arena, area.width, area.height, &ret_tile->luma) ||
                   plane_new(arena, area.width, area.height, &ret_tile->chroma[0]) ||
                   plane_new(arena, area.width, area.height, &ret_tile->chroma[1])
               ? IDP_E_MEMORY
               : IDP_OK;
}

/* One row as stored goes where it lies upright: a row or a column of the tile, maybe backwards. */
static void put_row(const JSAMPLE *row, int n_components, int n, int y, int orientation,
                    const NativeTile *tile)
{
    const int is_turned = exif_is_turned(orientation);
    const ptrdiff_t stride = (ptrdiff_t)tile->luma.stride;
    const int width = tile->luma.width, height = tile->luma.height;
    const ptrdiff_t step_x = exif_is_mirrored_x(orientation) ? -1 : 1;
    const ptrdiff_t step_y = exif_is_mirrored_y(orientation) ? -stride : stride;
    ptrdiff_t at = (exif_is_mirrored_x(orientation) ? width - 1 : 0) +
                   (exif_is_mirrored_y(orientation) ? (height - 1) * stride : 0);

    at += y * (is_turned ? step_x : step_y);
    for (int x = 0; x < n; x++, at += is_turned ? step_y : step_x) {
        const JSAMPLE *pixel = row + x * n_components;

        tile->luma.values[at] = pixel[0];
        tile->chroma[0].values[at] = n_components == 3 ? pixel[1] : 128;
        tile->chroma[1].values[at] = n_components == 3 ? pixel[2] : 128;
    }
}

static void copy_steps(const JQUANT_TBL *table, int is_turned, uint16_t *ret_steps)
{
    for (int v = 0; v < NATIVE_BLOCK; v++)
        for (int u = 0; u < NATIVE_BLOCK; u++)
            ret_steps[v * NATIVE_BLOCK + u] =
                table->quantval[is_turned ? u * NATIVE_BLOCK + v : v * NATIVE_BLOCK + u];
}

/* Header read, output chosen: YCbCr as it is stored, chroma repeated rather than smoothed. */
static int begin(struct jpeg_decompress_struct *jpeg, IdpBytes file, const Container *container)
{
    int table;

    jpeg_mem_src(jpeg, file.data, file.n_bytes);
    jpeg_read_header(jpeg, TRUE);
    table = jpeg->comp_info[0].quant_tbl_no;
    if ((int)jpeg->image_width != container->width_px ||
        (int)jpeg->image_height != container->height_px || table < 0 || table >= NUM_QUANT_TBLS ||
        !jpeg->quant_tbl_ptrs[table])
        return IDP_E_DAMAGED;
    if (jpeg->jpeg_color_space != JCS_YCbCr && jpeg->jpeg_color_space != JCS_GRAYSCALE)
        return IDP_E_UNSUPPORTED;
    jpeg->out_color_space = jpeg->jpeg_color_space;
    jpeg->do_fancy_upsampling = FALSE;
    jpeg->do_block_smoothing = FALSE;
    return IDP_OK;
}

/* The rows of the area; false: this JPEG cannot be cut where it must. */
static int read_rows(struct jpeg_decompress_struct *jpeg, Area area, int orientation, JSAMPLE *row,
                     const NativeTile *tile)
{
    JDIMENSION left = (JDIMENSION)area.left, width = (JDIMENSION)area.width;

    jpeg_start_decompress(jpeg);
    jpeg_crop_scanline(jpeg, &left, &width);
    if ((int)left > area.left)
        return 0;
    if (area.top > 0)
        jpeg_skip_scanlines(jpeg, (JDIMENSION)area.top);
    for (int y = 0; y < area.height; y++) {
        jpeg_read_scanlines(jpeg, &row, 1);
        put_row(row + (area.left - (int)left) * jpeg->output_components, jpeg->output_components,
                area.width, y, orientation, tile);
    }
    return 1;
}

static int decode_jpeg(Decoder *decoder, Arena *arena, IdpBytes file, const SourceInfo *info,
                       const Container *container, Rect wanted, NativeTile *ret_tile)
{
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    const int orientation = container->orientation;
    NativeTile tile;
    JSAMPLE *row;
    int status;

    if (setjmp(decoder->on_fault))
        return IDP_E_DAMAGED;
    jpeg_create_decompress(jpeg);
    status = begin(jpeg, file, container);
    if (status)
        return status;
    const Area area =
        align(get_stored(clip(wanted, info->width_px, info->height_px), info, orientation),
              jpeg->max_h_samp_factor * DCTSIZE, jpeg->max_v_samp_factor * DCTSIZE,
              (int)jpeg->image_width, (int)jpeg->image_height);
    if (area.width <= 0 || area.height <= 0)
        return IDP_E_ARGUMENT;
    status = tile_new(arena, get_upright(area, info, orientation), &tile);
    row = arena_take(arena, jpeg->image_width + 2 * DCTSIZE * MAX_SAMP_FACTOR, 3);
    if (status || !row)
        return IDP_E_MEMORY;
    tile.is_jpeg = 1;
    copy_steps(jpeg->quant_tbl_ptrs[jpeg->comp_info[0].quant_tbl_no], exif_is_turned(orientation),
               tile.steps);
    if (!read_rows(jpeg, area, orientation, row, &tile))
        return IDP_E_UNSUPPORTED;
    if (decoder->errors.num_warnings)
        return IDP_E_DAMAGED;
    *ret_tile = tile;
    return IDP_OK;
}

static int native_from_jpeg(Arena *arena, IdpBytes file, const SourceImage *source, Rect wanted,
                            NativeTile *ret_tile, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    Decoder decoder = {.jpeg.client_data = &decoder};
    Container container;
    int status = container_read(file, &container, error);

    if (status)
        return status;
    decoder.jpeg.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = jump_back;
    decoder.errors.emit_message = count_warning;
    gate_enter(container.whole_bytes);
    status = decode_jpeg(&decoder, arena, file, &source->info, &container, wanted, ret_tile);
    jpeg_destroy_decompress(&decoder.jpeg);
    gate_leave(container.whole_bytes);
    if (!status)
        return IDP_OK;
    arena_return_to(arena, mark);
    return error_set(error, status, "the photo cannot be decoded at full resolution");
}

/* ITU-T T.871, section 7. */
static void convert_row(const uint8_t *rgb, int n, float *luma, float *blue, float *red)
{
    for (int x = 0; x < n; x++, rgb += 3) {
        const float r = rgb[0], g = rgb[1], b = rgb[2];

        luma[x] = 0.299f * r + 0.587f * g + 0.114f * b;
        blue[x] = 128 + 0.564334f * (b - luma[x]);
        red[x] = 128 + 0.713267f * (r - luma[x]);
    }
}

static int native_from_image(Arena *arena, const RgbImage *image, Rect wanted, NativeTile *ret_tile,
                             IdpError *error)
{
    const Area area = clip(wanted, image->width, image->height);
    NativeTile tile;

    if (area.width <= 0 || area.height <= 0)
        return error_set(error, IDP_E_ARGUMENT, "the part wanted lies outside the picture");
    if (tile_new(arena, area, &tile))
        return error_set(error, IDP_E_MEMORY, "no memory for a part at full resolution");
    for (int y = 0; y < area.height; y++)
        convert_row(rgb_image_row(image, area.top + y) + 3 * (size_t)area.left, area.width,
                    plane_row(&tile.luma, y), plane_row(&tile.chroma[0], y),
                    plane_row(&tile.chroma[1], y));
    *ret_tile = tile;
    return IDP_OK;
}

int native_decode(Arena *arena, IdpBytes file, const SourceImage *source, Rect wanted,
                  NativeTile *ret_tile, IdpError *error)
{
    if (source->info.type == FILE_TYPE_JPEG)
        return native_from_jpeg(arena, file, source, wanted, ret_tile, error);
    if (source->scale_ratio < 1)
        return error_set(error, IDP_E_UNSUPPORTED, "only JPEG can be decoded in part");
    return native_from_image(arena, &source->image, wanted, ret_tile, error);
}
