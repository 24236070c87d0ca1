/* The input of the face networks: a square of the picture, turned and scaled. */
#ifndef LIB_FACE_CROP_H
#define LIB_FACE_CROP_H

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/base/resample.h"

/* A square of the picture, px; turned by angle_rad clockwise. It may reach outside: black. */
typedef struct Square {
    double centre_x, centre_y;
    double side;
    double angle_rad;
} Square;

/*
 * Fills ret_tensor[size][size][3] from the square. *ret_grid carries tensor coordinates (0..size)
 * to picture coordinates. Scratch is given back. IDP_E_MEMORY.
 */
int crop_square(Arena *arena, const RgbImage *image, const Square *square, TensorRange range,
                int size, float *ret_tensor, Affine *ret_grid);

#endif
