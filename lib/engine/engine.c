/*
 * The engine: networks shared by all threads, and a fixed number of jobs, each an arena that keeps
 * its memory between photos. A caller that finds no free job waits on a condition variable; there
 * is no queue of our own, so fairness is the system's. The mutex guards is_busy only.
 */
#include "lib/engine/engine.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/codec/decode.h"
#include "lib/engine/profile.h"

enum { JOBS_DEFAULT = 4, JOBS_MAX = 256, JOB_BYTES_MAX = 192 << 20 };

struct IdpEngine {
    Runtime *runtime;
    FaceFinder *face_finder;
    Matter *matter;
    Authenticator *authenticator;
    pthread_mutex_t mutex;
    pthread_cond_t job_is_free;
    unsigned n_jobs;
    Job jobs[];
};

const char *engine_find_models_dir(const char *asked)
{
    const char *from_environment = getenv("IDPHOTO_MODELS");

    if (asked)
        return asked;
    return from_environment ? from_environment : IDPHOTO_MODELS_DIR;
}

static IdpEngine *engine_allocate(unsigned n_jobs)
{
    IdpEngine *engine = alloc_zeroed(1, sizeof *engine + n_jobs * sizeof(Job));

    if (!engine)
        return NULL;
    pthread_mutex_init(&engine->mutex, NULL);
    pthread_cond_init(&engine->job_is_free, NULL);
    for (; engine->n_jobs < n_jobs; engine->n_jobs++) {
        engine->jobs[engine->n_jobs].arena = arena_new(JOB_BYTES_MAX);
        if (!engine->jobs[engine->n_jobs].arena) {
            idp_engine_free(engine);
            return NULL;
        }
    }
    return engine;
}

static int load_models(IdpEngine *engine, const char *models_dir, IdpError *error)
{
    int status = runtime_new(&engine->runtime, error);

    if (!status)
        status = face_finder_new(engine->runtime, models_dir, &engine->face_finder, error);
    if (!status)
        status = matter_new(engine->runtime, models_dir, &engine->matter, error);
    if (!status)
        status = authenticator_new(engine->runtime, models_dir, &engine->authenticator, error);
    return status;
}

int idp_engine_new(const IdpEngineOptions *options, IdpEngine **ret_engine, IdpError *error)
{
    const unsigned n_jobs = options && options->jobs_max ? options->jobs_max : JOBS_DEFAULT;
    IdpEngine *engine;
    int status;

    if (n_jobs > JOBS_MAX)
        return error_set(error, IDP_E_ARGUMENT, "jobs_max is over %d", JOBS_MAX);
    status = codec_init(error);
    if (status)
        return status;
    engine = engine_allocate(n_jobs);
    if (!engine)
        return error_set(error, IDP_E_MEMORY, "out of memory for an engine of %u jobs", n_jobs);
    status =
        load_models(engine, engine_find_models_dir(options ? options->models_dir : NULL), error);
    if (status) {
        idp_engine_free(engine);
        return status;
    }
    *ret_engine = engine;
    return IDP_OK;
}

void idp_engine_free(IdpEngine *engine)
{
    if (!engine)
        return;
    for (unsigned i = 0; i < engine->n_jobs; i++)
        arena_free(engine->jobs[i].arena);
    authenticator_free(engine->authenticator);
    matter_free(engine->matter);
    face_finder_free(engine->face_finder);
    runtime_free(engine->runtime);
    pthread_cond_destroy(&engine->job_is_free);
    pthread_mutex_destroy(&engine->mutex);
    free(engine);
}

const FaceFinder *engine_get_face_finder(const IdpEngine *engine)
{
    return engine->face_finder;
}

const Matter *engine_get_matter(const IdpEngine *engine)
{
    return engine->matter;
}

const Authenticator *engine_get_authenticator(const IdpEngine *engine)
{
    return engine->authenticator;
}

static void describe_models(const IdpEngine *engine, IdpReport *report)
{
    const ModelSpec *specs[IDP_REPORT_MODELS_MAX];
    size_t n_specs = face_finder_get_models(engine->face_finder, specs, IDP_REPORT_MODELS_MAX);

    n_specs += matter_get_models(engine->matter, specs + n_specs, IDP_REPORT_MODELS_MAX - n_specs);
    n_specs += authenticator_get_models(engine->authenticator, specs + n_specs,
                                        IDP_REPORT_MODELS_MAX - n_specs);
    for (size_t i = 0; i < n_specs; i++) {
        snprintf(report->models[i].name, sizeof report->models[i].name, "%s", specs[i]->name);
        memcpy(report->models[i].sha256, specs[i]->sha256, IDP_SHA256_HEX_BYTES);
    }
    report->n_models = n_specs;
}

void engine_init_report(const IdpEngine *engine, const IdpProfile *profile, IdpReport *ret_report)
{
    *ret_report = (IdpReport){.version = IDP_REPORT_VERSION, .verdict = IDP_VERDICT_PASS};
    snprintf(ret_report->profile, sizeof ret_report->profile, "%s", profile->name);
    profile_get_digest(profile, ret_report->profile_sha256);
    describe_models(engine, ret_report);
}

Job *engine_take_job(IdpEngine *engine)
{
    Job *job = NULL;

    pthread_mutex_lock(&engine->mutex);
    while (!job) {
        for (unsigned i = 0; i < engine->n_jobs && !job; i++)
            if (!engine->jobs[i].is_busy)
                job = &engine->jobs[i];
        if (!job)
            pthread_cond_wait(&engine->job_is_free, &engine->mutex);
    }
    job->is_busy = 1;
    pthread_mutex_unlock(&engine->mutex);
    return job;
}

void engine_put_job(IdpEngine *engine, Job *job)
{
    arena_return_to(job->arena, (ArenaMark){0});
    pthread_mutex_lock(&engine->mutex);
    job->is_busy = 0;
    pthread_cond_signal(&engine->job_is_free);
    pthread_mutex_unlock(&engine->mutex);
}
