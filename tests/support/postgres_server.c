/*
 * fsync is off, as no test can cut the power; a crash of the processes alone loses nothing that
 * way. Waiting for the server to accept is done by asking it, as it tells nobody.
 */
#include "tests/support/postgres_server.h"

#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

enum { START_SECONDS_MAX = 60, PINGS_PER_SECOND = 100 };

/* In the child: gives up root, sends what it says into the log, and becomes the program. */
static void become(const PostgresServer *server, const char *const *words)
{
    const struct passwd *nobody = getpwnam("nobody");
    char log[64];
    int fd;

    if (!geteuid() &&
        (!nobody || setgroups(0, NULL) || setgid(nobody->pw_gid) || setuid(nobody->pw_uid)))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    setenv("LC_ALL", "C", 1);
    snprintf(log, sizeof log, "%s/log", server->folder);
    fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0 || chdir("/"))
        _exit(126);
    execv(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static pid_t spawn(const PostgresServer *server, const char *const *words)
{
    const pid_t pid = fork();

    if (!pid)
        become(server, words);
    return pid;
}

static int complain(const PostgresServer *server, const char *what)
{
    fprintf(stderr, "postgres_server: %s; see %s/log\n", what, server->folder);
    return -1;
}

static int make_cluster(const PostgresServer *server)
{
    static const char program[] = POSTGRES_BIN "/initdb";
    char data[64];
    const char *words[] = {
        program,           "-D", data,   "-U",         "tucai",     "-A",
        "trust",           "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
        "--wal-segsize=1", NULL};
    int status;
    pid_t pid;

    snprintf(data, sizeof data, "%s/data", server->folder);
    pid = spawn(server, words);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
        return complain(server, "initdb of " POSTGRES_BIN " failed");
    return 0;
}

int postgres_server_restart(PostgresServer *server)
{
    const struct timespec pause = {.tv_nsec = 1000000000 / PINGS_PER_SECOND};
    static const char program[] = POSTGRES_BIN "/postgres";
    char data[64];
    const char *words[] = {program,
                           "-D",
                           data,
                           "-k",
                           server->folder,
                           "-c",
                           "listen_addresses=",
                           "-c",
                           "fsync=off",
                           "-c",
                           "shared_buffers=32MB",
                           "-c",
                           "max_connections=60",
                           NULL};

    snprintf(data, sizeof data, "%s/data", server->folder);
    server->pid = spawn(server, words);
    if (server->pid < 0)
        return complain(server, "no process");
    for (int i = 0; i < START_SECONDS_MAX * PINGS_PER_SECOND; i++) {
        if (PQping(server->url) == PQPING_OK)
            return 0;
        if (waitpid(server->pid, NULL, WNOHANG) == server->pid)
            break;
        nanosleep(&pause, NULL);
    }
    return complain(server, "the server does not start");
}

int postgres_server_new(PostgresServer *ret_server)
{
    const struct passwd *nobody = getpwnam("nobody");
    PostgresServer server = {.folder = "/tmp/tucai-postgres-XXXXXX"};

    if (!mkdtemp(server.folder) ||
        (!geteuid() && nobody && chown(server.folder, nobody->pw_uid, nobody->pw_gid)))
        return complain(&server, "no folder");
    snprintf(server.url, sizeof server.url, "host=%s user=tucai dbname=postgres", server.folder);
    if (make_cluster(&server) || postgres_server_restart(&server))
        return -1;
    *ret_server = server;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void postgres_server_crash(PostgresServer *server)
{
    if (server->pid <= 0)
        return;
    kill(server->pid, SIGQUIT);
    waitpid(server->pid, NULL, 0);
    server->pid = 0;
}

void postgres_server_done(PostgresServer *server)
{
    postgres_server_crash(server);
    nftw(server->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
