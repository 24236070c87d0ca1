/*
 * http_load PORT PATH [HEADER...]: answers a second to one GET, over 1, 16 and 64 connections that
 * stay, each asking again as soon as it was answered. First it asks a bare libmicrohttpd that it
 * runs itself, in a process of its own: what the library and the machine give to a handler that
 * answers two bytes at once. Then the server at the port. They are asked in turns, so that a busy
 * machine is as busy for both. docs/performance.md has the method and figures.
 *
 * One thread and epoll: what a client costs is small and the same for both.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <microhttpd.h>

#include "lib/base/clock.h"

enum { ASKING_MAX = 64, REQUEST_BYTES = 2048, ANSWER_BYTES = 16384, TURNS = 7, TURN_MS = 500 };

typedef struct Asking {
    size_t n_bytes; /* of the answer so far */
    int fd;
    char answer[ANSWER_BYTES + 1];
} Asking;

typedef struct Target {
    uint16_t port;
    char request[REQUEST_BYTES];
} Target;

static void check(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "http_load: %s\n", what);
    exit(1);
}

/* --- the bare server */

/* NOLINTBEGIN(readability-non-const-parameter): libmicrohttpd's type */
static enum MHD_Result answer_hello(void *context, struct MHD_Connection *connection,
                                    const char *path, const char *method, const char *version,
                                    const char *data, size_t *n_bytes, void **state)
/* NOLINTEND(readability-non-const-parameter) */
{
    static char hello[] = "ok";
    static int seen;
    struct MHD_Response *response;
    enum MHD_Result result;

    (void)context, (void)path, (void)method, (void)version, (void)data;
    *n_bytes = 0;
    if (!*state) { /* the headers alone: libmicrohttpd calls again */
        *state = &seen;
        return MHD_YES;
    }
    response = MHD_create_response_from_buffer(sizeof hello - 1, hello, MHD_RESPMEM_PERSISTENT);
    result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

/* As many network threads as the server has by default. */
static void run_bare(int told_fd)
{
    const union MHD_DaemonInfo *info;
    struct MHD_Daemon *daemon;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer_hello, NULL,
                              MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_END);
    check(daemon != NULL, "the bare server does not start");
    info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    check(write(told_fd, &info->port, sizeof info->port) == sizeof info->port, "pipe");
    for (;;)
        pause();
}

static pid_t start_bare(uint16_t *ret_port)
{
    int fds[2];
    pid_t process;

    check(!pipe(fds), "pipe");
    process = fork();
    check(process >= 0, "fork");
    if (!process)
        run_bare(fds[1]);
    check(read(fds[0], ret_port, sizeof *ret_port) == sizeof *ret_port, "pipe");
    close(fds[0]);
    close(fds[1]);
    return process;
}

/* --- the client */

static void ask(const Asking *asking, const Target *target)
{
    const size_t length = strlen(target->request);

    check(send(asking->fd, target->request, length, MSG_NOSIGNAL) == (ssize_t)length, "send");
}

static int connect_to(uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    check(fd >= 0 && !connect(fd, (const struct sockaddr *)&address, sizeof address),
          "nobody listens");
    return fd;
}

/* Whether the answer is whole. Any but 200 ends the program: refusals are fast. */
static bool take_answer(Asking *asking)
{
    const ssize_t n =
        recv(asking->fd, asking->answer + asking->n_bytes, ANSWER_BYTES - asking->n_bytes, 0);
    const char *end, *length;

    check(n > 0, "the connection was closed");
    asking->n_bytes += (size_t)n;
    asking->answer[asking->n_bytes] = 0;
    end = strstr(asking->answer, "\r\n\r\n");
    if (!end)
        return false;
    check(!strncmp(asking->answer, "HTTP/1.1 200", 12), asking->answer);
    length = strcasestr(asking->answer, "content-length:");
    check(length && length < end, "an answer without its length");
    if (asking->n_bytes < (size_t)(end + 4 - asking->answer) + strtoul(length + 15, NULL, 10))
        return false;
    asking->n_bytes = 0;
    return true;
}

/* Answers a second over so many connections for a turn. */
static double measure(const Target *target, int n_connections)
{
    static Asking all[ASKING_MAX];
    const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[ASKING_MAX];
    double start_ms, end_ms;
    long n_answers = 0;

    for (int i = 0; i < n_connections; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};

        all[i] = (Asking){.fd = connect_to(target->port)};
        check(!epoll_ctl(epoll_fd, EPOLL_CTL_ADD, all[i].fd, &event), "epoll");
        ask(&all[i], target);
    }
    start_ms = clock_get_ms();
    while ((end_ms = clock_get_ms()) < start_ms + TURN_MS) {
        const int n_ready = epoll_wait(epoll_fd, events, ASKING_MAX, TURN_MS);

        check(n_ready >= 0 || errno == EINTR, "epoll");
        for (int i = 0; i < n_ready; i++) {
            Asking *asking = events[i].data.ptr;

            if (!take_answer(asking))
                continue;
            n_answers++;
            ask(asking, target);
        }
    }
    for (int i = 0; i < n_connections; i++)
        close(all[i].fd);
    close(epoll_fd);
    return 1000 * (double)n_answers / (end_ms - start_ms);
}

/* --- both in turns */

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double take_median(double values[TURNS])
{
    qsort(values, TURNS, sizeof *values, compare);
    return values[TURNS / 2];
}

/* The median of the turns' ratios is the figure: it forgives what only one of the turns met. */
static void measure_both(const Target *bare, const Target *server, int n_connections)
{
    double bare_rates[TURNS], rates[TURNS], ratios[TURNS];

    for (int turn = 0; turn < TURNS; turn++) {
        bare_rates[turn] = measure(bare, n_connections);
        rates[turn] = measure(server, n_connections);
        ratios[turn] = bare_rates[turn] / rates[turn];
    }
    printf("%11d  %6.0f  %8.0f  %11.1f\n", n_connections, take_median(bare_rates),
           take_median(rates), take_median(ratios));
    fflush(stdout);
}

static void format_request(Target *target, const char *path, char **headers, int n_headers)
{
    int length =
        snprintf(target->request, REQUEST_BYTES, "GET %s HTTP/1.1\r\nHost: load\r\n", path);

    for (int i = 0; i < n_headers && length < REQUEST_BYTES; i++)
        length += snprintf(target->request + length, (size_t)(REQUEST_BYTES - length), "%s\r\n",
                           headers[i]);
    check(length + 3 <= REQUEST_BYTES, "too many headers");
    memcpy(target->request + length, "\r\n", 3);
}

int main(int argc, char **argv)
{
    static const int n_connections[] = {1, 16, 64};
    Target bare = {.port = 0}, server = {.port = 0};
    pid_t process;

    check(argc > 2, "usage: http_load PORT PATH [HEADER...]");
    server.port = (uint16_t)strtoul(argv[1], NULL, 10);
    format_request(&server, argv[2], argv + 3, argc - 3);
    memcpy(bare.request, server.request, REQUEST_BYTES);
    process = start_bare(&bare.port);
    printf("connections  bare/s  server/s  bare/server\n");
    for (size_t i = 0; i < sizeof n_connections / sizeof n_connections[0]; i++)
        measure_both(&bare, &server, n_connections[i]);
    kill(process, SIGTERM);
    waitpid(process, NULL, 0);
    return 0;
}
