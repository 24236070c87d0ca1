/*
 * One photo, from bytes to certificate. The stages run in the order of IdpStage on the calling
 * thread; each leaves what it found in Work, and what it judged in the report. A refusal does not
 * stop the stages: a student should learn all reasons at once. It stops only what has nothing left
 * to look at: no picture, no face.
 */
#include <idphoto/photo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/check/framing.h"
#include "lib/check/rules.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "lib/codec/text.h"
#include "lib/compose/geometry.h"
#include "lib/compose/head.h"
#include "lib/compose/render.h"
#include "lib/engine/engine.h"
#include "lib/engine/validate.h"

enum {
    WORKING_LONG_SIDE_PX = 1600,     /* enough for a face that fills its share of the frame */
    WORKING_LONG_SIDE_MAX_PX = 4000, /* at most, for a small face in a large picture */
    CAMERA_PIXELS_MIN = 500 * 1000,  /* what a phone's photo has at least: a warning below */
    QUALITY_MAX = 98,
    MARK_SIZE_RATIO = 6 /* the watermark's glyphs: the photo's width over this */
};

static const char watermark[] = "样片";

struct IdpPhoto {
    IdpReport report;
    EncodedFile certificate, preview, overlay;
};

typedef struct Work {
    IdpEngine *engine;
    const IdpPhotoRequest *request;
    const IdpProfile *profile;
    Arena *arena;
    IdpReport *report;
    IdpError *error;
    double started_ms, stage_started_ms;
    SourceImage source;
    size_t n_faces;
    Face *faces; /* FACES_MAX of them; the first is the person */
    Matte matte;
    HeadMeasures head;
    Crop crop;
    RgbImage finished;
} Work;

static double get_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* --- the stages; each returns an IdpStatus, IDP_OK also where the photo is refused */

/* A file that cannot be read as a photo is a refusal, not an error. */
static int refuse_file(Work *work, int status)
{
    if (status == IDP_E_MEMORY || status == IDP_E_ARGUMENT || status == IDP_E_INTERNAL)
        return status;
    work->report->status = status;
    report_add(work->report, RULE_FILE_READABLE, 0, (Limits){1, 1}, 1, NULL);
    return IDP_OK;
}

static void describe_source(Work *work, const SourceInfo *info)
{
    IdpReport *report = work->report;

    snprintf(report->source_type, sizeof report->source_type, "%s", file_type_get_name(info->type));
    report->source_width_px = info->width_px;
    report->source_height_px = info->height_px;
}

static int stage_decode(Work *work)
{
    const IdpBytes input = work->request->input;
    SourceInfo info;
    int status = decode_probe(input, &info, work->error);

    if (!status) {
        describe_source(work, &info);
        status = decode_image(work->arena, input, WORKING_LONG_SIDE_PX, &work->source, work->error);
    }
    if (status)
        return refuse_file(work, status);
    report_add(work->report, RULE_FILE_READABLE, 1, (Limits){1, 1}, 1, NULL);
    report_add(work->report, RULE_FILE_PIXELS, (double)info.width_px * info.height_px,
               (Limits){CAMERA_PIXELS_MIN, INFINITY}, 1, NULL);
    return IDP_OK;
}

static int find_faces(Work *work)
{
    return face_find(engine_get_face_finder(work->engine), work->arena, &work->source.image,
                     (float)work->profile->thresholds.face_presence, work->faces, &work->n_faces,
                     work->error);
}

/* Decodes again, larger, where the face would otherwise have fewer pixels than in the finished
 * photo. */
static int enlarge_small_face(Work *work)
{
    const RgbImage *image = &work->source.image;
    const int long_side = image->width > image->height ? image->width : image->height;
    const double wanted =
        long_side * work->profile->face_width_px.aim / face_get_width(&work->faces[0]);
    int status;

    if (wanted <= long_side || work->source.scale_ratio >= 1)
        return IDP_OK;
    arena_return_to(work->arena, (ArenaMark){0});
    work->faces = ARENA_NEW(work->arena, Face, FACES_MAX);
    if (!work->faces)
        return error_set(work->error, IDP_E_MEMORY, "out of memory for faces");
    status = decode_image(work->arena, work->request->input,
                          (int)fmin(wanted, WORKING_LONG_SIDE_MAX_PX), &work->source, work->error);
    return status ? status : find_faces(work);
}

