/* The queue on both databases: order, leases by a clock of the test's, dead jobs, and a crowd. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "src/store/migrate.h"
#include "src/store/queue.h"
#include "tests/support/test_database.h"

enum { LEASE_MS = 1000 };

static Message message;

static Db *make_schema(void)
{
    size_t n_migrations, n_applied;
    const Migration *migrations;
    Db *db;

    test_database_make();
    db = test_database_open();
    migrations = migrations_get(db_get_dialect(db), &n_migrations);
    assert_int_equal(migrate_run(db, migrations, n_migrations, 1, &n_applied, &message), 0);
    test_run(db, "INSERT INTO account (created_ms) VALUES (0)");
    test_run(db, "INSERT INTO journey (account_id, state, version, is_paid, n_failed_in_row, "
                 "n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, locked_until_ms, "
                 "not_genuine, created_ms, changed_ms) "
                 "VALUES (1, 'shoot', 1, 0, 0, 0, 0, 0, 'none', 0, '[]', 0, 0)");
    return db;
}

/* A shot with the id, and its job. */
static void add(Db *db, int64_t id, int64_t run_after_ms)
{
    char name[16];

    snprintf(name, sizeof name, "n%d", (int)id);
    const DbValue params[] = {db_int(id), db_text(name)};
    assert_int_equal(db_run(db,
                            "INSERT INTO capture (id, journey_id, nonce, created_ms, expires_ms) "
                            "VALUES ($1, 1, $2, 0, 1)",
                            params, 2, NULL, &message),
                     0);
    assert_int_equal(db_run(db,
                            "INSERT INTO shot (id, public_id, journey_id, capture_id, "
                            "idempotency_key, state, frames, received_ms) "
                            "VALUES ($1, $2, 1, $1, $2, 'queued', '[]', 0)",
                            params, 2, NULL, &message),
                     0);
    assert_int_equal(queue_add(db, id, run_after_ms, &message), 0);
}

static void test_jobs_are_claimed_in_their_order_and_once(void **state)
{
    Db *db = make_schema();
    QueueJob job;

    (void)state;
    add(db, 1, 20);
    add(db, 2, 10);
    add(db, 3, 10);
    assert_int_equal(queue_claim(db, 9, LEASE_MS, &job, &message), STATUS_NOT_FOUND);
    assert_int_equal(queue_claim(db, 10, LEASE_MS, &job, &message), 0);
    assert_int_equal(job.shot_id, 2);
    assert_int_equal(job.n_attempts, 1);
    assert_int_equal(queue_claim(db, 30, LEASE_MS, &job, &message), 0);
    assert_int_equal(job.shot_id, 3);
    assert_int_equal(queue_claim(db, 30, LEASE_MS, &job, &message), 0);
    assert_int_equal(job.shot_id, 1);
    assert_int_equal(queue_claim(db, 30, LEASE_MS, &job, &message), STATUS_NOT_FOUND);
    assert_int_equal(queue_add(db, 1, 0, &message), STATUS_CONFLICT);
    db_close(db);
}

static void test_lease_ends_to_the_millisecond_and_its_late_holder_is_refused(void **state)
{
    Db *db = make_schema();
    QueueJob late, job;

    (void)state;
    add(db, 1, 0);
    assert_int_equal(queue_claim(db, 0, LEASE_MS, &late, &message), 0);
    assert_int_equal(queue_claim(db, LEASE_MS - 1, LEASE_MS, &job, &message), STATUS_NOT_FOUND);
    assert_int_equal(queue_claim(db, LEASE_MS, LEASE_MS, &job, &message), 0);
    assert_int_equal(job.shot_id, 1);
    assert_int_equal(job.n_attempts, 2);
    assert_int_equal(queue_finish(db, &late, &message), STATUS_CONFLICT);
    assert_int_equal(queue_renew(db, &late, LEASE_MS, LEASE_MS, &message), STATUS_CONFLICT);
    assert_int_equal(queue_put_back(db, &late, 0, &message), STATUS_CONFLICT);
    assert_int_equal(queue_renew(db, &job, LEASE_MS, 10 * LEASE_MS, &message), 0);
    assert_int_equal(queue_claim(db, 2 * LEASE_MS, LEASE_MS, &late, &message), STATUS_NOT_FOUND);
    assert_int_equal(queue_finish(db, &job, &message), 0);
    assert_int_equal(queue_finish(db, &job, &message), STATUS_CONFLICT);
    assert_int_equal(queue_claim(db, 100 * LEASE_MS, LEASE_MS, &late, &message), STATUS_NOT_FOUND);
    db_close(db);
}

