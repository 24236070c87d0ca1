/*
 * Taking photos: whether one may be taken now, leave to take one, and what is sent in.
 *
 * The order of steps is held here and nowhere else: a shot without an unused, unexpired leave of
 * its own student does not exist. An upload that is sent twice with one key is one shot.
 */
#ifndef SRC_APP_CAPTURES_H
#define SRC_APP_CAPTURES_H

#include "src/app/app.h"
#include "src/app/texts.h"
#include "src/app/window.h"
#include "src/model/shot.h"
#include "src/model/student.h"
#include "src/store/db.h"

/* Why no photo can be taken now; the first that holds. */
typedef enum CaptureRefusal {
    CAPTURE_ALLOWED,
    CAPTURE_NOT_READY,     /* a step before is missing, or the photo is submitted */
    CAPTURE_LOCKED,        /* by the school: until_ms is 0; or until a time */
    CAPTURE_WINDOW_CLOSED, /* until_ms: when it opens again; 0: never */
    CAPTURE_BOX_FULL,
    CAPTURE_COOLING_DOWN, /* until_ms */
    CAPTURE_MAKING        /* the photo before is still being made */
} CaptureRefusal;

typedef struct CaptureAnswer {
    CaptureRefusal refusal;
    int64_t until_ms;
    int64_t n_drafts;
    char text[TEXT_BYTES_MAX]; /* the guide's own sentence where it has one, else "" */
    Capture capture;           /* of captures_begin, if it is allowed */
} CaptureAnswer;

/* Whether a photo may be taken; changes nothing. NOT_FOUND: the account has no way. */
int captures_ask(const App *app, Db *db, int64_t account_id, CaptureAnswer *ret_answer,
                 Message *ret_message);

/* The same, and if it may, leave to take one. A refusal is an answer, not an error. */
int captures_begin(const App *app, Db *db, int64_t account_id, CaptureAnswer *ret_answer,
                   Message *ret_message);

/* What is sent in: the leave, the client's key, and the sealed files. */
typedef struct CaptureUpload {
    const char *nonce, *idempotency_key;
    const char *file_blob;
    const ShotFrame *frames; /* of the burst round the shot, in order of time */
    size_t n_frames;         /* at most SHOT_FRAMES_MAX */
} CaptureUpload;

/*
 * Whether captures_submit would take it, before the files are sealed; changes nothing. OK with
 * *ret_is_new 0: it was taken in before, as *ret_shot. Statuses of captures_submit.
 */
int captures_look_up(const App *app, Db *db, int64_t account_id, const CaptureUpload *upload,
                     Shot *ret_shot, int *ret_is_new, Message *ret_message);

/*
 * Takes the shot in and queues it. The same key again: the same shot, and nothing else happens
 * (*ret_is_new is 0: the file is not needed). ARGUMENT: no key, or too long; NOT_FOUND: no such
 * leave of this account; CONFLICT: it was used; DENIED: it has expired, or by now no photo may be
 * taken for a reason other than the window's end (captures_ask tells): several leaves taken at once
 * are no way round the cool-down.
 */
int captures_submit(const App *app, Db *db, int64_t account_id, const CaptureUpload *upload,
                    Shot *ret_shot, int *ret_is_new, Message *ret_message);

#endif
