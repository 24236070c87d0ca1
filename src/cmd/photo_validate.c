/* `tucai photo validate`: finished files against the standard. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"
#include "src/cmd/cmd.h"
#include "src/cmd/report_print.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)

static const char usage[] = "Usage: tucai photo validate FILE... [OPTIONS]\n"
                            "Holds finished photos against the standard, rule by rule. Exit "
                            "status: 0 all hold, 3 one does\n"
                            "not, 2 a file cannot be read or wrong usage, 1 internal.\n";

static int validate_file(IdpEngine *engine, const IdpProfile *profile, const char *path)
{
    cleanup_free void *data = NULL;
    IdpBytes file;
    IdpReport report;
    IdpError error;
    Message message;

    if (file_read(path, IDP_INPUT_BYTES_MAX + 1, &data, &file.n_bytes, &message)) {
        fprintf(stderr, "tucai: %s\n", message.text);
        return CMD_USAGE;
    }
    file.data = data;
    if (idp_photo_validate(engine, file, profile, &report, &error)) {
        cmd_print_error(path, &error);
        return CMD_INTERNAL;
    }
    report_print(&report, path, stdout);
    return report.verdict == IDP_VERDICT_FAIL ? CMD_REFUSED : CMD_OK;
}

int cmd_photo_validate(int argc, char **argv)
{
    const char *profile_name = "graduation";
    const Option options[] = {
        {"profile", 0, OPTION_TEXT, &profile_name, 0, 0, "NAME", "default: graduation"},
        {0},
    };
    const IdpProfile *profile;
    Operands operands;
    int is_done, outcome = CMD_OK;
    const int status = cmd_parse(usage, options, argc, argv, &operands, &is_done);
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;

    if (is_done)
        return status;
    if (!operands.n_values) {
        fputs("tucai: photo validate takes at least one file (try --help)\n", stderr);
        return CMD_USAGE;
    }
    profile = cmd_find_profile(profile_name);
    if (!profile)
        return CMD_USAGE;
    engine = cmd_start_engine(1);
    if (!engine)
        return CMD_INTERNAL;
    for (size_t i = 0; i < operands.n_values; i++)
        outcome = cmd_get_worse(outcome, validate_file(engine, profile, operands.values[i]));
    return outcome;
}
