/* Models: a wrong file is refused with its name, a right one gives the same bits on every thread.
 */
#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/digest.h"
#include "lib/face/detector.h"
#include "lib/infer/infer.h"

enum { INPUT = 192 * 192 * 3, SCORES = 2304, BOXES = 2304 * 16, THREADS = 4, FILE_MAX = 8 << 20 };

typedef struct Fixture {
    const char *models_dir;
    char folder[64]; /* empty, for models of the test's own */
    Runtime *runtime;
    float *input;
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    IdpError error;

    fixture.models_dir = getenv("IDPHOTO_MODELS");
    if (!fixture.models_dir)
        fixture.models_dir = "build/deps/models";
    strcpy(fixture.folder, "/tmp/infer_test.XXXXXX");
    if (!mkdtemp(fixture.folder))
        return -1;
    setenv("HOME", fixture.folder, 1);
    unsetenv("XDG_CACHE_HOME");
    unsetenv("CI"); /* or ONNX Runtime would be on its best behaviour */
    if (runtime_new(&fixture.runtime, &error))
        return -1;
    fixture.input = malloc(INPUT * sizeof(float));
    if (!fixture.input)
        return -1;
    for (size_t i = 0; i < INPUT; i++)
        fixture.input[i] = (float)(i * 7919 % 255) / 127.5f - 1;
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;

    rmdir(fixture->folder);
    runtime_free(fixture->runtime);
    free(fixture->input);
    return 0;
}

/* Writes data as the detector's file into the test's folder; returns its path. */
static const char *write_model(const Fixture *fixture, const void *data, size_t n_bytes)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s.onnx", fixture->folder, DETECTOR_SPEC.name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, n_bytes, file), n_bytes);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void assert_refused(const Fixture *fixture, const char *models_dir, const ModelSpec *spec,
                           const char *message)
{
    Model *model = NULL;
    IdpError error = {0};

    assert_int_equal(model_new(fixture->runtime, models_dir, spec, &model, &error), IDP_E_MODEL);
    assert_int_equal(error.status, IDP_E_MODEL);
    assert_non_null(strstr(error.message, spec->name));
    assert_non_null(strstr(error.message, message));
    assert_null(model);
}

static void test_a_missing_model_is_named(void **state)
{
    const Fixture *fixture = *state;

    assert_refused(fixture, fixture->folder, &DETECTOR_SPEC, "No such file");
}

static void test_a_model_with_one_bit_changed_is_refused(void **state)
{
    const Fixture *fixture = *state;
    char path[PATH_MAX];
    uint8_t *data = malloc(FILE_MAX);

    snprintf(path, sizeof(path), "%s/%s.onnx", fixture->models_dir, DETECTOR_SPEC.name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(data);
    const size_t n_bytes = fread(data, 1, FILE_MAX, file);
    fclose(file);

    data[n_bytes / 2] ^= 1;
    const char *copy = write_model(fixture, data, n_bytes);
    assert_refused(fixture, fixture->folder, &DETECTOR_SPEC, "damaged or of another version");
    unlink(copy);
    free(data);
}

static void test_an_empty_model_is_refused(void **state)
{
    const Fixture *fixture = *state;
    const char *path = write_model(fixture, "", 0);

    assert_refused(fixture, fixture->folder, &DETECTOR_SPEC, "sane size");
    unlink(path);
}

static void test_a_file_that_is_no_model_is_refused_though_its_hash_is_right(void **state)
{
    const Fixture *fixture = *state;
    static const char text[] = "this is no protobuf";
    char sha256[IDP_SHA256_HEX_BYTES];
    ModelSpec spec = DETECTOR_SPEC;
    const char *path = write_model(fixture, text, sizeof(text));

    digest_sha256(text, sizeof(text), sha256);
    spec.sha256 = sha256;
    assert_refused(fixture, fixture->folder, &spec, "");
    unlink(path);
}

static void test_a_model_with_other_tensors_than_specified_is_refused(void **state)
{
    const Fixture *fixture = *state;
    ModelSpec spec = DETECTOR_SPEC;

    spec.input.shape[1] = 128;
    assert_refused(fixture, fixture->models_dir, &spec, "other inputs or outputs");
    spec = DETECTOR_SPEC;
    spec.input.name = "picture";
    assert_refused(fixture, fixture->models_dir, &spec, "other inputs or outputs");
    spec = DETECTOR_SPEC;
    spec.outputs[1].shape[1] = 17;
    assert_refused(fixture, fixture->models_dir, &spec, "other inputs or outputs");
    spec = DETECTOR_SPEC;
    spec.n_outputs = 1;
    assert_refused(fixture, fixture->models_dir, &spec, "other inputs or outputs");
}

static Model *load(const Fixture *fixture)
{
    Model *model = NULL;
    IdpError error = {0};

    if (model_new(fixture->runtime, fixture->models_dir, &DETECTOR_SPEC, &model, &error))
        fail_msg("%s", error.message);
    assert_ptr_equal(model_get_spec(model), &DETECTOR_SPEC);
    return model;
}

typedef struct Job {
    const Model *model;
    const float *input;
    float *scores, *boxes;
    int status;
} Job;

static void *run_job(void *argument)
{
    Job *job = argument;

    for (int i = 0; i < 5 && job->status == IDP_OK; i++)
        job->status = model_run(job->model, job->input, (float *[]){job->scores, job->boxes}, NULL);
    return NULL;
}

static void test_four_threads_get_the_same_bits(void **state)
{
    const Fixture *fixture = *state;
    Model *model = load(fixture);
    Job jobs[THREADS];
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (Job){.model = model,
                        .input = fixture->input,
                        .scores = calloc(SCORES, sizeof(float)),
                        .boxes = calloc(BOXES, sizeof(float))};
        assert_true(jobs[i].scores && jobs[i].boxes);
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].status, IDP_OK);
        assert_memory_equal(jobs[i].scores, jobs[0].scores, SCORES * sizeof(float));
        assert_memory_equal(jobs[i].boxes, jobs[0].boxes, BOXES * sizeof(float));
    }
    assert_true(jobs[0].boxes[0] != 0);
    for (int i = 0; i < THREADS; i++) {
        free(jobs[i].scores);
        free(jobs[i].boxes);
    }
    model_free(model);
}

