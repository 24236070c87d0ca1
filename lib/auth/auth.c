/*
 * The parts of lib/auth in their order, timed. A part whose input is missing leaves its signals
 * NaN. Thread-safe.
 */
#include "lib/auth/auth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/auth/liveness.h"
#include "lib/auth/spectrum.h"
#include "lib/base/alloc.h"
#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/codec/native.h"

/* What is looked at at full resolution, source px: enough for a dozen tiles of the spectrum. */
enum { NATIVE_WIDTH = 512, NATIVE_HEIGHT = 384 };

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
        [AUTH_SKIN_NOISE] = "skin_noise",
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
        [AUTH_PART_METADATA] = "metadata", [AUTH_PART_BURST] = "burst",
    };

    return names[part];
}

/* Whether the file is there at all; what is in it is for model_new to judge. */
static int has_model(const char *models_dir, const ModelSpec *spec)
{
    char path[4096];
    const int n = snprintf(path, sizeof path, "%s/%s.onnx", models_dir, spec->name);

    return n > 0 && n < (int)sizeof path && access(path, F_OK) == 0;
}

int authenticator_new(Runtime *runtime, const char *models_dir, Authenticator **ret_authenticator,
                      IdpError *error)
{
    cleanup_with(authenticator_free_p) Authenticator *authenticator = ALLOC_NEW(Authenticator);
    int status = IDP_OK;

    if (!authenticator)
        return error_set(error, IDP_E_MEMORY, "no memory for the authenticator");
    if (has_model(models_dir, &LIVENESS_SPEC))
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

static int measure_liveness(const Authenticator *authenticator, Arena *arena,
                            const AuthInput *input, AuthEvidence *evidence, IdpError *error)
{
    Liveness liveness;
    int status;

    if (!authenticator->liveness || input->is_liveness_off || !input->face)
        return IDP_OK;
    status = liveness_measure(authenticator->liveness, arena, &input->source->image, input->face,
                              &liveness, error);
    if (!status)
        set(evidence, AUTH_LIVE_NET, liveness.live, liveness.confidence, input->face->box.rect);
    return status;
}

/* The middle of the face, or of the picture where there is none, at full resolution. */
static Rect choose_native(const AuthInput *input)
{
    const double scale = input->source->scale_ratio;
    double x = input->source->image.width / 2.0, y = input->source->image.height / 2.0;

    if (input->face) {
        x = input->face->box.rect.x + input->face->box.rect.width / 2;
        y = input->face->box.rect.y + input->face->box.rect.height / 2;
    }
    return (Rect){.x = x / scale - NATIVE_WIDTH / 2.0,
                  .y = y / scale - NATIVE_HEIGHT / 2.0,
                  .width = NATIVE_WIDTH,
                  .height = NATIVE_HEIGHT};
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
    int status =
        native_decode(arena, input->file, input->source, choose_native(input), &tile, error);

    evidence->costs_ms[AUTH_PART_NATIVE] = clock_get_ms() - started_ms;
    if (status)
        return status == IDP_E_MEMORY ? status : IDP_OK;
    started_ms = clock_get_ms();
    if (spectrum_measure(arena, &tile, &spectrum))
        return error_set(error, IDP_E_MEMORY, "no memory for the spectrum");
    evidence->costs_ms[AUTH_PART_SPECTRUM] = clock_get_ms() - started_ms;
    set(evidence, AUTH_LUMA_PEAK, spectrum.luma.deviations, 1, to_working(&tile, scale));
    set(evidence, AUTH_CHROMA_PEAK, spectrum.chroma.deviations, 1, to_working(&tile, scale));
    return IDP_OK;
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
    started_ms = clock_get_ms();
    if (!status)
        status = measure_liveness(authenticator, arena, input, &evidence, error);
    evidence.costs_ms[AUTH_PART_LIVENESS] = clock_get_ms() - started_ms;
    arena_return_to(arena, mark);
    if (!status)
        *ret_evidence = evidence;
    return status;
}
