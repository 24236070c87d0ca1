/*
 * pg_dump sees what we see by an exported snapshot. Only our own schema is copied: the key store
 * may be another schema of the same database, and must never be in a backup (docs/adr/0008). A
 * password goes by the environment, which other users cannot read.
 */
#include "src/store/postgres/copy.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { URL_BYTES = 2048, NAME_BYTES = 128 };

/* One text of one row; "" if it cannot be had. */
static void ask(PGconn *connection, const char *sql, char *ret_text, size_t size_bytes)
{
    PGresult *result = PQexec(connection, sql);

    snprintf(ret_text, size_bytes, "%s",
             PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1
                 ? PQgetvalue(result, 0, 0)
                 : "");
    PQclear(result);
}

static size_t quote(char *out, size_t size_bytes, const char *value)
{
    size_t used = 0;

    for (; *value && used + 3 < size_bytes; value++) {
        if (*value == '\'' || *value == '\\')
            out[used++] = '\\';
        out[used++] = *value;
    }
    out[used] = 0;
    return used;
}

/* The connection's own parameters, but for the password. */
static void format_url(PGconn *connection, char ret_url[URL_BYTES])
{
    PQconninfoOption *options = PQconninfo(connection);
    size_t used = 0;

    ret_url[0] = 0;
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        const size_t room = URL_BYTES - used;

        if (!option->val || !*option->val || !strcmp(option->keyword, "password") ||
            strlen(option->keyword) + 2 * strlen(option->val) + 8 > room)
            continue;
        used += (size_t)snprintf(ret_url + used, room, "%s='", option->keyword);
        used += quote(ret_url + used, URL_BYTES - used, option->val);
        used += (size_t)snprintf(ret_url + used, URL_BYTES - used, "' ");
    }
    PQconninfoFree(options);
}

static int run(PGconn *connection, const char *const *words, Message *message)
{
    const char *password = PQpass(connection);
    int how = 0;
    const pid_t child = fork();

    if (!child) {
        sigset_t none;

        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        umask(0077); /* a copy is for its owner only */
        if (password && *password)
            setenv("PGPASSWORD", password, 1);
        execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    if (child > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 127)
        return status_set(message, STATUS_NOT_FOUND,
                          "%s is missing: install PostgreSQL's client programs", words[0]);
    if (child < 0 || how)
        return status_set(message, STATUS_GONE, "%s failed; its own line says why", words[0]);
    return STATUS_OK;
}

int postgres_copy_out(PGconn *connection, const char *path, Message *ret_message)
{
    char snapshot[NAME_BYTES], schema[NAME_BYTES], ignored[NAME_BYTES], url[URL_BYTES];
    char snapshot_word[NAME_BYTES + 16], schema_word[NAME_BYTES + 16];
    const char *const words[] = {"pg_dump",
                                 "--format=custom",
                                 "--no-owner",
                                 "--no-privileges",
                                 "--strict-names",
                                 snapshot_word,
                                 schema_word,
                                 "--file",
                                 path,
                                 "--dbname",
                                 url,
                                 NULL};

    /* While pg_dump works this transaction says nothing. */
    ask(connection, "SELECT set_config('idle_in_transaction_session_timeout', '0', true)", ignored,
        sizeof ignored);
    ask(connection, "SELECT pg_export_snapshot()", snapshot, sizeof snapshot);
    ask(connection, "SELECT quote_ident(current_schema())", schema, sizeof schema);
    if (!*snapshot || !*schema)
        return status_set(ret_message, STATUS_GONE, "database: no snapshot can be exported");
    snprintf(snapshot_word, sizeof snapshot_word, "--snapshot=%s", snapshot);
    snprintf(schema_word, sizeof schema_word, "--schema=%s", schema);
    format_url(connection, url);
    return run(connection, words, ret_message);
}

int postgres_copy_in(PGconn *connection, const char *path, Message *ret_message)
{
    char schema[NAME_BYTES], url[URL_BYTES], schema_word[NAME_BYTES + 16];
    const char *const words[] = {"pg_restore",
                                 "--no-owner",
                                 "--no-privileges",
                                 "--exit-on-error",
                                 "--single-transaction",
                                 schema_word,
                                 "--dbname",
                                 url,
                                 path,
                                 NULL};

    ask(connection, "SELECT current_schema()", schema, sizeof schema);
    snprintf(schema_word, sizeof schema_word, "--schema=%s", schema);
    format_url(connection, url);
    return run(connection, words, ret_message);
}