static int stage_face(Work *work)
{
    const double scale = work->source.scale_ratio;
    int status;

    work->faces = ARENA_NEW(work->arena, Face, FACES_MAX);
    if (!work->faces)
        return error_set(work->error, IDP_E_MEMORY, "out of memory for faces");
    status = find_faces(work);
    if (!status && work->n_faces)
        status = enlarge_small_face(work);
    if (status)
        return status;
    check_face_count(work->profile, work->faces, work->n_faces, scale, work->report);
    if (work->n_faces)
        check_face(work->profile, &work->faces[0], work->source.image.width,
                   work->source.scale_ratio, work->report);
    return IDP_OK;
}

static int stage_matte(Work *work)
{
    const double scale = geometry_get_scale(work->profile, face_get_width(&work->faces[0]));

    return matte_make(engine_get_matter(work->engine), work->arena, &work->source.image,
                      &work->faces[0], scale, &work->matte, work->error);
}

static void describe_geometry(Work *work)
{
    const double scale = work->source.scale_ratio;
    IdpGeometry *geometry = &work->report->geometry;

    geometry->is_known = 1;
    geometry->crop_x = work->crop.rect.x / scale;
    geometry->crop_y = work->crop.rect.y / scale;
    geometry->crop_width = work->crop.rect.width / scale;
    geometry->crop_height = work->crop.rect.height / scale;
    geometry->scale_ratio = work->crop.scale * scale;
}

static int stage_check(Work *work)
{
    const IdpThresholds *thresholds = &work->profile->thresholds;
    GeometryFault fault;

    work->head = head_measure(work->profile, &work->matte, &work->faces[0]);
    fault = geometry_solve(work->profile, &work->head, &work->crop);
    if (fault)
        work->crop = geometry_get_nearest(work->profile, &work->head);
    work->crop.rect.x += work->matte.region.x;
    work->crop.rect.y += work->matte.region.y;
    describe_geometry(work);
    check_framing(work->profile, &work->head, fault, &work->crop, work->source.scale_ratio,
                  work->report);
    report_add(work->report, RULE_MATTE_UNSURE, work->matte.unsure_ratio,
               (Limits){-INFINITY, thresholds->matte_unsure_max_ratio}, 1, NULL);
    report_add(work->report, RULE_MATTE_EDGE, work->matte.edge_energy,
               (Limits){thresholds->matte_edge_min, INFINITY}, 1, NULL);
    return IDP_OK;
}

static int stage_compose(Work *work)
{
    const int status =
        render_certificate(work->arena, work->profile, &work->matte, &work->crop, &work->finished);

    return status ? error_set(work->error, status, "out of memory for the finished photo") : IDP_OK;
}

static int encode_certificate(Work *work, IdpPhoto *photo)
{
    const IdpProfile *profile = work->profile;
    const JpegOptions options = {.density_dpi = profile->density_dpi,
                                 .quality_min = profile->quality_min,
                                 .quality_max = QUALITY_MAX,
                                 .file_max_bytes = profile->file_max_bytes};
    const int status = encode_jpeg(&work->finished, &options, &photo->certificate, work->error);

    if (status == IDP_E_TOO_LARGE) {
        report_add(work->report, RULE_RESULT_BYTES, INFINITY,
                   (Limits){-INFINITY, (double)profile->file_max_bytes}, 1, NULL);
        return IDP_OK;
    }
    work->report->result_bytes = photo->certificate.n_bytes;
    work->report->result_quality = photo->certificate.quality;
    return status;
}

static int encode_preview(Work *work, IdpPhoto *photo)
{
    const JpegOptions options = {.density_dpi = work->profile->density_dpi,
                                 .quality_min = work->profile->quality_min,
                                 .quality_max = 90};
    RgbImage image;
    Plane mark;
    int status = text_render(work->arena, watermark, work->profile->width_px / MARK_SIZE_RATIO,
                             &mark, work->error);

    if (!status)
        status = render_preview(work->arena, &work->finished, &mark, &image);
    return status ? status : encode_jpeg(&image, &options, &photo->preview, work->error);
}

static int stage_encode(Work *work, IdpPhoto *photo)
{
    int status = IDP_OK;

    if (work->request->outputs & IDP_OUTPUT_PREVIEW)
        status = encode_preview(work, photo);
    return status ? status : encode_certificate(work, photo);
}

