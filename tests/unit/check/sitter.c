/* A portrait kept in one arena; every judgement works on a copy above a mark. */
#include "tests/unit/check/sitter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/codec/decode.h"
#include "lib/compose/geometry.h"
#include "lib/engine/engine.h"
#include "src/base/file.h"

enum { ARENA_BYTES = 192 << 20, WORKING_LONG_SIDE_PX = 1600 };

static const double rounding = 0.001; /* of the limit: pixels have 8 bits */

struct Sitter {
    Arena *arena;
    SourceImage source;
    Face faces[FACES_MAX];
    Matte matte;
};

static void read_source(Sitter *sitter, const char *picture)
{
    char path[4096];
    Message message = {""};
    IdpError error;
    void *data;
    size_t n_bytes;

    snprintf(path, sizeof path, "%s/%s", getenv("TUCAI_PICTURES"), picture);
    assert_int_equal(file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, &message), 0);
    assert_int_equal(decode_finished(sitter->arena, (IdpBytes){data, n_bytes}, WORKING_LONG_SIDE_PX,
                                     &sitter->source, &error),
                     IDP_OK);
    free(data);
}

Sitter *sitter_new(IdpEngine *engine, const char *picture)
{
    Sitter *sitter = ALLOC_NEW(Sitter);
    IdpError error;
    size_t n_faces;

    assert_non_null(sitter);
    sitter->arena = arena_new(ARENA_BYTES);
    assert_non_null(sitter->arena);
    read_source(sitter, picture);
    assert_int_equal(face_find(engine_get_face_finder(engine), sitter->arena, &sitter->source.image,
                               0.5f, sitter->faces, &n_faces, &error),
                     IDP_OK);
    assert_true(n_faces > 0);
    assert_int_equal(
        matte_make(engine_get_matter(engine), sitter->arena, &sitter->source.image, sitter->faces,
                   geometry_get_scale(idp_profile_get(0), face_get_width(sitter->faces)),
                   &sitter->matte, &error),
        IDP_OK);
    return sitter;
}

void sitter_free(Sitter *sitter)
{
    if (sitter)
        arena_free(sitter->arena);
    free(sitter);
}

void sitter_judge(const Sitter *sitter, SitterFault *fault, double strength, SitterFamily *family,
                  const IdpProfile *profile, IdpReport *ret_report)
{
    const ArenaMark mark = arena_get_mark(sitter->arena);
    const RgbImage *source = &sitter->source.image;
    Judge judge = {.profile = profile, .report = ret_report};
    RgbImage image;
    Scene scene;

    *ret_report = (IdpReport){0};
    assert_int_equal(rgb_image_new(sitter->arena, source->width, source->height, &image), IDP_OK);
    for (int y = 0; y < source->height; y++)
        memcpy(rgb_image_row(&image, y), rgb_image_row(source, y), 3 * (size_t)source->width);
    if (fault)
        fault(&image, sitter->faces, strength);
    assert_int_equal(scene_make(sitter->arena, &image, sitter->source.scale_ratio, sitter->faces,
                                &sitter->matte, &scene),
                     IDP_OK);
    assert_int_equal(family(&scene, &judge), IDP_OK);
    arena_return_to(sitter->arena, mark);
}

const IdpRuleResult *sitter_find(const IdpReport *report, RuleId rule)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].code == RULES[rule].code &&
            report->rules[i].measure == RULES[rule].measure)
            return &report->rules[i];
    fail_msg("no %s %s in the report", RULES[rule].code, RULES[rule].measure);
    return NULL;
}

IdpRuleResult sitter_measure(const Sitter *sitter, SitterFault *fault, double strength,
                             SitterFamily *family, RuleId rule)
{
    IdpReport report;

    sitter_judge(sitter, fault, strength, family, idp_profile_get(0), &report);
    return *sitter_find(&report, rule);
}

void sitter_assert_monotone(const Sitter *sitter, SitterFault *fault, double strongest, int n_steps,
                            SitterFamily *family, RuleId rule, int direction)
{
    double before = -INFINITY;

    for (int step = 0; step <= n_steps; step++) {
        const double strength = strongest * step / n_steps;
        const IdpRuleResult result = sitter_measure(sitter, fault, strength, family, rule);
        const double limit = direction > 0 ? result.threshold_max : result.threshold_min;

        if (!(direction * result.value >= before - rounding * fabs(limit)))
            fail_msg("%s at %g: %g after %g", RULES[rule].measure, strength, result.value,
                     direction * before);
        before = direction * result.value;
    }
}
