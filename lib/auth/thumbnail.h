/* The small picture that cameras put into a file, against the picture itself. */
#ifndef LIB_AUTH_THUMBNAIL_H
#define LIB_AUTH_THUMBNAIL_H

#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

/*
 * How unlike the two are: 1 less the correlation of their luma on a coarse grid, 0..1, the better
 * of the whole thumbnail and its part of the picture's shape (cameras put black bars round it). NaN
 * if there is no thumbnail or it cannot be decoded. orientation: EXIF, of the picture. Scratch is
 * given back. Thread-safe.
 */
double thumbnail_compare(Arena *arena, IdpBytes thumbnail, int orientation, const RgbImage *image);

#endif
