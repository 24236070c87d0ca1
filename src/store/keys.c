/*
 * One table, a row for each owner. The row "master" holds a key of no use: if it does not open, the
 * store is another master key's, and that is noticed before anything is sealed with the wrong one.
 */
#include "src/store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/alloc.h"
#include "src/base/config.h"
#include "src/store/migrate.h"
#include "src/store/pool.h"

enum { WRAPPED_BYTES = CRYPT_KEY_BYTES + CRYPT_SEAL_OVERHEAD_BYTES };

static const char witness[] = "master";

static const Migration sqlite_tables[] = {
    {"0001_keys", "CREATE TABLE owner_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL,"
                  " made_ms INTEGER NOT NULL) STRICT"}};
static const Migration postgres_tables[] = {
    {"0001_keys", "CREATE TABLE owner_key (name TEXT PRIMARY KEY, wrapped BYTEA NOT NULL,"
                  " made_ms BIGINT NOT NULL)"}};

struct KeyStore {
    DbPool *pool;
    CryptKey master;
    Clock clock;
};

/* --- the master key */

/*
 * Not over another's: whoever links it first has made it. It has no name until it is whole, so that
 * who is killed here leaves the folder empty, which is where a key may be made.
 */
static int make_master(const char *path, Message *ret_message)
{
    char copy[PATH_MAX], unnamed[32];
    CryptKey key = crypt_make_key();
    const char *folder, *fault = NULL;
    int fd;

    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return status_set(ret_message, STATUS_ARGUMENT, "the master key's path is too long");
    folder = dirname(copy);
    fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, key.bytes, sizeof key.bytes) != (ssize_t)sizeof key.bytes ||
        fsync(fd) ||
        (linkat(AT_FDCWD, unnamed, AT_FDCWD, path, AT_SYMLINK_FOLLOW) && errno != EEXIST))
        fault = strerror(errno);
    crypt_wipe(&key, sizeof key);
    if (fd >= 0)
        close(fd);
    if (fault)
        return status_set(ret_message, STATUS_GONE, "%.200s: cannot be written: %s", path, fault);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd); /* not every file system can */
        close(fd);
    }
    return STATUS_OK;
}

int keys_load_master(const char *path, int may_make, CryptKey *ret_master, Message *ret_message)
{
    if (access(path, F_OK)) {
        int status;

        if (!may_make)
            return status_set(ret_message, STATUS_NOT_FOUND,
                              "%.160s is missing: put the master key back, without it no photo and "
                              "no name can be read",
                              path);
        status = make_master(path, ret_message);
        if (status)
            return status;
    }
    return config_read_secret(path, ret_master->bytes, sizeof ret_master->bytes, ret_message)
               ? STATUS_DENIED
               : STATUS_OK;
}

CryptKey keys_derive(const CryptKey *master, const char *purpose)
{
    CryptKey key = {{0}};

    crypt_hash(master, purpose, strlen(purpose), key.bytes);
    return key;
}

/* --- rows */

static int check_name(const char *name, Message *ret_message)
{
    return *name && strlen(name) <= KEY_NAME_BYTES_MAX
               ? STATUS_OK
               : status_set(ret_message, STATUS_ARGUMENT, "a key's name has 1 to %d bytes",
                            KEY_NAME_BYTES_MAX);
}

static int insert(KeyStore *store, Db *db, const char *name, const CryptKey *key,
                  Message *ret_message)
{
    uint8_t wrapped[WRAPPED_BYTES];

    crypt_seal(&store->master, name, key->bytes, sizeof key->bytes, wrapped);
    return db_run(db, "INSERT INTO owner_key (name, wrapped, made_ms) VALUES ($1, $2, $3)",
                  (DbValue[]){db_text(name), db_blob(wrapped, sizeof wrapped),
                              db_int(clock_now_ms(&store->clock))},
                  3, NULL, ret_message);
}

static int find(KeyStore *store, Db *db, const char *name, CryptKey *ret_key, Message *ret_message)
{
    const DbValue param = db_text(name);
    DbRows *rows = NULL;
    size_t n_bytes = 0;
    const uint8_t *wrapped;
    int status = db_query(db, "SELECT wrapped FROM owner_key WHERE name = $1", &param, 1, &rows,
                          ret_message);

    if (status)
        return status;
    if (!db_rows_next(rows)) {
        status = status_set(ret_message, STATUS_NOT_FOUND, "no key of that name");
    } else {
        wrapped = db_rows_get_blob(rows, 0, &n_bytes);
        if (n_bytes != WRAPPED_BYTES ||
            crypt_open(&store->master, name, wrapped, n_bytes, ret_key->bytes))
            status = status_set(ret_message, STATUS_DAMAGED,
                                "a key does not open: it was altered, or is another master key's");
    }
    db_rows_free(rows);
    return status;
}

/* --- the store */

static int make_witness(KeyStore *store, Db *db, Message *ret_message)
{
    CryptKey key = crypt_make_key();
    int status = insert(store, db, witness, &key, ret_message);

    if (status == STATUS_CONFLICT) /* another program was first */
        status = find(store, db, witness, &key, ret_message);
    crypt_wipe(&key, sizeof key);
    return status;
}

