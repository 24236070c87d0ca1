/*
 * `tucai photo make`: shots to certificate photos, one file or many.
 *
 * Many files are a list that N threads take from by an atomic index; each writes only its own row.
 * A bad file is a row like any other: the run goes on. The table at the end is in the order of the
 * names.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"
#include "src/cmd/cmd.h"
#include "src/cmd/inputs.h"
#include "src/cmd/report_print.h"
#include "src/cmd/threads.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(IdpPhoto, idp_photo_free)
DEFINE_CLEANUP(Inputs, inputs_free)

static const char usage[] =
    "Usage: tucai photo make FILE -o OUT.jpg [OPTIONS]\n"
    "       tucai photo make FILE|FOLDER... -o FOLDER [OPTIONS]\n"
    "Makes the certificate photo of each shot. With several files or a folder, -o, --report,\n"
    "--overlay and --preview name folders. Exit status: 0 passed, 3 refused, 2 bad input or "
    "usage,\n"
    "1 internal error.\n";

typedef struct Settings {
    const char *out, *report, *overlay, *preview, *profile_name, *excepted;
    int is_forced;
    long n_jobs;
    int is_batch;
    const IdpProfile *profile;
    Exceptions exceptions;
} Settings;

typedef struct Row {
    int exit_status;
    char outcome[32];
    char reason[96];
    double total_ms;
} Row;

typedef struct Batch {
    const Settings *settings;
    const Inputs *inputs;
    IdpEngine *engine;
    Row *rows;
    atomic_size_t n_done;
} Batch;

/* The path of an output: the option's value, or in a batch that folder with the input's stem. */
static int make_path(const Settings *settings, const char *target, const Input *input,
                     const char *ending, char *ret_path, size_t size_bytes)
{
    const int length = settings->is_batch
                           ? snprintf(ret_path, size_bytes, "%s/%s%s", target, input->stem, ending)
                           : snprintf(ret_path, size_bytes, "%s", target);

    return length >= 0 && (size_t)length < size_bytes ? 0 : -1;
}

