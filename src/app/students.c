/* Thread-safe; a connection each. */
#include "src/app/students.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/app/attempts.h"
#include "src/app/audit.h"
#include "src/app/inbox.h"
#include "src/store/journey.h"

typedef struct Unlocking {
    const App *app;
    int64_t staff_id, student_id;
    int was_locked;
} Unlocking;

static int add_audit(const App *app, Db *db, int64_t staff_id, const char *action,
                     const char *subject, Message *message)
{
    AuditEntry entry = {.action = action};

    snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, staff_id);
    snprintf(entry.subject, sizeof entry.subject, "%s", subject);
    return audit_append(app, db, &entry, message);
}

static int unlock(Db *db, void *context, Message *message)
{
    Unlocking *unlocking = context;
    const App *app = unlocking->app;
    const int64_t now_ms = clock_now_ms(&app->clock);
    char subject[AUDIT_WORD_MAX + 1];
    Journey journey = {0};
    int status = store_journey_find_student(db, unlocking->student_id, &journey, message);

    unlocking->was_locked = 0;
    if (status || attempts_get_lock(&journey.attempts, now_ms) == LOCK_NONE)
        return status;
    unlocking->was_locked = 1;
    attempts_unlock(&journey.attempts);
    journey.changed_ms = now_ms;
    status = store_journey_save(db, &journey, message);
    if (!status)
        status = inbox_tell(app, db, journey.id, INBOX_UNLOCKED, NULL, message);
    snprintf(subject, sizeof subject, "journey:%" PRId64, journey.id);
    return status ? status
                  : add_audit(app, db, unlocking->staff_id, "student.unlock", subject, message);
}

int students_unlock(const App *app, Db *db, int64_t staff_id, int64_t student_id,
                    int *ret_was_locked, Message *ret_message)
{
    Unlocking unlocking = {.app = app, .staff_id = staff_id, .student_id = student_id};
    const int status = db_transact(db, unlock, &unlocking, ret_message);

    if (!status)
        *ret_was_locked = unlocking.was_locked;
    return status;
}

typedef struct Note {
    const App *app;
    int64_t staff_id;
    const char *action, *subject;
} Note;

static int note_reading(Db *db, void *context, Message *message)
{
    const Note *note = context;

    return add_audit(note->app, db, note->staff_id, note->action, note->subject, message);
}

int students_note_reading(const App *app, Db *db, int64_t staff_id, const char *action,
                          const char *subject, Message *ret_message)
{
    Note note = {app, staff_id, action, subject};

    return db_transact(db, note_reading, &note, ret_message);
}