static int prepare(KeyStore *store, Message *ret_message)
{
    size_t n_applied;
    CryptKey key;
    Db *db = NULL;
    int status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);

    if (status)
        return status;
    status = migrate_run(db, db_get_dialect(db) == DB_SQLITE ? sqlite_tables : postgres_tables, 1,
                         clock_now_ms(&store->clock), &n_applied, ret_message);
    if (!status)
        status = find(store, db, witness, &key, ret_message);
    if (status == STATUS_NOT_FOUND)
        status = make_witness(store, db, ret_message);
    crypt_wipe(&key, sizeof key);
    db_pool_put(store->pool, db);
    return status;
}

int keys_open(const char *url, const CryptKey *master, const Clock *clock, KeyStore **ret_store,
              Message *ret_message)
{
    KeyStore *store = ALLOC_NEW(KeyStore);
    int status;

    if (!store)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for the key store");
    store->master = *master;
    store->clock = *clock;
    status = db_pool_new(url, KEYS_CONNECTIONS, &store->pool, ret_message);
    if (!status)
        status = prepare(store, ret_message);
    if (status)
        keys_close(store);
    else
        *ret_store = store;
    return status;
}

void keys_close(KeyStore *store)
{
    if (!store)
        return;
    db_pool_free(store->pool);
    crypt_wipe(store, sizeof *store);
    free(store);
}

int keys_make(KeyStore *store, const char *name, CryptKey *ret_key, Message *ret_message)
{
    CryptKey key = crypt_make_key();
    Db *db = NULL;
    int status = check_name(name, ret_message);

    if (!status)
        status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);
    if (status)
        return status;
    status = insert(store, db, name, &key, ret_message);
    db_pool_put(store->pool, db);
    if (!status)
        *ret_key = key;
    crypt_wipe(&key, sizeof key);
    return status;
}

typedef struct Additions {
    KeyStore *store;
    const NamedKey *keys;
    size_t n_keys;
} Additions;

static int insert_all(Db *db, void *context, Message *message)
{
    const Additions *additions = context;
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < additions->n_keys; i++)
        status = check_name(additions->keys[i].name, message);
    for (size_t i = 0; !status && i < additions->n_keys; i++)
        status =
            insert(additions->store, db, additions->keys[i].name, &additions->keys[i].key, message);
    return status;
}

int keys_add_all(KeyStore *store, const NamedKey *keys, size_t n_keys, Message *ret_message)
{
    Additions additions = {store, keys, n_keys};
    Db *db = NULL;
    int status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);

    if (status)
        return status;
    status = db_transact(db, insert_all, &additions, ret_message);
    db_pool_put(store->pool, db);
    return status;
}

int keys_get(KeyStore *store, const char *name, CryptKey *ret_key, Message *ret_message)
{
    CryptKey key;
    Db *db = NULL;
    int status = check_name(name, ret_message);

    if (!status)
        status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);
    if (status)
        return status;
    status = find(store, db, name, &key, ret_message);
    db_pool_put(store->pool, db);
    if (!status)
        *ret_key = key;
    crypt_wipe(&key, sizeof key);
    return status;
}

int keys_destroy(KeyStore *store, const char *name, Message *ret_message)
{
    const DbValue param = db_text(name);
    int64_t n_changed = 0;
    Db *db = NULL;
    int status = check_name(name, ret_message);

    if (!status && !strcmp(name, witness))
        status = status_set(ret_message, STATUS_ARGUMENT, "that key is the store's own");
    if (!status)
        status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);
    if (status)
        return status;
    status =
        db_run(db, "DELETE FROM owner_key WHERE name = $1", &param, 1, &n_changed, ret_message);
    if (!status && !n_changed)
        status = status_set(ret_message, STATUS_NOT_FOUND, "no key of that name");
    if (!status)
        status = db_scrub(db, ret_message);
    db_pool_put(store->pool, db);
    return status;
}

static int dump(Db *db, void *context, Message *message)
{
    return db_dump(db, context, message);
}

int keys_copy(KeyStore *store, const char *path, Message *ret_message)
{
    char temporary[PATH_MAX];
    Db *db = NULL;
    int status;

    if (snprintf(temporary, sizeof temporary, "%s.partial", path) >= (int)sizeof temporary)
        return status_set(ret_message, STATUS_ARGUMENT, "the path is too long");
    unlink(temporary);
    status = db_pool_take(store->pool, DB_PATIENCE_MS, &db, ret_message);
    if (status)
        return status;
    status = db_snapshot(db, dump, temporary, ret_message);
    db_pool_put(store->pool, db);
    if (!status && rename(temporary, path))
        status = status_set(ret_message, STATUS_GONE, "%.180s: %s", path, strerror(errno));
    return status;
}

int keys_ping(KeyStore *store, Message *ret_message)
{
    CryptKey key;
    const int status = keys_get(store, witness, &key, ret_message);

    crypt_wipe(&key, sizeof key);
    return status;
}
