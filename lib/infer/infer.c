/*
 * ONNX Runtime behind two small objects.
 *
 * One environment per engine, one session per model. A session runs each picture on the calling
 * thread alone (one intra-op, one inter-op thread, no spinning pool): the engine's parallelism is
 * its jobs, and one thread gives the same bits every time. Run is thread-safe in ONNX Runtime.
 *
 * Inputs and outputs are the caller's memory, wrapped, never copied. The memory arena of the
 * sessions is off: it keeps for ever the largest set of buffers that all threads ever used at one
 * time. So is the memory pattern, one block for all buffers of a run, which is too large for malloc
 * to reuse. All three networks on four threads peak at 118 MB so, at 124 with the arena, at 175
 * with the pattern alone, and run as fast.
 *
 * The library's own log goes nowhere; its messages come back as statuses. From 1.29 on its builds
 * report their use to their maker over the network and keep a device number in the home folder:
 * that is switched off for the whole process before main begins.
 */
#include "lib/infer/infer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <onnxruntime_c_api.h>

#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/infer/model_file.h"

/* Nothing newer is used, so that older libraries serve as well as the one we install. */
enum { API_VERSION = 16 };

struct Runtime {
    const OrtApi *api;
    OrtEnv *env;
    OrtMemoryInfo *memory; /* "plain CPU memory": how the caller's tensors are described */
};

struct Model {
    const Runtime *runtime;
    const ModelSpec *spec;
    OrtSession *session;
};

static void drop_log(void *context, OrtLoggingLevel severity, const char *category,
                     const char *log_id, const char *code_location, const char *message)
{
    (void)context, (void)severity, (void)category, (void)log_id, (void)code_location, (void)message;
}

/*
 * The only full switch is this variable, read once when the first environment is made. It is set
 * here because setenv is safe only while there is one thread.
 */
__attribute__((constructor)) static void forbid_telemetry(void)
{
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
}

/* Turns a status of ONNX Runtime into ours and frees it; NULL is success. */
static int check(const OrtApi *api, OrtStatus *status, const char *what, IdpError *error)
{
    if (!status)
        return IDP_OK;
    const int code =
        error_set(error, IDP_E_MODEL, "%s: %.160s", what, api->GetErrorMessage(status));
    api->ReleaseStatus(status);
    return code;
}

int runtime_new(Runtime **ret_runtime, IdpError *error)
{
    const OrtApi *api = OrtGetApiBase()->GetApi(API_VERSION);
    if (!api)
        return error_set(error, IDP_E_MODEL, "the ONNX Runtime library is too old");

    cleanup_with(runtime_free_p) Runtime *runtime = ALLOC_NEW(Runtime);
    if (!runtime)
        return error_set(error, IDP_E_MEMORY, "no memory for the inference runtime");
    runtime->api = api;

    OrtStatus *status = api->CreateEnvWithCustomLogger(drop_log, NULL, ORT_LOGGING_LEVEL_FATAL,
                                                       "idphoto", &runtime->env);
    if (!status)
        status = api->DisableTelemetryEvents(runtime->env);
    if (!status)
        status = api->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &runtime->memory);
    const int code = check(api, status, "ONNX Runtime", error);
    if (code == IDP_OK)
        *ret_runtime = TAKE_PTR(runtime);
    return code;
}

void runtime_free(Runtime *runtime)
{
    if (!runtime)
        return;
    if (runtime->memory)
        runtime->api->ReleaseMemoryInfo(runtime->memory);
    if (runtime->env)
        runtime->api->ReleaseEnv(runtime->env);
    free(runtime);
}

static OrtStatus *make_session(const Runtime *runtime, const void *data, size_t n_bytes,
                               OrtSession **ret_session)
{
    const OrtApi *api = runtime->api;
    OrtSessionOptions *options = NULL;
    OrtStatus *status = api->CreateSessionOptions(&options);

    if (!status)
        status = api->SetIntraOpNumThreads(options, 1);
    if (!status)
        status = api->SetInterOpNumThreads(options, 1);
    if (!status)
        status = api->SetSessionExecutionMode(options, ORT_SEQUENTIAL);
    if (!status)
        status = api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL);
    if (!status)
        status = api->DisableCpuMemArena(options);
    if (!status)
        status = api->DisableMemPattern(options);
    if (!status)
        status = api->CreateSessionFromArray(runtime->env, data, n_bytes, options, ret_session);
    if (options)
        api->ReleaseSessionOptions(options);
    return status;
}

static bool is_float_of_shape(const OrtApi *api, const OrtTypeInfo *type, const TensorSpec *spec)
{
    const OrtTensorTypeAndShapeInfo *info = NULL;
    ONNXTensorElementDataType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    int64_t shape[TENSOR_RANK_MAX];
    size_t rank = 0;
    OrtStatus *status = api->CastTypeInfoToTensorInfo(type, &info);

    if (!status && info)
        status = api->GetTensorElementType(info, &element);
    if (!status && info)
        status = api->GetDimensionsCount(info, &rank);
    bool is_same = !status && element == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && rank == spec->rank;
    if (is_same)
        status = api->GetDimensions(info, shape, rank);
    for (size_t i = 0; is_same && !status && i < rank; i++)
        is_same = shape[i] == spec->shape[i];
    is_same = is_same && !status;
    if (status)
        api->ReleaseStatus(status);
    return is_same;
}

