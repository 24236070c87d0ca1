/* Making a fingerprint; what can be done with one is in idphoto/fingerprint.h. */
#ifndef LIB_AUTH_FINGERPRINT_H
#define LIB_AUTH_FINGERPRINT_H

#include <idphoto/fingerprint.h>
#include <idphoto/photo.h>

#include "lib/base/image.h"
#include "lib/face/face.h"

/*
 * The hashes of a picture and of the face in it (NULL: none). file: what is hashed exactly;
 * file_sha256: the same if it is already known, else NULL. Thread-safe.
 */
IdpFingerprint fingerprint_make(IdpBytes file, const char *file_sha256, const RgbImage *image,
                                const Face *face);

#endif
