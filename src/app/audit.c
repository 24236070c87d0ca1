/* Thread-safe; a connection each. */
#include "src/app/audit.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
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

void audit_format_anchor(int64_t n_rows, const uint8_t hash[AUDIT_HASH_BYTES],
                         char ret_detail[AUDIT_ANCHOR_BYTES])
{
    int used =
        snprintf(ret_detail, AUDIT_ANCHOR_BYTES, "{\"rows\":%" PRId64 ",\"last_hash\":\"", n_rows);

    for (size_t i = 0; i < AUDIT_HASH_BYTES; i++)
        used += snprintf(ret_detail + used, AUDIT_ANCHOR_BYTES - (size_t)used, "%02x", hash[i]);
    snprintf(ret_detail + used, AUDIT_ANCHOR_BYTES - (size_t)used, "\"}");
}

typedef struct Verification {
    const App *app;
    AuditCheck check;
    int64_t first_id;
    uint8_t first_previous[AUDIT_HASH_BYTES];
    bool is_anchored; /* the latest anchor names what came before the first row */
} Verification;

/* The later anchor counts: rows were purged again. */
static void look_for_anchor(Verification *verification, const AuditRow *row)
{
    char detail[AUDIT_ANCHOR_BYTES];
    const char *hash;

    if (strcmp(row->action, AUDIT_PURGED) != 0)
        return;
    audit_format_anchor(0, verification->first_previous, detail);
    hash = strstr(row->detail, "\"last_hash\"");
    verification->is_anchored = hash && !strcmp(hash, strstr(detail, "\"last_hash\""));
}

static bool verify_row(void *context, const AuditRow *row)
{
    Verification *verification = context;
    AuditCheck *check = &verification->check;
    uint8_t hash[AUDIT_HASH_BYTES];

    if (!check->n_rows) {
        static const uint8_t none[AUDIT_HASH_BYTES];

        verification->first_id = row->id;
        memcpy(verification->first_previous, row->previous, AUDIT_HASH_BYTES);
        verification->is_anchored = !memcmp(row->previous, none, AUDIT_HASH_BYTES);
    }
    if ((check->n_rows > 0 && memcmp(row->previous, check->last_hash, AUDIT_HASH_BYTES) != 0) ||
        !hash_row(verification->app, row, hash) || memcmp(hash, row->hash, AUDIT_HASH_BYTES) != 0) {
        check->broken_id = row->id;
        return false;
    }
    memcpy(check->last_hash, row->hash, AUDIT_HASH_BYTES);
    check->n_rows++;
    look_for_anchor(verification, row);
    return true;
}

int audit_verify(const App *app, Db *db, AuditCheck *ret_check, Message *ret_message)
{
    Verification verification = {.app = app};
    const int status = store_audit_visit(db, verify_row, &verification, ret_message);

    if (!status && !verification.check.broken_id && verification.check.n_rows &&
        !verification.is_anchored)
        verification.check.broken_id = verification.first_id;
    if (!status)
        *ret_check = verification.check;
    return status;
}
