/* The pictures of a labelled set, as the engine is to see them. */
#ifndef SRC_CMD_CALIBRATE_PICTURE_H
#define SRC_CMD_CALIBRATE_PICTURE_H

#include <idphoto/photo.h>

#include "src/base/message.h"

/*
 * Reads a file. enlarges: a picture of fewer pixels than a shot must have is enlarged to a
 * megapixel (Lanczos, JPEG of quality 95), so that rules of the person can be judged on it, and
 * *ret_is_enlarged set. ret_file->data is freed by the caller. Anything that is no picture is
 * passed as it is. 0, or -1 with a line for the user. Thread-safe after an engine was started.
 */
int picture_read(const char *path, int enlarges, IdpBytes *ret_file, int *ret_is_enlarged,
                 Message *ret_message);

#endif
