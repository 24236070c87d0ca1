/*
 * with_postgres COMMAND...: runs a command with TUCAI_TEST_POSTGRES set to the URL of a new and
 * empty PostgreSQL, which ends with it. For tests that are scripts. The process
 * TUCAI_TEST_POSTGRES_KEEPER lets it crash on SIGUSR1 and starts it again on SIGUSR2.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/postgres_server.h"

static void hold_signals(sigset_t *ret_signals)
{
    sigemptyset(ret_signals);
    sigaddset(ret_signals, SIGUSR1);
    sigaddset(ret_signals, SIGUSR2);
    sigaddset(ret_signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, ret_signals, NULL);
}

/* Serves the command until it ends; its status as of waitpid. */
static int keep(PostgresServer *server, pid_t pid, const sigset_t *signals)
{
    int status = 1 << 8, number = SIGCHLD;

    while (waitpid(pid, &status, WNOHANG) == 0 && !sigwait(signals, &number)) {
        if (number == SIGUSR1)
            postgres_server_crash(server);
        else if (number == SIGUSR2 && !server->pid && postgres_server_restart(server))
            return 1 << 8;
    }
    return status;
}

int main(int argc, char **argv)
{
    PostgresServer server;
    char keeper[24];
    sigset_t signals;
    int status;
    pid_t pid;

    if (argc < 2) {
        fprintf(stderr, "usage: with_postgres COMMAND...\n");
        return 2;
    }
    if (postgres_server_new(&server))
        return 1;
    setenv("TUCAI_TEST_POSTGRES", server.url, 1);
    snprintf(keeper, sizeof keeper, "%d", (int)getpid());
    setenv("TUCAI_TEST_POSTGRES_KEEPER", keeper, 1);
    hold_signals(&signals);
    pid = fork();
    if (!pid) {
        sigprocmask(SIG_UNBLOCK, &signals, NULL);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    status = pid < 0 ? 1 << 8 : keep(&server, pid, &signals);
    postgres_server_done(&server);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
