/* The table, read as: who in which role may do this with whose things. */
#include "src/app/authorize.h"

typedef struct Grant {
    const char *name;
    const char *scopes;     /* by role: - denied, o own, c college, s school, a all */
    int is_before_password; /* allowed while the first password has to be changed */
} Grant;

/* In the order of Role: nobody, student, college, school, retoucher, centre, auditor. */
static const Grant grants[OPERATION_COUNT] = {
    [OPERATION_HEALTH] = {"health", "aaaaaaa", 1},
    [OPERATION_READY] = {"ready", "aaaaaaa", 1},
    [OPERATION_METRICS] = {"metrics", "aaaaaaa", 1},
    [OPERATION_PAGE] = {"page", "aaaaaaa", 1},
    [OPERATION_CAPTURE_ASK] = {"capture.ask", "-o-----", 0},
    [OPERATION_CAPTURE_BEGIN] = {"capture.begin", "-o-----", 0},
    [OPERATION_DRAFT_LIST] = {"draft.list", "-o-----", 0},
    [OPERATION_DRAFT_DELETE] = {"draft.delete", "-o-----", 0},
    [OPERATION_DRAFT_PREVIEW] = {"draft.preview", "-o-----", 0},
    [OPERATION_SHOT_SEND] = {"shot.send", "-o-----", 0},
    [OPERATION_SHOT_READ] = {"shot.read", "-o-----", 0},
    [OPERATION_SHOT_EVENTS] = {"shot.events", "-o-----", 0},
    [OPERATION_SHOT_PHOTO] = {"shot.photo", "-o-----", 0},
    [OPERATION_SHOT_OVERLAY] = {"shot.overlay", "-o-----", 0},
    [OPERATION_PHOTO_READ] = {"photo.read", "-o-----", 0},
    [OPERATION_PHOTO_SAMPLE] = {"photo.sample", "-o-----", 0},
    [OPERATION_PHOTO_FINAL] = {"photo.final", "-o-----", 0},
    [OPERATION_PHOTO_PROOFREAD] = {"photo.proofread", "-o-----", 0},
    [OPERATION_PRODUCTION_LIST] = {"production.list", "----aa-", 0},
    [OPERATION_PRODUCTION_CLAIM] = {"production.claim", "----aa-", 0},
    [OPERATION_PRODUCTION_READ] = {"production.read", "----oa-", 0},
    [OPERATION_PRODUCTION_RENEW] = {"production.renew", "----oa-", 0},
    [OPERATION_PRODUCTION_GIVE_BACK] = {"production.give-back", "----oa-", 0},
    [OPERATION_PRODUCTION_PHOTO] = {"production.photo", "----oa-", 0},
    [OPERATION_PRODUCTION_SHOT] = {"production.shot", "----oa-", 0},
    [OPERATION_PRODUCTION_FINISH] = {"production.finish", "----oa-", 0},
    [OPERATION_PRODUCTION_ACCEPT] = {"production.accept", "----oa-", 0},
    [OPERATION_PRODUCTION_RETURN] = {"production.return", "----oa-", 0},
    [OPERATION_FINAL_DELIVER] = {"final.deliver", "-----a-", 0},
    [OPERATION_STAFF_LOGIN] = {"staff.login", "aaaaaaa", 1},
    [OPERATION_STAFF_LOGOUT] = {"staff.logout", "--ooooo", 1},
    [OPERATION_STAFF_ME] = {"staff.me", "--ooooo", 1},
    [OPERATION_STAFF_PASSWORD] = {"staff.password", "--ooooo", 1},
    [OPERATION_TOTP_ENROL] = {"staff.totp-enrol", "--ooooo", 0},
    [OPERATION_TOTP_CONFIRM] = {"staff.totp-confirm", "--ooooo", 0},
    [OPERATION_STAFF_READ] = {"staff.read", "--csoaa", 0},
    [OPERATION_SESSION_BEGIN] = {"session.begin", "aaaaaaa", 1},
    [OPERATION_SESSION_READ] = {"session.read", "-o-----", 0},
    [OPERATION_SESSION_END] = {"session.end", "-o-----", 0},
    [OPERATION_SCHOOLS] = {"schools", "-o-----", 0},
    [OPERATION_DOCUMENT] = {"document", "-o-----", 0},
    [OPERATION_JOURNEY] = {"journey", "-o-----", 0},
    [OPERATION_CONSENT] = {"journey.consent", "-o-----", 0},
    [OPERATION_CONSENT_WITHDRAW] = {"journey.consent-withdraw", "-o-----", 0},
    [OPERATION_VERIFY] = {"journey.verify", "-o-----", 0},
    [OPERATION_PHONE] = {"journey.phone", "-o-----", 0},
    [OPERATION_READING] = {"journey.reading", "-o-----", 0},
    [OPERATION_MESSAGES_CHOICE] = {"journey.messages", "-o-----", 0},
    [OPERATION_VIDEO] = {"video", "-o-----", 0},
    [OPERATION_VIDEO_FILE] = {"video.file", "aaaaaaa", 1},
    [OPERATION_VIDEO_BEAT] = {"video.beat", "-o-----", 0},
    [OPERATION_SUBMISSION_CONFIRM] = {"submission.confirm", "-o-----", 0},
    [OPERATION_SUBMISSION_READ] = {"submission.read", "-o-----", 0},
    [OPERATION_SUBMISSION_WITHDRAW] = {"submission.withdraw", "-o-----", 0},
    [OPERATION_TIMELINE] = {"timeline", "-o-----", 0},
    [OPERATION_ORDER_READ] = {"order.read", "-o-----", 0},
    [OPERATION_ORDER_PAY] = {"order.pay", "-o-----", 0},
    [OPERATION_INBOX_LIST] = {"inbox.list", "-o-----", 0},
    [OPERATION_INBOX_READ] = {"inbox.read", "-o-----", 0},
    [OPERATION_REVIEW_REASONS] = {"review.reasons", "--csaa-", 0},
    [OPERATION_REVIEW_LIST] = {"review.list", "--cs-a-", 0},
    [OPERATION_REVIEW_READ] = {"review.read", "--cs-a-", 0},
    [OPERATION_REVIEW_OPEN] = {"review.open", "--cs---", 0},
    [OPERATION_REVIEW_PHOTO] = {"review.photo", "--cs-a-", 0},
    [OPERATION_REVIEW_REPORT] = {"review.report", "--cs-a-", 0},
    [OPERATION_REVIEW_DECIDE] = {"review.decide", "--cs---", 0},
    [OPERATION_ORDER_FIND] = {"order.find", "--cs-a-", 0},
    [OPERATION_ORDER_TAKE] = {"order.take", "---s---", 0},
    [OPERATION_STUDENT_RESET] = {"student.reset", "--cs---", 0},
    [OPERATION_STUDENT_LIST] = {"student.list", "--cs-aa", 0},
    [OPERATION_STUDENT_SEARCH] = {"student.search", "--cs-aa", 0},
    [OPERATION_STUDENT_READ] = {"student.read", "--cs-aa", 0},
    [OPERATION_STUDENT_UNLOCK] = {"student.unlock", "---s---", 0},
    [OPERATION_STUDENT_UNLOCK_MANY] = {"student.unlock-many", "---s---", 0},
    [OPERATION_STUDENT_RESET_MANY] = {"student.reset-many", "--cs---", 0},
    [OPERATION_STUDENT_SHOT_PHOTO] = {"student.shot-photo", "--cs-a-", 0},
    [OPERATION_STUDENT_SHOT_OVERLAY] = {"student.shot-overlay", "--cs-a-", 0},
    [OPERATION_STUDENT_SHOT_REPORT] = {"student.shot-report", "--cs-a-", 0},
    [OPERATION_DASHBOARD] = {"dashboard", "--cs-aa", 0},
    [OPERATION_EXCEPTION_OWN] = {"exception.own", "-o-----", 0},
    [OPERATION_EXCEPTION_ASK] = {"exception.ask", "-o-----", 0},
    [OPERATION_EXCEPTION_LIST] = {"exception.list", "--cs-aa", 0},
    [OPERATION_EXCEPTION_READ] = {"exception.read", "--cs-a-", 0},
    [OPERATION_EXCEPTION_PROOF] = {"exception.proof", "--cs-a-", 0},
    [OPERATION_EXCEPTION_DECIDE] = {"exception.decide", "---s---", 0},
    [OPERATION_NOTICE_LIST] = {"notice.list", "--ss-aa", 0},
    [OPERATION_NOTICE_PUBLISH] = {"notice.publish", "---s-a-", 0},
    [OPERATION_BATCH_LIST] = {"batch.list", "--ss-aa", 0},
    [OPERATION_BATCH_READ] = {"batch.read", "--ss-aa", 0},
    [OPERATION_BATCH_CHANGE] = {"batch.change", "---s-a-", 0},
    [OPERATION_SCHOOL_READ] = {"school.read", "--ss-aa", 0},
    [OPERATION_SCHOOL_CHANGE] = {"school.change", "---s-a-", 0},
    [OPERATION_ACCOUNT_LIST] = {"account.list", "---s-aa", 0},
    [OPERATION_ACCOUNT_ADD] = {"account.add", "---s-a-", 0},
    [OPERATION_ACCOUNT_RESET] = {"account.reset", "---s-a-", 0},
    [OPERATION_ACCOUNT_DISABLE] = {"account.disable", "---s-a-", 0},
};

