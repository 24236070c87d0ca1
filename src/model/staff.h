/* Staff and sessions as they are stored. Plain data. */
#ifndef SRC_MODEL_STAFF_H
#define SRC_MODEL_STAFF_H

#include <stddef.h>
#include <stdint.h>

enum {
    STAFF_LOGIN_MIN = 3,
    STAFF_LOGIN_MAX = 64,
    STAFF_PASSWORD_HASH_BYTES = 128,
    STAFF_TOTP_SEALED_BYTES = 60, /* 20 bytes of secret, sealed */
    SESSION_TOKEN_BYTES = 23,     /* text with NUL */
    SESSION_HASH_BYTES = 32
};

/* Everybody who asks the server something. Those of staff are stored by name. */
typedef enum Role {
    ROLE_NOBODY, /* not logged in */
    ROLE_STUDENT,
    ROLE_COLLEGE, /* officer of a college */
    ROLE_SCHOOL,
    ROLE_RETOUCHER,
    ROLE_CENTRE,
    ROLE_AUDITOR,
    ROLE_COUNT
} Role;

/* "college", ...; stable. */
const char *role_get_name(Role role);

/* A role of staff by name; ROLE_COUNT if there is none. */
Role role_parse_staff(const char *name);

typedef struct Staff {
    int64_t id;
    char login[STAFF_LOGIN_MAX + 1]; /* a-z 0-9 . _ - */
    char password_hash[STAFF_PASSWORD_HASH_BYTES];
    Role role;
    int64_t school_id, college_id; /* 0: none */
    int must_change_password, is_disabled;
    int n_failed; /* log-ins in a row */
    int64_t locked_until_ms;
    size_t n_totp_sealed; /* 0: no second factor */
    uint8_t totp_sealed[STAFF_TOTP_SEALED_BYTES];
    int is_totp_confirmed;
    int64_t totp_step; /* of the last code taken */
    int64_t created_ms;
} Staff;

/* Somebody's stay: an account's (students) or a member's of staff. */
typedef struct Session {
    int64_t account_id, staff_id; /* one is 0 */
    char csrf_token[SESSION_TOKEN_BYTES];
    int64_t created_ms, seen_ms, expires_ms;
} Session;

#endif
