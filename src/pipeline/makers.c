/* Threads, one condition, and a number that rises with every call so that none is missed. */
#include "src/pipeline/makers.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/base/alloc.h"
#include "src/pipeline/finishing.h"
#include "src/pipeline/tally.h"

enum { LOOK_S = 1, NICENESS = 5 };

/* What is looked for, in this order: a student waits for a photo, nobody for the rest. */
static int (*const works[])(const Making *, Db *, Message *) = {making_run_next,
                                                                finishing_run_next};

enum { N_WORKS = sizeof works / sizeof works[0] };

typedef struct Maker {
    Makers *makers;
    Db *db;
    bool is_failing; /* its last look at the queues did; under the lock */
    pthread_t thread;
} Maker;

struct Makers {
    Making making;
    DbPool *pool;
    Tally tally;
    pthread_mutex_t lock;
    pthread_cond_t is_called;
    unsigned long n_calls;
    bool is_stopping;
    size_t n_makers, n_running;
    Maker all[];
};

/* OK: something was made, so that there may be more. NOT_FOUND: nothing waits. */
static int run_any(Maker *maker, Message *message)
{
    int status = STATUS_NOT_FOUND;

    for (size_t i = 0; i < N_WORKS && status == STATUS_NOT_FOUND; i++)
        status = works[i](&maker->makers->making, maker->db, message);
    return status;
}

/* Of a failure: whether the next photo would meet it too. */
static bool is_everybodys(int status)
{
    return status == STATUS_GONE || status == STATUS_FULL || status == STATUS_BUSY ||
           status == STATUS_MEMORY;
}

/* Under the lock. A failure is told when it begins and when it ends. */
static void note(Maker *maker, int status, const Message *message)
{
    const bool is_failing = is_everybodys(status);
    const Log *log = maker->makers->making.log;

    if (is_failing && !maker->is_failing)
        log_event(log, LOG_ERROR, "maker-failing", log_number("code", status),
                  log_detail(message->text));
    if (!is_failing && maker->is_failing)
        log_event(log, LOG_INFO, "maker-recovered", log_number("code", status));
    maker->is_failing = is_failing;
}

/* Under the lock. A maker that fails lets a second pass whoever calls. */
static void rest(Makers *makers, bool may_be_called, unsigned long n_calls)
{
    struct timespec deadline;
    bool is_late = false;

    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += LOOK_S;
    while (!makers->is_stopping && !is_late && !(may_be_called && makers->n_calls != n_calls))
        is_late = pthread_cond_clockwait(&makers->is_called, &makers->lock, CLOCK_MONOTONIC,
                                         &deadline) != 0;
}

static void *run(void *argument)
{
    Maker *maker = argument;
    Makers *makers = maker->makers;

    setpriority(PRIO_PROCESS, 0, NICENESS); /* of this thread alone, on Linux */
    pthread_mutex_lock(&makers->lock);
    while (!makers->is_stopping) {
        const unsigned long n_calls = makers->n_calls;
        Message message = {""};
        int status;

        pthread_mutex_unlock(&makers->lock);
        status = run_any(maker, &message);
        pthread_mutex_lock(&makers->lock);
        note(maker, status, &message);
        if (status)
            rest(makers, status == STATUS_NOT_FOUND, n_calls);
    }
    pthread_mutex_unlock(&makers->lock);
    return NULL;
}

static int start_one(Makers *makers, Message *message)
{
    Maker *maker = &makers->all[makers->n_running];
    int status;

    maker->makers = makers;
    status = db_pool_take(makers->pool, DB_PATIENCE_MS, &maker->db, message);
    if (status)
        return status;
    if (pthread_create(&maker->thread, NULL, run, maker)) {
        db_pool_put(makers->pool, maker->db);
        return status_set(message, STATUS_MEMORY, "no thread for a maker of photos");
    }
    makers->n_running++;
    return STATUS_OK;
}

int makers_start(const MakersOptions *options, Makers **ret_makers, Message *ret_message)
{
    Makers *makers;
    int status = STATUS_OK;

    if (!options->n_makers || options->n_makers > MAKERS_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "1 to %d makers", MAKERS_MAX);
    makers = alloc_zeroed(1, sizeof *makers + options->n_makers * sizeof makers->all[0]);
    if (!makers)
        return status_set(ret_message, STATUS_MEMORY, "out of memory for the makers");
    makers->making = options->making;
    makers->making.tally = &makers->tally;
    makers->pool = options->db;
    makers->n_makers = options->n_makers;
    pthread_mutex_init(&makers->lock, NULL);
    pthread_cond_init(&makers->is_called, NULL);
    while (!status && makers->n_running < makers->n_makers)
        status = start_one(makers, ret_message);
    if (status) {
        makers_stop(makers);
        return status;
    }
    *ret_makers = makers;
    return STATUS_OK;
}

void makers_wake(Makers *makers)
{
    if (!makers)
        return;
    pthread_mutex_lock(&makers->lock);
    makers->n_calls++;
    pthread_cond_signal(&makers->is_called);
    pthread_mutex_unlock(&makers->lock);
}

int makers_check(Makers *makers, Message *ret_message)
{
    size_t n_failing = 0;

    pthread_mutex_lock(&makers->lock);
    for (size_t i = 0; i < makers->n_makers; i++)
        n_failing += makers->all[i].is_failing;
    pthread_mutex_unlock(&makers->lock);
    if (n_failing < makers->n_makers)
        return STATUS_OK;
    return status_set(ret_message, STATUS_GONE, "no maker can work: see maker-failing in the log");
}

void makers_print_metrics(const Makers *makers, FILE *stream)
{
    tally_print(&makers->tally, stream);
}

void makers_stop(Makers *makers)
{
    if (!makers)
        return;
    pthread_mutex_lock(&makers->lock);
    makers->is_stopping = true;
    pthread_cond_broadcast(&makers->is_called);
    pthread_mutex_unlock(&makers->lock);
    for (size_t i = 0; i < makers->n_running; i++) {
        pthread_join(makers->all[i].thread, NULL);
        db_pool_put(makers->pool, makers->all[i].db);
    }
    pthread_cond_destroy(&makers->is_called);
    pthread_mutex_destroy(&makers->lock);
    free(makers);
}
