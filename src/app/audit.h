/*
 * The audit log: who did what to what, each row chained to the one before it.
 *
 * A row's hash is BLAKE2b, under a key derived from the master key, over the hash before it and the
 * row itself; so whoever alters the database without that key cannot mend the chain. What the chain
 * cannot show is rows missing at its end: copy the last hash elsewhere from time to time (tucai
 * doctor prints it). Rows older than three years may be gone at its beginning: the row that tells
 * of their end ("audit.purged") has the last one's hash, and is chained itself.
 */
#ifndef SRC_APP_AUDIT_H
#define SRC_APP_AUDIT_H

#include "src/app/app.h"
#include "src/store/audit.h"

enum { AUDIT_WORD_MAX = 64, AUDIT_DETAIL_MAX = 2048, AUDIT_ANCHOR_BYTES = 128 };

#define AUDIT_PURGED "audit.purged"

typedef struct AuditEntry {
    char actor[AUDIT_WORD_MAX + 1];   /* "staff:7", "student:12", "operator" */
    const char *action;               /* "staff.login" */
    char subject[AUDIT_WORD_MAX + 1]; /* "journey:12" */
    const char *detail;               /* JSON, no personal data; NULL: "{}" */
} AuditEntry;

/* Inside the transaction of the change it tells of. ARGUMENT: over the limits above. */
int audit_append(const App *app, Db *db, const AuditEntry *entry, Message *ret_message);

typedef struct AuditCheck {
    int64_t n_rows;
    int64_t broken_id; /* the first row that does not fit; 0: all do */
    uint8_t last_hash[AUDIT_HASH_BYTES];
} AuditCheck;

/* The detail of an audit.purged row: how many rows went, and the hash of the last of them. */
void audit_format_anchor(int64_t n_rows, const uint8_t hash[AUDIT_HASH_BYTES],
                         char ret_detail[AUDIT_ANCHOR_BYTES]);

int audit_verify(const App *app, Db *db, AuditCheck *ret_check, Message *ret_message);

#endif
