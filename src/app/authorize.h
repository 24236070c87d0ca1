/*
 * Who may do what: one table of operations and roles, one function that asks it.
 *
 * What the table does not grant is denied. Every route of the API names its operation and passes
 * here before its handler runs (src/api/dispatch.c). Pure.
 */
#ifndef SRC_APP_AUTHORIZE_H
#define SRC_APP_AUTHORIZE_H

#include "src/model/staff.h"

typedef enum Operation {
    OPERATION_HEALTH,
    OPERATION_READY,
    OPERATION_METRICS,
    OPERATION_PAGE,
    OPERATION_CAPTURE_ASK,
    OPERATION_CAPTURE_BEGIN,
    OPERATION_DRAFT_LIST,
    OPERATION_DRAFT_DELETE,
    OPERATION_DRAFT_PREVIEW,
    OPERATION_SHOT_SEND,
    OPERATION_SHOT_READ,
    OPERATION_SHOT_EVENTS,
    OPERATION_SHOT_PHOTO,
    OPERATION_SHOT_OVERLAY,
    OPERATION_PHOTO_READ,
    OPERATION_PHOTO_SAMPLE,
    OPERATION_PHOTO_FINAL,
    OPERATION_PHOTO_PROOFREAD,
    OPERATION_PRODUCTION_LIST,
    OPERATION_PRODUCTION_CLAIM,
    OPERATION_PRODUCTION_READ, /* what somebody has claimed; so the next ones */
    OPERATION_PRODUCTION_RENEW,
    OPERATION_PRODUCTION_GIVE_BACK,
    OPERATION_PRODUCTION_PHOTO,
    OPERATION_PRODUCTION_SHOT,
    OPERATION_PRODUCTION_FINISH,
    OPERATION_PRODUCTION_ACCEPT,
    OPERATION_PRODUCTION_RETURN,
    OPERATION_FINAL_DELIVER,
    OPERATION_STAFF_LOGIN,
    OPERATION_STAFF_LOGOUT,
    OPERATION_STAFF_ME,
    OPERATION_STAFF_PASSWORD,
    OPERATION_TOTP_ENROL,
    OPERATION_TOTP_CONFIRM,
    OPERATION_STAFF_READ,    /* another's account */
    OPERATION_SESSION_BEGIN, /* of students */
    OPERATION_SESSION_READ,
    OPERATION_SESSION_END,
    OPERATION_SCHOOLS,
    OPERATION_DOCUMENT,
    OPERATION_JOURNEY,
    OPERATION_CONSENT,
    OPERATION_CONSENT_WITHDRAW,
    OPERATION_VERIFY,
    OPERATION_PHONE,
    OPERATION_READING,
    OPERATION_MESSAGES_CHOICE,
    OPERATION_VIDEO,
    OPERATION_VIDEO_FILE,
    OPERATION_VIDEO_BEAT,
    OPERATION_SUBMISSION_CONFIRM,
    OPERATION_SUBMISSION_READ,
    OPERATION_SUBMISSION_WITHDRAW,
    OPERATION_TIMELINE,
    OPERATION_ORDER_READ,
    OPERATION_ORDER_PAY,
    OPERATION_INBOX_LIST,
    OPERATION_INBOX_READ,
    OPERATION_REVIEW_REASONS,
    OPERATION_REVIEW_LIST,
    OPERATION_REVIEW_READ,
    OPERATION_REVIEW_OPEN,
    OPERATION_REVIEW_PHOTO,
    OPERATION_REVIEW_REPORT,
    OPERATION_REVIEW_DECIDE,
    OPERATION_ORDER_FIND, /* a student's, by staff */
    OPERATION_ORDER_TAKE,
    OPERATION_STUDENT_RESET,
    OPERATION_STUDENT_LIST,
    OPERATION_STUDENT_SEARCH,
    OPERATION_STUDENT_READ,
    OPERATION_STUDENT_UNLOCK,
    OPERATION_STUDENT_UNLOCK_MANY,
    OPERATION_STUDENT_RESET_MANY,
    OPERATION_STUDENT_SHOT_PHOTO,
    OPERATION_STUDENT_SHOT_OVERLAY,
    OPERATION_STUDENT_SHOT_REPORT,
    OPERATION_DASHBOARD,
    OPERATION_EXCEPTION_OWN,
    OPERATION_EXCEPTION_ASK,
    OPERATION_EXCEPTION_LIST,
    OPERATION_EXCEPTION_READ,
    OPERATION_EXCEPTION_PROOF,
    OPERATION_EXCEPTION_DECIDE,
    OPERATION_NOTICE_LIST,
    OPERATION_NOTICE_PUBLISH,
    OPERATION_BATCH_LIST,
    OPERATION_BATCH_READ,
    OPERATION_BATCH_CHANGE,
    OPERATION_SCHOOL_READ,
    OPERATION_SCHOOL_CHANGE,
    OPERATION_ACCOUNT_LIST,
    OPERATION_ACCOUNT_ADD,
    OPERATION_ACCOUNT_RESET,
    OPERATION_ACCOUNT_DISABLE,
    OPERATION_COUNT
} Operation;

/* Of which subjects. */
typedef enum Scope {
    SCOPE_DENIED,
    SCOPE_OWN,     /* the actor itself */
    SCOPE_COLLEGE, /* of the actor's college */
    SCOPE_SCHOOL,  /* of the actor's school */
    SCOPE_ALL
} Scope;

typedef struct Actor {
    Role role;
    int must_change_password;
    int64_t account_id, staff_id;  /* one of them, or none: ROLE_NOBODY */
    int64_t school_id, college_id; /* of staff */
} Actor;

/* Whose it is; 0 where there is none. */
typedef struct Subject {
    int64_t account_id, staff_id;
    int64_t school_id, college_id;
} Subject;

typedef enum Authorization {
    AUTHORIZED,
    UNAUTHORIZED_LOG_IN,          /* nobody is logged in */
    UNAUTHORIZED_CHANGE_PASSWORD, /* first of all */
    UNAUTHORIZED_ROLE,            /* the role never may */
    UNAUTHORIZED_SUBJECT          /* not with this subject */
} Authorization;

/* Whether the role may at all; before the subject is looked up. */
Authorization authorize_role(const Actor *actor, Operation operation);

Authorization authorize(const Actor *actor, Operation operation, const Subject *subject);

/* "staff.login", as in the OpenAPI document. */
const char *operation_get_name(Operation operation);

#endif
