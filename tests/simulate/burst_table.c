/*
 * burst_table FILE...: simulated bursts of photos and their signals, a line each, tab-separated.
 * The frames of a second file may stand for those of another person: `--frames-of OTHER FILE...`.
 * Models from IDPHOTO_MODELS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulate/burst.h"
#include "tests/simulate/files.h"
#include "tests/simulate/tools.h"

enum { FRAMES = 5, LONG_SIDE = 480 };

static const char *const kinds[BURST_KIND_COUNT] = {"scene", "plane", "still", "loop"};
static const double motions_px[] = {4, 12};

static const AuthSignalId columns[] = {AUTH_PARALLAX, AUTH_STILLNESS,    AUTH_REPLAY,
                                       AUTH_IDENTITY, AUTH_MICRO_MOTION, AUTH_LIVE};

/* Makes the burst of `scene`, and measures it as belonging to `shot`. */
static int measure(const Tools *tools, const Shot *shot, const Shot *scene,
                   const BurstOptions *options, AuthEvidence *ret_evidence, IdpError *error)
{
    Face *faces = ARENA_NEW(tools->arena, Face, FRAMES * FACES_MAX);
    RgbImage images[FRAMES];
    AuthFrame frames[FRAMES];
    size_t n_faces;

    if (!faces ||
        burst_simulate(tools->arena, &scene->source.image, &scene->faces[0], options, images))
        return -1;
    for (size_t i = 0; i < FRAMES; i++) {
        Face *found = faces + i * FACES_MAX;

        if (face_find(tools->finder, tools->arena, &images[i], 0.5f, found, &n_faces, error))
            return -1;
        frames[i] = (AuthFrame){&images[i], n_faces ? found : NULL, 0.25 * (double)i};
    }
    const AuthInput input = {.file = shot->file,
                             .source = &shot->source,
                             .face = &shot->faces[0],
                             .frames = frames,
                             .n_frames = FRAMES};

    return auth_measure(tools->authenticator, tools->arena, &input, ret_evidence, error);
}

static void measure_all(const Tools *tools, const char *path, const Shot *shot, const Shot *scene)
{
    const RgbImage *image = &scene->source.image;
    const int longer = image->width > image->height ? image->width : image->height;

    for (int i = 0; i < BURST_KIND_COUNT * 2; i++) {
        const ArenaMark mark = arena_get_mark(tools->arena);
        const BurstOptions options = {.kind = (BurstKind)(i / 2),
                                      .motion_px = motions_px[i % 2],
                                      .depth = 0.5,
                                      .noise = 1.5,
                                      .width = image->width * LONG_SIDE / longer,
                                      .height = image->height * LONG_SIDE / longer,
                                      .n_frames = FRAMES,
                                      .seed = 7};
        IdpError error = {0};
        AuthEvidence evidence;

        if (measure(tools, shot, scene, &options, &evidence, &error)) {
            fprintf(stderr, "%s: %s\n", path, error.message);
        } else {
            printf("%s\t%s\t%.0f", path, kinds[options.kind], options.motion_px);
            for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
                printf("\t%.3f", evidence.signals[columns[k]].value);
            printf("\t%.1f\n", evidence.costs_ms[AUTH_PART_BURST]);
        }
        arena_return_to(tools->arena, mark);
    }
}

int main(int argc, char **argv)
{
    const int has_other = argc > 2 && !strcmp(argv[1], "--frames-of");
    Tools tools = {0};
    IdpError error = {0};
    Shot other = {.n_faces = 0};

    if (tools_init(&tools, &error) ||
        (has_other && tools_read(&tools, file_load(argv[2]), &other, &error))) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    printf(
        "file\tkind\tmotion_px\tparallax\tstillness\treplay\tidentity\tmicro_motion\tlive\tms\n");
    for (int i = has_other ? 3 : 1; i < argc; i++) {
        const ArenaMark mark = arena_get_mark(tools.arena);
        const IdpBytes file = file_load(argv[i]);
        Shot shot = {.n_faces = 0};

        if (!tools_read(&tools, file, &shot, &error) && shot.n_faces)
            measure_all(&tools, argv[i], &shot, other.n_faces ? &other : &shot);
        arena_return_to(tools.arena, mark);
        free((void *)(uintptr_t)file.data);
    }
    tools_done(&tools);
    return 0;
}
