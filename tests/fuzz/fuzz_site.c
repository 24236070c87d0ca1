/*
 * One worker and one network thread: inputs come one by one. The clock stands still, so that no
 * session ends; the limits of rates are out of the way but for log-ins, whose password hashes
 * would be all that is run.
 */
#include "tests/fuzz/fuzz_site.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "src/api/api.h"
#include "src/http/http.h"
#include "src/registry/simulator.h"
#include "src/store/session.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"
#include "tests/support/test_vault.h"

enum {
    PATIENCE_MS = 10000,
    QUIET_MS = 3, /* then no more is expected */
    IDLE_S = 2,
    POLL_NS = 20000,
    MANY = 1 << 30,
    CONNECTIONS = 4,
    SOURCES = 1 << 16,
    FDS_OPENED_LATER = 24 /* by pools of connections that open them when they are needed */
};

static TestVault vault;
static Bell bell;
static Log errors = {.fd = STDERR_FILENO, .least = LOG_ERROR};
static Registry *registry;
static DbPool *pool;
static Api *api;
static HttpServer *server;
static struct sockaddr_in address;
static size_t n_fds_at_start;
static char tokens[ROLE_COUNT][SESSION_TOKEN_BYTES];

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_site: %s\n", what);
    abort();
}

/* --- the site */

static void log_in(Role role, int64_t account_id, int64_t staff_id)
{
    const App *app = &vault.app.app;
    Session session = {.account_id = account_id,
                       .staff_id = staff_id,
                       .created_ms = vault.app.now_ms,
                       .seen_ms = vault.app.now_ms,
                       .expires_ms = vault.app.now_ms + MANY};
    const char *name = account_id ? "student" : role_get_name(role);
    char *token = tokens[role];
    SessionHash hash;
    Message message;

    memset(token, '-', SESSION_TOKEN_BYTES - 1);
    memcpy(token, name, strlen(name));
    memcpy(session.csrf_token, token, SESSION_TOKEN_BYTES);
    crypt_hash(&app->session_key, token, strlen(token), hash.bytes);
    require(!store_session_insert(vault.app.db, &hash, &session, &message), "no session");
}

/* Student 1 with a draft and a failed shot; staff of every role. */
static void add_people(void)
{
    const Student student = test_vault_add_student(&vault, 1);
    TestApp *test = &vault.app;

    test_vault_add_photo(&vault, &student, 1);
    test_vault_add_failure(&vault, &student, 2);
    log_in(ROLE_STUDENT, 1, 0);
    log_in(ROLE_COLLEGE, 0, test_staff_add(test, "college", 1, 1));
    log_in(ROLE_SCHOOL, 0, test_staff_add(test, "school", 1, 0));
    log_in(ROLE_RETOUCHER, 0, test_staff_add(test, "retoucher", 0, 0));
    log_in(ROLE_CENTRE, 0, test_staff_add(test, "centre", 0, 0));
    log_in(ROLE_AUDITOR, 0, test_staff_add(test, "auditor", 0, 0));
}

static void make_api(void)
{
    ApiOptions options = {.app = &vault.app.app,
                          .keys = vault.keys,
                          .blobs = vault.blobs,
                          .bell = &bell,
                          .log = &errors,
                          .requests_per_minute = MANY,
                          .student_requests_per_minute = MANY,
                          .staff_requests_per_minute = MANY,
                          .logins_per_minute = 1,
                          .sessions_per_minute = MANY,
                          .verifications_per_minute = MANY,
                          .shots_waiting_max = 100,
                          .claim_ms = 1000};
    Message message = {""};

    bell_init(&bell);
    require(!simulator_new(&vault.app.master, &registry, &message) &&
                !db_pool_new(test_database_get_url(), CONNECTIONS, &pool, &message),
            message.text);
    options.db = pool;
    options.registry = registry;
    require(!api_new(&options, &api, &message), message.text);
}

/* On the network thread. A request that was cut off has no status. */
static void observe(void *context, const HttpRoute *route, unsigned status, int64_t duration_ms)
{
    api_observe(context, route, status, duration_ms);
    if (status >= 500)
        fprintf(stderr, "fuzz_site: %u of %s\n", status, route ? route->pattern : "no route");
    require(status < 500, "an answer is a fault of ours");
}

