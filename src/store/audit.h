/* Rows of the audit log. What they mean and how they are chained: src/app/audit.h. */
#ifndef SRC_STORE_AUDIT_H
#define SRC_STORE_AUDIT_H

#include "src/store/db.h"

enum { AUDIT_HASH_BYTES = 32 };

typedef struct AuditRow {
    int64_t id, time_ms;
    const char *actor, *action, *subject, *detail;
    uint8_t previous[AUDIT_HASH_BYTES], hash[AUDIT_HASH_BYTES];
} AuditRow;

/* The hash of the last row; zeros if there is none. */
int store_audit_get_last(Db *db, uint8_t ret_hash[AUDIT_HASH_BYTES], Message *ret_message);

/* The id is given by the database. */
int store_audit_insert(Db *db, const AuditRow *row, Message *ret_message);

/* Called for each row in order; false ends it. A hash of another length is given as zeros. */
typedef bool AuditVisitor(void *context, const AuditRow *row);

int store_audit_visit(Db *db, AuditVisitor *visit, void *context, Message *ret_message);

/* The same of one subject, the newest first, n_max at most. */
int store_audit_visit_subject(Db *db, const char *subject, int64_t n_max, AuditVisitor *visit,
                              void *context, Message *ret_message);

#endif
