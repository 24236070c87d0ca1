/*
 * with_postgres COMMAND...: runs a command with TUCAI_TEST_POSTGRES set to the URL of a new and
 * empty PostgreSQL, which ends with it. For tests that are scripts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/postgres_server.h"

int main(int argc, char **argv)
{
    PostgresServer server;
    int status = 0;
    pid_t pid;

    if (argc < 2) {
        fprintf(stderr, "usage: with_postgres COMMAND...\n");
        return 2;
    }
    if (postgres_server_new(&server))
        return 1;
    setenv("TUCAI_TEST_POSTGRES", server.url, 1);
    pid = fork();
    if (!pid) {
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        status = 1 << 8;
    postgres_server_done(&server);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
