/*
 * Real pictures: those in tests/labels/refusals.csv are all refused, at least 9 in 10 of them for a
 * code that names what they show, and those in good.csv pass.
 *
 * Reasons are those of the picture enlarged where it is too small to be a shot: by its size alone
 * any would be refused.
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

enum { TABLE_BYTES_MAX = 1 << 20, FIELDS = 3, PICTURES_MIN = 30, PICTURES_MAX = 200 };

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

static IdpPhoto *judge(const char *file, int enlarges)
{
    IdpPhotoRequest request = {.outputs = IDP_OUTPUT_CERTIFICATE};
    IdpPhoto *photo = NULL;
    char path[4096];
    int is_enlarged;
    Message message;
    IdpError error;

    snprintf(path, sizeof path, "%s/%s", pictures_dir, file);
    assert_int_equal(picture_read(path, enlarges, &request.input, &is_enlarged, &message), 0);
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

/* What one picture shows: neighbouring rows of the table are of one picture. */
typedef struct Picture {
    const char *file;
    size_t n_faults, n_named;
    int is_refused;
} Picture;

static void add_fault(Picture *picture, const char *what, const char *codes)
{
    cleanup_with(idp_photo_free_p) IdpPhoto *as_it_is = judge(picture->file, 0);
    cleanup_with(idp_photo_free_p) IdpPhoto *enlarged = judge(picture->file, 1);
    const IdpReport *report = idp_photo_get_report(enlarged);
    const int is_named = is_refused_for(report, codes);

    picture->n_faults++;
    picture->n_named += (size_t)is_named;
    picture->is_refused = idp_photo_get_report(as_it_is)->verdict == IDP_VERDICT_FAIL;
    if (!is_named)
        print_reasons(what, picture->file, report);
}

static size_t read_pictures(char *text, Picture *pictures)
{
    const char *fields[FIELDS] = {"", "", ""};
    size_t n = 0;

    assert_true(take_line(&text, fields));
    assert_string_equal(fields[2], "codes");
    while (take_line(&text, fields)) {
        assert_true(n < PICTURES_MAX);
        if (!n || strcmp(pictures[n - 1].file, fields[0]) != 0)
            pictures[n++] = (Picture){.file = fields[0]};
        add_fault(&pictures[n - 1], fields[1], fields[2]);
    }
    return n;
}

static void test_faulty_pictures_are_refused_by_name(void **state)
{
    cleanup_free char *text = read_table("refusals.csv");
    Picture pictures[PICTURES_MAX];
    size_t n_refused = 0, n_named = 0, n_faults = 0, n_faults_named = 0;
    const size_t n = read_pictures(text, pictures);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        n_refused += pictures[i].is_refused != 0;
        n_named += pictures[i].n_named > 0;
        n_faults += pictures[i].n_faults;
        n_faults_named += pictures[i].n_named;
    }
    printf("# %zu pictures, %zu refused, %zu by name; %zu of their %zu faults named\n", n,
           n_refused, n_named, n_faults_named, n_faults);
    assert_true(n >= PICTURES_MIN);
    assert_int_equal(n_refused, n);
    assert_true((double)n_named >= named_share_min * (double)n);
}

static void test_good_portraits_pass(void **state)
{
    cleanup_free char *text = read_table("good.csv");
    const char *fields[FIELDS] = {"", "", ""};
    char *at = text;
    size_t n = 0, n_passed = 0;

    (void)state;
    assert_true(take_line(&at, fields));
    for (; take_line(&at, fields); n++) {
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = judge(fields[0], 0);
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
        cmocka_unit_test(test_faulty_pictures_are_refused_by_name),
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
