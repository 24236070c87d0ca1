/* A phone-sized shot for the bench, made from a small picture. */
#ifndef SRC_CMD_BENCH_SHOT_H
#define SRC_CMD_BENCH_SHOT_H

#include <idphoto/error.h>
#include <idphoto/photo.h>

#include "lib/codec/encode.h"

/*
 * Enlarges the picture to 3000 x 4000 px, adds the grain of a sensor (so that the file has the
 * bytes of a real shot and decoding costs what it costs there; fixed seed) and encodes it as JPEG
 * of quality 92. ret_file->data is freed by the caller. Errors of decode_image and encode_jpeg.
 */
int bench_shot_make(IdpBytes picture, EncodedFile *ret_file, IdpError *error);

#endif
