/*
 * Two looks at the database: the way itself, and whether a photo may be taken (captures.h). What
 * happens in between shows the next time. Thread-safe; a connection each.
 */
#include "src/app/journey_view.h"

#include "src/app/notices.h"
#include "src/store/batch.h"
#include "src/store/document.h"
#include "src/store/journey.h"
#include "src/store/message.h"
#include "src/store/school.h"
#include "src/store/student.h"
#include "src/store/video.h"

typedef struct Look {
    int64_t account_id;
    JourneyView view;
} Look;

static int read_versions(Db *db, JourneyView *view, Message *message)
{
    const Journey *journey = &view->journey;
    int status =
        store_document_get_version(db, journey->consent_id, &view->versions.consent, message);

    if (!status)
        status =
            store_document_get_version(db, journey->notice_id, &view->versions.notice, message);
    if (!status)
        status = store_document_get_version(db, journey->precautions_id,
                                            &view->versions.precautions, message);
    if (!status)
        status = store_document_get_version(db, journey->requirements_id,
                                            &view->versions.requirements, message);
    return status;
}

static int read_student(Db *db, JourneyView *view, Message *message)
{
    int status = store_student_get(db, view->journey.student_id, &view->student, message);

    if (!status)
        status = store_college_get_name(db, view->student.college_id, view->college, message);
    if (!status)
        status = store_batch_get(db, view->student.batch_id, &view->batch, message);
    if (status)
        return status;
    view->window = window_get(&view->batch, view->now_ms);
    view->left = attempts_get_left(&view->batch.rules, &view->journey.attempts, view->now_ms);
    return store_school_get(db, view->batch.school_id, &view->school, message);
}

static int look(Db *db, void *context, Message *message)
{
    Look *its = context;
    JourneyView *view = &its->view;
    int status = store_viewing_is_finished(db, its->account_id, &view->has_watched, message);

    if (!status)
        status = store_journey_find(db, its->account_id, &view->journey, message);
    if (status == STATUS_NOT_FOUND) {
        view->journey = (Journey){
            .account_id = its->account_id, .state = JOURNEY_CONSENT, .wants_messages = -1};
        return STATUS_OK;
    }
    if (!status)
        status = read_versions(db, view, message);
    if (!status)
        status = store_message_count_unread(db, view->journey.id, &view->n_unread, message);
    if (!status && view->journey.student_id)
        status = read_student(db, view, message);
    return status;
}

int journey_view_get(const App *app, Db *db, int64_t account_id, JourneyView *ret_view,
                     Message *ret_message)
{
    Look its = {account_id,
                {.now_ms = clock_now_ms(&app->clock), .shooting.refusal = CAPTURE_NOT_READY}};
    int status = notices_refresh(app, db, account_id, ret_message);

    if (!status)
        status = db_snapshot(db, look, &its, ret_message);
    if (!status && its.view.journey.student_id)
        status = captures_ask(app, db, account_id, &its.view.shooting, ret_message);
    if (!status)
        *ret_view = its.view;
    return status;
}
