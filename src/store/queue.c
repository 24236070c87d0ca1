/* The job table. One connection a caller; the database does the rest. */
#include "src/store/queue.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/store/one.h"

static const char lost[] = "the lease of a job was lost";

int queue_add(Db *db, int64_t shot_id, int64_t run_after_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(shot_id), db_int(run_after_ms)};

    return db_run(db,
                  "INSERT INTO job (shot_id, state, run_after_ms, n_attempts) "
                  "VALUES ($1, 'waiting', $2, 0)",
                  params, 2, NULL, ret_message);
}

typedef struct Claim {
    int64_t now_ms, lease_ms;
    QueueJob job;
} Claim;

static int bury(Db *db, const QueueJob *job, int64_t now_ms, Message *message)
{
    const DbValue id = db_int(job->id);
    const DbValue shot[] = {db_int(job->shot_id), db_int(now_ms)};
    const int status = store_change_one(db,
                                        "UPDATE job SET state = 'dead', lease_token = NULL, "
                                        "lease_until_ms = NULL WHERE id = $1",
                                        &id, 1, lost, message);

    if (status)
        return status;
    return store_change_one(db,
                            "UPDATE shot SET state = 'broken', outcome = 'none', finished_ms = $2 "
                            "WHERE id = $1",
                            shot, 2, lost, message);
}

static int take(Db *db, const Claim *claim, Message *message)
{
    const QueueJob *job = &claim->job;
    const DbValue params[] = {db_int(job->id), db_text(job->lease_token),
                              db_int(claim->now_ms + claim->lease_ms), db_int(job->n_attempts)};

    return store_change_one(
        db,
        "UPDATE job SET state = 'running', lease_token = $2, lease_until_ms = $3, "
        "n_attempts = $4 WHERE id = $1",
        params, 4, lost, message);
}

static int find(Db *db, Claim *claim, Message *message)
{
    const DbValue now = db_int(claim->now_ms);
    DbRows *rows = NULL;
    char sql[512];
    int status;

    snprintf(sql, sizeof sql,
             "SELECT id, shot_id, n_attempts FROM job "
             "WHERE (state = 'waiting' AND run_after_ms <= $1) "
             "OR (state = 'running' AND lease_until_ms <= $1) "
             "ORDER BY run_after_ms, id LIMIT 1 %s",
             db_get_clause(db, DB_SKIP_LOCKED));
    status = db_query(db, sql, &now, 1, &rows, message);
    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "the queue is empty");
    if (!status) {
        claim->job.id = db_rows_get_int(rows, 0);
        claim->job.shot_id = db_rows_get_int(rows, 1);
        claim->job.n_attempts = (int)db_rows_get_int(rows, 2) + 1;
    }
    db_rows_free(rows);
    return status;
}

static int claim_one(Db *db, void *context, Message *message)
{
    Claim *claim = context;
    const int status = find(db, claim, message);

    if (status)
        return status;
    claim->job.is_dead = claim->job.n_attempts > QUEUE_ATTEMPTS_MAX;
    return claim->job.is_dead ? bury(db, &claim->job, claim->now_ms, message)
                              : take(db, claim, message);
}

int queue_claim(Db *db, int64_t now_ms, int64_t lease_ms, QueueJob *ret_job, Message *ret_message)
{
    Claim claim = {.now_ms = now_ms, .lease_ms = lease_ms};
    int status;

    crypt_make_token(claim.job.lease_token);
    status = db_transact(db, claim_one, &claim, ret_message);
    if (!status)
        *ret_job = claim.job;
    return status;
}

int queue_renew(Db *db, const QueueJob *job, int64_t now_ms, int64_t lease_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(job->id), db_text(job->lease_token),
                              db_int(now_ms + lease_ms)};

    return store_change_one(db,
                            "UPDATE job SET lease_until_ms = $3 "
                            "WHERE id = $1 AND lease_token = $2 AND state = 'running'",
                            params, 3, lost, ret_message);
}

int queue_finish(Db *db, const QueueJob *job, Message *ret_message)
{
    const DbValue params[] = {db_int(job->id), db_text(job->lease_token)};

    return store_change_one(
        db,
        "UPDATE job SET state = 'done', lease_token = NULL, lease_until_ms = NULL "
        "WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        params, 2, lost, ret_message);
}

int queue_put_back(Db *db, const QueueJob *job, int64_t run_after_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(job->id), db_text(job->lease_token), db_int(run_after_ms)};

    return store_change_one(
        db,
        "UPDATE job SET state = 'waiting', run_after_ms = $3, lease_token = NULL, "
        "lease_until_ms = NULL, n_attempts = n_attempts - 1 "
        "WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        params, 3, lost, ret_message);
}

int queue_get_place(Db *db, int64_t shot_id, int64_t *ret_n_before, Message *ret_message)
{
    const DbValue shot = db_int(shot_id);
    int64_t n_known = 0;
    int status = store_ask_number(db, "SELECT id FROM job WHERE shot_id = $1", &shot, 1, &n_known,
                                  ret_message);

    if (status)
        return status;
    return store_ask_number(
        db,
        "SELECT count(*) FROM job AS other JOIN job AS mine ON mine.shot_id = $1 "
        "WHERE mine.state = 'waiting' AND other.state = 'waiting' "
        "AND (other.run_after_ms < mine.run_after_ms "
        "OR (other.run_after_ms = mine.run_after_ms AND other.id < mine.id))",
        &shot, 1, ret_n_before, ret_message);
}

int queue_list(Db *db, size_t n_max, QueueEntry *ret_entries, size_t *ret_n_entries,
               Message *ret_message)
{
    const DbValue limit = db_int((int64_t)n_max);
    DbRows *rows = NULL;
    int64_t n_waiting = 0;
    const int status =
        db_query(db,
                 "SELECT job.shot_id, job.state, shot.stage FROM job JOIN shot ON shot.id = "
                 "job.shot_id WHERE job.state IN ('waiting', 'running') "
                 "ORDER BY job.run_after_ms, job.id LIMIT $1",
                 &limit, 1, &rows, ret_message);

    if (status)
        return status;
    *ret_n_entries = 0;
    while (db_rows_next(rows)) {
        QueueEntry *entry = &ret_entries[(*ret_n_entries)++];

        *entry = (QueueEntry){.shot_id = db_rows_get_int(rows, 0),
                              .is_running = !strcmp(db_rows_get_text(rows, 1), "running"),
                              .stage = shot_stage_parse(db_rows_get_text(rows, 2))};
        entry->n_before = entry->is_running ? 0 : n_waiting++;
    }
    db_rows_free(rows);
    return STATUS_OK;
}

int queue_get_length(Db *db, int64_t *ret_n_jobs, Message *ret_message)
{
    return store_ask_number(db, "SELECT count(*) FROM job WHERE state IN ('waiting', 'running')",
                            NULL, 0, ret_n_jobs, ret_message);
}
