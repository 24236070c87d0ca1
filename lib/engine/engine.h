/* The engine's inside: the shared networks and the pool of jobs. */
#ifndef LIB_ENGINE_ENGINE_H
#define LIB_ENGINE_ENGINE_H

#include <idphoto/engine.h>
#include <idphoto/profile.h>
#include <idphoto/report.h>

#include "lib/auth/auth.h"
#include "lib/base/arena.h"
#include "lib/face/face.h"
#include "lib/matte/matte.h"

/* Working memory of one photo at a time. */
typedef struct Job {
    Arena *arena;
    int is_busy;
} Job;

/* asked, or if that is NULL $IDPHOTO_MODELS, or else the folder that was set at build time. */
const char *engine_find_models_dir(const char *asked);

const FaceFinder *engine_get_face_finder(const IdpEngine *engine);
const Matter *engine_get_matter(const IdpEngine *engine);
const Authenticator *engine_get_authenticator(const IdpEngine *engine);

/* An empty report that passes, with the names and hashes of the profile and of all models. */
void engine_init_report(const IdpEngine *engine, const IdpProfile *profile, IdpReport *ret_report);

/* Waits for a free job; never NULL. Give it back with engine_put_job. Thread-safe. */
Job *engine_take_job(IdpEngine *engine);
void engine_put_job(IdpEngine *engine, Job *job);

#endif
