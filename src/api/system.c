/* Whether the server lives, whether it can work, and what it counts. */
#include <string.h>

#include "src/api/json.h"

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

void system_ready(ApiCall *call)
{
    static const struct {
        const char *name;
        int (*check)(const ApiCall *call, Message *message);
    } parts[] = {{"database", check_database}, {"keys", check_keys}, {"photos", check_photos}};
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

void system_metrics(ApiCall *call)
{
    HttpServer *server = atomic_load(&call->api->server);
    HttpLoad load = {0};
    char *text;

    if (!call->api->options.are_metrics_for_all && !is_local(http_get_address(call->exchange))) {
        call_answer_problem(call, PROBLEM_NOT_FOUND);
        return;
    }
    if (server)
        load = http_server_get_load(server);
    text = metrics_print(call->api->metrics, &load);
    if (text)
        http_answer(call->exchange, 200, "text/plain; version=0.0.4", text, strlen(text));
    else
        call_answer_problem(call, PROBLEM_INTERNAL);
    free(text);
}
