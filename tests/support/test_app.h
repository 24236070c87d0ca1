/*
 * The application on a new database with the program's own schema, and a clock that the test
 * turns. One at a time in a process; failures end the test.
 */
#ifndef TESTS_SUPPORT_TEST_APP_H
#define TESTS_SUPPORT_TEST_APP_H

#include "src/app/app.h"
#include "src/store/db.h"

typedef struct TestApp {
    int64_t now_ms; /* turn it */
    CryptKey master;
    App app;
    Db *db;
} TestApp;

/* Two schools: '10284' (id 1) with the colleges 'Law' (1) and 'Physics' (2), '10285' (2) with 'Law'
 * (3). */
void test_app_make(TestApp *ret_test);
/*
 * The same, with batch 1 of school 1, open all day from now on for an hour, and two accounts (1, 2)
 * on their ways (1, 2) whose students have everything behind them but the photo.
 */
void test_app_make_shooting(TestApp *ret_test);

/* Draft i, public id "d<i>", of way 1, made now; of shot i. */
void test_app_add_draft(TestApp *test, int i);

void test_app_done(TestApp *test);

#endif
