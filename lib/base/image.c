/* Pictures from an arena. */
#include "lib/base/image.h"

#include <idphoto/error.h>

enum { ROW_ALIGNMENT_FLOATS = 16, ROW_ALIGNMENT_BYTES = 64 };

int rgb_image_new(Arena *arena, int width, int height, RgbImage *ret_image)
{
    const size_t stride_bytes =
        ((size_t)width * 3 + ROW_ALIGNMENT_BYTES - 1) / ROW_ALIGNMENT_BYTES * ROW_ALIGNMENT_BYTES;
    uint8_t *pixels = arena_take(arena, (size_t)height, stride_bytes);

    if (!pixels)
        return IDP_E_MEMORY;
    *ret_image = (RgbImage){
        .width = width, .height = height, .stride_bytes = stride_bytes, .pixels = pixels};
    return IDP_OK;
}

static float *take_rows(Arena *arena, int n_values, int height, size_t *ret_stride)
{
    *ret_stride =
        ((size_t)n_values + ROW_ALIGNMENT_FLOATS - 1) / ROW_ALIGNMENT_FLOATS * ROW_ALIGNMENT_FLOATS;
    return arena_take(arena, (size_t)height, *ret_stride * sizeof(float));
}

int plane_new(Arena *arena, int width, int height, Plane *ret_plane)
{
    size_t stride;
    float *values = take_rows(arena, width, height, &stride);

    if (!values)
        return IDP_E_MEMORY;
    *ret_plane = (Plane){.width = width, .height = height, .stride = stride, .values = values};
    return IDP_OK;
}

int plane4_new(Arena *arena, int width, int height, Plane4 *ret_plane)
{
    size_t stride;
    float *values = take_rows(arena, 4 * width, height, &stride);

    if (!values)
        return IDP_E_MEMORY;
    *ret_plane = (Plane4){.width = width, .height = height, .stride = stride, .values = values};
    return IDP_OK;
}
