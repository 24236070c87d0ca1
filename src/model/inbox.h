/* What students are told, in their inbox and by the message services: plain data, kinds by name. */
#ifndef SRC_MODEL_INBOX_H
#define SRC_MODEL_INBOX_H

#include <stdint.h>

/* Stored by name; new ones go to the end. The texts: src/app/inbox.h. */
typedef enum InboxKind {
    INBOX_SUBMITTED, /* paid, and handed in */
    INBOX_APPROVED,  /* by the school; it is being finished */
    INBOX_RETURNED,
    INBOX_RESET,
    INBOX_SAMPLE_READY,
    INBOX_FINAL_READY,
    INBOX_DELIVERED,
    INBOX_REGISTRY_REFUSED,
    INBOX_NOTICE_CHANGED,
    INBOX_UNLOCKED,
    INBOX_EXCEPTION_APPROVED,
    INBOX_EXCEPTION_REFUSED,
    INBOX_REMINDER,
    INBOX_KIND_COUNT
} InboxKind;

enum { INBOX_DETAIL_BYTES = 1024 };

typedef struct InboxEntry {
    int64_t id;
    InboxKind kind;
    char detail[INBOX_DETAIL_BYTES]; /* JSON, no personal data */
    int64_t created_ms;
    int64_t read_ms; /* 0: not yet */
} InboxEntry;

/* "submitted", ...; stable. */
const char *inbox_kind_get_name(InboxKind kind);

/* INBOX_KIND_COUNT if there is none of that name. */
InboxKind inbox_kind_parse(const char *name);

#endif
