/*
 * The student's way as one table: state, event, guard, next state, effects.
 *
 * API, console, timeline and documentation are read from it; nothing else decides what may follow
 * what. Constant data, pure functions.
 */
#ifndef SRC_MODEL_JOURNEY_H
#define SRC_MODEL_JOURNEY_H

#include <stddef.h>

/* What the student (or somebody for the student) has to do next. Stored by name. */
typedef enum JourneyState {
    JOURNEY_CONSENT,      /* agree to the use of the face image */
    JOURNEY_VERIFY,       /* prove who it is */
    JOURNEY_PHONE,        /* give a phone number */
    JOURNEY_NOTICE,       /* read the school's notice */
    JOURNEY_PRECAUTIONS,  /* read the precautions */
    JOURNEY_MESSAGES,     /* choose whether to be notified */
    JOURNEY_REQUIREMENTS, /* choose on-site shooting, read the requirements */
    JOURNEY_VIDEO,        /* watch the video */
    JOURNEY_SHOOT,        /* take photos; confirm a draft */
    JOURNEY_PAYMENT,      /* pay */
    JOURNEY_REVIEW,       /* the school's review has not begun */
    JOURNEY_IN_REVIEW,    /* a reviewer has opened it */
    JOURNEY_PRODUCTION,   /* the centre finishes the photo */
    JOURNEY_SAMPLE,       /* a sample with the watermark can be seen */
    JOURNEY_FINAL,        /* the final photo is there: proofread it */
    JOURNEY_PROOFREAD,    /* confirmed by the student: download */
    JOURNEY_DELIVERED,    /* handed over to the registry */
    JOURNEY_STATE_COUNT
} JourneyState;

typedef enum JourneyEvent {
    EVENT_CONSENTED,
    EVENT_VERIFIED,
    EVENT_PHONE_GIVEN,
    EVENT_NOTICE_READ,
    EVENT_PRECAUTIONS_READ,
    EVENT_MESSAGES_CHOSEN,
    EVENT_REQUIREMENTS_READ,
    EVENT_VIDEO_WATCHED,
    EVENT_CONFIRMED, /* a draft was chosen to be the photo */
    EVENT_PAID,
    EVENT_WITHDRAWN, /* by the student, back to the draft box */
    EVENT_REVIEW_OPENED,
    EVENT_APPROVED,
    EVENT_RETURNED, /* by school or centre, with reasons */
    EVENT_SAMPLE_READY,
    EVENT_FINISHED, /* the final photo was put in */
    EVENT_PROOFREAD,
    EVENT_PROBLEM_REPORTED, /* by the student, on the final photo */
    EVENT_DELIVERED,
    EVENT_REFUSED_BY_REGISTRY,
    EVENT_NOTICE_CHANGED,
    EVENT_RESET, /* by the school; never charged again */
    EVENT_CONSENT_WITHDRAWN,
    EVENT_COUNT
} JourneyEvent;

/* What is known of the student and the batch beside the state. */
typedef struct JourneyFacts {
    int is_settled;  /* paid already, or the school pays for all */
    int has_review;  /* the school reviews */
    int is_prepared; /* precautions, messages, requirements and video are behind */
    int has_watched; /* this WeChat account has seen this version of the video */
} JourneyFacts;

/* What must happen in the same transaction. */
enum {
    EFFECT_OPEN_ORDER = 1 << 0,
    EFFECT_SUBMIT = 1 << 1,           /* the draft becomes the submission */
    EFFECT_QUEUE_PRODUCTION = 1 << 2, /* it enters the production queue */
    EFFECT_UNSUBMIT = 1 << 3,         /* the submission becomes a draft again */
    EFFECT_TELL = 1 << 4,             /* a message to the student */
    EFFECT_ERASE = 1 << 5             /* keys of photos and of the identity are destroyed */
};

typedef enum JourneyGuard {
    GUARD_NONE,
    GUARD_UNSETTLED,
    GUARD_SETTLED_WITH_REVIEW,
    GUARD_SETTLED_WITHOUT_REVIEW,
    GUARD_WITH_REVIEW,
    GUARD_WITHOUT_REVIEW,
    GUARD_PREPARED,
    GUARD_NOT_PREPARED,
    GUARD_WATCHED,
    GUARD_NOT_WATCHED
} JourneyGuard;

typedef struct JourneyRow {
    JourneyState state;
    JourneyEvent event;
    JourneyGuard guard;
    JourneyState next;
    unsigned effects;
} JourneyRow;

/* The row that answers the event in the state, or NULL: the event is not allowed there. */
const JourneyRow *journey_find(JourneyState state, JourneyEvent event, const JourneyFacts *facts);

/* The row at the position, or NULL past the last one. */
const JourneyRow *journey_get_row(size_t position);

/* "consent", ...; stable. */
const char *journey_state_get_name(JourneyState state);

/* JOURNEY_STATE_COUNT if there is none of that name. */
JourneyState journey_state_parse(const char *name);

#endif
