/*
 * One step of a student's way: the row of the table, what it changes besides the state, the audit
 * row, all in one transaction. For src/app alone; what students may call is in journeys.h and the
 * like.
 */
#ifndef SRC_APP_JOURNEY_STEP_H
#define SRC_APP_JOURNEY_STEP_H

#include <stdbool.h>

#include "src/app/app.h"
#include "src/model/batch.h"
#include "src/model/reason.h"
#include "src/model/student.h"
#include "src/store/db.h"

typedef struct JourneyStep JourneyStep;

struct JourneyStep {
    const App *app;
    int64_t account_id; /* whose way: the latest; a new one begins if there is none */
    int64_t journey_id; /* or this one, and the account is filled in; 0: by account */
    JourneyEvent event;
    const char *action; /* for the audit log */
    const char *actor;  /* NULL: the member of staff, or else the account itself */
    int64_t staff_id;   /* who decides; 0: nobody of staff */
    int64_t draft_id;   /* EVENT_CONFIRMED: the chosen draft, at the latest set by prepare */
    unsigned reasons;   /* why it is returned: 1 << Reason */
    const char *remark; /* to the student; NULL: none */
    /* Changes more than the state, after the event was found to be allowed; may be NULL. row tells
     * the effects. */
    int (*prepare)(Db *db, JourneyStep *step, const JourneyRow *row, Message *message);
    /* Whether the step was taken before with the same content: then asking again is a success that
     * changes nothing. Asked where the event is not allowed; may be NULL. */
    bool (*is_repeat)(Db *db, const JourneyStep *step);
    void *context;   /* of both */
    Journey journey; /* read first, saved last */
    Student student; /* of the journey, and its batch: id 0 before it is verified */
    Batch batch;
};

/*
 * CONFLICT: the event is not allowed in the state, or another was faster; nothing has changed then.
 * step->journey is as it is afterwards. Not inside another transaction.
 */
int journey_step_take(Db *db, JourneyStep *step, Message *ret_message);

/* The same as a part of another transaction, which must end with what this answers unless 0. */
int journey_step_run(Db *db, JourneyStep *step, Message *ret_message);

/* Only reads or begins the way. */
int journey_step_load(Db *db, JourneyStep *step, Message *ret_message);

#endif
