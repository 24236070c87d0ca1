/*
 * A square of more than twice the input's size is first shrunk by a whole factor (a box filter,
 * cheap), so that the warp takes one sample for each output and nothing aliases; a smaller one goes
 * straight to the warp, which keeps what detail there is. Only the part of the picture under the
 * square is touched.
 */
#include "lib/face/crop.h"

#include <math.h>

#include <idphoto/error.h>

/* The part of the image under the square, and where it begins; at least one pixel. */
static RgbImage get_view(const RgbImage *image, const Square *square, int *ret_left, int *ret_top)
{
    const double reach =
        square->side / 2 * (fabs(cos(square->angle_rad)) + fabs(sin(square->angle_rad))) + 1;
    const double left = fmin(fmax(square->centre_x - reach, 0), image->width - 1);
    const double top = fmin(fmax(square->centre_y - reach, 0), image->height - 1);
    const double right = fmin(fmax(square->centre_x + reach, left + 1), image->width);
    const double bottom = fmin(fmax(square->centre_y + reach, top + 1), image->height);
    const int x = (int)left, y = (int)top;

    *ret_left = x;
    *ret_top = y;
    return (RgbImage){.width = (int)ceil(right) - x,
                      .height = (int)ceil(bottom) - y,
                      .stride_bytes = image->stride_bytes,
                      .pixels = rgb_image_row(image, y) + 3 * (size_t)x};
}

int crop_square(Arena *arena, const RgbImage *image, const Square *square, TensorRange range,
                int size, float *ret_tensor, Affine *ret_grid)
{
    const double step = square->side / size;
    const int factor = step > 2 ? (int)ceil(step) : 1;
    const ArenaMark mark = arena_get_mark(arena);
    int left, top;
    const RgbImage view = get_view(image, square, &left, &top);
    RgbImage small;

    if (rgb_image_shrink(arena, &view, factor, &small) != IDP_OK) {
        arena_return_to(arena, mark);
        return IDP_E_MEMORY;
    }
    const Affine grid =
        affine_from_square((square->centre_x - left) / factor, (square->centre_y - top) / factor,
                           square->side / factor, square->angle_rad, size);
    warp_rgb_to_tensor(&small, &grid, WARP_BORDER_BLACK, range, size, size, ret_tensor);
    arena_return_to(arena, mark);
    *ret_grid = affine_from_square(square->centre_x, square->centre_y, square->side,
                                   square->angle_rad, size);
    return IDP_OK;
}
