/*
 * `tucai bench matte`: people with known alpha are laid on pictures without people and cut out
 * again; what comes back is held against the alpha that went in. docs/photo-quality.md.
 *
 * Persons at even places of the sorted folder are for development, those at odd places are the
 * test: parameters are chosen on the first and reported on the second. One thread.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/clock.h"
#include "lib/codec/codec.h"
#include "lib/codec/encode.h"
#include "lib/engine/engine.h"
#include "lib/matte/matte.h"
#include "src/base/file.h"
#include "src/cmd/bench_people.h"
#include "src/cmd/cmd.h"
#include "src/cmd/matte_scores.h"

enum { PATH_BYTES = 4096, STEM_BYTES = 128, NAME_BYTES = 160 };

static const size_t arena_bytes = (size_t)512 << 20;

static const char usage[] =
    "Usage: tucai bench matte FOLDER [OPTIONS]\n"
    "Scores of the matte on composites of FOLDER/original/*.jpg with FOLDER/alpha/*.png: error in\n"
    "the band of edges and hair, SAD / 1000, MSE x 1000, gradient error / 1000, holes inside, "
    "blobs\n"
    "outside; for the network's plain mask and for ours.\n";

typedef struct Settings {
    const char *folder;
    const char *pictures_dir;
    const char *alpha_dir; /* NULL: our own alpha is scored */
    const char *save_dir;  /* NULL: nothing is written */
    int as_json;
} Settings;

typedef enum Part { PART_DEVELOPMENT, PART_TEST, PART_COUNT } Part;

static const char *const part_names[PART_COUNT] = {"development", "test"};

typedef struct Result {
    MatteScores ours, plain;
    double milliseconds; /* of ours */
    double unsure_ratio, edge_energy;
} Result;

typedef struct Bench {
    const Settings *settings;
    const Matter *matter;
    Arena *arena;
    size_t n_results[PART_COUNT];
    Result sums[PART_COUNT];
} Bench;

static int fail(const Message *message)
{
    fprintf(stderr, "tucai bench matte: %s\n", message->text);
    return CMD_USAGE;
}

static int save_png(const char *dir, const char *kind, const char *name, const RgbImage *image,
                    Message *message)
{
    char path[PATH_BYTES];
    EncodedFile file;
    IdpError error;
    int status;

    snprintf(path, sizeof path, "%s/%s", dir, kind);
    if ((mkdir(dir, 0777) && errno != EEXIST) || (mkdir(path, 0777) && errno != EEXIST))
        return message_set(message, "%s: %s", path, strerror(errno));
    snprintf(path, sizeof path, "%s/%s/%s.png", dir, kind, name);
    if (encode_png(image, &file, &error))
        return message_set(message, "%s: %s", path, error.message);
    status = file_write(path, file.data, file.n_bytes, message);
    free(file.data);
    return status;
}

static int save_plane(Arena *arena, const char *dir, const char *kind, const char *name,
                      const Plane *plane, Message *message)
{
    RgbImage image;

    if (rgb_image_new(arena, plane->width, plane->height, &image))
        return message_set(message, "out of memory");
    for (int y = 0; y < plane->height; y++)
        for (int i = 0; i < 3 * plane->width; i++)
            rgb_image_row(&image, y)[i] = (uint8_t)(255.0f * plane_row(plane, y)[i / 3] + 0.5f);
    return save_png(dir, kind, name, &image, message);
}

static int save(const Bench *bench, const char *name, const RgbImage *image, const Plane *alpha,
                const Plane *truth, Message *message)
{
    const char *dir = bench->settings->save_dir;

    if (!dir)
        return 0;
    return save_png(dir, "composite", name, image, message) ||
                   save_plane(bench->arena, dir, "alpha", name, alpha, message) ||
                   save_plane(bench->arena, dir, "truth", name, truth, message)
               ? -1
               : 0;
}

