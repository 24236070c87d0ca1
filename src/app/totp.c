/* Thread-safe. */
#include "src/app/totp.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/digest.h"
#include "src/base/crypt.h"

enum { STEP_MS = 30 * 1000, CODES = 1000000 };

void totp_make_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t step,
                    char ret_code[TOTP_CODE_BYTES])
{
    uint8_t counter[8], mac[HMAC_SHA1_BYTES];
    const uint8_t *part;
    uint32_t number;

    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    memset(ret_code, 0, TOTP_CODE_BYTES); /* out of memory: fits no code that is sent */
    if (digest_hmac_sha1(secret, TOTP_SECRET_BYTES, counter, sizeof counter, mac))
        return;
    part = mac + (mac[HMAC_SHA1_BYTES - 1] & 15); /* RFC 4226, 5.3 */
    number = (uint32_t)(part[0] & 0x7f) << 24 | (uint32_t)part[1] << 16 | (uint32_t)part[2] << 8 |
             part[3];
    snprintf(ret_code, TOTP_CODE_BYTES, "%06u", (unsigned)(number % CODES));
}

int64_t totp_find_step(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, int64_t now_ms,
                       int64_t last_step)
{
    const int64_t now = now_ms / STEP_MS;
    int64_t found = 0;

    if (strlen(code) != TOTP_CODE_BYTES - 1)
        return 0;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        char expected[TOTP_CODE_BYTES];

        totp_make_code(secret, step, expected);
        if (crypt_is_equal(code, expected, TOTP_CODE_BYTES - 1) && step > last_step && !found)
            found = step;
    }
    return found;
}

void totp_format_secret(const uint8_t secret[TOTP_SECRET_BYTES],
                        char ret_text[TOTP_SECRET_TEXT_BYTES])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t used = 0;
    uint32_t bits = 0;
    int n_bits = 0;

    for (size_t i = 0; i < TOTP_SECRET_BYTES; i++) {
        bits = bits << 8 | secret[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
            ret_text[used++] = digits[bits >> (n_bits - 5) & 31];
    }
    ret_text[used] = 0; /* 160 bits are 32 digits: no padding */
}
