/*
 * Every operation, every role, every kind of subject, held against the sentences below: what is not
 * said here must be denied.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/authorize.h"

/* The people: one of each role, in school 1, college 11. */
static const Actor actors[ROLE_COUNT] = {
    [ROLE_NOBODY] = {.role = ROLE_NOBODY},
    [ROLE_STUDENT] = {.role = ROLE_STUDENT, .account_id = 100},
    [ROLE_COLLEGE] = {.role = ROLE_COLLEGE, .staff_id = 102, .school_id = 1, .college_id = 11},
    [ROLE_SCHOOL] = {.role = ROLE_SCHOOL, .staff_id = 103, .school_id = 1},
    [ROLE_RETOUCHER] = {.role = ROLE_RETOUCHER, .staff_id = 104},
    [ROLE_CENTRE] = {.role = ROLE_CENTRE, .staff_id = 105},
    [ROLE_AUDITOR] = {.role = ROLE_AUDITOR, .staff_id = 106},
};

/* Whose things: "own" is made of the actor. */
typedef enum Whose {
    OWN,
    OWN_COLLEGE,
    OTHER_COLLEGE,
    NO_COLLEGE, /* the school's, of no college */
    OTHER_SCHOOL,
    SAME_COLLEGE_NUMBER_OTHER_SCHOOL,
    OF_THE_CENTRE, /* of no school */
    OTHER_ACCOUNT,
    WHOSE_COUNT
} Whose;

static Subject make_subject(Whose whose, const Actor *actor)
{
    static const Subject subjects[WHOSE_COUNT] = {
        [OWN_COLLEGE] = {.staff_id = 900, .school_id = 1, .college_id = 11},
        [OTHER_COLLEGE] = {.staff_id = 901, .school_id = 1, .college_id = 12},
        [NO_COLLEGE] = {.staff_id = 902, .school_id = 1},
        [OTHER_SCHOOL] = {.staff_id = 903, .school_id = 2, .college_id = 21},
        [SAME_COLLEGE_NUMBER_OTHER_SCHOOL] = {.staff_id = 904, .school_id = 2, .college_id = 11},
        [OF_THE_CENTRE] = {.staff_id = 905},
        [OTHER_ACCOUNT] = {.account_id = 906, .school_id = 1, .college_id = 11},
    };

    return whose == OWN
               ? (Subject){actor->account_id, actor->staff_id, actor->school_id, actor->college_id}
               : subjects[whose];
}

enum {
    OWN_ONLY = 1 << OWN,
    IN_COLLEGE = 1 << OWN | 1 << OWN_COLLEGE | 1 << OTHER_ACCOUNT,
    IN_SCHOOL = IN_COLLEGE | 1 << OTHER_COLLEGE | 1 << NO_COLLEGE,
    ANYTHING = (1 << WHOSE_COUNT) - 1
};

typedef struct Sentence {
    const char *operation;
    Role from, to; /* these roles, both included */
    unsigned may;  /* of these */
} Sentence;

