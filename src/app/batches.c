/* Thread-safe; a connection each. */
#include "src/app/batches.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"

int batches_may_change_rule(Role role, const char *name)
{
    static const char *const of_schools[] = {"draft_", "cooldown_", "authenticity_", "other_",
                                             "capture_"};

    if (role == ROLE_CENTRE)
        return 1;
    for (size_t i = 0; role == ROLE_SCHOOL && i < sizeof of_schools / sizeof of_schools[0]; i++)
        if (!strncmp(name, of_schools[i], strlen(of_schools[i])))
            return 1;
    return 0;
}

typedef struct Saving {
    const App *app;
    int64_t staff_id;
    const BatchItem *item;
} Saving;

static int save(Db *db, void *context, Message *message)
{
    const Saving *saving = context;
    AuditEntry entry = {.action = "batch.change"};
    const int status = store_batch_save(db, saving->item, message);

    if (status)
        return status;
    snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, saving->staff_id);
    snprintf(entry.subject, sizeof entry.subject, "batch:%" PRId64, saving->item->batch.id);
    return audit_append(saving->app, db, &entry, message);
}

int batches_save(const App *app, Db *db, int64_t staff_id, const BatchItem *item,
                 Message *ret_message)
{
    Saving saving = {app, staff_id, item};

    if (batch_check(&item->batch))
        return status_set(ret_message, STATUS_ARGUMENT, "window, hours or closed days do not fit");
    return db_transact(db, save, &saving, ret_message);
}
