/* Looks through all entries: 128 comparisons of a hash are nothing beside a statement. */
#include "src/store/statements.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/alloc.h"

/* FNV-1a; a collision costs a comparison. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

static bool is_same(const StatementEntry *entry, uint64_t hash, const char *sql,
                    const DbValue *params, size_t n_params)
{
    if (!entry->statement || entry->hash != hash || entry->n_params != n_params)
        return false;
    for (size_t i = 0; i < n_params; i++)
        if (entry->kinds[i] != params[i].kind)
            return false;
    return !strcmp(entry->sql, sql);
}

static void clear_entry(const Statements *statements, void *link, StatementEntry *entry)
{
    if (entry->statement)
        statements->driver->discard(link, entry->statement);
    free(entry->sql);
    *entry = (StatementEntry){0};
}

static int fill_entry(Statements *statements, StatementEntry *entry, const char *sql,
                      const DbValue *params, size_t n_params, Message *ret_message)
{
    int status;

    clear_entry(statements, statements->link, entry);
    entry->sql = alloc_string(sql);
    if (!entry->sql)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for a statement");
    status = statements->driver->prepare(statements->link, sql, params, n_params, &entry->statement,
                                         ret_message);
    if (status) {
        clear_entry(statements, statements->link, entry);
        return status;
    }
    entry->hash = hash_text(sql);
    entry->n_params = n_params;
    for (size_t i = 0; i < n_params; i++)
        entry->kinds[i] = (uint8_t)params[i].kind;
    return 0;
}

int statements_get(Statements *statements, const char *sql, const DbValue *params, size_t n_params,
                   void **ret_statement, Message *ret_message)
{
    const uint64_t hash = hash_text(sql);
    StatementEntry *entries = statements->entries;
    size_t found = DB_STATEMENTS_MAX, oldest = 0;

    for (size_t i = 0; i < DB_STATEMENTS_MAX && found == DB_STATEMENTS_MAX; i++) {
        if (is_same(&entries[i], hash, sql, params, n_params))
            found = i;
        else if (entries[i].used < entries[oldest].used)
            oldest = i;
    }
    if (found == DB_STATEMENTS_MAX) {
        const int status =
            fill_entry(statements, &entries[oldest], sql, params, n_params, ret_message);

        if (status)
            return status;
        found = oldest;
    }
    entries[found].used = ++statements->counter;
    *ret_statement = entries[found].statement;
    return 0;
}

void statements_clear(Statements *statements)
{
    for (size_t i = 0; i < DB_STATEMENTS_MAX; i++)
        clear_entry(statements, NULL, &statements->entries[i]);
}