static void test_poisoned_job_dies_and_breaks_its_shot(void **state)
{
    Db *db = make_schema();
    QueueJob job;

    (void)state;
    add(db, 1, 0);
    add(db, 2, 1);
    for (int i = 0; i < QUEUE_ATTEMPTS_MAX; i++) {
        assert_int_equal(queue_claim(db, i * LEASE_MS, LEASE_MS, &job, &message), 0);
        assert_int_equal(job.shot_id, 1); /* and its worker dies */
        assert_false(job.is_dead);
    }
    assert_int_equal(queue_claim(db, QUEUE_ATTEMPTS_MAX * LEASE_MS, LEASE_MS, &job, &message), 0);
    assert_true(job.is_dead);
    assert_int_equal(job.shot_id, 1);
    assert_int_equal(queue_finish(db, &job, &message), STATUS_CONFLICT);
    assert_int_equal(queue_claim(db, QUEUE_ATTEMPTS_MAX * LEASE_MS, LEASE_MS, &job, &message), 0);
    assert_false(job.is_dead);
    assert_int_equal(job.shot_id, 2);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM shot WHERE id = 1 AND state = 'broken' "
                                  "AND outcome = 'none'"),
                     1);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM job WHERE state = 'dead'"), 1);
    db_close(db);
}

static void test_what_is_put_back_is_no_attempt(void **state)
{
    Db *db = make_schema();
    QueueJob job;

    (void)state;
    add(db, 1, 0);
    for (int i = 0; i < 3 * QUEUE_ATTEMPTS_MAX; i++) {
        assert_int_equal(queue_claim(db, i * 10, LEASE_MS, &job, &message), 0);
        assert_int_equal(job.n_attempts, 1);
        assert_int_equal(queue_put_back(db, &job, i * 10 + 10, &message), 0);
        assert_int_equal(queue_claim(db, i * 10 + 9, LEASE_MS, &job, &message), STATUS_NOT_FOUND);
    }
    db_close(db);
}

static void test_place_in_the_queue(void **state)
{
    Db *db = make_schema();
    int64_t n = -1;
    QueueJob job;

    (void)state;
    for (int i = 1; i <= 5; i++)
        add(db, i, 0);
    assert_int_equal(queue_get_length(db, &n, &message), 0);
    assert_int_equal(n, 5);
    assert_int_equal(queue_get_place(db, 5, &n, &message), 0);
    assert_int_equal(n, 4);
    assert_int_equal(queue_claim(db, 0, LEASE_MS, &job, &message), 0);
    assert_int_equal(queue_get_place(db, 5, &n, &message), 0);
    assert_int_equal(n, 3);
    assert_int_equal(queue_get_place(db, job.shot_id, &n, &message), 0);
    assert_int_equal(n, 0);
    assert_int_equal(queue_get_place(db, 99, &n, &message), STATUS_NOT_FOUND);
    db_close(db);
}

/* --- a crowd */

enum { N_WORKERS = 4, N_JOBS = 60 };

typedef struct Worker {
    Db *db;
    int n_done, fault;
} Worker;

static int count_once(Db *db, void *context, Message *fault)
{
    const QueueJob *job = context;
    const DbValue shot = db_int(job->shot_id);
    const int status = db_run(db, "UPDATE shot SET received_ms = received_ms + 1 WHERE id = $1",
                              &shot, 1, NULL, fault);

    return status ? status : queue_finish(db, job, fault);
}

static void *work(void *context)
{
    Worker *worker = context;
    Message fault;
    QueueJob job;
    int status;

    while (!(status = queue_claim(worker->db, 0, LEASE_MS, &job, &fault))) {
        status = db_transact(worker->db, count_once, &job, &fault);
        if (status)
            break;
        worker->n_done++;
    }
    worker->fault = status == STATUS_NOT_FOUND ? 0 : status;
    return NULL;
}

static void test_crowd_of_workers_does_every_job_once(void **state)
{
    Db *db = make_schema();
    Worker workers[N_WORKERS] = {{0}};
    pthread_t threads[N_WORKERS];
    int n_done = 0;

    (void)state;
    for (int i = 1; i <= N_JOBS; i++)
        add(db, i, 0);
    for (int i = 0; i < N_WORKERS; i++) {
        workers[i].db = test_database_open();
        pthread_create(&threads[i], NULL, work, &workers[i]);
    }
    for (int i = 0; i < N_WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].fault, 0);
        n_done += workers[i].n_done;
        db_close(workers[i].db);
    }
    assert_int_equal(n_done, N_JOBS);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM shot WHERE received_ms = 1"), N_JOBS);
    db_close(db);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jobs_are_claimed_in_their_order_and_once),
        cmocka_unit_test(test_lease_ends_to_the_millisecond_and_its_late_holder_is_refused),
        cmocka_unit_test(test_poisoned_job_dies_and_breaks_its_shot),
        cmocka_unit_test(test_what_is_put_back_is_no_attempt),
        cmocka_unit_test(test_place_in_the_queue),
        cmocka_unit_test(test_crowd_of_workers_does_every_job_once),
    };
    int status;

    if (crypt_init() || test_database_start(argc, argv))
        return 1;
    status = cmocka_run_group_tests(tests, NULL, NULL);
    test_database_stop();
    return status;
}
