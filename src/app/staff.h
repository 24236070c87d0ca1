/*
 * Staff accounts: log-in, lock-out, passwords, second factor.
 *
 * - An unknown login, a wrong password, a wrong code, a locked and a disabled account get one
 *   answer, after the same work: nobody learns which logins there are.
 * - STAFF_FAILURES_MAX failures in a row lock the account for a minute, every further one for twice
 *   as long, an hour at most. Trying while it is locked changes nothing. A log-in ends the count.
 * - A password that somebody else chose must be changed before anything else.
 *
 * Functions that hash passwords take .1 s: on a worker, never on a network thread. Each does its
 * change and its audit row in one transaction. Statuses besides the outcomes: BUSY (too many
 * hashes at once), those of db.h.
 */
#ifndef SRC_APP_STAFF_H
#define SRC_APP_STAFF_H

#include "src/app/app.h"
#include "src/app/session.h"
#include "src/app/totp.h"
#include "src/model/staff.h"
#include "src/store/db.h"

enum {
    STAFF_FAILURES_MAX = 5,
    STAFF_LOCK_MS = 60 * 1000,
    STAFF_LOCK_MAX_MS = 60 * 60 * 1000,
    STAFF_PASSWORD_MIN = 10 /* characters */
};

/* --- log-in */

typedef struct StaffLogin {
    const char *login, *password;
    const char *code; /* of the second factor; NULL or "": not given */
} StaffLogin;

typedef enum LoginOutcome { LOGIN_REFUSED, LOGIN_CODE_WANTED, LOGIN_DONE } LoginOutcome;

typedef struct StaffEntry {
    LoginOutcome outcome; /* the rest is of LOGIN_DONE */
    Staff staff;
    Session session;
    char token[SESSION_TOKEN_BYTES];
} StaffEntry;

int staff_log_in(App *app, Db *db, const StaffLogin *login, StaffEntry *ret_entry,
                 Message *ret_message);

/* --- one's own account */

typedef enum PasswordOutcome {
    PASSWORD_CHANGED,
    PASSWORD_OLD_WRONG, /* counts as a failure to log in */
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_IS_LOGIN,
    PASSWORD_IS_OLD
} PasswordOutcome;

/* token: of the session that stays; all others of this member end. */
int staff_change_password(App *app, Db *db, int64_t staff_id, const char *old_password,
                          const char *new_password, const char *token, PasswordOutcome *ret_outcome,
                          Message *ret_message);

/* A new secret, which counts from staff_confirm_totp on. CONFLICT: there is a confirmed one. */
int staff_enrol_totp(App *app, Db *db, int64_t staff_id, char ret_secret[TOTP_SECRET_TEXT_BYTES],
                     Message *ret_message);

/* CONFLICT: nothing to confirm. DENIED: a wrong code. */
int staff_confirm_totp(App *app, Db *db, int64_t staff_id, const char *code, Message *ret_message);

/* --- the operator's part */

typedef struct StaffNew {
    const char *login;
    Role role;
    const char *school_code;  /* of college and school officers; else NULL */
    const char *college_name; /* of college officers; else NULL */
    const char *actor;        /* who adds it, "staff:7"; NULL: the operator */
} StaffNew;

/* With a random first password. ARGUMENT, NOT_FOUND (school, college), CONFLICT (the login). */
int staff_add(App *app, Db *db, const StaffNew *new_staff, char ret_password[CRYPT_TOKEN_BYTES],
              Message *ret_message);

/* A new first password, no second factor, no lock, not disabled, no sessions. NOT_FOUND. */
int staff_reset(App *app, Db *db, const char *login, char ret_password[CRYPT_TOKEN_BYTES],
                Message *ret_message);

/* Ends its sessions too. NOT_FOUND. */
int staff_disable(App *app, Db *db, const char *login, Message *ret_message);

/* The same by an officer: actor is "staff:7". */
int staff_reset_by(App *app, Db *db, const char *actor, const char *login,
                   char ret_password[CRYPT_TOKEN_BYTES], Message *ret_message);
int staff_disable_by(App *app, Db *db, const char *actor, const char *login, Message *ret_message);

#endif
