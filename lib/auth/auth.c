/*
 * The parts of lib/auth in their order, timed. A part whose input is missing leaves its signals
 * NaN. Thread-safe.
 */
#include "lib/auth/auth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/auth/beautify.h"
#include "lib/auth/burst.h"
#include "lib/auth/double_jpeg.h"
#include "lib/auth/fingerprint.h"
#include "lib/auth/fuse.h"
#include "lib/auth/liveness.h"
#include "lib/auth/metadata.h"
#include "lib/auth/spectrum.h"
#include "lib/auth/surround.h"
#include "lib/base/alloc.h"
#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/codec/native.h"

/* What is looked at at full resolution, source px: enough for a dozen tiles of the spectrum. */
enum { NATIVE_SIDE_MIN = 256, NATIVE_WIDTH_MAX = 512, NATIVE_HEIGHT_MAX = 384 };

/* A face this wide fills what is looked at with itself; a smaller one shares it with what is round
 * it, clothes for instance, whose weave has peaks as well. */
static const double spectrum_face_px = 200;

struct Authenticator {
    Model *liveness; /* NULL: the file is absent */
};

const char *auth_signal_get_name(AuthSignalId id)
{
    static const char *const names[AUTH_SIGNAL_COUNT] = {
        [AUTH_LUMA_PEAK] = "luma_peak",
        [AUTH_CHROMA_PEAK] = "chroma_peak",
        [AUTH_BORDER_LINES] = "border_lines",
        [AUTH_FLAT_GLARE] = "flat_glare",
        [AUTH_DOUBLE_JPEG] = "double_jpeg",
        [AUTH_LIVE_NET] = "live_net",
        [AUTH_RECAPTURE] = "recapture",
        [AUTH_SKIN_EYES] = "skin_eyes",
        [AUTH_SKIN_BANDS] = "skin_bands",
        [AUTH_BEAUTY] = "beauty",
        [AUTH_PARALLAX] = "parallax",
        [AUTH_STILLNESS] = "stillness",
        [AUTH_REPLAY] = "replay",
        [AUTH_IDENTITY] = "identity",
        [AUTH_MICRO_MOTION] = "micro_motion",
        [AUTH_LIVE] = "live",
        [AUTH_SAME_FILE] = "same_file",
        [AUTH_SAME_PICTURE] = "same_picture",
        [AUTH_EDITOR] = "editor",
        [AUTH_CLAIM] = "claim",
        [AUTH_CAPTURE_OFFSET] = "capture_offset",
        [AUTH_THUMBNAIL] = "thumbnail",
        [AUTH_METADATA] = "metadata",
    };

    return names[id];
}

const char *auth_part_get_name(AuthPart part)
{
    static const char *const names[AUTH_PART_COUNT] = {
        [AUTH_PART_NATIVE] = "native",     [AUTH_PART_SPECTRUM] = "spectrum",
        [AUTH_PART_PICTURE] = "picture",   [AUTH_PART_LIVENESS] = "liveness",
        [AUTH_PART_METADATA] = "metadata", [AUTH_PART_FINGERPRINT] = "fingerprint",
        [AUTH_PART_BURST] = "burst",
    };

    return names[part];
}

int authenticator_new(Runtime *runtime, const char *models_dir, Authenticator **ret_authenticator,
                      IdpError *error)
{
    cleanup_with(authenticator_free_p) Authenticator *authenticator = ALLOC_NEW(Authenticator);
    int status = IDP_OK;

    if (!authenticator)
        return error_set(error, IDP_E_MEMORY, "no memory for the authenticator");
    if (model_is_installed(models_dir, &LIVENESS_SPEC))
        status = model_new(runtime, models_dir, &LIVENESS_SPEC, &authenticator->liveness, error);
    if (!status)
        *ret_authenticator = TAKE_PTR(authenticator);
    return status;
}

void authenticator_free(Authenticator *authenticator)
{
    if (!authenticator)
        return;
    model_free(authenticator->liveness);
    free(authenticator);
}

size_t authenticator_get_models(const Authenticator *authenticator, const ModelSpec **ret_specs,
                                size_t n_max)
{
    if (!authenticator->liveness || n_max == 0)
        return 0;
    ret_specs[0] = model_get_spec(authenticator->liveness);
    return 1;
}

static void set(AuthEvidence *evidence, AuthSignalId id, double value, double confidence,
                Rect place)
{
    evidence->signals[id] = (AuthSignal){.value = value, .confidence = confidence, .place = place};
}

