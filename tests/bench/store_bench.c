/*
 * store_bench URL [FOLDER]: statements and transactions a second, on either database; method and
 * figures in docs/performance.md. With a folder also its disk's syncs a second, which bound the
 * commits. For PostgreSQL: with_postgres sh -c 'store_bench "$TUCAI_TEST_POSTGRES"'.
 *
 * Makes and drops the table store_bench. Any failure ends it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "src/store/pool.h"

enum { ROWS = 10000, READS = 20000, WRITES = 500, THREADS = 8, WRITES_EACH = 100, SYNCS = 200 };

static void check(int status, const Message *message)
{
    if (status) {
        fprintf(stderr, "store_bench: %s\n", message->text);
        exit(1);
    }
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Scattered over the table, the same in each run. */
static int64_t pick_id(int i)
{
    return 1 + (int64_t)i * 7919 % ROWS;
}

static int read_row(Db *db, void *id, Message *ret_message)
{
    const DbValue value = db_int(*(const int64_t *)id);
    DbRows *rows;
    const int status = db_query(db, "SELECT n, text FROM store_bench WHERE id = $1", &value, 1,
                                &rows, ret_message);

    if (!status)
        db_rows_free(rows);
    return status;
}

/* As a use case does: looks, then writes what follows. */
static int read_and_write(Db *db, void *id, Message *ret_message)
{
    const DbValue value = db_int(*(const int64_t *)id);
    int status = read_row(db, id, ret_message);

    if (!status)
        status = db_run(db, "UPDATE store_bench SET n = n + 1 WHERE id = $1", &value, 1, NULL,
                        ret_message);
    return status;
}

static void make_table(Db *db)
{
    Message message;

    check(db_run(db,
                 "CREATE TABLE store_bench (id BIGINT PRIMARY KEY, n BIGINT NOT NULL,"
                 " text TEXT NOT NULL)",
                 NULL, 0, NULL, &message),
          &message);
    check(db_run(db,
                 "INSERT INTO store_bench WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                 " FROM c WHERE i < $1) SELECT i, 0, 'twenty bytes of text' FROM c",
                 (DbValue[]){db_int(ROWS)}, 1, NULL, &message),
          &message);
}

static void time_alone(Db *db)
{
    Message message;
    double start_s = now_s();

    for (int i = 0; i < READS; i++)
        check(read_row(db, &(int64_t){pick_id(i)}, &message), &message);
    printf("one row by key, alone      %8.0f /s\n", READS / (now_s() - start_s));

    start_s = now_s();
    for (int i = 0; i < READS; i++)
        check(db_snapshot(db, read_row, &(int64_t){pick_id(i)}, &message), &message);
    printf("the same in a snapshot     %8.0f /s\n", READS / (now_s() - start_s));

    start_s = now_s();
    for (int i = 0; i < WRITES; i++)
        check(db_transact(db, read_and_write, &(int64_t){pick_id(i)}, &message), &message);
    printf("read and write one row     %8.0f /s\n", WRITES / (now_s() - start_s));
}

typedef struct Writer {
    pthread_t thread;
    DbPool *pool;
    int number;
    double times_s[WRITES_EACH];
} Writer;

static void *write_many(void *context)
{
    Writer *self = context;

    for (int i = 0; i < WRITES_EACH; i++) {
        const double start_s = now_s();
        Message message;
        Db *db;

        check(db_pool_take(self->pool, DB_PATIENCE_MS, &db, &message), &message);
        check(
            db_transact(db, read_and_write, &(int64_t){pick_id(self->number * 1009 + i)}, &message),
            &message);
        db_pool_put(self->pool, db);
        self->times_s[i] = now_s() - start_s;
    }
    return NULL;
}

static int compare_times(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void time_crowd(const char *url)
{
    static Writer writers[THREADS];
    static double times_s[THREADS * WRITES_EACH];
    const int n = THREADS * WRITES_EACH;
    const double start_s = now_s();
    Message message;
    DbPool *pool;

    check(db_pool_new(url, THREADS, &pool, &message), &message);
    for (int i = 0; i < THREADS; i++) {
        writers[i].pool = pool;
        writers[i].number = i;
        if (pthread_create(&writers[i].thread, NULL, write_many, &writers[i]))
            exit(1);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        memcpy(times_s + (size_t)i * WRITES_EACH, writers[i].times_s, sizeof writers[i].times_s);
    }
    printf("the same by %d threads      %8.0f /s", THREADS, n / (now_s() - start_s));
    qsort(times_s, (size_t)n, sizeof *times_s, compare_times);
    printf("   ms: median %.1f, 99%% %.1f, longest %.1f\n", times_s[n / 2] * 1e3,
           times_s[n * 99 / 100] * 1e3, times_s[n - 1] * 1e3);
    db_pool_free(pool);
}

/* The floor of a commit: one page written and synced. */
static void time_syncs(const char *folder)
{
    static const char page[4096];
    char path[256];
    double start_s;
    int fd;

    snprintf(path, sizeof path, "%s/store_bench.XXXXXX", folder);
    fd = mkstemp(path);
    start_s = now_s();
    for (int i = 0; i < SYNCS; i++)
        if (fd < 0 || write(fd, page, sizeof page) != (ssize_t)sizeof page || fdatasync(fd))
            exit(1);
    printf("syncs of the disk          %8.0f /s\n", SYNCS / (now_s() - start_s));
    close(fd);
    unlink(path);
}

int main(int argc, char **argv)
{
    Message message;
    Db *db;

    if (argc < 2) {
        fprintf(stderr, "usage: store_bench URL [FOLDER]\n");
        return 2;
    }
    check(db_open(argv[1], &db, &message), &message);
    make_table(db);
    time_alone(db);
    time_crowd(argv[1]);
    if (argc > 2)
        time_syncs(argv[2]);
    check(db_run(db, "DROP TABLE store_bench", NULL, 0, NULL, &message), &message);
    db_close(db);
    return 0;
}
