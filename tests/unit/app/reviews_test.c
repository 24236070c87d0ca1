/* The school's review on both databases: one reviewer at a time, and one verdict. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/app/reviews.h"
#include "src/app/submissions.h"
#include "src/store/journey.h"
#include "tests/support/test_database.h"
#include "tests/support/test_people.h"

enum { N_STUDENTS = 5 };

static TestApp test;
static Message line;
static int64_t first_id, second_id; /* reviewers */

/* Five students of school 1 (colleges 1, 2, 1, 2 and none) and one of school 2 have handed in. */
static void set_up(void)
{
    SubmissionView view;
    int64_t batch_id;

    test_app_make(&test);
    batch_id = test_batch_add(&test, 1, 1, 1);
    for (int i = 0; i < N_STUDENTS; i++)
        test_journey_add(&test, batch_id, i == N_STUDENTS - 1 ? 0 : i % 2 + 1, "shoot");
    test_journey_add(&test, test_batch_add(&test, 2, 1, 1), 3, "shoot");
    for (int i = 1; i <= N_STUDENTS + 1; i++) {
        char draft_id[16];

        snprintf(draft_id, sizeof draft_id, "d%d", i);
        test_draft_add(&test, i);
        assert_int_equal(submissions_confirm(&test.app, test.db, i, draft_id, &view, &line), 0);
        assert_int_equal(view.submission.id, i);
    }
    first_id = test_staff_add(&test, "school", 1, 0);
    second_id = test_staff_add(&test, "school", 1, 0);
}

static int open_as(int64_t staff_id)
{
    return reviews_open(&test.app, test.db, staff_id, 1, &line);
}

static int approve_as(int64_t staff_id)
{
    const ReviewVerdict verdict = {.decision = DECISION_APPROVED};

    return reviews_decide(&test.app, test.db, staff_id, 1, &verdict, &line);
}

static int return_as(int64_t staff_id, unsigned reasons, const char *remark)
{
    const ReviewVerdict verdict = {DECISION_RETURNED, reasons, remark};

    return reviews_decide(&test.app, test.db, staff_id, 1, &verdict, &line);
}

static ReviewItem get(void)
{
    ReviewItem item;

    assert_int_equal(store_review_get(test.db, 1, &item, &line), 0);
    return item;
}

/* --- the queue */

typedef struct Listing {
    int64_t ids[16];
    size_t n_ids;
} Listing;

static void add(void *context, const ReviewItem *item)
{
    Listing *listing = context;

    listing->ids[listing->n_ids++] = item->submission_id;
}