typedef OrtStatus *(*GetName)(const OrtSession *, size_t, OrtAllocator *, char **);
typedef OrtStatus *(*GetType)(const OrtSession *, size_t, OrtTypeInfo **);

/* True if the session's input or output at `position` is what the spec says. */
static bool is_tensor_as_specified(const Model *model, size_t position, const TensorSpec *spec,
                                   GetName get_name, GetType get_type)
{
    const OrtApi *api = model->runtime->api;
    OrtAllocator *allocator = NULL;
    OrtTypeInfo *type = NULL;
    char *name = NULL;
    OrtStatus *status = api->GetAllocatorWithDefaultOptions(&allocator);

    if (!status)
        status = get_name(model->session, position, allocator, &name);
    if (!status)
        status = get_type(model->session, position, &type);
    const bool is_same =
        !status && strcmp(name, spec->name) == 0 && is_float_of_shape(api, type, spec);
    if (type)
        api->ReleaseTypeInfo(type);
    if (name)
        allocator->Free(allocator, name);
    if (status)
        api->ReleaseStatus(status);
    return is_same;
}

/* One input; the outputs in the order of the spec, no more and no fewer. */
static int check_tensors(const Model *model, IdpError *error)
{
    const OrtApi *api = model->runtime->api;
    const ModelSpec *spec = model->spec;
    size_t n_inputs = 0, n_outputs = 0;
    OrtStatus *status = api->SessionGetInputCount(model->session, &n_inputs);

    if (!status)
        status = api->SessionGetOutputCount(model->session, &n_outputs);
    const int code = check(api, status, spec->name, error);
    if (code != IDP_OK)
        return code;

    bool is_same = n_inputs == 1 && n_outputs == spec->n_outputs &&
                   is_tensor_as_specified(model, 0, &spec->input, api->SessionGetInputName,
                                          api->SessionGetInputTypeInfo);
    for (size_t i = 0; is_same && i < n_outputs; i++)
        is_same = is_tensor_as_specified(model, i, &spec->outputs[i], api->SessionGetOutputName,
                                         api->SessionGetOutputTypeInfo);
    if (!is_same)
        return error_set(error, IDP_E_MODEL, "model %s.onnx has other inputs or outputs",
                         spec->name);
    return IDP_OK;
}

int model_new(Runtime *runtime, const char *models_dir, const ModelSpec *spec, Model **ret_model,
              IdpError *error)
{
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    int code = model_file_read(models_dir, spec->name, spec->sha256, &data, &n_bytes, error);
    if (code != IDP_OK)
        return code;

    cleanup_with(model_free_p) Model *model = ALLOC_NEW(Model);
    if (!model)
        return error_set(error, IDP_E_MEMORY, "no memory for model %s.onnx", spec->name);
    model->runtime = runtime;
    model->spec = spec;
    code = check(runtime->api, make_session(runtime, data, n_bytes, &model->session), spec->name,
                 error);
    if (code == IDP_OK)
        code = check_tensors(model, error);
    if (code == IDP_OK)
        *ret_model = TAKE_PTR(model);
    return code;
}

void model_free(Model *model)
{
    if (!model)
        return;
    if (model->session)
        model->runtime->api->ReleaseSession(model->session);
    free(model);
}

bool model_is_installed(const char *models_dir, const ModelSpec *spec)
{
    return model_file_exists(models_dir, spec->name);
}

const ModelSpec *model_get_spec(const Model *model)
{
    return model->spec;
}

/* Describes the caller's memory as a tensor; nothing is copied. */
static OrtStatus *wrap(const Runtime *runtime, const TensorSpec *spec, float *values,
                       OrtValue **ret_value)
{
    int64_t shape[TENSOR_RANK_MAX];
    size_t n_bytes = sizeof(float);

    for (size_t i = 0; i < spec->rank; i++) {
        shape[i] = spec->shape[i];
        n_bytes *= (size_t)spec->shape[i];
    }
    return runtime->api->CreateTensorWithDataAsOrtValue(
        runtime->memory, values, n_bytes, shape, spec->rank, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
        ret_value);
}

int model_run(const Model *model, const float *input, float *const *outputs, IdpError *error)
{
    const OrtApi *api = model->runtime->api;
    const ModelSpec *spec = model->spec;
    OrtValue *input_value = NULL, *output_values[MODEL_OUTPUTS_MAX] = {NULL};
    const char *output_names[MODEL_OUTPUTS_MAX];
    size_t n_outputs = 0;

    /* ONNX Runtime has no tensor of constant data, but never writes to an input. */
    OrtStatus *status = wrap(model->runtime, &spec->input, (float *)(uintptr_t)input, &input_value);
    for (size_t i = 0; !status && i < spec->n_outputs; i++) {
        if (!outputs[i])
            continue;
        output_names[n_outputs] = spec->outputs[i].name;
        status = wrap(model->runtime, &spec->outputs[i], outputs[i], &output_values[n_outputs]);
        n_outputs++;
    }
    if (!status)
        status = api->Run(model->session, NULL, &spec->input.name,
                          (const OrtValue *const[]){input_value}, 1, output_names, n_outputs,
                          output_values);
    for (size_t i = 0; i < n_outputs; i++)
        if (output_values[i])
            api->ReleaseValue(output_values[i]);
    if (input_value)
        api->ReleaseValue(input_value);
    return check(api, status, spec->name, error);
}
