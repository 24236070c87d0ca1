/*
 * `tucai photo calibrate`: how often each rule errs on pictures that people have labelled, and
 * where its limit should be. Each table of labels is one set; real and made pictures are never
 * counted together.
 */
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "src/cmd/calibrate_print.h"
#include "src/cmd/calibrate_set.h"
#include "src/cmd/cmd.h"
#include "src/cmd/threads.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(CalibrationSet, set_free)

static const char usage[] =
    "Usage: tucai photo calibrate LABELS.csv... [OPTIONS]\n"
    "Runs every picture of each table (file,rules,unknown,tags,note; tests/labels/README.md says\n"
    "what they mean) and prints, rule by rule, false refusals, misses and better limits.";

typedef struct Settings {
    SetOptions set;
    int as_markdown, lists_errors;
} Settings;

static int calibrate(const char *path, const Settings *settings, IdpEngine *engine)
{
    cleanup_with(set_free_p) CalibrationSet *set = NULL;
    Message message;

    if (set_judge(path, &settings->set, engine, &set, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    if (calibrate_print(set, settings->as_markdown, stdout)) {
        fputs("tucai: out of memory\n", stderr);
        return CMD_INTERNAL;
    }
    if (settings->lists_errors)
        calibrate_print_errors(set, stdout);
    return CMD_OK;
}

int cmd_photo_calibrate(int argc, char **argv)
{
    Settings settings = {0};
    int is_done, status;
    long n_jobs = threads_get_default();
    const Option options[] = {
        {"pictures", 0, OPTION_TEXT, &settings.set.pictures, 0, 0, "DIR",
         "folder of the pictures that are not beside their table"},
        {"unknown", 0, OPTION_TEXT, &settings.set.unknown, 0, 0, "CODES",
         "codes that no picture was judged for"},
        {"enlarge", 0, OPTION_FLAG, &settings.set.enlarges, 0, 0, NULL,
         "judge pictures under 0.25 megapixels too, enlarged, by what that does not change"},
        {"jobs", 'j', OPTION_NUMBER, &n_jobs, 1, THREADS_MAX, "N",
         "pictures at a time; default: one for each processor"},
        {"markdown", 0, OPTION_FLAG, &settings.as_markdown, 0, 0, NULL, "print Markdown"},
        {"errors", 0, OPTION_FLAG, &settings.lists_errors, 0, 0, NULL,
         "also list the pictures on which a measure errs"},
        {0},
    };
    Operands operands;
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;

    status = cmd_parse(usage, options, argc, argv, &operands, &is_done);
    if (is_done)
        return status;
    if (!operands.n_values) {
        fputs("tucai: photo calibrate takes tables of labels (try --help)\n", stderr);
        return CMD_USAGE;
    }
    settings.set.n_threads = (unsigned)n_jobs;
    engine = cmd_start_engine(settings.set.n_threads);
    if (!engine)
        return CMD_INTERNAL;
    for (size_t i = 0; i < operands.n_values && !status; i++) {
        if (i)
            putchar('\n');
        status = calibrate(operands.values[i], &settings, engine);
    }
    return status;
}