static void check_queue(ReviewFilter filter, const char *wanted)
{
    char found[64] = "";
    Listing listing = {.n_ids = 0};

    assert_int_equal(store_review_visit(test.db, &filter, add, &listing, &line), 0);
    for (size_t i = 0; i < listing.n_ids; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%d ", (int)listing.ids[i]);
    assert_string_equal(found, wanted);
}

static void test_queue_is_one_schools_or_colleges_and_oldest_first(void **state)
{
    (void)state;
    set_up();
    check_queue((ReviewFilter){.n_max = 10}, "1 2 3 4 5 6 ");
    check_queue((ReviewFilter){.school_id = 1, .n_max = 10}, "1 2 3 4 5 ");
    check_queue((ReviewFilter){.school_id = 1, .n_max = 2}, "1 2 ");
    check_queue((ReviewFilter){.school_id = 1, .after_id = 2, .n_max = 2}, "3 4 ");
    check_queue((ReviewFilter){.school_id = 1, .college_id = 2, .n_max = 10}, "2 4 ");
    check_queue((ReviewFilter){.school_id = 2, .college_id = 2, .n_max = 10}, "");
    assert_int_equal(open_as(first_id), 0); /* still there: others see who has it */
    check_queue((ReviewFilter){.school_id = 1, .n_max = 10}, "1 2 3 4 5 ");
    assert_int_equal(approve_as(first_id), 0);
    assert_int_equal(submissions_withdraw(&test.app, test.db, 2, &line), 0);
    check_queue((ReviewFilter){.school_id = 1, .n_max = 10}, "3 4 5 ");
    test_app_done(&test);
}

/* --- opening */

static void test_first_who_opens_has_it_and_others_see_who(void **state)
{
    (void)state;
    set_up();
    assert_string_equal(get().opened_by_login, "");
    assert_int_equal(open_as(first_id), 0);
    assert_int_equal(open_as(second_id), STATUS_DENIED);
    assert_int_equal(get().opened_by, first_id);
    assert_string_equal(get().opened_by_login, "staff1");
    assert_int_equal(get().state, JOURNEY_IN_REVIEW);
    assert_string_equal(get().name_masked, "张*");
    assert_string_equal(get().student_number, "S1");
    assert_int_equal(open_as(first_id), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'review.open'"),
                     1);
    test_app_done(&test);
}

static void test_abandoned_opening_is_taken_over_after_a_quarter_of_an_hour(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(open_as(first_id), 0);
    test.now_ms += REVIEW_ABANDONED_MS - 1;
    assert_int_equal(open_as(second_id), STATUS_DENIED);
    assert_int_equal(open_as(first_id), 0); /* keeps it for longer */
    test.now_ms += REVIEW_ABANDONED_MS - 1;
    assert_int_equal(open_as(second_id), STATUS_DENIED);
    test.now_ms++;
    assert_int_equal(open_as(second_id), 0);
    assert_int_equal(approve_as(first_id), STATUS_DENIED);
    assert_int_equal(approve_as(second_id), 0);
    assert_int_equal(
        test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'review.taken-over'"), 1);
    test_app_done(&test);
}

static void test_what_is_not_under_review_is_not_opened(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(reviews_open(&test.app, test.db, first_id, 99, &line), STATUS_NOT_FOUND);
    assert_int_equal(submissions_withdraw(&test.app, test.db, 1, &line), 0);
    assert_int_equal(open_as(first_id), STATUS_CONFLICT);
    assert_int_equal(approve_as(first_id), STATUS_CONFLICT);
    test_run(test.db, "UPDATE journey SET state = 'production' WHERE id = 2");
    assert_int_equal(reviews_open(&test.app, test.db, first_id, 2, &line), STATUS_CONFLICT);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission WHERE opened_by > 0"), 0);
    test_app_done(&test);
}

/* --- the verdict */

static void test_approval_leads_into_production_once(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(approve_as(first_id), STATUS_CONFLICT); /* not opened */
    assert_int_equal(open_as(first_id), 0);
    assert_int_equal(approve_as(second_id), STATUS_DENIED);
    assert_int_equal(approve_as(first_id), 0);
    assert_int_equal(approve_as(first_id), 0);
    assert_int_equal(approve_as(second_id), STATUS_CONFLICT);
    assert_int_equal(return_as(first_id, 1, NULL), STATUS_CONFLICT);
    assert_int_equal(get().state, JOURNEY_PRODUCTION);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM production"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'approved'"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM submission "
                                       "WHERE decision = 'approved' AND decided_by = 1"),
                     1);
    test_app_done(&test);
}

static void test_return_has_reasons_a_remark_and_no_new_payment(void **state)
{
    Submission submission;

    (void)state;
    set_up();
    assert_int_equal(open_as(first_id), 0);
    assert_int_equal(return_as(first_id, 1 << REASON_EYES | 1 << REASON_OTHER, "请摘下围巾"), 0);
    assert_int_equal(return_as(first_id, 1 << REASON_EYES | 1 << REASON_OTHER, "请摘下围巾"), 0);
    assert_int_equal(return_as(first_id, 1 << REASON_EYES, NULL), STATUS_CONFLICT);
    assert_int_equal(approve_as(first_id), STATUS_CONFLICT);
    assert_int_equal(store_submission_get(test.db, 1, &submission, &line), 0);
    assert_int_equal(submission.decision, DECISION_RETURNED);
    assert_int_equal(submission.reasons, 1 << REASON_EYES | 1 << REASON_OTHER);
    assert_string_equal(submission.remark, "请摘下围巾");
    assert_int_equal(get().state, JOURNEY_SHOOT);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM message WHERE kind = 'returned'"), 1);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM purchase"), 0);
    test_app_done(&test);
}