/* Ours, or the alpha that somebody else made of the same composite. */
static int get_alpha(const Bench *bench, const char *name, const RgbImage *image, Plane *ret_alpha,
                     Result *result, Message *message)
{
    char path[PATH_BYTES];
    Matte matte;
    IdpError error;
    double started_ms;

    if (bench->settings->alpha_dir) {
        snprintf(path, sizeof path, "%s/%s.png", bench->settings->alpha_dir, name);
        return people_read_alpha(bench->arena, path, image->width, image->height, ret_alpha,
                                 message);
    }
    started_ms = clock_get_ms();
    if (matte_make(bench->matter, bench->arena, image, NULL, 1.0, &matte, &error))
        return message_set(message, "%s: %s", name, error.message);
    result->milliseconds = clock_get_ms() - started_ms;
    result->unsure_ratio = (double)matte.unsure_ratio;
    result->edge_energy = (double)matte.edge_energy;
    *ret_alpha = matte.alpha;
    return 0;
}

static int measure(const Bench *bench, const char *name, const RgbImage *image, const Plane *truth,
                   Result *ret_result, Message *message)
{
    Result result = {.milliseconds = 0};
    Plane alpha, plain;
    IdpError error;

    if (get_alpha(bench, name, image, &alpha, &result, message))
        return -1;
    if (matte_make_plain(bench->matter, bench->arena, image, &plain, &error))
        return message_set(message, "%s: %s", name, error.message);
    if (matte_scores_measure(bench->arena, &alpha, truth, &result.ours) ||
        matte_scores_measure(bench->arena, &plain, truth, &result.plain))
        return message_set(message, "out of memory");
    *ret_result = result;
    return save(bench, name, image, &alpha, truth, message);
}

static void print_scores(const MatteScores *scores, int as_json)
{
    printf(as_json ? "{\"band\": %.3f, \"sad\": %.3f, \"mse\": %.4f, \"gradient\": %.4f, "
                     "\"inside_leak\": %.4f, \"outside_leak\": %.4f}"
                   : "%7.2f %% %7.2f %7.2f %7.3f %7.3f %% %7.3f %%",
           scores->band_error, scores->sad, scores->mse, scores->gradient, scores->inside_leak,
           scores->outside_leak);
}

static void print_result(const char *name, const Result *result, int as_json)
{
    if (as_json) {
        printf("{\"name\": \"%s\", \"ours\": ", name);
        print_scores(&result->ours, 1);
        printf(", \"plain\": ");
        print_scores(&result->plain, 1);
        printf(", \"ms\": %.2f, \"unsure\": %.4f, \"edge_energy\": %.4f}", result->milliseconds,
               result->unsure_ratio, result->edge_energy);
        return;
    }
    printf("%-24s plain", name);
    print_scores(&result->plain, 0);
    printf("\n%-24s ours ", "");
    print_scores(&result->ours, 0);
    printf("  %.1f ms, unsure %.3f, edge %.3f\n", result->milliseconds, result->unsure_ratio,
           result->edge_energy);
}

static void add_scores(MatteScores *sum, const MatteScores *scores, double weight)
{
    sum->band_error += weight * scores->band_error;
    sum->sad += weight * scores->sad;
    sum->mse += weight * scores->mse;
    sum->gradient += weight * scores->gradient;
    sum->inside_leak += weight * scores->inside_leak;
    sum->outside_leak += weight * scores->outside_leak;
}

static void add_result(Result *sum, const Result *result, double weight)
{
    add_scores(&sum->ours, &result->ours, weight);
    add_scores(&sum->plain, &result->plain, weight);
    sum->milliseconds += weight * result->milliseconds;
    sum->unsure_ratio += weight * result->unsure_ratio;
    sum->edge_energy += weight * result->edge_energy;
}

/* One person on all backgrounds. */
static int measure_person(Bench *bench, const char *stem, Part part, Message *message)
{
    const Settings *settings = bench->settings;
    const ArenaMark start = arena_get_mark(bench->arena);
    Person person;
    ArenaMark mark;

    if (people_load(bench->arena, settings->folder, stem, &person, message))
        return -1;
    mark = arena_get_mark(bench->arena);
    for (size_t i = 0; i < PEOPLE_BACKGROUNDS; i++) {
        char name[NAME_BYTES];
        RgbImage image;
        Result result;

        snprintf(name, sizeof name, "%s-%s", stem, people_get_background_name(i));
        if (people_compose(bench->arena, settings->pictures_dir, i, &person, &image, message) ||
            measure(bench, name, &image, &person.alpha, &result, message))
            return -1;
        if (settings->as_json && bench->n_results[0] + bench->n_results[1])
            printf(",\n");
        print_result(name, &result, settings->as_json);
        add_result(&bench->sums[part], &result, 1.0);
        bench->n_results[part]++;
        arena_return_to(bench->arena, mark);
    }
    arena_return_to(bench->arena, start);
    return 0;
}

