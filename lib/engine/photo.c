/*
 * One photo, from bytes to certificate: the stages in their order on the calling thread, timed,
 * with a chance to stop before each. What has nothing left to look at ends early: no picture, no
 * face.
 */
#include <idphoto/photo.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/engine/work.h"

static int (*const stages[IDP_STAGE_COUNT])(Work *work) = {
    [IDP_STAGE_DECODE] = stage_decode, [IDP_STAGE_FACE] = stage_face,
    [IDP_STAGE_MATTE] = stage_matte,   [IDP_STAGE_CHECK] = stage_check,
    [IDP_STAGE_AUTH] = stage_auth,     [IDP_STAGE_COMPOSE] = stage_compose,
    [IDP_STAGE_ENCODE] = stage_encode, [IDP_STAGE_VALIDATE] = stage_validate,
};

static int run_stage(Work *work, IdpStage stage)
{
    const IdpPhotoRequest *request = work->request;
    const double started_ms = clock_get_ms();
    int status;

    if (request->progress && request->progress(request->progress_context, stage))
        return error_set(work->error, IDP_E_CANCELLED, "cancelled before the stage %s",
                         idp_stage_get_name(stage));
    status = stages[stage](work);
    work->report->timings_ms[stage] = clock_get_ms() - started_ms;
    return status;
}

/* What there is left to look at after the stage. */
static int is_finished_after(const Work *work, IdpStage stage)
{
    const unsigned photos = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW;

    if (stage == IDP_STAGE_DECODE)
        return work->report->status != IDP_OK;
    if (stage == IDP_STAGE_FACE)
        return !work->n_faces;
    if (stage == IDP_STAGE_AUTH)
        return !(work->request->outputs & photos) || (work->report->verdict == IDP_VERDICT_FAIL &&
                                                      !(work->request->outputs & IDP_OUTPUT_FORCE));
    return 0;
}

/* A photo that fails is not delivered, unless forced. */
static void withhold_refused(const Work *work)
{
    IdpPhoto *photo = work->photo;

    if (work->report->verdict != IDP_VERDICT_FAIL || (work->request->outputs & IDP_OUTPUT_FORCE))
        return;
    free(TAKE_PTR(photo->certificate.data));
    free(TAKE_PTR(photo->preview.data));
    photo->certificate.n_bytes = photo->preview.n_bytes = 0;
    work->report->result_bytes = 0;
    work->report->result_quality = 0;
}

static int run(Work *work)
{
    const double started_ms = clock_get_ms();
    int status = IDP_OK;

    for (IdpStage stage = 0; stage < IDP_STAGE_COUNT && !status; stage++) {
        status = run_stage(work, stage);
        if (!status && is_finished_after(work, stage))
            break;
    }
    if (status)
        return status;
    withhold_refused(work);
    judge_complete(&work->judge, 0, RULE_COUNT - 1);
    status = overlay_make(work);
    work->report->total_ms = clock_get_ms() - started_ms;
    return status;
}

static int can_be_excepted(const char *code)
{
    const IdpRule *rule;

    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        if (!strcmp(rule->code, code))
            return rule->can_be_excepted;
    return 0;
}

static int validate_request(const IdpPhotoRequest *request, IdpError *error)
{
    if (!request->input.data)
        return error_set(error, IDP_E_ARGUMENT, "no input");
    if (request->n_exceptions > IDP_EXCEPTIONS_MAX)
        return error_set(error, IDP_E_ARGUMENT, "over %d exceptions", IDP_EXCEPTIONS_MAX);
    for (size_t i = 0; i < request->n_exceptions; i++)
        if (!can_be_excepted(request->exceptions[i]))
            return error_set(error, IDP_E_ARGUMENT, "no exception can be made from the rule %.8s",
                             request->exceptions[i]);
    if (request->n_frames > IDP_FRAMES_MAX ||
        (request->n_frames && request->n_frames < IDP_FRAMES_MIN))
        return error_set(error, IDP_E_ARGUMENT, "a burst has %d to %d frames", IDP_FRAMES_MIN,
                         IDP_FRAMES_MAX);
    if (request->n_earlier > IDP_EARLIER_MAX)
        return error_set(error, IDP_E_ARGUMENT, "over %d earlier fingerprints", IDP_EARLIER_MAX);
    return IDP_OK;
}

int idp_photo_make(IdpEngine *engine, const IdpPhotoRequest *request, IdpPhoto **ret_photo,
                   IdpError *error)
{
    IdpPhoto *photo;
    Job *job;
    int status;

    status = validate_request(request, error);
    if (status)
        return status;
    photo = ALLOC_NEW(IdpPhoto);
    if (!photo)
        return error_set(error, IDP_E_MEMORY, "out of memory for a photo");
    job = engine_take_job(engine);
    Work work = {.engine = engine,
                 .request = request,
                 .profile = request->profile ? request->profile : idp_profile_get(0),
                 .arena = job->arena,
                 .photo = photo,
                 .report = &photo->report,
                 .error = error};
    work.judge = (Judge){.profile = work.profile,
                         .exceptions = request->exceptions,
                         .n_exceptions = request->n_exceptions,
                         .report = work.report};
    engine_init_report(engine, work.profile, &photo->report);
    photo->report.source_bytes = request->input.n_bytes;
    status = run(&work);
    engine_put_job(engine, job);
    if (status) {
        idp_photo_free(photo);
        return status;
    }
    *ret_photo = photo;
    return IDP_OK;
}

void idp_photo_free(IdpPhoto *photo)
{
    if (!photo)
        return;
    free(photo->certificate.data);
    free(photo->preview.data);
    free(photo->overlay.data);
    free(photo);
}

const IdpReport *idp_photo_get_report(const IdpPhoto *photo)
{
    return &photo->report;
}

static IdpBytes get_bytes(const EncodedFile *file)
{
    return (IdpBytes){file->data, file->n_bytes};
}

const IdpFingerprint *idp_photo_get_fingerprint(const IdpPhoto *photo)
{
    return &photo->fingerprint;
}

IdpBytes idp_photo_get_certificate(const IdpPhoto *photo)
{
    return get_bytes(&photo->certificate);
}

IdpBytes idp_photo_get_preview(const IdpPhoto *photo)
{
    return get_bytes(&photo->preview);
}

IdpBytes idp_photo_get_overlay(const IdpPhoto *photo)
{
    return get_bytes(&photo->overlay);
}
