/*
 * hint_table LABELS.csv PICTURES [PORTRAIT...]
 *
 * Prints, as CSV, what the framing hints (client/quality) say of frames with known faults. `broken`
 * lists the hints that are asked for, `unsure` those that nobody could judge. Sets:
 *   picture  every labelled picture with a face, its head in the outline
 *   NAME     a fault of faults.c put on each PORTRAIT in growing strength
 *   far ROOM each PORTRAIT so many times as far away, in its own surroundings and in other rooms
 *   empty    every labelled picture without people, as a room with nobody in the outline
 *   limit    of each hint, the limits below and above as the values of `dark` and `bright`
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/quality/quality.h"
#include "lib/base/cleanup.h"
#include "lib/codec/decode.h"
#include "src/base/file.h"
#include "src/cmd/calibrate_labels.h"
#include "tests/simulate/faults.h"
#include "tests/simulate/viewfinder.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(Labels, labels_free)

enum { ARENA_BYTES_MAX = 1 << 30, LONG_SIDE_MAX_PX = 2400, STEPS_MAX = 6, N_ROOMS = 6 };

typedef struct Job {
    IdpEngine *engine;
    Arena *arena;
    const char *pictures;
    RgbImage rooms[N_ROOMS];
    uint8_t frame[VIEWFINDER_BYTES];
} Job;

static const char *const rooms[N_ROOMS] = {
    "soft-ui/home-decor-1.jpg",     "soft-ui/home-decor-2.jpg",     "soft-ui/home-decor-3.jpg",
    "paper-kit/fabio-mangione.jpg", "paper-kit/antoine-barres.jpg", "paper-kit/joshua-stannard.jpg",
};

typedef struct Ladder {
    const char *name;
    QualityHint hint;
    int (*apply)(Portrait *portrait, double strength);
    size_t n_steps;
    double steps[STEPS_MAX];
} Ladder;

static int fault_noisy_blur(Portrait *portrait, double sigma)
{
    return fault_blur(portrait, sigma) || fault_noise(portrait, 8);
}

static const Ladder ladders[] = {
    {"dark", QUALITY_DARK, fault_dark, 6, {0, 1, 2, 3, 4, 5}},
    {"bright", QUALITY_BRIGHT, fault_bright, 5, {0, 0.7, 1.4, 2.2, 3}},
    {"side_light", QUALITY_UNEVEN, fault_side_light, 6, {0, 0.5, 1, 1.8, 2.6, 3.5}},
    {"blur", QUALITY_BLURRED, fault_blur, 6, {0, 0.7, 1.2, 2, 3.2, 5}},
    {"blur+noise", QUALITY_BLURRED, fault_noisy_blur, 6, {0, 0.3, 1.2, 2, 3.2, 5}},
    {"motion", QUALITY_BLURRED, fault_motion, 5, {0, 4, 8, 14, 22}},
};

static const char *const names[QUALITY_HINT_COUNT] = {"dark", "bright", "far", "uneven", "blurred"};

static void print_hints(uint32_t hints)
{
    const char *space = "";

    for (int i = 0; i < QUALITY_HINT_COUNT; i++)
        if (hints & 1U << i) {
            printf("%s%s", space, names[i]);
            space = " ";
        }
}

static void print_frame(Job *job, const char *set, const char *file, double strength,
                        uint32_t broken, uint32_t unsure)
{
    int32_t values[QUALITY_HINT_COUNT];

    if (quality_measure(job->frame, VIEWFINDER_WIDTH, VIEWFINDER_HEIGHT, values))
        abort();
    printf("%s,%s,%g,", set, file, strength);
    print_hints(broken);
    printf(",");
    print_hints(unsure);
    for (int i = 0; i < QUALITY_HINT_COUNT; i++)
        printf(",%d", values[i]);
    printf(",");
    print_hints(quality_judge(values));
    printf("\n");
}

static int read_picture(Job *job, const char *file, RgbImage *ret_image)
{
    cleanup_free void *data = NULL;
    size_t n_bytes;
    char path[4096];
    SourceImage source;
    Message message;
    IdpError error;

    snprintf(path, sizeof path, "%s/%s", job->pictures, file);
    if (file_read(path, IDP_INPUT_BYTES_MAX, &data, &n_bytes, &message) ||
        decode_finished(job->arena, (IdpBytes){data, n_bytes}, LONG_SIDE_MAX_PX, &source, &error))
        return -1;
    *ret_image = source.image;
    return 0;
}

static void add_mark(const Label *label, RuleId rule, QualityHint hint, uint32_t *broken,
                     uint32_t *unsure)
{
    if (label->marks[rule] == MARK_BROKEN)
        *broken |= 1U << hint;
    else if (label->marks[rule] != MARK_GOOD)
        *unsure |= 1U << hint;
}

/* A picture smaller than the frame is blurred by being enlarged. */
static int is_small(const Portrait *portrait)
{
    return (portrait->chin - portrait->hair_top) * portrait->unit_px < 278;
}

