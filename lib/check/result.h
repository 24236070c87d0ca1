/* Rule P30: the finished file against the standard, read back from its bytes. */
#ifndef LIB_CHECK_RESULT_H
#define LIB_CHECK_RESULT_H

#include <idphoto/photo.h>

#include "lib/base/image.h"
#include "lib/check/rules.h"
#include "lib/codec/jpeg_info.h"

/* The file's form: size, density, encoding, metadata, bytes, quality. */
void check_result_file(Judge *judge, const JpegInfo *info, size_t n_bytes);

/* The face in the finished photo, in its pixels. */
typedef struct ResultFace {
    double eyes_y, axis_x, face_width;
} ResultFace;

/*
 * The picture: background colour, hair top (read off the pixels), eyes, face width, axis. Also
 * fills the measured values of the report's geometry. image: the decoded file, profile size.
 */
void check_result_picture(Judge *judge, const RgbImage *image, const ResultFace *face);

#endif
