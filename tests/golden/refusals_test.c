/*
 * What issue 3 promises of real pictures: those in tests/labels/refusals.csv are refused, 9 in 10
 * of their faults by a code that names the fault, and those in good.csv pass.
 *
 * Pictures too small to be shots are judged enlarged: their size alone would refuse them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <idphoto/photo.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"
#include "src/cmd/calibrate_picture.h"

DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

enum { TABLE_BYTES_MAX = 1 << 20, FIELDS = 3 };

static const double named_share_min = 0.9;

static const char *labels_dir, *pictures_dir;
static IdpEngine *engine;

/* The next line of a table without quotes, as its fields; 0 at the end. Cuts the text. */
static int take_line(char **at, const char *fields[FIELDS])
{
    char *line = strsep(at, "\n");

    if (!line || !*line)
        return 0;
    for (size_t i = 0; i < FIELDS; i++) {
        const char *field = strsep(&line, ",");

        fields[i] = field ? field : "";
    }
    return 1;
}

static char *read_table(const char *name)
{
    char path[4096];
    Message message;
    size_t n_bytes;
    void *data;
    char *text;

    snprintf(path, sizeof path, "%s/%s", labels_dir, name);
    assert_int_equal(file_read(path, TABLE_BYTES_MAX, &data, &n_bytes, &message), 0);
    text = strndup(data, n_bytes);
    free(data);
    assert_non_null(text);
    return text;
}

static IdpPhoto *judge(const char *file)
{
    IdpPhotoRequest request = {.outputs = IDP_OUTPUT_CERTIFICATE};
    IdpPhoto *photo = NULL;
    char path[4096];
    int is_enlarged;
    Message message;
    IdpError error;

    snprintf(path, sizeof path, "%s/%s", pictures_dir, file);
    assert_int_equal(picture_read(path, 1, &request.input, &is_enlarged, &message), 0);
    assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
    free((void *)(uintptr_t)request.input.data);
    return photo;
}

/* 1 if a rule of one of the codes, separated by spaces, refuses. */
static int is_refused_for(const IdpReport *report, const char *codes)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].verdict == IDP_VERDICT_FAIL && strstr(codes, report->rules[i].code))
            return 1;
    return 0;
}

static void print_reasons(const char *what, const char *file, const IdpReport *report)
{
    printf("# %s of %s:", what, file);
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].verdict == IDP_VERDICT_FAIL)
            printf(" %s/%s", report->rules[i].code, report->rules[i].measure);
    printf("\n");
}

static void test_faults_are_refused_by_their_names(void **state)
{
    cleanup_free char *text = read_table("refusals.csv");
    size_t n = 0, n_refused = 0, n_named = 0;
    const char *fields[FIELDS];
    char *at = text;

    (void)state;
    assert_true(take_line(&at, fields));
    assert_string_equal(fields[2], "codes");
    for (; take_line(&at, fields); n++) {
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = judge(fields[0]);
        const IdpReport *report = idp_photo_get_report(photo);
        const int is_named = is_refused_for(report, fields[2]);

        n_refused += report->verdict == IDP_VERDICT_FAIL;
        n_named += (size_t)is_named;
        if (!is_named)
            print_reasons(fields[1], fields[0], report);
    }
    printf("# %zu faults: %zu refused, %zu by name\n", n, n_refused, n_named);
    assert_true(n >= 40);
    assert_int_equal(n_refused, n);
    assert_true((double)n_named >= named_share_min * (double)n);
}

static void test_good_portraits_pass(void **state)
{
    cleanup_free char *text = read_table("good.csv");
    const char *fields[FIELDS];
    char *at = text;
    size_t n = 0, n_passed = 0;

    (void)state;
    assert_true(take_line(&at, fields));
    for (; take_line(&at, fields); n++) {
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = judge(fields[0]);
        const IdpReport *report = idp_photo_get_report(photo);

        if (report->verdict == IDP_VERDICT_FAIL)
            print_reasons("good", fields[0], report);
        else
            n_passed += idp_photo_get_certificate(photo).data != NULL;
    }
    assert_true(n >= 1);
    assert_int_equal(n_passed, n);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_are_refused_by_their_names),
        cmocka_unit_test(test_good_portraits_pass),
    };
    IdpError error;
    int status;

    pictures_dir = getenv("TUCAI_PICTURES");
    if (argc != 2 || !pictures_dir || idp_engine_new(NULL, &engine, &error))
        return 2;
    labels_dir = argv[1];
    status = cmocka_run_group_tests(tests, NULL, NULL);
    idp_engine_free(engine);
    return status;
}
