/* Validation of a finished file: what the pipeline does to its own result, and the public call. */
#ifndef LIB_ENGINE_VALIDATE_H
#define LIB_ENGINE_VALIDATE_H

#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/check/result.h"

/*
 * Reads the file back and enters P30 into the report. face: where the pipeline put the face.
 * Errors of jpeg_info_read and decode_finished.
 */
int validate_finished(Arena *arena, IdpBytes file, Judge *judge, const ResultFace *face,
                      IdpError *error);

#endif
