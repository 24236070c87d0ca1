/*
 * `tucai worker`: makes the photos of the queue and answers nobody. For machines beside the one
 * that serves, on the same PostgreSQL and the same photos. The main thread waits for SIGTERM or
 * SIGINT.
 */
#include <signal.h>
#include <unistd.h>

#include "src/cmd/cmd.h"
#include "src/cmd/site.h"

static int work(const char *config_path)
{
    sigset_t signals;
    int number = 0;
    Site site;
    Message message;
    int status;

    site_hold_signals(&signals);
    status = site_open(config_path, true, &site, &message);
    if (!status)
        status = site_start_makers(&site, &message);
    if (!status) {
        log_event(&site.log, LOG_INFO, "working", log_number("makers", (int64_t)site.n_makers),
                  log_number("process", getpid()));
        sigwait(&signals, &number);
        log_event(&site.log, LOG_INFO, "stopping", log_number("signal", number));
    }
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    log_event(&site.log, LOG_INFO, "stopped", log_number("process", getpid()));
    return CMD_OK;
}

int cmd_worker(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai worker [--config FILE]\n\n"
        "Makes photos of the queue until SIGTERM or SIGINT, then finishes those under way. As "
        "many\n"
        "threads as [photos] makers says; 0 there, which is for tucai serve: one a processor.\n";

    return cmd_run_with_config(usage, argc, argv, work);
}
