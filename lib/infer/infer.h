/*
 * Neural networks: the only folder that includes the ONNX Runtime header.
 *
 * A Model is one session, loaded once, used by any number of threads at a time, one intra-op thread
 * each, deterministic. Inputs and outputs are float tensors owned by the caller, in the layout of
 * the model (NHWC for those converted from TFLite).
 */
#ifndef LIB_INFER_INFER_H
#define LIB_INFER_INFER_H

#include <stdbool.h>
#include <stddef.h>

#include <idphoto/error.h>
#include <idphoto/report.h>

#include "lib/base/cleanup.h"

typedef struct Runtime Runtime; /* the ONNX Runtime environment: one per engine */
typedef struct Model Model;

/* IDP_E_MODEL, IDP_E_MEMORY. */
int runtime_new(Runtime **ret_runtime, IdpError *error);
void runtime_free(Runtime *runtime);
DEFINE_CLEANUP(Runtime, runtime_free)

enum { TENSOR_RANK_MAX = 6, MODEL_OUTPUTS_MAX = 8 };

typedef struct TensorSpec {
    const char *name; /* of the graph's input or output */
    size_t rank;
    int shape[TENSOR_RANK_MAX];
} TensorSpec;

/* What a model file must be; constant data of the module that uses it. */
typedef struct ModelSpec {
    const char *name;   /* file is models_dir/name.onnx */
    const char *sha256; /* 64 lower-case hex digits; another file is refused */
    TensorSpec input;
    size_t n_outputs;
    TensorSpec outputs[MODEL_OUTPUTS_MAX];
} ModelSpec;

/* IDP_E_MODEL: file missing, hash differs, shapes differ; the message says which. IDP_E_MEMORY. */
int model_new(Runtime *runtime, const char *models_dir, const ModelSpec *spec, Model **ret_model,
              IdpError *error);
void model_free(Model *model);
DEFINE_CLEANUP(Model, model_free)

/* Whether the model's file is in the folder at all; what is in it is for model_new to judge. */
bool model_is_installed(const char *models_dir, const ModelSpec *spec);

const ModelSpec *model_get_spec(const Model *model);

/*
 * Runs the network on input[...] (as spec.input) into outputs[i][...] (as spec.outputs[i]), all
 * caller-owned; an output that is NULL is dropped. IDP_E_MODEL, IDP_E_MEMORY. Thread-safe.
 */
int model_run(const Model *model, const float *input, float *const *outputs, IdpError *error);

#endif
