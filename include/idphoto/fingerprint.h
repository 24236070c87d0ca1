/*
 * Fingerprint of a shot, to find the same picture among earlier uploads: exactly (the file's bytes)
 * and by its look, which survives recompression, scaling, small crops and changes of brightness.
 *
 * A plain value. It holds no picture and no face template: it tells whether two pictures are one,
 * not whether two people are.
 */
#ifndef IDPHOTO_FINGERPRINT_H
#define IDPHOTO_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/error.h>
#include <idphoto/export.h>
#include <idphoto/report.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    IDP_FINGERPRINT_TEXT_BYTES = 112, /* of idp_fingerprint_format, NUL included */
    IDP_FINGERPRINT_BITS = 64         /* the greatest distance */
};

typedef struct IdpFingerprint {
    uint64_t picture_hash; /* of the whole picture */
    uint64_t face_hash;    /* of the face and its surroundings, laid out from the eyes */
    int has_face;          /* 0: face_hash means nothing */
    char file_sha256[IDP_SHA256_HEX_BYTES];
} IdpFingerprint;

/* One line, "idp1:SHA256:PICTURE:FACE", FACE "-" without a face. */
IDP_EXPORT void idp_fingerprint_format(const IdpFingerprint *fingerprint,
                                       char ret_text[IDP_FINGERPRINT_TEXT_BYTES]);

/* Reads that line back; IDP_E_DAMAGED for anything else. */
IDP_EXPORT IDP_MUST_USE int idp_fingerprint_parse(const char *text, IdpFingerprint *ret_fingerprint,
                                                  IdpError *error);

/*
 * Bits in which two pictures differ, 0..64: of the faces where both have one, else of the whole
 * pictures; 0 for the same file. Up to 3: the same picture, copied (docs/authenticity.md has the
 * rates); two shots of one person in one place begin at 4.
 */
IDP_EXPORT int idp_fingerprint_get_distance(const IdpFingerprint *a, const IdpFingerprint *b);

#ifdef __cplusplus
}
#endif

#endif
