/* The floor. The networks are loaded anew, so that nothing of the engine is in the figure. */
#include "src/cmd/bench_floor.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/arena.h"
#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "lib/engine/engine.h"
#include "lib/face/face.h"
#include "lib/infer/infer.h"
#include "lib/matte/matte.h"
#include "src/cmd/stopwatch.h"

enum {
    ARENA_BYTES_MAX = 256 << 20,
    DECODE_LONG_SIDE_PX = 1600,
    ENCODE_QUALITY = 85,
    N_MODELS_MAX = 8
};

static size_t count_values(const TensorSpec *spec)
{
    size_t n = 1;

    for (size_t i = 0; i < spec->rank; i++)
        n *= (size_t)spec->shape[i];
    return n;
}

/* How often one photo with one face runs the network. */
static int get_runs(const ModelSpec *spec)
{
    static const struct {
        const char *name;
        int n_runs;
    } runs[] = {{"face_detection", FACE_DETECTOR_RUNS},
                {"face_landmarks", FACE_LANDMARK_RUNS},
                {"selfie_segmentation", MATTE_MASK_RUNS}};

    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
        if (!strcmp(runs[i].name, spec->name))
            return runs[i].n_runs;
    return 1;
}

static int time_model(Runtime *runtime, const char *models_dir, const ModelSpec *spec, int n_runs,
                      double *ret_ms, IdpError *error)
{
    const size_t n_values = count_values(&spec->input);
    cleanup_free float *input = alloc_zeroed(n_values, sizeof *input);
    cleanup_free double *times_ms = alloc_zeroed((size_t)n_runs, sizeof *times_ms);
    cleanup_with(model_free_p) Model *model = NULL;
    cleanup_free float *output = alloc_zeroed(count_values(&spec->outputs[0]), sizeof *output);
    float *outputs[MODEL_OUTPUTS_MAX] = {output}; /* one is enough to make the network run */
    int status;

    if (!input || !output || !times_ms)
        return error_set(error, IDP_E_MEMORY, "out of memory");
    for (size_t i = 0; i < n_values; i++)
        input[i] = (float)(i * 2654435761u % 256) / 255;
    status = model_new(runtime, models_dir, spec, &model, error);
    for (int i = 0; i < n_runs && !status; i++) {
        const double started_ms = clock_get_ms();

        status = model_run(model, input, outputs, error);
        times_ms[i] = clock_get_ms() - started_ms;
    }
    if (!status)
        *ret_ms = stopwatch_get_median(times_ms, (size_t)n_runs) * get_runs(spec);
    return status;
}

static int time_networks(const char *models_dir, int n_runs, double *ret_ms, IdpError *error)
{
    cleanup_with(runtime_free_p) Runtime *runtime = NULL;
    cleanup_with(face_finder_free_p) FaceFinder *finder = NULL;
    cleanup_with(matter_free_p) Matter *matter = NULL;
    const ModelSpec *specs[N_MODELS_MAX];
    size_t n_specs;
    double sum_ms = 0, one_ms = 0;
    int status = runtime_new(&runtime, error);

    if (!status)
        status = face_finder_new(runtime, models_dir, &finder, error);
    if (!status)
        status = matter_new(runtime, models_dir, &matter, error);
    if (status)
        return status;
    n_specs = face_finder_get_models(finder, specs, N_MODELS_MAX);
    n_specs += matter_get_models(matter, specs + n_specs, N_MODELS_MAX - n_specs);
    for (size_t i = 0; i < n_specs && !status; i++, sum_ms += one_ms)
        status = time_model(runtime, models_dir, specs[i], n_runs, &one_ms, error);
    if (!status)
        *ret_ms = sum_ms;
    return status;
}

static int time_codec(IdpBytes shot, int n_runs, Floor *floor, IdpError *error)
{
    const IdpProfile *profile = idp_profile_get(0);
    const JpegOptions options = {.density_dpi = profile->density_dpi,
                                 .quality_min = ENCODE_QUALITY,
                                 .quality_max = ENCODE_QUALITY};
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES_MAX);
    cleanup_free double *times_ms = alloc_zeroed(2 * (size_t)n_runs, sizeof *times_ms);
    int status = arena && times_ms ? IDP_OK : error_set(error, IDP_E_MEMORY, "out of memory");

    for (int i = 0; i < n_runs && !status; i++) {
        SourceImage source;
        EncodedFile file = {0};
        double started_ms = clock_get_ms();

        arena_return_to(arena, (ArenaMark){0});
        status = decode_image(arena, shot, DECODE_LONG_SIDE_PX, &source, error);
        times_ms[i] = clock_get_ms() - started_ms;
        if (status)
            break;
        source.image.width = profile->width_px; /* a corner of the picture, of the finished size */
        source.image.height = profile->height_px;
        started_ms = clock_get_ms();
        status = encode_jpeg(&source.image, &options, &file, error);
        times_ms[n_runs + i] = clock_get_ms() - started_ms;
        free(file.data);
    }
    if (!status) {
        floor->decode_ms = stopwatch_get_median(times_ms, (size_t)n_runs);
        floor->encode_ms = stopwatch_get_median(times_ms + n_runs, (size_t)n_runs);
    }
    return status;
}

int floor_measure(IdpBytes shot, int n_runs, Floor *ret_floor, IdpError *error)
{
    Floor floor = {0};
    int status = time_codec(shot, n_runs, &floor, error);

    if (!status)
        status = time_networks(engine_find_models_dir(NULL), n_runs, &floor.networks_ms, error);
    if (!status)
        *ret_floor = floor;
    return status;
}
