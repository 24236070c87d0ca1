/*
 * The work on one photo: what its stages hand to each other, and the stages.
 *
 * Each stage leaves what it found in Work and what it judged in the report, and returns an
 * IdpStatus: IDP_OK also where the photo is refused. One thread.
 */
#ifndef LIB_ENGINE_WORK_H
#define LIB_ENGINE_WORK_H

#include <idphoto/photo.h>

#include "lib/base/arena.h"
#include "lib/check/rules.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "lib/compose/geometry.h"
#include "lib/engine/engine.h"
#include "lib/face/face.h"
#include "lib/matte/matte.h"

struct IdpPhoto {
    IdpReport report;
    IdpFingerprint fingerprint;
    EncodedFile certificate, preview, overlay;
};

typedef struct Work {
    IdpEngine *engine;
    const IdpPhotoRequest *request;
    const IdpProfile *profile;
    Arena *arena;
    IdpPhoto *photo;   /* the result */
    IdpReport *report; /* the photo's */
    Judge judge;       /* enters into the report */
    IdpError *error;
    SourceImage source;
    size_t n_faces;
    Face *faces; /* FACES_MAX of them; the first is the person */
    Matte matte;
    HeadMeasures head; /* in the matte's region */
    Crop crop;         /* of the working picture */
    RgbImage finished;
} Work;

int stage_decode(Work *work);
int stage_face(Work *work);
int stage_matte(Work *work);
int stage_check(Work *work);
int stage_auth(Work *work); /* authenticity.c */
int stage_compose(Work *work);
int stage_encode(Work *work);
int stage_validate(Work *work);

/* The overlay of the reasons to show first, into the photo. IDP_E_MEMORY and what text_render and
 * encode_png answer. */
int overlay_make(Work *work);

#endif