/* Writes one output if it is asked for and was made. */
static int write_output(const Settings *settings, const char *target, const Input *input,
                        const char *ending, IdpBytes bytes)
{
    char path[4096];
    Message message;

    if (!target || !bytes.data)
        return 0;
    if (make_path(settings, target, input, ending, path, sizeof path)) {
        fprintf(stderr, "tucai: the path for %s is too long\n", input->stem);
        return -1;
    }
    if (file_write(path, bytes.data, bytes.n_bytes, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return -1;
    }
    return 0;
}

static int write_outputs(const Settings *settings, const Input *input, const IdpPhoto *photo)
{
    cleanup_free char *text = NULL;
    IdpError error;

    if (settings->report && idp_report_format(idp_photo_get_report(photo), &text, &error)) {
        cmd_print_error(input->path, &error);
        return -1;
    }
    return write_output(settings, settings->out, input, ".jpg", idp_photo_get_certificate(photo)) ||
           write_output(settings, settings->preview, input, ".preview.jpg",
                        idp_photo_get_preview(photo)) ||
           write_output(settings, settings->overlay, input, ".overlay.png",
                        idp_photo_get_overlay(photo)) ||
           write_output(settings, settings->report, input, ".json",
                        (IdpBytes){text, text ? strlen(text) : 0});
}

static void fill_row(Row *row, const IdpReport *report)
{
    const IdpRuleResult *reason = report_get_first_reason(report);

    snprintf(row->outcome, sizeof row->outcome, "%s", report_get_outcome(report));
    if (report->status)
        snprintf(row->reason, sizeof row->reason, "%s %s", reason ? reason->code : "",
                 idp_status_get_name(report->status));
    else if (reason)
        snprintf(row->reason, sizeof row->reason, "%s %s %.6g %s", reason->code, reason->measure,
                 reason->value, reason->unit);
    row->total_ms = report->total_ms;
    row->exit_status = report->status                        ? CMD_USAGE
                       : report->verdict == IDP_VERDICT_FAIL ? CMD_REFUSED
                                                             : CMD_OK;
}

static unsigned get_wanted_outputs(const Settings *settings)
{
    return (settings->out ? (unsigned)IDP_OUTPUT_CERTIFICATE : 0) |
           (settings->preview ? (unsigned)IDP_OUTPUT_PREVIEW : 0) |
           (settings->overlay ? (unsigned)IDP_OUTPUT_OVERLAY : 0) |
           (settings->is_forced ? (unsigned)IDP_OUTPUT_FORCE : 0);
}

/* One shot, from file to files. The row's exit status tells how it went. */
static void make_one(const Settings *settings, IdpEngine *engine, const Input *input, Row *row)
{
    IdpPhotoRequest request = {.profile = settings->profile,
                               .outputs = get_wanted_outputs(settings),
                               .exceptions = settings->exceptions.codes,
                               .n_exceptions = settings->exceptions.n_codes};
    cleanup_free void *data = NULL;
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
    IdpError error;
    Message message;

    *row = (Row){.exit_status = CMD_USAGE, .outcome = "unreadable"};
    if (file_read(input->path, IDP_INPUT_BYTES_MAX + 1, &data, &request.input.n_bytes, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return;
    }
    request.input.data = data;
    *row = (Row){.exit_status = CMD_INTERNAL, .outcome = "error"};
    if (idp_photo_make(engine, &request, &photo, &error)) {
        cmd_print_error(input->path, &error);
        row->exit_status = error.status == IDP_E_ARGUMENT ? CMD_USAGE : CMD_INTERNAL;
        return;
    }
    if (write_outputs(settings, input, photo)) {
        row->exit_status = CMD_USAGE;
        return;
    }
    fill_row(row, idp_photo_get_report(photo));
    if (!settings->is_batch)
        report_print(idp_photo_get_report(photo), input->path, stdout);
}

static void make_item(void *context, size_t i)
{
    Batch *batch = context;
    Row *row = &batch->rows[i];

    make_one(batch->settings, batch->engine, &batch->inputs->items[i], row);
    fprintf(stderr, "[%zu/%zu] %s: %s %s\n", atomic_fetch_add(&batch->n_done, 1) + 1,
            batch->inputs->n_items, batch->inputs->items[i].path, row->outcome, row->reason);
}

static void print_table(const Batch *batch)
{
    size_t n_passed = 0, n_refused = 0, n_bad = 0;

    printf("%-32s %-20s %-32s %8s\n", "file", "outcome", "first reason", "ms");
    for (size_t i = 0; i < batch->inputs->n_items; i++) {
        const Row *row = &batch->rows[i];

        printf("%-32s %-20s %-32s %8.1f\n", batch->inputs->items[i].stem, row->outcome, row->reason,
               row->total_ms);
        n_passed += row->exit_status == CMD_OK;
        n_refused += row->exit_status == CMD_REFUSED;
        n_bad += row->exit_status == CMD_USAGE || row->exit_status == CMD_INTERNAL;
    }
    printf("%zu photos: %zu passed, %zu refused, %zu bad\n", batch->inputs->n_items, n_passed,
           n_refused, n_bad);
}

static int make_many(const Settings *settings, const Inputs *inputs, IdpEngine *engine)
{
    cleanup_free Row *rows = calloc(inputs->n_items, sizeof *rows);
    Batch batch = {.settings = settings, .inputs = inputs, .engine = engine, .rows = rows};
    int outcome = CMD_OK;

    if (!rows || threads_for_each((unsigned)settings->n_jobs, inputs->n_items, make_item, &batch)) {
        fputs("tucai: out of memory or threads\n", stderr);
        return CMD_INTERNAL;
    }
    print_table(&batch);
    for (size_t i = 0; i < inputs->n_items; i++)
        outcome = cmd_get_worse(outcome, rows[i].exit_status);
    return outcome;
}

/* Makes the folders that a batch writes to. */
static int make_folders(const Settings *settings)
{
    const char *const folders[] = {settings->out, settings->report, settings->overlay,
                                   settings->preview};

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct stat info;

        if (!folders[i])
            continue;
        mkdir(folders[i], 0755); /* whether it is there now is what counts */
        if (stat(folders[i], &info) || !S_ISDIR(info.st_mode)) {
            fprintf(stderr, "tucai: %s: not a folder, and several photos are to be made\n",
                    folders[i]);
            return -1;
        }
    }
    return 0;
}

static int make_all(Settings *settings, const Inputs *inputs)
{
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;
    Row row;

    if (settings->is_batch && make_folders(settings))
        return CMD_USAGE;
    engine = cmd_start_engine((unsigned)settings->n_jobs);
    if (!engine)
        return CMD_INTERNAL;
    if (settings->is_batch)
        return make_many(settings, inputs, engine);
    make_one(settings, engine, &inputs->items[0], &row);
    return row.exit_status;
}

int cmd_photo_make(int argc, char **argv)
{
    Settings settings = {.profile_name = "graduation", .n_jobs = (long)threads_get_default()};
    const Option options[] = {
        {"output", 'o', OPTION_TEXT, &settings.out, 0, 0, "OUT", "the photo, or a folder for many"},
        {"report", 0, OPTION_TEXT, &settings.report, 0, 0, "FILE", "write the report as JSON"},
        {"overlay", 0, OPTION_TEXT, &settings.overlay, 0, 0, "FILE",
         "write a PNG of the shot with the measured places"},
        {"preview", 0, OPTION_TEXT, &settings.preview, 0, 0, "FILE",
         "write the photo with the watermark"},
        {"except", 0, OPTION_TEXT, &settings.excepted, 0, 0, "CODES",
         "rules that do not count for this student: P06,P19"},
        {"profile", 0, OPTION_TEXT, &settings.profile_name, 0, 0, "NAME", "default: graduation"},
        {"force", 0, OPTION_FLAG, &settings.is_forced, 0, 0, NULL,
         "make the photo though rules fail"},
        {"jobs", 'j', OPTION_NUMBER, &settings.n_jobs, 1, THREADS_MAX, "N",
         "photos at a time; default: one for each processor"},
        {0},
    };
    Operands operands;
    Message message;
    int is_done;
    const int status = cmd_parse(usage, options, argc, argv, &operands, &is_done);
    cleanup_with(inputs_free_p) Inputs *inputs = NULL;

    if (is_done)
        return status;
    if (!operands.n_values || !settings.out) {
        fputs("tucai: photo make needs a file and -o (try --help)\n", stderr);
        return CMD_USAGE;
    }
    settings.profile = cmd_find_profile(settings.profile_name);
    if (!settings.profile || cmd_parse_exceptions(settings.excepted, &settings.exceptions))
        return CMD_USAGE;
    if (inputs_new(operands.values, operands.n_values, &inputs, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    settings.is_batch = inputs->n_items > 1 || inputs->has_folder;
    return make_all(&settings, inputs);
}
