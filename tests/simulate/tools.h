/* What every program here that measures needs: the networks, an arena, and a photo with its faces.
 */
#ifndef TESTS_SIMULATE_TOOLS_H
#define TESTS_SIMULATE_TOOLS_H

#include "lib/auth/auth.h"
#include "lib/base/cleanup.h"

typedef struct Tools {
    Runtime *runtime;
    FaceFinder *finder;
    Authenticator *authenticator;
    Arena *arena;
} Tools;

/* Models from IDPHOTO_MODELS, else build/deps/models. Not 0: error says why; tools_done is needed
 * in any case. */
int tools_init(Tools *tools, IdpError *error);
void tools_done(Tools *tools);

/* A decoded photo. */
typedef struct Shot {
    IdpBytes file;
    SourceImage source;
    size_t n_faces;
    Face *faces; /* FACES_MAX of them */
} Shot;

/* Decodes at the working size and finds the faces; memory of the tools' arena. */
int tools_read(const Tools *tools, IdpBytes file, Shot *ret_shot, IdpError *error);

#endif
