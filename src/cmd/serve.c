/*
 * `tucai serve`: everything opened, the server started, and a wait for SIGTERM or SIGINT; then
 * requests under way end, and everything is closed in the opposite order. The main thread purges
 * what has ended while it waits.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "src/api/api.h"
#include "src/cmd/cmd.h"
#include "src/cmd/purge.h"
#include "src/cmd/site.h"

enum { PURGE_MS = 60 * 60 * 1000, WAIT_S = 60, SWEEP_HOURS = 24 };

/* An upload has two: its connection and what is received of it. */
enum { FILES_PER_CONNECTION = 2, FILES_BESIDE = 512 };

/* Systems begin with some 1000 open files and allow far more; a campus needs them at 08:00. */
static void allow_files(const Site *site)
{
    const rlim_t wanted =
        (rlim_t)site->settings.connections_max * FILES_PER_CONNECTION + FILES_BESIDE;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < wanted)
        log_event(&site->log, LOG_WARNING, "few-files",
                  log_number("allowed", (int64_t)limit.rlim_cur),
                  log_number("wanted", (int64_t)wanted));
}

static int start(Site *site, Api *api, HttpServer **ret_server, Message *message)
{
    const Settings *settings = &site->settings;
    HttpOptions options = {.address = settings->address,
                           .port = (uint16_t)settings->port,
                           .n_network_threads = (unsigned)settings->n_network_threads,
                           .connections_max = (unsigned)settings->connections_max,
                           .connections_per_address_max =
                               (unsigned)settings->connections_per_address_max,
                           .idle_timeout_s = (unsigned)settings->idle_timeout_s,
                           .body_deadline_ms = settings->body_deadline_s * 1000,
                           .stop_grace_ms = settings->stop_grace_s * 1000,
                           .n_workers = (size_t)settings->n_workers,
                           .queue_max = (size_t)settings->queue_max,
                           .spool_dir = site->data_dir,
                           .is_behind_proxy = settings->is_behind_proxy,
                           .context = api,
                           .observe = api_observe,
                           .log = &site->log};

    allow_files(site);
    options.routes = api_get_routes(api, &options.n_routes);
    if (http_server_start(&options, ret_server, message))
        return STATUS_GONE;
    api_set_server(api, *ret_server);
    log_event(&site->log, LOG_INFO, "serving", log_word("address", settings->address),
              log_number("port", http_server_get_port(*ret_server)),
              log_number("makers", (int64_t)site->n_makers), log_number("process", getpid()));
    return STATUS_OK;
}

/* Blobs and database are held against each other once in so many hours: it reads all of both. */
static void purge(Site *site, int hour)
{
    PurgeCounts counts;
    Message message;
    const int status = purge_run(site, false, hour % SWEEP_HOURS == 0, &counts, &message);

    if (status)
        log_event(&site->log, LOG_ERROR, "purge-failed", log_number("code", status),
                  log_detail(message.text));
    else
        log_event(
            &site->log, LOG_INFO, "purged", log_number("sessions", counts.retention.n_sessions),
            log_number("accounts", counts.n_accounts), log_number("keys", counts.n_keys),
            log_number("blobs", counts.n_blobs), log_number("orphans", counts.sweep.n_orphans),
            log_number("missing", counts.sweep.n_missing));
}

static void wait_for_end(Site *site, const sigset_t *signals)
{
    const struct timespec pause = {.tv_sec = WAIT_S};
    double purged_ms = clock_get_ms();
    int number, hour = 0;

    while ((number = sigtimedwait(signals, NULL, &pause)) < 0) {
        if (errno != EAGAIN || clock_get_ms() - purged_ms < PURGE_MS)
            continue;
        purge(site, hour++);
        purged_ms = clock_get_ms();
    }
    log_event(&site->log, LOG_INFO, "stopping", log_number("signal", number));
}

static void wake(void *context)
{
    makers_wake(context);
}

static int check(void *context, Message *message)
{
    return makers_check(context, message);
}

static void print_metrics(void *context, FILE *stream)
{
    makers_print_metrics(context, stream);
}

static ApiMakers get_makers(const Site *site)
{
    return site->makers ? (ApiMakers){site->makers, wake, check, print_metrics} : (ApiMakers){0};
}

static int serve(const char *config_path)
{
    HttpServer *server = NULL;
    Api *api = NULL;
    Registry *registry = NULL;
    sigset_t signals;
    Site site;
    Message message;
    int status;

    site_hold_signals(&signals);
    status = site_open(config_path, false, &site, &message);
    if (!status)
        status = site_start_makers(&site, &message);
    if (!status)
        status = site_open_registry(&site, &registry, &message);
    if (!status) {
        const ApiOptions options = {
            .app = &site.app,
            .db = site.db,
            .keys = site.keys,
            .blobs = site.blobs,
            .registry = registry,
            .makers = get_makers(&site),
            .bell = &site.bell,
            .shots_waiting_max = site.settings.shots_waiting_max,
            .engine = site.engine,
            .log = &site.log,
            .is_secure = site.settings.is_behind_proxy,
            .are_metrics_for_all = site.settings.metrics[0] == 'a',
            .requests_per_minute = site.settings.requests_per_minute,
            .student_requests_per_minute = site.settings.student_requests_per_minute,
            .staff_requests_per_minute = site.settings.staff_requests_per_minute,
            .logins_per_minute = site.settings.logins_per_minute,
            .sessions_per_minute = site.settings.sessions_per_minute,
            .verifications_per_minute = site.settings.verifications_per_minute,
            .claim_ms = site.settings.claim_min * 60 * 1000};

        status = api_new(&options, &api, &message);
    }
    if (!status)
        status = start(&site, api, &server, &message);
    if (!status)
        wait_for_end(&site, &signals);
    if (api)
        api_set_server(api, NULL);
    http_server_stop(server);
    api_free(api);
    registry_free(registry);
    site_done(&site);
    if (!status)
        log_event(&site.log, LOG_INFO, "stopped", log_number("process", getpid()));
    return status ? site_complain(status, &message) : CMD_OK;
}

int cmd_serve(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai serve [--config FILE]\n\n"
        "Runs the server until SIGTERM or SIGINT, and makes photos ([photos] makers). Data is in "
        "${TUCAI_DATA:-.data} unless the\n"
        "settings say otherwise (tucai config --print). The log goes to stderr, a JSON object a\n"
        "line.\n";

    return cmd_run_with_config(usage, argc, argv, serve);
}
