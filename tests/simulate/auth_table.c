/*
 * auth_table FILE...: the authenticity signals of photos, a line each, tab-separated, for
 * calibration (docs/authenticity.md). Models from IDPHOTO_MODELS.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/simulate/files.h"
#include "tests/simulate/tools.h"

static int measure(const Tools *tools, const Shot *shot, AuthEvidence *ret_evidence,
                   IdpError *error)
{
    const AuthInput input = {.file = shot->file,
                             .source = &shot->source,
                             .network_use = AUTH_NETWORK_ALWAYS,
                             .face = shot->n_faces ? &shot->faces[0] : NULL};

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

static void print_row(const char *path, const Shot *shot, const AuthEvidence *evidence)
{
    const double face_px =
        shot->n_faces ? (double)face_get_width(&shot->faces[0]) / shot->source.scale_ratio : 0;

    printf("%s\t%zu\t%.0f", path, shot->n_faces, face_px);
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
        AuthEvidence evidence;
        Shot shot;

        if (!file.data || tools_read(&tools, file, &shot, &error) ||
            measure(&tools, &shot, &evidence, &error)) {
            fprintf(stderr, "%s: %s\n", argv[i], error.message);
            n_failed++;
        } else {
            print_row(argv[i], &shot, &evidence);
        }
        arena_return_to(tools.arena, mark);
        free((void *)(uintptr_t)file.data);
    }
    tools_done(&tools);
    return n_failed > 0;
}