static size_t count_threads(void)
{
    DIR *folder = opendir("/proc/self/task");
    size_t n = 0;

    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder));)
        n += entry->d_name[0] != '.';
    closedir(folder);
    return n;
}

/* ONNX Runtime's own reports to its maker would run on a thread and keep files in the home folder.
 */
static void test_nothing_runs_behind_the_scenes(void **state)
{
    Fixture *fixture = *state;
    Model *model = load(fixture);
    char path[PATH_MAX];

    assert_int_equal(count_threads(), 1);
    snprintf(path, sizeof(path), "%s/.cache", fixture->folder);
    assert_int_not_equal(access(path, F_OK), 0);
    model_free(model);
}

static void test_an_output_that_is_not_wanted_is_dropped(void **state)
{
    const Fixture *fixture = *state;
    Model *model = load(fixture);
    float *both = malloc(BOXES * sizeof(float)), *alone = malloc(BOXES * sizeof(float));
    float *scores = malloc(SCORES * sizeof(float));

    assert_true(both && alone && scores);
    assert_int_equal(model_run(model, fixture->input, (float *[]){scores, both}, NULL), IDP_OK);
    assert_int_equal(model_run(model, fixture->input, (float *[]){NULL, alone}, NULL), IDP_OK);
    assert_memory_equal(both, alone, BOXES * sizeof(float));
    free(both);
    free(alone);
    free(scores);
    model_free(model);
}

static void test_every_failed_allocation_is_reported(void **state)
{
    const Fixture *fixture = *state;
    int status = IDP_E_MEMORY;
    long n = 0;

    while (status != IDP_OK) {
        Runtime *runtime = NULL;
        Model *model = NULL;
        IdpError error = {0};

        alloc_fail_at(++n);
        status = runtime_new(&runtime, &error);
        if (status == IDP_OK)
            status = model_new(runtime, fixture->models_dir, &DETECTOR_SPEC, &model, &error);
        alloc_fail_at(0);
        assert_int_equal(status, error.status);
        assert_true(status == IDP_OK || status == IDP_E_MEMORY);
        model_free(model);
        runtime_free(runtime);
    }
    assert_int_equal(n, 4); /* the runtime, the file, the model, and then nothing failed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_missing_model_is_named),
        cmocka_unit_test(test_a_model_with_one_bit_changed_is_refused),
        cmocka_unit_test(test_an_empty_model_is_refused),
        cmocka_unit_test(test_a_file_that_is_no_model_is_refused_though_its_hash_is_right),
        cmocka_unit_test(test_a_model_with_other_tensors_than_specified_is_refused),
        cmocka_unit_test(test_four_threads_get_the_same_bits),
        cmocka_unit_test(test_nothing_runs_behind_the_scenes),
        cmocka_unit_test(test_an_output_that_is_not_wanted_is_dropped),
        cmocka_unit_test(test_every_failed_allocation_is_reported),
    };

    return cmocka_run_group_tests_name("infer", tests, set_up, tear_down);
}
