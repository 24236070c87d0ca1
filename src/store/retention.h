/*
 * Rows whose time is over, by kind. When that is: src/app/retention.h. Each call takes some
 * hundreds of rows inside the caller's transaction and is to be repeated until it answers 0.
 */
#ifndef SRC_STORE_RETENTION_H
#define SRC_STORE_RETENTION_H

#include "src/store/audit.h"
#include "src/store/db.h"

/* What is kept for a time that the batch sets. */
typedef enum RetentionKind {
    RETENTION_RAW,           /* shots received until then */
    RETENTION_DELIVERED_RAW, /* shots of ways that were delivered until then */
    RETENTION_UNUSED_RAW,    /* received until then, whose draft is not handed in nor to be paid */
    RETENTION_FAILED,        /* shots that failed until then */
    RETENTION_DRAFTS,        /* made until then, and neither handed in nor to be paid */
    RETENTION_FINALS,        /* productions of ways that were delivered until then */
    RETENTION_RETURNED,      /* productions queued until then that went back to the student */
    RETENTION_FINAL_DRAFTS,  /* drafts of ways that were delivered until then */
    RETENTION_PROOFS,        /* of exceptions that were asked for until then */
    RETENTION_KIND_COUNT
} RetentionKind;

int store_retention_drop(Db *db, RetentionKind kind, int64_t batch_id, int64_t until_ms,
                         int64_t now_ms, int64_t *ret_n_rows, Message *ret_message);
int store_retention_count(Db *db, RetentionKind kind, int64_t batch_id, int64_t until_ms,
                          int64_t *ret_n_rows, Message *ret_message);

/* What is kept for a time that is the same everywhere. */
typedef enum ExpiryKind {
    EXPIRY_CAPTURES, /* unused, expired until then */
    EXPIRY_MESSAGES, /* written until then */
    EXPIRY_SESSIONS, /* expired until then */
    EXPIRY_KIND_COUNT
} ExpiryKind;

int store_expiry_delete(Db *db, ExpiryKind kind, int64_t until_ms, int64_t *ret_n_rows,
                        Message *ret_message);
int store_expiry_count(Db *db, ExpiryKind kind, int64_t until_ms, int64_t *ret_n_rows,
                       Message *ret_message);

/* The batch with the least id above, 0: there is none; and when it was delivered (0: not yet). */
int store_batch_get_next(Db *db, int64_t after_id, int64_t *ret_id, int64_t *ret_delivered_ms,
                         Message *ret_message);

/* The beginning of the audit log: rows until then, and no later row before them. Hash of the last
 * one deleted. */
int store_audit_delete_first(Db *db, int64_t until_ms, int64_t *ret_n_rows,
                             uint8_t ret_last_hash[AUDIT_HASH_BYTES], Message *ret_message);

int store_audit_count_until(Db *db, int64_t until_ms, int64_t *ret_n_rows, Message *ret_message);

#endif