static void print_means(const Bench *bench)
{
    const int as_json = bench->settings->as_json;

    for (int part = 0; part < PART_COUNT; part++) {
        Result mean = {.milliseconds = 0};

        if (!bench->n_results[part])
            continue;
        add_result(&mean, &bench->sums[part], 1.0 / (double)bench->n_results[part]);
        if (as_json)
            printf("%s\n", part ? "," : "");
        print_result(part_names[part], &mean, as_json);
    }
}

static int is_jpeg(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);

    return n > 4 && n < STEM_BYTES && !strcmp(entry->d_name + n - 4, ".jpg") &&
           !strpbrk(entry->d_name, "\"\\");
}

static int measure_folder(Bench *bench, Message *message)
{
    char path[PATH_BYTES];
    struct dirent **entries = NULL;
    int n, status = 0;

    snprintf(path, sizeof path, "%s/original", bench->settings->folder);
    n = scandir(path, &entries, is_jpeg, alphasort);
    if (n < 0)
        return message_set(message, "%s: %s", path, strerror(errno));
    if (n == 0)
        status = message_set(message, "%s: no .jpg files", path);
    printf(bench->settings->as_json
               ? "{\"composites\": [\n"
               : "%-24s          band     SAD     MSE    grad   inside   outside\n",
           "");
    for (int i = 0; i < n; i++) {
        char stem[STEM_BYTES];

        snprintf(stem, sizeof stem, "%.*s", (int)strlen(entries[i]->d_name) - 4,
                 entries[i]->d_name);
        if (!status)
            status = measure_person(bench, stem, i % 2 ? PART_TEST : PART_DEVELOPMENT, message);
        free(entries[i]);
    }
    free(entries);
    if (status)
        return status;
    printf(bench->settings->as_json ? "\n], \"means\": [" : "\n");
    print_means(bench);
    printf(bench->settings->as_json ? "]}\n" : "");
    return 0;
}

static int run_bench(const Settings *settings, Message *message)
{
    cleanup_with(runtime_free_p) Runtime *runtime = NULL;
    cleanup_with(matter_free_p) Matter *matter = NULL;
    cleanup_with(arena_free_p) Arena *arena = arena_new(arena_bytes);
    Bench bench = {.settings = settings, .arena = arena};
    IdpError error;

    if (!arena)
        return message_set(message, "out of memory");
    if (codec_init(&error) || runtime_new(&runtime, &error) ||
        matter_new(runtime, engine_find_models_dir(NULL), &matter, &error))
        return message_set(message, "%s", error.message);
    bench.matter = matter;
    return measure_folder(&bench, message);
}

int cmd_bench_matte(int argc, char **argv)
{
    Settings settings = {.pictures_dir = getenv("TUCAI_PICTURES")};
    const Option options[] = {
        {"alpha-from", 0, OPTION_TEXT, &settings.alpha_dir, 0, 0, "DIR",
         "score DIR/NAME-BACKGROUND.png, made of the composites of --save, instead of ours"},
        {"save", 0, OPTION_TEXT, &settings.save_dir, 0, 0, "DIR",
         "write DIR/composite, DIR/alpha and DIR/truth"},
        {"pictures", 0, OPTION_TEXT, &settings.pictures_dir, 0, 0, "DIR",
         "backgrounds; default $TUCAI_PICTURES or build/deps/pictures"},
        {"json", 0, OPTION_FLAG, &settings.as_json, 0, 0, NULL, "print JSON"},
        {0},
    };
    Operands operands;
    Message message;
    int is_done, status = cmd_parse(usage, options, argc, argv, &operands, &is_done);

    if (is_done)
        return status;
    if (operands.n_values != 1) {
        message_set(&message, "one folder with original/ and alpha/ is needed");
        return fail(&message);
    }
    settings.folder = operands.values[0];
    if (!settings.pictures_dir)
        settings.pictures_dir = "build/deps/pictures";
    return run_bench(&settings, &message) ? fail(&message) : CMD_OK;
}