/* With a burst every answer moves A03 a little. */
static int is_network_wanted(const AuthInput *input, const AuthEvidence *evidence)
{
    switch (input->network_use) {
    case AUTH_NETWORK_IF_OPEN:
        return input->n_frames > 0 || fuse_recapture_is_open(evidence->signals);
    case AUTH_NETWORK_ALWAYS:
        return 1;
    case AUTH_NETWORK_NEVER:
        break;
    }
    return 0;
}

/* Last of what A01 looks at: the others say whether it is needed. */
static int measure_liveness(const Authenticator *authenticator, Arena *arena,
                            const AuthInput *input, AuthEvidence *evidence, IdpError *error)
{
    Liveness liveness;
    int status;

    if (!authenticator->liveness || !input->face || !is_network_wanted(input, evidence))
        return IDP_OK;
    status = liveness_measure(authenticator->liveness, arena, &input->source->image, input->face,
                              &liveness, error);
    if (!status)
        set(evidence, AUTH_LIVE_NET, liveness.live, liveness.confidence, input->face->box.rect);
    return status;
}

/* The face from the forehead down (each row above costs), or the middle of the picture, at full
 * resolution. */
static Rect choose_native(const AuthInput *input)
{
    const double scale = input->source->scale_ratio;
    Rect box = {0, 0, input->source->image.width, input->source->image.height};

    if (input->face)
        box = input->face->box.rect;
    const double width = fmin(fmax(box.width / scale, NATIVE_SIDE_MIN), NATIVE_WIDTH_MAX);
    const double height = fmin(fmax(box.height / scale, NATIVE_SIDE_MIN), NATIVE_HEIGHT_MAX);

    const double middle_y = (box.y + box.height / 2) / scale - height / 2;

    return (Rect){.x = (box.x + box.width / 2) / scale - width / 2,
                  .y = input->face ? fmin(box.y / scale, middle_y) : middle_y,
                  .width = width,
                  .height = height};
}

static Rect to_working(const NativeTile *tile, double scale)
{
    return (Rect){.x = tile->left * scale,
                  .y = tile->top * scale,
                  .width = tile->luma.width * scale,
                  .height = tile->luma.height * scale};
}

static int measure_native(Arena *arena, const AuthInput *input, AuthEvidence *evidence,
                          IdpError *error)
{
    const double scale = input->source->scale_ratio;
    double started_ms = clock_get_ms();
    NativeTile tile;
    Spectrum spectrum;
    IdpError ignored;
    const int status =
        native_decode(arena, input->file, input->source, choose_native(input), &tile, &ignored);

    evidence->costs_ms[AUTH_PART_NATIVE] = clock_get_ms() - started_ms;
    if (status == IDP_E_MEMORY)
        return error_set(error, IDP_E_MEMORY, "no memory for the face at full resolution");
    if (status)
        return IDP_OK;
    started_ms = clock_get_ms();
    if (spectrum_measure(arena, &tile, &spectrum))
        return error_set(error, IDP_E_MEMORY, "no memory for the spectrum");
    evidence->costs_ms[AUTH_PART_SPECTRUM] = clock_get_ms() - started_ms;
    set(evidence, AUTH_DOUBLE_JPEG, double_jpeg_measure(&tile), 1, to_working(&tile, scale));
    const double share = input->face ? input->face->box.rect.width / scale / spectrum_face_px : 1;

    set(evidence, AUTH_LUMA_PEAK, spectrum.luma.deviations, fmin(share, 1),
        to_working(&tile, scale));
    set(evidence, AUTH_CHROMA_PEAK, spectrum.chroma.deviations, fmin(share, 1),
        to_working(&tile, scale));
    return IDP_OK;
}

static int measure_picture(Arena *arena, const AuthInput *input, AuthEvidence *evidence,
                           IdpError *error)
{
    const double started_ms = clock_get_ms();
    Surround surround;
    Beautify beautify;

    if (surround_measure(arena, &input->source->image, input->face, &surround))
        return error_set(error, IDP_E_MEMORY, "no memory for the edges round the face");
    set(evidence, AUTH_BORDER_LINES, surround.border_sides, 1, surround.border);
    if (input->face) {
        set(evidence, AUTH_FLAT_GLARE, surround.glare_ratio, 1, input->face->box.rect);
        beautify = beautify_measure(&input->source->image, input->face);
        set(evidence, AUTH_SKIN_EYES, beautify.skin_eyes, beautify.confidence, beautify.cheek);
        set(evidence, AUTH_SKIN_BANDS, beautify.skin_bands, beautify.confidence, beautify.cheek);
    }
    evidence->costs_ms[AUTH_PART_PICTURE] = clock_get_ms() - started_ms;
    return IDP_OK;
}

