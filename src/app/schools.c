/* Thread-safe; a connection each. */
#include "src/app/schools.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/store/school.h"

typedef struct Saving {
    const App *app;
    int64_t staff_id;
    School school;
} Saving;

static int save(Db *db, void *context, Message *message)
{
    const Saving *saving = context;
    AuditEntry entry = {.action = "school.change"};
    const int status = store_school_set_contact(db, &saving->school, message);

    if (status)
        return status;
    snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, saving->staff_id);
    snprintf(entry.subject, sizeof entry.subject, "school:%" PRId64, saving->school.id);
    return audit_append(saving->app, db, &entry, message);
}

int schools_set_contact(const App *app, Db *db, int64_t staff_id, const School *school,
                        const char *contact, Message *ret_message)
{
    Saving saving = {app, staff_id, *school};

    if (!*contact || strlen(contact) >= sizeof saving.school.contact)
        return status_set(ret_message, STATUS_ARGUMENT, "a contact has 1 to %d bytes",
                          SCHOOL_CONTACT_BYTES - 1);
    snprintf(saving.school.contact, sizeof saving.school.contact, "%s", contact);
    return db_transact(db, save, &saving, ret_message);
}
