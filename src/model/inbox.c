/* Names. Thread-safe: constant. */
#include "src/model/inbox.h"

#include <string.h>

static const char *const names[INBOX_KIND_COUNT] = {
    [INBOX_SUBMITTED] = "submitted",
    [INBOX_APPROVED] = "approved",
    [INBOX_RETURNED] = "returned",
    [INBOX_RESET] = "reset",
    [INBOX_SAMPLE_READY] = "sample-ready",
    [INBOX_FINAL_READY] = "final-ready",
    [INBOX_DELIVERED] = "delivered",
    [INBOX_REGISTRY_REFUSED] = "registry-refused",
    [INBOX_NOTICE_CHANGED] = "notice-changed",
    [INBOX_UNLOCKED] = "unlocked",
    [INBOX_EXCEPTION_APPROVED] = "exception-approved",
    [INBOX_EXCEPTION_REFUSED] = "exception-refused",
    [INBOX_REMINDER] = "reminder",
};

const char *inbox_kind_get_name(InboxKind kind)
{
    return names[kind];
}

InboxKind inbox_kind_parse(const char *name)
{
    InboxKind kind = 0;

    while (kind < INBOX_KIND_COUNT && strcmp(names[kind], name) != 0)
        kind++;
    return kind;
}
