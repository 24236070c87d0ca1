/* Everything that a student's client has to know to show the right page. Reads only. */
#ifndef SRC_APP_JOURNEY_VIEW_H
#define SRC_APP_JOURNEY_VIEW_H

#include "src/app/attempts.h"
#include "src/app/captures.h"
#include "src/model/school.h"

typedef struct JourneyView {
    int64_t now_ms;  /* the server's clock, for those that run down on the client */
    Journey journey; /* id 0: not begun, at its beginning */
    /* What follows is of the student, once verified (journey.student_id); else zeros. */
    Student student;
    char college[STUDENT_TEXT_BYTES]; /* "": none */
    School school;
    Batch batch;
    WindowInfo window;
    AttemptsLeft left;
    CaptureAnswer shooting;
    int has_watched;  /* the account, the latest video */
    int64_t n_unread; /* messages of the inbox */
    /* Of the texts that were agreed to or read; 0: none. */
    struct {
        int64_t consent, notice, precautions, requirements;
    } versions;
} JourneyView;

int journey_view_get(const App *app, Db *db, int64_t account_id, JourneyView *ret_view,
                     Message *ret_message);

#endif
