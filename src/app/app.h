/*
 * What every use case needs: the clock, the keys of each purpose, the gate of the password hashes.
 *
 * Made once at the start, shared by all threads. Use cases get a connection of their own as an
 * argument; no HTTP, no SQL and no JSON here (docs/architecture.md).
 */
#ifndef SRC_APP_APP_H
#define SRC_APP_APP_H

#include <stdatomic.h>

#include "src/base/clock.h"
#include "src/base/crypt.h"
#include "src/base/status.h"

typedef struct App {
    Clock clock;
    CryptKey session_key, audit_key, totp_key;
    CryptKey site_key;   /* owner of what belongs to no student: the video */
    CryptKey search_key; /* of the keyed hashes that personal data is searched by */
    CryptKey draw_key;   /* what is drawn at random, and the same again */
    int64_t video_pace;  /* seconds of the video that a second counts for; 1, but not in a demo */
    /* A password hash takes 64 MiB and .1 s: no more than these at once, the others are told that
     * the server is busy. */
    atomic_int n_hashing;
    int hashing_max;
    /* Held against the passwords of unknown logins, so that they take as long as known ones. */
    char nobodys_hash[CRYPT_PASSWORD_BYTES];
    const struct PaymentProvider *payment; /* where the school does not pay for all */
} App;

/* Takes .1 s. MEMORY. */
int app_init(App *app, const CryptKey *master, const Clock *clock, int hashing_max,
             Message *ret_message);
void app_done(App *app);

/* BUSY: too many at once. */
int app_hash_password(App *app, const char *password, char ret_hash[CRYPT_PASSWORD_BYTES],
                      Message *ret_message);
int app_check_password(App *app, const char *hash, const char *password, int *ret_is_right,
                       Message *ret_message);

#endif
