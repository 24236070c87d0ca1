/*
 * Engine: the models, loaded once, and the memory of the workers.
 *
 * One engine serves any number of threads. At most `jobs_max` photos are worked on at a time; a
 * further caller waits inside idp_photo_make. Results do not depend on threads or order.
 */
#ifndef IDPHOTO_ENGINE_H
#define IDPHOTO_ENGINE_H

#include <stddef.h>

#include <idphoto/error.h>
#include <idphoto/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct IdpEngine IdpEngine;

typedef struct IdpEngineOptions {
    const char
        *models_dir; /* folder of the .onnx files; NULL: $IDPHOTO_MODELS, else the built-in path */
    unsigned jobs_max; /* 1..256; 0 means 4. Memory: see docs/performance.md, per job */
} IdpEngineOptions;

/*
 * Loads and verifies the models. options may be NULL: all defaults. Free with idp_engine_free.
 * IDP_E_MODEL (missing or altered model; the message names it), IDP_E_MEMORY, IDP_E_ARGUMENT.
 */
IDP_EXPORT IDP_MUST_USE int idp_engine_new(const IdpEngineOptions *options, IdpEngine **ret_engine,
                                           IdpError *error);

/* No job may be running. NULL is allowed. */
IDP_EXPORT void idp_engine_free(IdpEngine *engine);

#ifdef __cplusplus
}
#endif

#endif
