/* Whether the server lives, whether it can work, and what it counts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/api/json.h"
#include "src/store/production.h"
#include "src/store/queue.h"

enum { PROBE_TIMEOUT_MS = 1000 };

void system_health(ApiCall *call)
{
    json_answer(call, 200, json_pack("{s:s}", "status", "ok"));
}

static int check_database(const ApiCall *call, Message *message)
{
    DbRows *rows = NULL;
    Db *db = NULL;
    int status = db_pool_take(call->api->options.db, PROBE_TIMEOUT_MS, &db, message);

    if (status)
        return status;
    status = db_query(db, "SELECT count(*) FROM school", NULL, 0, &rows, message);
    if (!status)
        db_rows_free(rows);
    db_pool_put(call->api->options.db, db);
    return status;
}

static int check_keys(const ApiCall *call, Message *message)
{
    return keys_ping(call->api->options.keys, message);
}

/* Begins a photo and gives it up: a full disk or a folder that is read-only shows there. */
static int check_photos(const ApiCall *call, Message *message)
{
    BlobStore *blobs = call->api->options.blobs;
    const BlobName name = blob_make_name();
    BlobWriter *writer = NULL;
    int status = blobs->driver->begin(blobs, &name, &writer, message);

    if (status)
        return status;
    status = blobs->driver->write(writer, "probe", 5, message);
    blobs->driver->abort(writer);
    return status;
}

static int check_makers(const ApiCall *call, Message *message)
{
    const ApiMakers *makers = &call->api->options.makers;

    return makers->check ? makers->check(makers->context, message) : STATUS_OK;
}

void system_ready(ApiCall *call)
{
    static const struct {
        const char *name;
        int (*check)(const ApiCall *call, Message *message);
    } parts[] = {{"database", check_database},
                 {"keys", check_keys},
                 {"photos", check_photos},
                 {"makers", check_makers}};
    json_t *checks = json_object();
    int is_ready = 1;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        Message message = {""};
        const int status = parts[i].check(call, &message);

        is_ready &= !status;
        json_object_set_new(checks, parts[i].name, json_string(status ? "failed" : "ok"));
        if (status)
            log_event(call->api->options.log, LOG_ERROR, "not-ready",
                      log_word("part", parts[i].name), log_number("code", status),
                      log_detail(message.text));
    }
    json_answer(
        call, is_ready ? 200 : 503,
        json_pack("{s:s, s:o}", "status", is_ready ? "ready" : "not-ready", "checks", checks));
}

static int is_local(const char *address)
{
    return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

/* Not there while the database does not answer. */
static void print_queues(const ApiCall *call, FILE *stream)
{
    Message message;
    Db *db = NULL;
    int64_t n_jobs = 0, n_machine = 0, n_people = 0;

    if (db_pool_take(call->api->options.db, PROBE_TIMEOUT_MS, &db, &message))
        return;
    if (!queue_get_length(db, &n_jobs, &message))
        metrics_print_value(stream, "tucai_photo_queue", "gauge",
                            "Photos that wait or are being made.", (double)n_jobs);
    if (!store_production_count_open(db, true, &n_machine, &message))
        metrics_print_value(stream, "tucai_finishing_queue", "gauge",
                            "Photos handed in that the machine has not looked at.",
                            (double)n_machine);
    if (!store_production_count_open(db, false, &n_people, &message))
        metrics_print_value(stream, "tucai_production_queue", "gauge",
                            "Photos that wait for the centre's people, or are claimed.",
                            (double)n_people);
    db_pool_put(call->api->options.db, db);
}

/* The page, to be freed; NULL: out of memory. */
static char *print_metrics(const ApiCall *call)
{
    const ApiMakers *makers = &call->api->options.makers;
    HttpServer *server = atomic_load(&call->api->server);
    HttpLoad load = {0};
    char *text = NULL;
    size_t n_bytes = 0;
    FILE *stream = open_memstream(&text, &n_bytes);

    if (!stream)
        return NULL;
    if (server)
        load = http_server_get_load(server);
    metrics_print(call->api->metrics, &load, stream);
    if (makers->print_metrics)
        makers->print_metrics(makers->context, stream);
    print_queues(call, stream);
    if (fclose(stream)) {
        free(text);
        return NULL;
    }
    return text;
}

void system_metrics(ApiCall *call)
{
    char *text;

    if (!call->api->options.are_metrics_for_all && !is_local(http_get_address(call->exchange))) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    text = print_metrics(call);
    if (text)
        http_answer(call->exchange, 200, "text/plain; version=0.0.4", text, strlen(text));
    else
        call_answer_problem(call, PROBLEM_INTERNAL);
    free(text);
}