static int measure_burst(Arena *arena, const AuthInput *input, AuthEvidence *evidence,
                         IdpError *error)
{
    const double started_ms = clock_get_ms();
    Burst burst;
    int status;

    if (input->n_frames == 0)
        return IDP_OK;
    status = burst_measure(arena, input->frames, input->n_frames, &input->source->image,
                           input->face, &burst, error);
    if (status)
        return status;
    set(evidence, AUTH_PARALLAX, burst.parallax, burst.confidence, (Rect){0});
    set(evidence, AUTH_STILLNESS, burst.stillness, burst.confidence, (Rect){0});
    set(evidence, AUTH_REPLAY, burst.replay, burst.confidence, (Rect){0});
    set(evidence, AUTH_IDENTITY, burst.identity, burst.confidence, (Rect){0});
    set(evidence, AUTH_MICRO_MOTION, burst.micro_motion, burst.confidence, (Rect){0});
    evidence->costs_ms[AUTH_PART_BURST] = clock_get_ms() - started_ms;
    return IDP_OK;
}

static void measure_earlier(const AuthInput *input, AuthEvidence *evidence)
{
    const IdpFingerprint *own = &evidence->fingerprint;
    int nearest = IDP_FINGERPRINT_BITS + 1, is_same = 0;

    for (size_t i = 0; i < input->n_earlier; i++) {
        const int distance = idp_fingerprint_get_distance(own, &input->earlier[i]);

        is_same |= !strcmp(own->file_sha256, input->earlier[i].file_sha256);
        if (distance < nearest) {
            nearest = distance;
            evidence->nearest_earlier = i;
        }
    }
    if (input->n_earlier == 0)
        return;
    set(evidence, AUTH_SAME_FILE, is_same, 1, (Rect){0});
    set(evidence, AUTH_SAME_PICTURE, nearest, 1, (Rect){0});
}

static void measure_file(Arena *arena, const AuthInput *input, AuthEvidence *evidence)
{
    const double started_ms = clock_get_ms();
    const Metadata metadata = metadata_measure(arena, input);

    memcpy(evidence->camera_text, metadata.camera_text, sizeof evidence->camera_text);
    memcpy(evidence->editor_text, metadata.editor_text, sizeof evidence->editor_text);
    set(evidence, AUTH_EDITOR, metadata.editor, 1, (Rect){0});
    set(evidence, AUTH_CLAIM, metadata.claim, 1, (Rect){0});
    set(evidence, AUTH_CAPTURE_OFFSET, metadata.capture_offset_s, 1, (Rect){0});
    set(evidence, AUTH_THUMBNAIL, metadata.thumbnail, 1, (Rect){0});
    set(evidence, AUTH_METADATA, metadata.score, 1, (Rect){0});
    evidence->costs_ms[AUTH_PART_METADATA] = clock_get_ms() - started_ms;
}

static void measure_fingerprint(const AuthInput *input, AuthEvidence *evidence)
{
    const double started_ms = clock_get_ms();

    evidence->fingerprint =
        fingerprint_make(input->file, input->file_sha256, &input->source->image, input->face);
    measure_earlier(input, evidence);
    evidence->costs_ms[AUTH_PART_FINGERPRINT] = clock_get_ms() - started_ms;
}

int auth_measure(const Authenticator *authenticator, Arena *arena, const AuthInput *input,
                 AuthEvidence *ret_evidence, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    AuthEvidence evidence = {.nearest_earlier = 0};
    double started_ms;
    int status;

    if (input->n_frames > AUTH_FRAMES_MAX)
        return error_set(error, IDP_E_ARGUMENT, "%zu frames are too many", input->n_frames);
    for (int i = 0; i < AUTH_SIGNAL_COUNT; i++)
        evidence.signals[i].value = NAN;
    status = measure_native(arena, input, &evidence, error);
    if (!status)
        status = measure_picture(arena, input, &evidence, error);
    measure_file(arena, input, &evidence);
    measure_fingerprint(input, &evidence);
    started_ms = clock_get_ms();
    if (!status)
        status = measure_liveness(authenticator, arena, input, &evidence, error);
    evidence.costs_ms[AUTH_PART_LIVENESS] = clock_get_ms() - started_ms;
    if (!status)
        status = measure_burst(arena, input, &evidence, error);
    arena_return_to(arena, mark);
    if (status)
        return status;
    evidence.signals[AUTH_RECAPTURE] = fuse_recapture(evidence.signals);
    evidence.signals[AUTH_BEAUTY] = fuse_beauty(evidence.signals);
    evidence.signals[AUTH_LIVE] = fuse_live(evidence.signals);
    *ret_evidence = evidence;
    return IDP_OK;
}