static void serve(void)
{
    HttpOptions options = {.address = "127.0.0.1",
                           .n_network_threads = 1,
                           .connections_max = CONNECTIONS,
                           .connections_per_address_max = CONNECTIONS,
                           .idle_timeout_s = IDLE_S,
                           .body_deadline_ms = 2 * PATIENCE_MS,
                           .stop_grace_ms = 1000,
                           .n_workers = 1,
                           .queue_max = 8,
                           .spool_dir = vault.folder,
                           .is_behind_proxy = 1,
                           .context = api,
                           .observe = observe,
                           .log = &errors};
    Message message = {""};

    options.routes = api_get_routes(api, &options.n_routes);
    require(!http_server_start(&options, &server, &message), message.text);
    api_set_server(api, server);
    address = (struct sockaddr_in){.sin_family = AF_INET,
                                   .sin_port = htons(http_server_get_port(server)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void stop(void)
{
    api_set_server(api, NULL);
    http_server_stop(server);
    api_free(api);
    db_pool_free(pool);
    registry_free(registry);
    bell_done(&bell);
    test_vault_done(&vault);
    test_database_stop();
}

static size_t count_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;

    require(folder != NULL, "no descriptor is left");
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

void fuzz_site_start(void)
{
    static const char hello[] = "GET /readyz HTTP/1.1\r\nHost: fuzz\r\nConnection: close\r\n\r\n";
    char *kind = getenv("TUCAI_FUZZ_DATABASE");
    char name[] = "fuzz", *words[] = {name, kind};
    sigset_t alarms;

    if (server)
        return;
    require(!crypt_init() && !test_database_start(kind ? 2 : 1, words), "no database");
    test_vault_make(&vault);
    add_people();
    make_api();
    serve();
    atexit(stop);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM); /* libFuzzer's clock would interrupt what waits here */
    pthread_sigmask(SIG_BLOCK, &alarms, NULL);
    n_fds_at_start = count_fds();
    require(fuzz_site_ask(hello, NULL, 0) == 200, "it does not answer");
}

const char *fuzz_site_get_token(Role role)
{
    return tokens[role];
}

/* --- one connection */

/* From one of many addresses of this machine, as ports are not free again for a minute. */
static int connect_once(void)
{
    static uint32_t n_connections;
    const struct sockaddr_in source = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl((127 << 24 | 1 << 16) + n_connections++ % SOURCES)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) ||
        bind(fd, (const struct sockaddr *)&source, sizeof source) ||
        connect(fd, (const struct sockaddr *)&address, sizeof address))
        require(0, strerror(errno));
    return fd;
}

/* The server may have refused by then and be gone: what it has not read is no fault. */
static void send_all(int fd, const void *data, size_t n_bytes)
{
    for (size_t done = 0; done < n_bytes;) {
        const ssize_t n = send(fd, (const char *)data + done, n_bytes - done, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

static int parse_status(const char *answer)
{
    static const char version[] = "HTTP/1.1 ";

    return strncmp(answer, version, sizeof version - 1)
               ? 0
               : (int)strtol(answer + sizeof version - 1, NULL, 10);
}

/* Until the server ends the connection, or nothing has come for quiet_ms and no worker is busy. */
static int receive_all(int fd, int quiet_ms)
{
    const double until_ms = clock_get_ms() + PATIENCE_MS;
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    char first[64] = "", more[16384];
    size_t n_first = 0;

    for (;;) {
        const int n_ready = poll(&readable, 1, quiet_ms);
        const ssize_t n = n_ready > 0 ? recv(fd, more, sizeof more, 0) : 0;
        const size_t room = sizeof first - 1 - n_first, n_kept = n > 0 ? (size_t)n : 0;

        if (n_ready > 0 ? n <= 0 : !http_server_get_load(server).n_tasks)
            break;
        memcpy(first + n_first, more, n_kept < room ? n_kept : room);
        n_first += n_kept < room ? n_kept : room;
        require(clock_get_ms() < until_ms, "the connection does not end");
    }
    return parse_status(first);
}

/* The client sees the end of a connection before the server has tidied up after it. */
static void wait_until_quiet(void)
{
    const double until_ms = clock_get_ms() + PATIENCE_MS;
    const struct timespec pause = {.tv_nsec = POLL_NS};

    for (;;) {
        const HttpLoad load = http_server_get_load(server);

        if (!load.n_connections && !load.n_exchanges && !load.n_tasks &&
            count_fds() <= n_fds_at_start + FDS_OPENED_LATER)
            return;
        require(clock_get_ms() < until_ms, "something is left of the connection");
        nanosleep(&pause, NULL);
    }
}

static int exchange(const void *head, size_t n_head_bytes, const void *body, size_t n_body_bytes,
                    int quiet_ms)
{
    const int fd = connect_once();
    int status;

    send_all(fd, head, n_head_bytes);
    send_all(fd, body, n_body_bytes);
    status = receive_all(fd, quiet_ms);
    close(fd);
    wait_until_quiet();
    return status;
}

int fuzz_site_ask(const char *head, const void *body, size_t n_body_bytes)
{
    const int status = exchange(head, strlen(head), body, n_body_bytes, PATIENCE_MS);

    require(status != 0, "no answer came");
    return status;
}

void fuzz_site_send(const void *data, size_t n_bytes)
{
    exchange(data, n_bytes, NULL, 0, QUIET_MS);
}
