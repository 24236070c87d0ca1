/* Thread-safe; a connection each. */
#include "src/app/notices.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/audit.h"
#include "src/app/journey_step.h"
#include "src/store/batch.h"

typedef struct Publication {
    const App *app;
    int64_t staff_id, batch_id;
    const char *body;
    int64_t id;
} Publication;

static int publish(Db *db, void *context, Message *message)
{
    Publication *publication = context;
    const App *app = publication->app;
    AuditEntry entry = {.action = "notice.publish"};
    Batch batch;
    int status = store_batch_get(db, publication->batch_id, &batch, message);

    if (!status)
        status =
            store_document_publish(db, DOCUMENT_NOTICE, publication->batch_id, publication->body,
                                   clock_now_ms(&app->clock), &publication->id, message);
    if (status)
        return status;
    snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, publication->staff_id);
    snprintf(entry.subject, sizeof entry.subject, "document:%" PRId64, publication->id);
    return audit_append(app, db, &entry, message);
}

int notices_publish(const App *app, Db *db, int64_t staff_id, int64_t batch_id, const char *body,
                    int64_t *ret_id, Message *ret_message)
{
    Publication publication = {app, staff_id, batch_id, body, 0};
    int status;

    if (!*body)
        return status_set(ret_message, STATUS_ARGUMENT, "a notice is not empty");
    status = db_transact(db, publish, &publication, ret_message);
    if (!status)
        *ret_id = publication.id;
    return status;
}

int notices_refresh(const App *app, Db *db, int64_t account_id, Message *ret_message)
{
    static const JourneyFacts no_facts = {0}; /* the event's rows have no guards */
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_NOTICE_CHANGED,
                        .action = "journey.notice-changed",
                        .actor = "system"};
    UnreadNotice unread;
    int status = store_document_find_unread(db, account_id, &unread, ret_message);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (!journey_find(unread.state, EVENT_NOTICE_CHANGED, &no_facts))
        return STATUS_OK;
    status = journey_step_take(db, &step, ret_message);
    return status == STATUS_CONFLICT ? STATUS_OK : status; /* it went on meanwhile */
}
