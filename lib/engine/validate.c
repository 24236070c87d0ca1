/*
 * Validation. The pipeline knows where the face is in its own result; the public call finds it anew
 * with the networks, so that it can judge files of any origin. Thread-safe with one arena a thread.
 */
#include "lib/engine/validate.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/check/file.h"
#include "lib/codec/decode.h"
#include "lib/engine/engine.h"

int validate_finished(Arena *arena, IdpBytes file, Judge *judge, const ResultFace *face,
                      IdpError *error)
{
    JpegInfo info;
    SourceImage source;
    int status = jpeg_info_read(file, &info, error);

    if (!status)
        status = decode_finished(arena, file, judge->profile->height_px, &source, error);
    if (status)
        return status;
    check_result_file(judge, &info, file.n_bytes);
    check_result_picture(judge, &source.image, face);
    return IDP_OK;
}

/* Finds the one face of a finished photo; ret_n_faces tells if there is another number. */
static int find_result_face(const IdpEngine *engine, Arena *arena, const RgbImage *image,
                            const IdpProfile *profile, ResultFace *ret_face, size_t *ret_n_faces,
                            IdpError *error)
{
    Face *faces = ARENA_NEW(arena, Face, FACES_MAX);
    int status;

    if (!faces)
        return error_set(error, IDP_E_MEMORY, "out of memory for faces");
    status = face_find(engine_get_face_finder(engine), arena, image, (float)profile->face_presence,
                       faces, ret_n_faces, error);
    if (!status && *ret_n_faces)
        *ret_face = (ResultFace){.eyes_y = face_get_eyes_midpoint(&faces[0]).y,
                                 .axis_x = face_get_axis_x(&faces[0]),
                                 .face_width = face_get_width(&faces[0])};
    return status;
}

static int validate(const IdpEngine *engine, Arena *arena, IdpBytes file, Judge *judge,
                    IdpError *error)
{
    const IdpProfile *profile = judge->profile;
    JpegInfo info;
    SourceImage source;
    ResultFace face;
    size_t n_faces = 0;
    int status = jpeg_info_read(file, &info, error);

    if (!status)
        status = decode_finished(arena, file, judge->profile->height_px, &source, error);
    status = check_file(judge, status);
    if (status || judge->report->status)
        return status;
    check_result_file(judge, &info, file.n_bytes);
    if (info.width_px != profile->width_px || info.height_px != profile->height_px)
        return IDP_OK;
    status = find_result_face(engine, arena, &source.image, profile, &face, &n_faces, error);
    if (status)
        return status;
    judge_add(judge, RULE_FACE_FOUND, (double)n_faces, 1, NULL);
    judge_add(judge, RULE_FACE_COUNT, (double)n_faces, 1, NULL);
    if (n_faces)
        check_result_picture(judge, &source.image, &face);
    return IDP_OK;
}

int idp_photo_validate(IdpEngine *engine, IdpBytes file, const IdpProfile *profile,
                       IdpReport *ret_report, IdpError *error)
{
    const IdpProfile *used = profile ? profile : idp_profile_get(0);
    IdpReport report;
    Judge judge = {.profile = used, .report = &report};
    Job *job;
    int status;

    if (!file.data)
        return error_set(error, IDP_E_ARGUMENT, "no input");
    job = engine_take_job(engine);
    engine_init_report(engine, used, &report);
    report.source_bytes = file.n_bytes;
    status = validate(engine, job->arena, file, &judge, error);
    engine_put_job(engine, job);
    if (status)
        return status;
    judge_complete(&judge, RULE_RESULT_WIDTH, RULE_RESULT_AXIS);
    *ret_report = report;
    return IDP_OK;
}
