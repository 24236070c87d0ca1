/*
 * The key store: owners' keys, each wrapped by the master key, in a database of its own
 * (docs/adr/0008).
 *
 * Destroying a key makes everything that is sealed under it unreadable, in every backup too. So
 * this database is never part of a backup of data. On SQLite a destroyed key is gone from the file
 * and its log when keys_destroy answers, unless somebody reads just then: then with the next one.
 * On PostgreSQL old rows stay until the table is rewritten (docs/operating.md).
 *
 * Thread-safe after keys_open. Statuses are those of db.h.
 */
#ifndef SRC_STORE_KEYS_H
#define SRC_STORE_KEYS_H

#include "src/base/clock.h"
#include "src/base/crypt.h"
#include "src/base/status.h"

enum { KEY_NAME_BYTES_MAX = 64, KEYS_CONNECTIONS = 4 };

typedef struct KeyStore KeyStore;

/*
 * Reads the master key, a file of CRYPT_KEY_BYTES that only its owner may read. may_make: if there
 * is none it is made, durably and never over another one. GONE, DENIED (others may read it, or
 * it is no key), NOT_FOUND.
 */
int keys_load_master(const char *path, int may_make, CryptKey *ret_master, Message *ret_message);

/*
 * Opens the store and makes its table if it is new. DAMAGED: it belongs to another master key, or
 * the database is in use for something else.
 */
int keys_open(const char *url, const CryptKey *master, const Clock *clock, KeyStore **ret_store,
              Message *ret_message);
void keys_close(KeyStore *store); /* takes NULL */
DEFINE_CLEANUP(KeyStore, keys_close)

/* A key for one purpose, derived from the master key: for sessions, for the audit log, to search.
 */
CryptKey keys_derive(const CryptKey *master, const char *purpose);

/* A new random key under the name. CONFLICT: there is one. */
int keys_make(KeyStore *store, const char *name, CryptKey *ret_key, Message *ret_message);

typedef struct NamedKey {
    char name[KEY_NAME_BYTES_MAX + 1];
    CryptKey key;
} NamedKey;

/* Keys that the caller has made (crypt_make_key), all in one transaction. CONFLICT: one name has a
 * key already, and none was added. */
int keys_add_all(KeyStore *store, const NamedKey *keys, size_t n_keys, Message *ret_message);

/* NOT_FOUND: never made, or destroyed. DAMAGED: altered, or put under another's name. */
int keys_get(KeyStore *store, const char *name, CryptKey *ret_key, Message *ret_message);

/* For ever. NOT_FOUND. */
int keys_destroy(KeyStore *store, const char *name, Message *ret_message);

/* The store as one file, in place of what was there; still wrapped by the master key. */
int keys_copy(KeyStore *store, const char *path, Message *ret_message);

/* 0 if the store answers. */
int keys_ping(KeyStore *store, Message *ret_message);

#endif
