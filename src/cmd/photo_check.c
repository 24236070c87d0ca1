/* `tucai photo check`: the report of one shot, without making anything. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"
#include "src/cmd/cmd.h"
#include "src/cmd/report_print.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

static const char usage[] = "Usage: tucai photo check FILE [OPTIONS]\n"
                            "Prints what every rule measured. Exit status: 0 passed, 3 refused, 2 "
                            "bad file or usage, 1 internal.\n";

static int print_report(const IdpReport *report, const char *name, int as_json)
{
    cleanup_free char *text = NULL;
    IdpError error;

    if (!as_json) {
        report_print(report, name, stdout);
    } else if (idp_report_format(report, &text, &error)) {
        cmd_print_error(name, &error);
        return CMD_INTERNAL;
    } else {
        puts(text);
    }
    if (report->status)
        return CMD_USAGE;
    return report->verdict == IDP_VERDICT_FAIL ? CMD_REFUSED : CMD_OK;
}

int cmd_photo_check(int argc, char **argv)
{
    int as_json = 0, is_done, status;
    const char *profile_name = "graduation", *excepted = NULL;
    const Option options[] = {
        {"json", 0, OPTION_FLAG, &as_json, 0, 0, NULL, "print the report as JSON"},
        {"except", 0, OPTION_TEXT, &excepted, 0, 0, "CODES", "rules that do not count: P06,P19"},
        {"profile", 0, OPTION_TEXT, &profile_name, 0, 0, "NAME", "default: graduation"},
        {0},
    };
    Operands operands;
    Exceptions exceptions;
    IdpPhotoRequest request = {0};
    IdpError error;
    Message message;
    cleanup_free void *data = NULL;
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;

    status = cmd_parse(usage, options, argc, argv, &operands, &is_done);
    if (is_done)
        return status;
    if (operands.n_values != 1) {
        fputs("tucai: photo check takes one file (try --help)\n", stderr);
        return CMD_USAGE;
    }
    request.profile = cmd_find_profile(profile_name);
    if (!request.profile || cmd_parse_exceptions(excepted, &exceptions))
        return CMD_USAGE;
    request.exceptions = exceptions.codes;
    request.n_exceptions = exceptions.n_codes;
    if (file_read(operands.values[0], IDP_INPUT_BYTES_MAX + 1, &data, &request.input.n_bytes,
                  &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    request.input.data = data;
    engine = cmd_start_engine(1);
    if (!engine)
        return CMD_INTERNAL;
    if (idp_photo_make(engine, &request, &photo, &error)) {
        cmd_print_error(operands.values[0], &error);
        return error.status == IDP_E_ARGUMENT ? CMD_USAGE : CMD_INTERNAL;
    }
    return print_report(idp_photo_get_report(photo), operands.values[0], as_json);
}