static const Sentence sentences[] = {
    {"health", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"ready", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"metrics", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"page", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"capture.ask", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"capture.begin", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"draft.list", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"draft.delete", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"draft.preview", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"shot.send", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"shot.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"shot.events", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"shot.photo", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"shot.overlay", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"photo.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"photo.sample", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"photo.final", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"photo.proofread", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"production.list", ROLE_RETOUCHER, ROLE_CENTRE, ANYTHING},
    {"production.claim", ROLE_RETOUCHER, ROLE_CENTRE, ANYTHING},
    {"production.read", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.read", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.renew", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.renew", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.give-back", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.give-back", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.photo", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.photo", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.shot", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.shot", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.finish", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.finish", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.accept", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.accept", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"production.return", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"production.return", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"final.deliver", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"staff.login", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"staff.logout", ROLE_COLLEGE, ROLE_AUDITOR, OWN_ONLY},
    {"staff.me", ROLE_COLLEGE, ROLE_AUDITOR, OWN_ONLY},
    {"staff.password", ROLE_COLLEGE, ROLE_AUDITOR, OWN_ONLY},
    {"staff.totp-enrol", ROLE_COLLEGE, ROLE_AUDITOR, OWN_ONLY},
    {"staff.totp-confirm", ROLE_COLLEGE, ROLE_AUDITOR, OWN_ONLY},
    {"staff.read", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"staff.read", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"staff.read", ROLE_RETOUCHER, ROLE_RETOUCHER, OWN_ONLY},
    {"staff.read", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"session.begin", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"session.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"session.end", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"schools", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"document", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.consent", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.consent-withdraw", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.verify", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.phone", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.reading", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"journey.messages", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"video", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"video.file", ROLE_NOBODY, ROLE_AUDITOR, ANYTHING},
    {"video.beat", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"submission.confirm", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"submission.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"submission.withdraw", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"timeline", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"order.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"order.pay", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"inbox.list", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"inbox.read", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"review.reasons", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.reasons", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.reasons", ROLE_RETOUCHER, ROLE_CENTRE, ANYTHING},
    {"review.list", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.list", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.list", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"review.read", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.read", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.read", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"review.open", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.open", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.photo", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.photo", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.photo", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"review.report", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.report", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"review.report", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"review.decide", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"review.decide", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"order.find", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"order.find", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"order.find", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"order.take", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.reset", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.reset", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.list", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.list", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.list", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"student.search", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.search", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.search", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"student.read", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.read", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.read", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"student.unlock", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.unlock-many", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.reset-many", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.reset-many", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.shot-photo", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.shot-photo", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.shot-photo", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"student.shot-overlay", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.shot-overlay", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.shot-overlay", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"student.shot-report", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"student.shot-report", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"student.shot-report", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"dashboard", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"dashboard", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"dashboard", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"exception.own", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"exception.ask", ROLE_STUDENT, ROLE_STUDENT, OWN_ONLY},
    {"exception.list", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"exception.list", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"exception.list", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"exception.read", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"exception.read", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"exception.read", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"exception.proof", ROLE_COLLEGE, ROLE_COLLEGE, IN_COLLEGE},
    {"exception.proof", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"exception.proof", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"exception.decide", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"notice.list", ROLE_COLLEGE, ROLE_SCHOOL, IN_SCHOOL},
    {"notice.list", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"notice.publish", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"notice.publish", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"batch.list", ROLE_COLLEGE, ROLE_SCHOOL, IN_SCHOOL},
    {"batch.list", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"batch.read", ROLE_COLLEGE, ROLE_SCHOOL, IN_SCHOOL},
    {"batch.read", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"batch.change", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"batch.change", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"school.read", ROLE_COLLEGE, ROLE_SCHOOL, IN_SCHOOL},
    {"school.read", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"school.change", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"school.change", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"account.list", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"account.list", ROLE_CENTRE, ROLE_AUDITOR, ANYTHING},
    {"account.add", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"account.add", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"account.reset", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"account.reset", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
    {"account.disable", ROLE_SCHOOL, ROLE_SCHOOL, IN_SCHOOL},
    {"account.disable", ROLE_CENTRE, ROLE_CENTRE, ANYTHING},
};

static unsigned find_rights(Operation operation, Role role)
{
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (!strcmp(sentences[i].operation, operation_get_name(operation)) &&
            role >= sentences[i].from && role <= sentences[i].to)
            return sentences[i].may;
    return 0;
}

static void check(Operation operation, Role role, Whose whose)
{
    const unsigned may = find_rights(operation, role);
    const Actor *actor = &actors[role];
    const Subject subject = make_subject(whose, actor);
    const Authorization answer = authorize(actor, operation, &subject);
    Authorization wanted = UNAUTHORIZED_SUBJECT;

    if (!may)
        wanted = role == ROLE_NOBODY ? UNAUTHORIZED_LOG_IN : UNAUTHORIZED_ROLE;
    else if (may & 1U << whose)
        wanted = AUTHORIZED;
    if (answer != wanted)
        fail_msg("%s, %s, subject %d: %d, not %d", operation_get_name(operation),
                 role_get_name(role), whose, answer, wanted);
}

static void test_every_operation_role_and_subject_is_as_said(void **state)
{
    (void)state;
    for (int operation = 0; operation < OPERATION_COUNT; operation++)
        for (int role = 0; role < ROLE_COUNT; role++)
            for (int whose = 0; whose < WHOSE_COUNT; whose++)
                check((Operation)operation, (Role)role, (Whose)whose);
}

static void test_nothing_belongs_to_nobody(void **state)
{
    const Subject nothing = {0};

    (void)state;
    for (int operation = 0; operation < OPERATION_COUNT; operation++)
        for (int role = 0; role < ROLE_COUNT; role++)
            if (find_rights((Operation)operation, (Role)role) != ANYTHING)
                assert_int_not_equal(authorize(&actors[role], (Operation)operation, &nothing),
                                     AUTHORIZED);
}

static void test_before_the_first_change_of_password_little_is_allowed(void **state)
{
    static const char *const allowed[] = {
        "health",       "ready",    "metrics",        "page",          "staff.login",
        "staff.logout", "staff.me", "staff.password", "session.begin", "video.file"};

    (void)state;
    for (int operation = 0; operation < OPERATION_COUNT; operation++) {
        Actor actor = actors[ROLE_CENTRE];
        const Subject own = make_subject(OWN, &actor);
        int is_allowed = 0;

        actor.must_change_password = 1;
        for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
            is_allowed |= !strcmp(allowed[i], operation_get_name((Operation)operation));
        if (!find_rights((Operation)operation, ROLE_CENTRE)) /* others' work, password or not */
            assert_int_equal(authorize(&actor, (Operation)operation, &own), UNAUTHORIZED_ROLE);
        else
            assert_int_equal(authorize(&actor, (Operation)operation, &own),
                             is_allowed ? AUTHORIZED : UNAUTHORIZED_CHANGE_PASSWORD);
    }
}

static void test_every_sentence_is_about_an_operation(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        int is_found = 0;

        for (int operation = 0; operation < OPERATION_COUNT; operation++)
            is_found |= !strcmp(sentences[i].operation, operation_get_name((Operation)operation));
        assert_true(is_found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_operation_role_and_subject_is_as_said),
        cmocka_unit_test(test_nothing_belongs_to_nobody),
        cmocka_unit_test(test_before_the_first_change_of_password_little_is_allowed),
        cmocka_unit_test(test_every_sentence_is_about_an_operation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
