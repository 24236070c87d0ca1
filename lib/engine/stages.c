/*
 * The stages of a photo, in the order of IdpStage. A refusal does not stop them: a student should
 * learn all reasons at once. Pure functions of Work.
 */
#include "lib/engine/work.h"

#include <math.h>
#include <stdio.h>

#include "lib/base/error.h"
#include "lib/check/file.h"
#include "lib/check/framing.h"
#include "lib/check/measures.h"
#include "lib/codec/text.h"
#include "lib/compose/head.h"
#include "lib/compose/render.h"
#include "lib/engine/validate.h"

enum {
    WORKING_LONG_SIDE_PX = 1600,     /* enough for a face that fills its share of the frame */
    WORKING_LONG_SIDE_MAX_PX = 4000, /* at most, for a small face in a large picture */
    MEASURABLE_INTEROCULAR_PX = 16,  /* of the working picture: below, a face is a blot */
    QUALITY_MAX = 98,
    PREVIEW_QUALITY_MAX = 90,
    MARK_SIZE_RATIO = 6 /* the watermark's glyphs: the photo's width over this */
};

static const char watermark[] = "样片";

static void describe_source(Work *work, const SourceInfo *info)
{
    IdpReport *report = work->report;

    snprintf(report->source_type, sizeof report->source_type, "%s", file_type_get_name(info->type));
    report->source_width_px = info->width_px;
    report->source_height_px = info->height_px;
}

int stage_decode(Work *work)
{
    const IdpBytes input = work->request->input;
    SourceInfo info;
    int status = decode_probe(input, &info, work->error);

    if (!status) {
        describe_source(work, &info);
        status = decode_image(work->arena, input, WORKING_LONG_SIDE_PX, &work->source, work->error);
    }
    if (!status)
        judge_add(&work->judge, RULE_FILE_PIXELS, (double)info.width_px * info.height_px, 1, NULL);
    return check_file(&work->judge, status);
}

static int find_faces(Work *work)
{
    return face_find(engine_get_face_finder(work->engine), work->arena, &work->source.image,
                     (float)work->profile->face_presence, work->faces, &work->n_faces, work->error);
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

int stage_face(Work *work)
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
    check_face_count(&work->judge, work->faces, work->n_faces, scale);
    if (work->n_faces)
        check_face(&work->judge, &work->faces[0], work->source.image.width,
                   work->source.scale_ratio);
    return IDP_OK;
}

int stage_matte(Work *work)
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

static int measure_all(Work *work)
{
    Scene scene;
    int status = scene_make(work->arena, &work->source.image, work->source.scale_ratio,
                            &work->faces[0], &work->matte, &scene);

    for (const Measure *measure = MEASURES; measure->run && !status; measure++)
        status = measure->run(&scene, &work->judge);
    return status ? error_set(work->error, status, "out of memory for the rules") : IDP_OK;
}

/* Where the finished photo is in the source, and whether that is inside the standard. */
static void find_crop(Work *work)
{
    GeometryFault fault;

    work->head = head_measure(work->profile, &work->matte, &work->faces[0]);
    fault = geometry_solve(work->profile, &work->head, &work->crop);
    if (fault)
        work->crop = geometry_get_nearest(work->profile, &work->head);
    work->crop.rect.x += work->matte.region.x;
    work->crop.rect.y += work->matte.region.y;
    describe_geometry(work);
    check_framing(&work->judge, &work->head, fault, &work->crop, work->source.scale_ratio);
}

int stage_check(Work *work)
{
    const ArenaMark mark = arena_get_mark(work->arena);
    int status = IDP_OK;

    find_crop(work);
    judge_add(&work->judge, RULE_MATTE_UNSURE, (double)work->matte.unsure_ratio, 1, NULL);
    judge_add(&work->judge, RULE_MATTE_EDGE, (double)work->matte.edge_energy, 1, NULL);
    if (face_get_interocular(&work->faces[0]) >= MEASURABLE_INTEROCULAR_PX)
        status = measure_all(work);
    arena_return_to(work->arena, mark);
    return status;
}

int stage_compose(Work *work)
{
    const int status =
        render_certificate(work->arena, work->profile, &work->matte, &work->crop, &work->finished);

    return status ? error_set(work->error, status, "out of memory for the finished photo") : IDP_OK;
}

static int encode_certificate(Work *work)
{
    const IdpProfile *profile = work->profile;
    const JpegOptions options = {.density_dpi = profile->density_dpi,
                                 .quality_min = profile->quality_min,
                                 .quality_max = QUALITY_MAX,
                                 .file_max_bytes = profile->file_max_bytes};
    const int status =
        encode_jpeg(&work->finished, &options, &work->photo->certificate, work->error);

    if (status == IDP_E_TOO_LARGE) {
        judge_add_within(&work->judge, RULE_RESULT_BYTES, INFINITY,
                         (IdpLimits){-INFINITY, (double)profile->file_max_bytes}, 1, NULL);
        return IDP_OK;
    }
    work->report->result_bytes = work->photo->certificate.n_bytes;
    work->report->result_quality = work->photo->certificate.quality;
    return status;
}

static int encode_preview(Work *work)
{
    const JpegOptions options = {.density_dpi = work->profile->density_dpi,
                                 .quality_min = work->profile->quality_min,
                                 .quality_max = PREVIEW_QUALITY_MAX};
    RgbImage image;
    Plane mark;
    int status = text_render(work->arena, watermark, work->profile->width_px / MARK_SIZE_RATIO,
                             &mark, work->error);

    if (!status)
        status = render_preview(work->arena, &work->finished, &mark, &image);
    return status ? status : encode_jpeg(&image, &options, &work->photo->preview, work->error);
}

int stage_encode(Work *work)
{
    int status = IDP_OK;

    if (work->request->outputs & IDP_OUTPUT_PREVIEW)
        status = encode_preview(work);
    return status ? status : encode_certificate(work);
}

int stage_validate(Work *work)
{
    const HeadMeasures *head = &work->head;
    const Rect *crop = &work->crop.rect;
    const ResultFace face = {
        .eyes_y = (head->eyes_y + work->matte.region.y - crop->y) * work->crop.scale,
        .axis_x = (head->axis_x + work->matte.region.x - crop->x) * work->crop.scale,
        .face_width = head->face_width * work->crop.scale,
    };

    if (!work->photo->certificate.data)
        return IDP_OK;
    return validate_finished(
        work->arena, (IdpBytes){work->photo->certificate.data, work->photo->certificate.n_bytes},
        &work->judge, &face, work->error);
}