static Scope get_scope(Role role, Operation operation)
{
    const char *scopes = grants[operation].scopes;

    switch (scopes ? scopes[role] : '-') {
    case 'a':
        return SCOPE_ALL;
    case 's':
        return SCOPE_SCHOOL;
    case 'c':
        return SCOPE_COLLEGE;
    case 'o':
        return SCOPE_OWN;
    default:
        return SCOPE_DENIED;
    }
}

const char *operation_get_name(Operation operation)
{
    return grants[operation].name;
}

Authorization authorize_role(const Actor *actor, Operation operation)
{
    if (get_scope(actor->role, operation) == SCOPE_DENIED)
        return actor->role == ROLE_NOBODY ? UNAUTHORIZED_LOG_IN : UNAUTHORIZED_ROLE;
    if (actor->must_change_password && !grants[operation].is_before_password)
        return UNAUTHORIZED_CHANGE_PASSWORD;
    return AUTHORIZED;
}

/* Ids of 0 are nobody's: they never match. */
static int is_same(int64_t a, int64_t b)
{
    return a != 0 && a == b;
}

static int is_inside(Scope scope, const Actor *actor, const Subject *subject)
{
    switch (scope) {
    case SCOPE_ALL:
        return 1;
    case SCOPE_SCHOOL:
        return is_same(actor->school_id, subject->school_id);
    case SCOPE_COLLEGE:
        return is_same(actor->school_id, subject->school_id) &&
               is_same(actor->college_id, subject->college_id);
    case SCOPE_OWN:
        return is_same(actor->account_id, subject->account_id) ||
               is_same(actor->staff_id, subject->staff_id);
    case SCOPE_DENIED:
        break;
    }
    return 0;
}

Authorization authorize(const Actor *actor, Operation operation, const Subject *subject)
{
    const Authorization role = authorize_role(actor, operation);

    if (role != AUTHORIZED)
        return role;
    return is_inside(get_scope(actor->role, operation), actor, subject) ? AUTHORIZED
                                                                        : UNAUTHORIZED_SUBJECT;
}
