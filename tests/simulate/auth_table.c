/*
 * auth_table FILE...: the authenticity signals of photos, a line each, tab-separated, for
 * calibration (docs/authenticity.md). Models from IDPHOTO_MODELS.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/auth/auth.h"
#include "lib/base/cleanup.h"
#include "tests/simulate/files.h"

enum { WORKING_LONG_SIDE_PX = 1600 };

static const size_t arena_bytes = (size_t)1 << 30;
static const float presence_min = 0.5f;

typedef struct Tools {
    Runtime *runtime;
    FaceFinder *finder;
    Authenticator *authenticator;
    Arena *arena;
} Tools;

static int tools_init(Tools *tools, IdpError *error)
{
    const char *models_dir = getenv("IDPHOTO_MODELS");
    int status = codec_init(error);

    if (!models_dir)
        models_dir = "build/deps/models";
    if (!status)
        status = runtime_new(&tools->runtime, error);
    if (!status)
        status = face_finder_new(tools->runtime, models_dir, &tools->finder, error);
    if (!status)
        status = authenticator_new(tools->runtime, models_dir, &tools->authenticator, error);
    tools->arena = arena_new(arena_bytes);
    return status || !tools->arena ? -1 : 0;
}

static void tools_done(Tools *tools)
{
    arena_free(tools->arena);
    authenticator_free(tools->authenticator);
    face_finder_free(tools->finder);
    runtime_free(tools->runtime);
}

static int measure(const Tools *tools, IdpBytes file, size_t *ret_n_faces, double *ret_face_px,
                   AuthEvidence *ret_evidence, IdpError *error)
{
    Face *faces = ARENA_NEW(tools->arena, Face, FACES_MAX);
    SourceImage source;
    int status;

    if (!faces)
        return IDP_E_MEMORY;
    status = decode_finished(tools->arena, file, WORKING_LONG_SIDE_PX, &source, error);
    if (!status)
        status = face_find(tools->finder, tools->arena, &source.image, presence_min, faces,
                           ret_n_faces, error);
    if (status)
        return status;
    *ret_face_px = *ret_n_faces ? (double)face_get_width(&faces[0]) / source.scale_ratio : 0;
    const AuthInput input = {
        .file = file, .source = &source, .face = *ret_n_faces ? &faces[0] : NULL};

    return auth_measure(tools->authenticator, tools->arena, &input, ret_evidence, error);
}

static void print_head(void)
{
    printf("file\tfaces\tface_px");
    for (int i = 0; i < AUTH_SIGNAL_COUNT; i++)
        printf("\t%s", auth_signal_get_name((AuthSignalId)i));
    for (int i = 0; i < AUTH_PART_COUNT; i++)
        printf("\t%s_ms", auth_part_get_name((AuthPart)i));
    printf("\tcamera\teditor\n");
}

static void print_row(const char *path, size_t n_faces, double face_px,
                      const AuthEvidence *evidence)
{
    printf("%s\t%zu\t%.0f", path, n_faces, face_px);
    for (int i = 0; i < AUTH_SIGNAL_COUNT; i++)
        printf("\t%.4g", evidence->signals[i].value);
    for (int i = 0; i < AUTH_PART_COUNT; i++)
        printf("\t%.2f", evidence->costs_ms[i]);
    printf("\t%s\t%s\n", evidence->camera_text, evidence->editor_text);
}

int main(int argc, char **argv)
{
    Tools tools = {0};
    IdpError error = {0};
    int n_failed = 0;

    if (tools_init(&tools, &error)) {
        fprintf(stderr, "%s\n", error.message);
        tools_done(&tools);
        return 1;
    }
    print_head();
    for (int i = 1; i < argc; i++) {
        const IdpBytes file = file_load(argv[i]);
        const ArenaMark mark = arena_get_mark(tools.arena);
        size_t n_faces = 0;
        double face_px = 0;
        AuthEvidence evidence;

        if (!file.data || measure(&tools, file, &n_faces, &face_px, &evidence, &error)) {
            fprintf(stderr, "%s: %s\n", argv[i], error.message);
            n_failed++;
        } else {
            print_row(argv[i], n_faces, face_px, &evidence);
        }
        arena_return_to(tools.arena, mark);
        free((void *)(uintptr_t)file.data);
    }
    tools_done(&tools);
    return n_failed > 0;
}
