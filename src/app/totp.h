/*
 * One-time passwords by time: RFC 6238 with SHA-1, 30 seconds, 6 digits, which every authenticator
 * app knows. Pure functions.
 */
#ifndef SRC_APP_TOTP_H
#define SRC_APP_TOTP_H

#include <stddef.h>
#include <stdint.h>

enum {
    TOTP_SECRET_BYTES = 20,
    TOTP_CODE_BYTES = 7,        /* 6 digits and NUL */
    TOTP_SECRET_TEXT_BYTES = 33 /* base32 and NUL */
};

void totp_make_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t step,
                    char ret_code[TOTP_CODE_BYTES]);

/*
 * The step whose code it is: the present one, the one before or the one after, if it is later than
 * last_step (a code counts once). 0: none.
 */
int64_t totp_find_step(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, int64_t now_ms,
                       int64_t last_step);

/* As apps want it: RFC 4648 base32. */
void totp_format_secret(const uint8_t secret[TOTP_SECRET_BYTES],
                        char ret_text[TOTP_SECRET_TEXT_BYTES]);

#endif
