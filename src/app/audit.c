/* Thread-safe; a connection each. */
#include "src/app/audit.h"

#include <stdbool.h>
#include <string.h>

enum {
    TEXTS = 4,
    CANONICAL_BYTES_MAX = AUDIT_HASH_BYTES + 8 + TEXTS * 4 + 3 * AUDIT_WORD_MAX + AUDIT_DETAIL_MAX
};

static size_t put_number(uint8_t *out, uint64_t number, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        out[i] = (uint8_t)(number >> 8 * i);
    return n_bytes;
}

/* Lengths stand before texts, so that no two rows look alike. False: over the limits. */
static bool hash_row(const App *app, const AuditRow *row, uint8_t ret_hash[AUDIT_HASH_BYTES])
{
    const char *const texts[TEXTS] = {row->actor, row->action, row->subject, row->detail};
    uint8_t canonical[CANONICAL_BYTES_MAX];
    size_t used = AUDIT_HASH_BYTES;

    memcpy(canonical, row->previous, AUDIT_HASH_BYTES);
    used += put_number(canonical + used, (uint64_t)row->time_ms, 8);
    for (size_t i = 0; i < TEXTS; i++) {
        const size_t length = strlen(texts[i]);

        if (length > (i == TEXTS - 1 ? AUDIT_DETAIL_MAX : AUDIT_WORD_MAX))
            return false;
        used += put_number(canonical + used, length, 4);
        memcpy(canonical + used, texts[i], length);
        used += length;
    }
    crypt_hash(&app->audit_key, canonical, used, ret_hash);
    return true;
}

int audit_append(const App *app, Db *db, const AuditEntry *entry, Message *ret_message)
{
    AuditRow row = {.time_ms = clock_now_ms(&app->clock),
                    .actor = entry->actor,
                    .action = entry->action,
                    .subject = entry->subject,
                    .detail = entry->detail ? entry->detail : "{}"};
    const int status = store_audit_get_last(db, row.previous, ret_message);

    if (status)
        return status;
    if (!hash_row(app, &row, row.hash))
        return status_set(ret_message, STATUS_ARGUMENT, "an audit row is too long");
    return store_audit_insert(db, &row, ret_message);
}

typedef struct Verification {
    const App *app;
    AuditCheck check;
} Verification;

static bool verify_row(void *context, const AuditRow *row)
{
    Verification *verification = context;
    AuditCheck *check = &verification->check;
    uint8_t hash[AUDIT_HASH_BYTES];

    /* What came before the first row was purged: its own hash still binds it. */
    if ((check->n_rows > 0 && memcmp(row->previous, check->last_hash, AUDIT_HASH_BYTES) != 0) ||
        !hash_row(verification->app, row, hash) || memcmp(hash, row->hash, AUDIT_HASH_BYTES) != 0) {
        check->broken_id = row->id;
        return false;
    }
    memcpy(check->last_hash, row->hash, AUDIT_HASH_BYTES);
    check->n_rows++;
    return true;
}

int audit_verify(const App *app, Db *db, AuditCheck *ret_check, Message *ret_message)
{
    Verification verification = {.app = app};
    const int status = store_audit_visit(db, verify_row, &verification, ret_message);

    if (!status)
        *ret_check = verification.check;
    return status;
}