static void test_verdict_that_says_nothing_is_refused(void **state)
{
    char remark[REMARK_BYTES + 1];
    const ReviewVerdict bad[] = {{DECISION_NONE, 0, NULL},
                                 {DECISION_WITHDRAWN, 1, NULL},
                                 {DECISION_APPROVED, 1, NULL},
                                 {DECISION_APPROVED, 0, "gut"},
                                 {DECISION_RETURNED, 0, "x"},
                                 {DECISION_RETURNED, 1 << REASON_OTHER, NULL},
                                 {DECISION_RETURNED, 1 << REASON_OTHER, ""},
                                 {DECISION_RETURNED, 1, remark}};

    (void)state;
    set_up();
    memset(remark, 'x', sizeof remark);
    remark[REMARK_BYTES] = 0; /* one more than there may be */
    assert_int_equal(open_as(first_id), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(reviews_decide(&test.app, test.db, first_id, 1, &bad[i], &line),
                         STATUS_ARGUMENT);
    remark[REMARK_BYTES - 1] = 0;
    assert_int_equal(return_as(first_id, 1, remark), 0);
    test_app_done(&test);
}

static void test_looking_at_a_photo_leaves_a_row(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(reviews_note_reading(&test.app, test.db, first_id, 1, &line), 0);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE actor = 'staff:1' AND "
                                       "action = 'review.photo-read' AND subject = 'submission:1'"),
                     1);
    test_app_done(&test);
}

/* --- two reviewers at once */

typedef struct Reviewer {
    Db *db;
    int64_t staff_id;
    int status;
} Reviewer;

static void *open_at_once(void *context)
{
    Reviewer *reviewer = context;
    Message fault;

    reviewer->status = reviews_open(&test.app, reviewer->db, reviewer->staff_id, 1, &fault);
    return NULL;
}

static void test_of_two_who_open_at_once_one_has_it(void **state)
{
    Reviewer reviewers[2];
    pthread_t threads[2];

    (void)state;
    set_up();
    for (int i = 0; i < 2; i++) {
        reviewers[i] = (Reviewer){test_database_open(), i ? second_id : first_id, -1};
        pthread_create(&threads[i], NULL, open_at_once, &reviewers[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_close(reviewers[i].db);
    }
    assert_int_equal(reviewers[0].status + reviewers[1].status, STATUS_DENIED);
    assert_int_equal(get().opened_by, reviewers[0].status ? second_id : first_id);
    assert_int_equal(test_ask(test.db, "SELECT count(*) FROM audit WHERE action = 'review.open'"),
                     1);
    test_app_done(&test);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue_is_one_schools_or_colleges_and_oldest_first),
        cmocka_unit_test(test_first_who_opens_has_it_and_others_see_who),
        cmocka_unit_test(test_abandoned_opening_is_taken_over_after_a_quarter_of_an_hour),
        cmocka_unit_test(test_what_is_not_under_review_is_not_opened),
        cmocka_unit_test(test_approval_leads_into_production_once),
        cmocka_unit_test(test_return_has_reasons_a_remark_and_no_new_payment),
        cmocka_unit_test(test_verdict_that_says_nothing_is_refused),
        cmocka_unit_test(test_looking_at_a_photo_leaves_a_row),
        cmocka_unit_test(test_of_two_who_open_at_once_one_has_it),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