static int stage_validate(Work *work, IdpPhoto *photo)
{
    const HeadMeasures *head = &work->head;
    const Rect *crop = &work->crop.rect;
    const ResultFace face = {
        .eyes_y = (head->eyes_y + work->matte.region.y - crop->y) * work->crop.scale,
        .axis_x = (head->axis_x + work->matte.region.x - crop->x) * work->crop.scale,
        .face_width = head->face_width * work->crop.scale,
    };

    if (!photo->certificate.data)
        return IDP_OK;
    return validate_finished(work->arena,
                             (IdpBytes){photo->certificate.data, photo->certificate.n_bytes},
                             work->profile, &face, work->report, work->error);
}

/* --- the run */

static int begin_stage(Work *work, IdpStage stage)
{
    work->stage_started_ms = get_now_ms();
    if (work->request->progress && work->request->progress(work->request->progress_context, stage))
        return error_set(work->error, IDP_E_CANCELLED, "cancelled before the stage %s",
                         idp_stage_get_name(stage));
    return IDP_OK;
}

static void end_stage(Work *work, IdpStage stage)
{
    work->report->timings_ms[stage] = get_now_ms() - work->stage_started_ms;
}

static int run_stage(Work *work, IdpPhoto *photo, IdpStage stage)
{
    int status = begin_stage(work, stage);

    if (status)
        return status;
    switch (stage) {
    case IDP_STAGE_DECODE:
        status = stage_decode(work);
        break;
    case IDP_STAGE_FACE:
        status = stage_face(work);
        break;
    case IDP_STAGE_MATTE:
        status = stage_matte(work);
        break;
    case IDP_STAGE_CHECK:
        status = stage_check(work);
        break;
    case IDP_STAGE_COMPOSE:
        status = stage_compose(work);
        break;
    case IDP_STAGE_ENCODE:
        status = stage_encode(work, photo);
        break;
    case IDP_STAGE_VALIDATE:
        status = stage_validate(work, photo);
        break;
    case IDP_STAGE_COUNT:
        break;
    }
    end_stage(work, stage);
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
    if (stage == IDP_STAGE_CHECK)
        return !(work->request->outputs & photos) || (work->report->verdict == IDP_VERDICT_FAIL &&
                                                      !(work->request->outputs & IDP_OUTPUT_FORCE));
    return 0;
}

static int make_overlay(Work *work, IdpPhoto *photo)
{
    RgbImage picture;

    if (!(work->request->outputs & IDP_OUTPUT_OVERLAY) || work->report->status)
        return IDP_OK;
    if (render_overlay(work->arena, &work->source.image, work->source.scale_ratio, work->report,
                       &picture))
        return error_set(work->error, IDP_E_MEMORY, "out of memory for the overlay");
    return encode_png(&picture, &photo->overlay, work->error);
}

/* A photo that fails is not delivered, unless forced. */
static void withhold_refused(const Work *work, IdpPhoto *photo)
{
    if (work->report->verdict != IDP_VERDICT_FAIL || (work->request->outputs & IDP_OUTPUT_FORCE))
        return;
    free(TAKE_PTR(photo->certificate.data));
    free(TAKE_PTR(photo->preview.data));
    photo->certificate.n_bytes = photo->preview.n_bytes = 0;
    work->report->result_bytes = 0;
    work->report->result_quality = 0;
}

static int run(Work *work, IdpPhoto *photo)
{
    int status = IDP_OK;

    for (IdpStage stage = 0; stage < IDP_STAGE_COUNT && !status; stage++) {
        status = run_stage(work, photo, stage);
        if (!status && is_finished_after(work, stage))
            break;
    }
    if (status)
        return status;
    withhold_refused(work, photo);
    report_add_unmeasured(work->report, 0, RULE_COUNT - 1);
    status = make_overlay(work, photo);
    work->report->total_ms = get_now_ms() - work->started_ms;
    return status;
}

int idp_photo_make(IdpEngine *engine, const IdpPhotoRequest *request, IdpPhoto **ret_photo,
                   IdpError *error)
{
    IdpPhoto *photo;
    Job *job;
    int status;

    if (!request->input.data)
        return error_set(error, IDP_E_ARGUMENT, "no input");
    photo = ALLOC_NEW(IdpPhoto);
    if (!photo)
        return error_set(error, IDP_E_MEMORY, "out of memory for a photo");
    job = engine_take_job(engine);
    Work work = {.engine = engine,
                 .request = request,
                 .profile = request->profile ? request->profile : idp_profile_get(0),
                 .arena = job->arena,
                 .report = &photo->report,
                 .error = error,
                 .started_ms = get_now_ms()};
    engine_init_report(engine, work.profile, &photo->report);
    photo->report.source_bytes = request->input.n_bytes;
    status = run(&work, photo);
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