static int print_picture(Job *job, const Label *label, const Portrait *portrait)
{
    uint32_t broken = 0, unsure = 0;

    add_mark(label, RULE_DARK, QUALITY_DARK, &broken, &unsure);
    add_mark(label, RULE_BRIGHT, QUALITY_BRIGHT, &broken, &unsure);
    add_mark(label, RULE_SIDE_LIGHT, QUALITY_UNEVEN, &broken, &unsure);
    add_mark(label, RULE_BLUR, QUALITY_BLURRED, &broken, &unsure);
    if (is_small(portrait))
        unsure |= 1U << QUALITY_BLURRED;
    if (label_get_code_mark(label, "P04") != MARK_GOOD ||
        label_has_tag(label, "crop")) /* no head in the outline */
        unsure |= 1U << QUALITY_FAR | 1U << QUALITY_UNEVEN;
    if (viewfinder_show(portrait, 1, NULL, job->frame))
        return -1;
    print_frame(job, "picture", label->file, 0, broken, unsure);
    return 0;
}

static int print_ladder(Job *job, const char *file, const Portrait *portrait, const Ladder *ladder)
{
    for (size_t i = 0; i < ladder->n_steps; i++) {
        const ArenaMark mark = arena_get_mark(job->arena);
        Portrait copy;

        if (portrait_copy(portrait, job->arena, &copy) ||
            (i && ladder->apply(&copy, ladder->steps[i])) ||
            viewfinder_show(&copy, 1, NULL, job->frame))
            return -1;
        print_frame(job, ladder->name, file, ladder->steps[i], i ? 1U << ladder->hint : 0, 0);
        arena_return_to(job->arena, mark);
    }
    return 0;
}

/* Further and further away, before a wall and in rooms. */
static int print_distances(Job *job, const char *file, const Portrait *portrait)
{
    static const double distances[] = {0.65, 0.8, 1, 1.2, 1.5, 2, 3};

    for (int room = -1; room < N_ROOMS; room++)
        for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
            char name[64];

            if (viewfinder_show(portrait, distances[i], room < 0 ? NULL : &job->rooms[room],
                                job->frame))
                return -1;
            snprintf(name, sizeof name, "far %s", room < 0 ? "own" : rooms[room]);
            print_frame(job, name, file, distances[i], distances[i] > 1 ? 1U << QUALITY_FAR : 0, 0);
        }
    return 0;
}

static int is_asked(const char *file, int n_files, char **files)
{
    for (int i = 0; i < n_files; i++)
        if (!strcmp(files[i], file))
            return 1;
    return 0;
}

static int print_label(Job *job, const Label *label, int has_ladders)
{
    RgbImage image;
    Portrait portrait;

    if (read_picture(job, label->file, &image))
        return 0;
    if (label_has_tag(label, "no-face") && label_has_tag(label, "non-photo")) {
        if (viewfinder_show_room(job->arena, &image, job->frame))
            return -1;
        print_frame(job, "empty", label->file, 0, 1U << QUALITY_FAR, 0);
        return 0;
    }
    if (label_has_tag(label, "group") || label_has_tag(label, "no-face") ||
        portrait_make(job->engine, job->arena, &image, 1, &portrait))
        return 0;
    if (print_picture(job, label, &portrait))
        return -1;
    if (!has_ladders)
        return 0;
    for (size_t i = 0; i < sizeof ladders / sizeof ladders[0]; i++)
        if (print_ladder(job, label->file, &portrait, &ladders[i]))
            return -1;
    return print_distances(job, label->file, &portrait);
}

static void print_limits(void)
{
    for (int i = 0; i < QUALITY_HINT_COUNT; i++)
        printf("limit,%s,,,,%d,%d,,,,\n", names[i], QUALITY_LIMITS[i].min, QUALITY_LIMITS[i].max);
}

/* A room without which the table would not be the same is missed loudly. */
static int read_rooms(Job *job)
{
    for (size_t i = 0; i < N_ROOMS; i++)
        if (read_picture(job, rooms[i], &job->rooms[i])) {
            fprintf(stderr, "%s: cannot be read\n", rooms[i]);
            return -1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    static Job job;
    cleanup_with(labels_free_p) Labels *labels = NULL;
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES_MAX);
    Message message;
    IdpError error;

    if (argc < 3) {
        fprintf(stderr, "usage: %s LABELS.csv PICTURES [PORTRAIT...]\n", argv[0]);
        return 2;
    }
    if (labels_read(argv[1], &labels, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return 2;
    }
    if (!arena || idp_engine_new(NULL, &engine, &error)) {
        fprintf(stderr, "%s: cannot start\n", argv[0]);
        return 1;
    }
    job.engine = engine;
    job.arena = arena;
    job.pictures = argv[2];
    if (argc > 3 && read_rooms(&job))
        return 1;
    printf("set,file,strength,broken,unsure,dark,bright,far,uneven,blurred,hints\n");
    print_limits();
    for (size_t i = 0; i < labels->n_items; i++) {
        const ArenaMark mark = arena_get_mark(arena);
        const Label *label = &labels->items[i];

        if (print_label(&job, label, is_asked(label->file, argc - 3, argv + 3)))
            return 1;
        arena_return_to(arena, mark);
    }
    return 0;
}
