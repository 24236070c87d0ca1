/* `tucai migrate`: brings the database up to date. */
#include <stdio.h>

#include "src/cmd/cmd.h"
#include "src/cmd/site.h"

static int migrate(const char *config_path)
{
    size_t n_applied = 0;
    Site site;
    Message message;
    int status = site_init(config_path, &site, &message);

    if (!status)
        status = site_open_database(&site, &message);
    if (!status)
        status = site_migrate(&site, true, &n_applied, &message);
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    printf("%zu migrations applied; the database is up to date\n", n_applied);
    return CMD_OK;
}

int cmd_migrate(int argc, char **argv)
{
    static const char usage[] = "Usage: tucai migrate [--config FILE]\n\n"
                                "Applies the migrations that the database lacks.\n";

    return cmd_run_with_config(usage, argc, argv, migrate);
}
