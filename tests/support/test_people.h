/*
 * Batches, students on their way, drafts and staff in a test's database: as rows, without the steps
 * that lead there. Ids are answered; failures end the test.
 */
#ifndef TESTS_SUPPORT_TEST_PEOPLE_H
#define TESTS_SUPPORT_TEST_PEOPLE_H

#include "tests/support/test_app.h"

/* Of a school, open all day from now for an hour; 15.00 CNY unless the school pays. */
int64_t test_batch_add(TestApp *test, int64_t school_id, int is_payment_unified,
                       int has_school_review);

/* A student of the batch and college (0: none), with an account and a way in that state. Of the
 * n-th one (from 1) added to a database, account and journey have the id n, the number is "Sn". */
int64_t test_journey_add(TestApp *test, int64_t batch_id, int64_t college_id, const char *state);

/* A passed shot and its draft with the public id "d<id>"; its photo is not in any vault. */
int64_t test_draft_add(TestApp *test, int64_t journey_id);

/* role: "school", ...; ids of 0: none. */
int64_t test_staff_add(TestApp *test, const char *role, int64_t school_id, int64_t college_id);

#endif
