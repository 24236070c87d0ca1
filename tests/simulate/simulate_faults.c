/*
 * simulate_faults LABELS.csv PICTURES OUTDIR [--seed N] FILE...
 *
 * Puts every fault of faults.h in every strength on the pictures FILE of the table (below PICTURES)
 * and writes them with a table of labels, faults.csv, into OUTDIR. What is known of the picture
 * itself is taken over. Pictures too small to be shots are enlarged. Prints what it did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "src/cmd/calibrate_labels.h"
#include "src/cmd/calibrate_picture.h"
#include "tests/simulate/faults.h"
#include "tests/simulate/files.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(Labels, labels_free)

enum { QUALITY = 92, ARENA_BYTES_MAX = 1 << 30 };

typedef struct Job {
    IdpEngine *engine;
    Arena *arena;
    const char *out;
    FILE *table;
    uint32_t seed;
    size_t n_pictures;
} Job;

/* What the picture itself breaks, or may: on its copies nobody counts it. */
static void print_own_rules(const Label *label, FILE *table)
{
    for (const char *at = label->rules; *(at += strspn(at, " ")); at += strcspn(at, " "))
        fprintf(table, " %.*s", (int)strcspn(at, " ?"), at);
}

/* Made pictures are no camera's files, at sizes of their own. */
static void print_row(const Label *label, const Fault *fault, size_t step, const char *name,
                      int is_enlarged, FILE *table)
{
    fprintf(table, "%s,%s%s,%s F01 A05", name, fault->rule,
            *fault->rule && step < fault->first_sure ? "?" : "", label->unknown);
    print_own_rules(label, table);
    fprintf(table, " %s%s%s", fault->also, strncmp(fault->rule, "P02", 3) ? " P02" : "",
            is_enlarged ? " P27 A01 A02" : "");
    fprintf(table, ",synthetic %s,%g\n", fault->name, fault->strengths[step]);
}

static int write_picture(Job *job, const Portrait *portrait, const char *name)
{
    const JpegOptions options = {.density_dpi = 72, .quality_min = QUALITY, .quality_max = QUALITY};
    EncodedFile file;
    IdpError error;
    char path[4096];
    int status;

    snprintf(path, sizeof path, "%s/%s", job->out, name);
    if (encode_jpeg(&portrait->image, &options, &file, &error))
        return -1;
    status = file_store(path, (IdpBytes){file.data, file.n_bytes});
    free(file.data);
    job->n_pictures++;
    return status;
}

static int make_ladder(Job *job, const Portrait *portrait, const Label *label, const Fault *fault,
                       int is_enlarged)
{
    const char *slash = strrchr(label->file, '/'), *file = slash ? slash + 1 : label->file;

    for (size_t step = 0; step < fault->n_strengths; step++) {
        const ArenaMark mark = arena_get_mark(job->arena);
        Portrait copy;
        char name[512];

        snprintf(name, sizeof name, "%.*s-%s-%zu.jpg", (int)strcspn(file, "."), file, fault->name,
                 step + 1);
        if (portrait_copy(portrait, job->arena, &copy) ||
            fault->apply(&copy, fault->strengths[step]) || write_picture(job, &copy, name))
            return -1;
        print_row(label, fault, step, name, is_enlarged, job->table);
        arena_return_to(job->arena, mark);
    }
    return 0;
}

static int make_ladders(Job *job, const Label *label, const char *path)
{
    const ArenaMark mark = arena_get_mark(job->arena);
    IdpBytes file;
    SourceImage source;
    Portrait portrait;
    Message message;
    IdpError error;
    int is_enlarged, status;

    if (picture_read(path, 1, &file, &is_enlarged, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return -1;
    }
    status = decode_image(job->arena, file, 1 << 14, &source, &error);
    free((void *)(uintptr_t)file.data);
    if (status || portrait_make(job->engine, job->arena, &source.image, job->seed, &portrait))
        return -1;
    for (const Fault *fault = FAULTS; fault->name && !status; fault++)
        status = make_ladder(job, &portrait, label, fault, is_enlarged);
    arena_return_to(job->arena, mark);
    return status;
}

static const Label *find_label(const Labels *labels, const char *file)
{
    for (size_t i = 0; i < labels->n_items; i++)
        if (!strcmp(labels->items[i].file, file))
            return &labels->items[i];
    return NULL;
}

static int make_all(Job *job, const Labels *labels, const char *pictures, int n_files, char **files)
{
    for (int i = 0; i < n_files; i++) {
        const Label *label = find_label(labels, files[i]);
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", pictures, files[i]);
        if (!label || make_ladders(job, label, path)) {
            fprintf(stderr, "%s: %s\n", files[i], label ? "no ladders" : "not in the table");
            return -1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    cleanup_with(labels_free_p) Labels *labels = NULL;
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES_MAX);
    Job job = {.arena = arena, .seed = 1};
    int n_words = 4, status;
    char path[4096];
    Message message;
    IdpError error;

    if (argc > 5 && !strcmp(argv[4], "--seed")) {
        job.seed = (uint32_t)strtoul(argv[5], NULL, 10);
        n_words = 6;
    }
    if (argc <= n_words) {
        fprintf(stderr, "usage: %s LABELS.csv PICTURES OUTDIR [--seed N] FILE...\n", argv[0]);
        return 2;
    }
    job.out = argv[3];
    snprintf(path, sizeof path, "%s/faults.csv", job.out);
    if (labels_read(argv[1], &labels, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return 2;
    }
    if (!arena || idp_engine_new(NULL, &engine, &error) || !(job.table = fopen(path, "we"))) {
        fprintf(stderr, "%s: cannot start\n", argv[0]);
        return 1;
    }
    job.engine = engine;
    fputs("file,rules,unknown,tags,note\n", job.table);
    status = make_all(&job, labels, argv[2], argc - n_words, argv + n_words);
    if (fclose(job.table))
        status = -1;
    printf("%zu pictures in %s\n", job.n_pictures, job.out);
    return status ? 1 : 0;
}
