/* `tucai purge`: ends what is kept no longer; safe beside a server, and when it is interrupted. */
#include "src/cmd/purge.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/accounts.h"
#include "src/app/erasure.h"
#include "src/cmd/cmd.h"

int purge_run(Site *site, bool is_dry, bool has_sweep, PurgeCounts *ret_counts,
              Message *ret_message)
{
    PurgeCounts *counts = ret_counts;
    Db *db = NULL;
    int status;

    *counts = (PurgeCounts){0};
    status = db_pool_take(site->db, DB_PATIENCE_MS, &db, ret_message);
    if (status)
        return status;
    status = retention_run(&site->app, db, is_dry, &counts->retention, ret_message);
    if (!status && !is_dry)
        status = accounts_purge(db, &counts->n_accounts, ret_message);
    if (!status && !is_dry)
        status = erasure_finish(db, site->keys, site->blobs, false, &counts->n_keys,
                                &counts->n_blobs, ret_message);
    if (!status && has_sweep)
        status = sweep_orphans(&site->app, db, site->blobs, is_dry, &counts->sweep, ret_message);
    if (!status && has_sweep)
        status = sweep_missing(db, site->blobs, &counts->sweep, ret_message);
    db_pool_put(site->db, db);
    return status;
}

static void print_counts(const PurgeCounts *counts, int is_dry)
{
    const RetentionCounts *retention = &counts->retention;
    const struct {
        const char *name;
        int64_t count;
    } lines[] = {{"raw-shots", retention->n_raw},      {"failed-shots", retention->n_failed},
                 {"drafts", retention->n_drafts},      {"finals", retention->n_finals},
                 {"proofs", retention->n_proofs},      {"captures", retention->n_captures},
                 {"messages", retention->n_messages},  {"sessions", retention->n_sessions},
                 {"accounts", counts->n_accounts},     {"audit-rows", retention->n_audit},
                 {"keys-destroyed", counts->n_keys},   {"blobs-destroyed", counts->n_blobs},
                 {"orphans", counts->sweep.n_orphans}, {"missing", counts->sweep.n_missing}};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        printf("%-16s %" PRId64 "\n", lines[i].name, lines[i].count);
    if (is_dry)
        puts("nothing was changed (--dry-run)");
}

static int run(const char *config_path, int is_dry)
{
    PurgeCounts counts;
    Site site;
    Message message;
    int status = site_init(config_path, &site, &message);

    if (!status)
        status = site_open_stores(&site, false, &message);
    if (!status) {
        status = purge_run(&site, is_dry, true, &counts, &message);
        print_counts(&counts, is_dry);
    }
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    if (counts.sweep.n_missing)
        fprintf(stderr, "tucai: photos are named by the database and missing: restore them\n");
    return counts.sweep.n_missing ? CMD_REFUSED : CMD_OK;
}

int cmd_purge(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai purge [--dry-run] [--config FILE]\n\n"
        "Ends what is kept no longer: photos, messages, old rows of the audit log, blobs that\n"
        "nothing names; finishes what a crash left of an erasure. A line a kind with how many.\n"
        "Exit: 0, or 3 if the database names photos that are missing.\n";
    const char *config_path = NULL;
    int is_dry = 0;
    const Option options[] = {
        {"config", 'c', OPTION_TEXT, &config_path, 0, 0, "FILE", "the settings"},
        {"dry-run", 'n', OPTION_FLAG, &is_dry, 0, 0, NULL, "only count"},
        {0}};
    Operands operands;
    int is_done;
    const int status = cmd_parse_words(usage, options, argc, argv, 0, &operands, &is_done);

    return is_done ? status : run(config_path, is_dry);
}
