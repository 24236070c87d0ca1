/* Thread-safe; a connection each. */
#include "src/app/retention.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/audit.h"
#include "src/store/batch.h"
#include "src/store/retention.h"

/* One page of one kind: what its transaction does. */
typedef struct Page {
    const App *app;
    int64_t batch_id; /* 0: kind is an ExpiryKind */
    int kind;
    const char *action;
    int64_t until_ms, n_rows;
} Page;

static int add_audit(Db *db, const Page *page, const char *detail, Message *message)
{
    AuditEntry entry = {.actor = "system", .action = page->action, .detail = detail};

    if (page->batch_id)
        snprintf(entry.subject, sizeof entry.subject, "batch:%" PRId64, page->batch_id);
    return audit_append(page->app, db, &entry, message);
}

static int run_page(Db *db, void *context, Message *message)
{
    Page *page = context;
    const int64_t now_ms = clock_now_ms(&page->app->clock);
    char detail[64];
    int status = page->batch_id
                     ? store_retention_drop(db, (RetentionKind)page->kind, page->batch_id,
                                            page->until_ms, now_ms, &page->n_rows, message)
                     : store_expiry_delete(db, (ExpiryKind)page->kind, page->until_ms,
                                           &page->n_rows, message);

    /* Captures and sessions come and go unaudited; so do they here. */
    if (status || !page->n_rows || !page->action)
        return status;
    snprintf(detail, sizeof detail, "{\"rows\":%" PRId64 "}", page->n_rows);
    return add_audit(db, page, detail, message);
}

static int count_page(Db *db, const Page *page, int64_t *count, Message *message)
{
    int64_t n = 0;
    const int status =
        page->batch_id
            ? store_retention_count(db, (RetentionKind)page->kind, page->batch_id, page->until_ms,
                                    &n, message)
            : store_expiry_count(db, (ExpiryKind)page->kind, page->until_ms, &n, message);

    *count += n;
    return status;
}

static int run_kind(Db *db, Page *page, bool is_dry, int64_t *count, Message *message)
{
    int status = STATUS_OK;

    if (is_dry)
        return count_page(db, page, count, message);
    page->n_rows = 1;
    while (!status && page->n_rows) {
        status = db_transact(db, run_page, page, message);
        if (!status)
            *count += page->n_rows;
    }
    return status;
}

/* --- batches */

static int run_batch(const App *app, Db *db, const Batch *batch, int64_t delivered_ms, bool is_dry,
                     RetentionCounts *counts, Message *message)
{
    const int64_t now_ms = clock_now_ms(&app->clock);
    const BatchRules *rules = &batch->rules;
    const bool is_delivered = delivered_ms && now_ms >= delivered_ms + rules->keep_raw_ms;
    const bool has_ended = now_ms >= batch->closes_ms + rules->keep_drafts_ms;
    const struct {
        RetentionKind kind;
        bool is_due;
        int64_t until_ms, *count;
        const char *action;
    } clocks[] = {
        {RETENTION_FAILED, true, now_ms - rules->keep_failed_ms, &counts->n_failed,
         "purge.failed-shots"},
        {RETENTION_RAW, is_delivered, now_ms, &counts->n_raw, "purge.raw-shots"},
        {RETENTION_DELIVERED_RAW, true, now_ms - rules->keep_raw_ms, &counts->n_raw,
         "purge.raw-shots"},
        {RETENTION_UNUSED_RAW, has_ended, now_ms, &counts->n_raw, "purge.raw-shots"},
        {RETENTION_DRAFTS, has_ended, now_ms, &counts->n_drafts, "purge.drafts"},
        {RETENTION_PROOFS, has_ended, now_ms, &counts->n_proofs, "purge.proofs"},
        {RETENTION_RETURNED, has_ended, now_ms, &counts->n_finals, "purge.finals"},
        {RETENTION_FINALS, true, now_ms - rules->keep_finals_ms, &counts->n_finals, "purge.finals"},
        {RETENTION_FINAL_DRAFTS, true, now_ms - rules->keep_finals_ms, &counts->n_drafts,
         "purge.drafts"},
    };
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < sizeof clocks / sizeof clocks[0]; i++) {
        Page page = {app, batch->id, clocks[i].kind, clocks[i].action, clocks[i].until_ms, 0};

        if (clocks[i].is_due)
            status = run_kind(db, &page, is_dry, clocks[i].count, message);
    }
    return status;
}

static int run_batches(const App *app, Db *db, bool is_dry, RetentionCounts *counts,
                       Message *message)
{
    int64_t id = 0, delivered_ms = 0;
    int status = store_batch_get_next(db, id, &id, &delivered_ms, message);

    while (!status && id) {
        Batch batch = {0};

        status = store_batch_get(db, id, &batch, message);
        if (!status)
            status = run_batch(app, db, &batch, delivered_ms, is_dry, counts, message);
        if (!status)
            status = store_batch_get_next(db, id, &id, &delivered_ms, message);
    }
    return status;
}

/* --- the same everywhere */

static int run_expiries(const App *app, Db *db, bool is_dry, RetentionCounts *counts,
                        Message *message)
{
    const int64_t now_ms = clock_now_ms(&app->clock);
    const struct {
        ExpiryKind kind;
        int64_t until_ms, *count;
        const char *action;
    } clocks[] = {
        {EXPIRY_CAPTURES, now_ms - RETENTION_CAPTURES_MS, &counts->n_captures, NULL},
        {EXPIRY_SESSIONS, now_ms, &counts->n_sessions, NULL},
        {EXPIRY_MESSAGES, now_ms - RETENTION_MESSAGES_MS, &counts->n_messages, "purge.messages"}};
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < sizeof clocks / sizeof clocks[0]; i++) {
        Page page = {app, 0, clocks[i].kind, clocks[i].action, clocks[i].until_ms, 0};

        status = run_kind(db, &page, is_dry, clocks[i].count, message);
    }
    return status;
}

/* The row that tells of it is the anchor of what is left: audit_verify holds the first row against
 * it. */
static int purge_audit(Db *db, void *context, Message *message)
{
    Page *page = context;
    uint8_t hash[AUDIT_HASH_BYTES] = {0};
    char detail[AUDIT_ANCHOR_BYTES];
    const int status = store_audit_delete_first(db, page->until_ms, &page->n_rows, hash, message);

    if (status || !page->n_rows)
        return status;
    audit_format_anchor(page->n_rows, hash, detail);
    return add_audit(db, page, detail, message);
}

static int run_audit(const App *app, Db *db, bool is_dry, RetentionCounts *counts, Message *message)
{
    const int64_t until_ms = clock_now_ms(&app->clock) - RETENTION_AUDIT_MS;
    Page page = {app, 0, 0, AUDIT_PURGED, until_ms, 1};
    int status = STATUS_OK;

    if (is_dry)
        return store_audit_count_until(db, until_ms, &counts->n_audit, message);
    while (!status && page.n_rows) {
        status = db_transact(db, purge_audit, &page, message);
        if (!status)
            counts->n_audit += page.n_rows;
    }
    return status;
}

int retention_run(const App *app, Db *db, bool is_dry, RetentionCounts *ret_counts,
                  Message *ret_message)
{
    int status;

    *ret_counts = (RetentionCounts){0};
    status = run_batches(app, db, is_dry, ret_counts, ret_message);
    if (!status)
        status = run_expiries(app, db, is_dry, ret_counts, ret_message);
    return status ? status : run_audit(app, db, is_dry, ret_counts, ret_message);
}
