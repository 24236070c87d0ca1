/*
 * Rules A01 to A05: what lib/auth measured, entered into the report. The burst's frames are decoded
 * and searched for faces here, small: a frame that cannot be read counts as not taken.
 */
#include "lib/engine/work.h"

#include <math.h>

#include "lib/auth/auth.h"
#include "lib/base/error.h"

enum { FRAME_LONG_SIDE_PX = 480 };

typedef struct Burst {
    size_t n_frames;
    AuthFrame frames[IDP_FRAMES_MAX];
} Burst;

_Static_assert((int)IDP_FRAMES_MAX <= (int)AUTH_FRAMES_MAX, "lib/auth takes every frame");
_Static_assert((int)AUTH_SIGNAL_COUNT <= (int)IDP_REPORT_EVIDENCE_MAX, "the report has room");

/* The person's face in the frame, or NULL. */
static int find_frame_face(Work *work, const RgbImage *image, Face **ret_face)
{
    Face *faces = ARENA_NEW(work->arena, Face, FACES_MAX);
    size_t n_faces;
    int status;

    if (!faces)
        return error_set(work->error, IDP_E_MEMORY, "out of memory for the burst");
    status = face_find(engine_get_face_finder(work->engine), work->arena, image,
                       (float)work->profile->face_presence, faces, &n_faces, work->error);
    if (!status)
        *ret_face = n_faces ? faces : NULL;
    return status;
}

static int read_frame(Work *work, const IdpFrame *frame, Burst *burst)
{
    SourceImage *source = ARENA_NEW(work->arena, SourceImage, 1);
    AuthFrame *taken = &burst->frames[burst->n_frames];
    Face *face = NULL;
    int status;

    if (!source)
        return error_set(work->error, IDP_E_MEMORY, "out of memory for the burst");
    if (!frame->file.data || frame->file.n_bytes > IDP_FRAME_BYTES_MAX)
        return IDP_OK;
    status = decode_finished(work->arena, frame->file, FRAME_LONG_SIDE_PX, source, work->error);
    if (status)
        return status == IDP_E_MEMORY ? status : IDP_OK;
    status = find_frame_face(work, &source->image, &face);
    if (status)
        return status;
    *taken = (AuthFrame){.image = &source->image, .face = face, .time_s = frame->time_s};
    burst->n_frames++;
    return IDP_OK;
}

static int read_burst(Work *work, Burst *burst)
{
    const IdpPhotoRequest *request = work->request;
    int status = IDP_OK;

    for (size_t i = 0; i < request->n_frames && !status; i++)
        status = read_frame(work, &request->frames[i], burst);
    if (burst->n_frames < AUTH_FRAMES_MIN)
        burst->n_frames = 0;
    return status;
}

static IdpPlace get_place(const Work *work, const AuthSignal *signal)
{
    const double scale = work->source.scale_ratio;
    const double left = signal->place.x / scale, top = signal->place.y / scale;
    const double right = left + signal->place.width / scale;
    const double bottom = top + signal->place.height / scale;

    if (signal->place.width <= 0)
        return (IdpPlace){0};
    return (IdpPlace){4, {{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

/* A signal that is NaN because nothing was given for it does not apply. */
static void judge_signal(Work *work, RuleId rule, const AuthSignal *signal, int applies)
{
    const IdpPlace place = get_place(work, signal);

    if (applies)
        judge_add(&work->judge, rule, signal->value, signal->confidence, &place);
    else
        judge_add_without_value(&work->judge, rule, IDP_VERDICT_NA);
}

static void judge_evidence(Work *work, const AuthEvidence *evidence)
{
    const AuthSignal *signals = evidence->signals;
    const AuthSignal *picture = &signals[AUTH_SAME_PICTURE];
    const AuthSignal same_file = {.value = 0, .confidence = 1};
    const int is_same_file = signals[AUTH_SAME_FILE].value > 0;

    judge_signal(work, RULE_RECAPTURE, &signals[AUTH_RECAPTURE], 1);
    judge_signal(work, RULE_RECAPTURE_LOW, &signals[AUTH_RECAPTURE], 1);
    judge_signal(work, RULE_LIVE, &signals[AUTH_LIVE], work->request->n_frames > 0);
    judge_signal(work, RULE_REPEATED, is_same_file ? &same_file : picture,
                 work->request->n_earlier > 0);
    judge_signal(work, RULE_BEAUTIFIED, &signals[AUTH_BEAUTY], 1);
    judge_signal(work, RULE_EDITED, &signals[AUTH_METADATA], !isnan(signals[AUTH_METADATA].value));
    judge_signal(work, RULE_CAPTURE_TIME, &signals[AUTH_CAPTURE_OFFSET],
                 !isnan(signals[AUTH_CAPTURE_OFFSET].value));
}

static void list_evidence(const AuthEvidence *evidence, IdpReport *report)
{
    for (AuthSignalId id = 0; id < AUTH_SIGNAL_COUNT; id++)
        report->evidence[id] = (IdpEvidence){.signal = auth_signal_get_name(id),
                                             .value = evidence->signals[id].value,
                                             .confidence = evidence->signals[id].confidence};
    report->n_evidence = AUTH_SIGNAL_COUNT;
}

int stage_auth(Work *work)
{
    const IdpPhotoRequest *request = work->request;
    const IdpCaptureWindow *window = &request->window;
    const ArenaMark mark = arena_get_mark(work->arena);
    AuthEvidence *evidence = ARENA_NEW(work->arena, AuthEvidence, 1);
    Burst burst = {0};
    int status;

    if (!evidence)
        return error_set(work->error, IDP_E_MEMORY, "out of memory for authenticity");
    status = read_burst(work, &burst);
    if (!status) {
        const AuthInput input = {
            .file = request->input,
            .source = &work->source,
            .face = work->n_faces ? &work->faces[0] : NULL,
            .frames = burst.frames,
            .n_frames = burst.n_frames,
            .earlier = request->earlier,
            .n_earlier = request->n_earlier,
            .window = {window->is_known, window->first_s, window->last_s, window->zone_offset_s},
            .network_use = request->is_liveness_off ? AUTH_NETWORK_NEVER : AUTH_NETWORK_IF_OPEN,
        };

        status = auth_measure(engine_get_authenticator(work->engine), work->arena, &input, evidence,
                              work->error);
    }
    if (!status) {
        judge_evidence(work, evidence);
        list_evidence(evidence, work->report);
        work->photo->fingerprint = evidence->fingerprint;
    }
    arena_return_to(work->arena, mark);
    return status;
}
