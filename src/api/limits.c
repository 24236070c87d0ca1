/*
 * Rows of a few buckets, found by hash: 4 MB, for the accounts of a rush. One lock: a hash and a
 * row of eight cost a microsecond.
 */
#include "src/api/limits.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "src/base/crypt.h"

enum { ROWS = 16384, ROW_BUCKETS = 8, NAME_BYTES = 192 };

typedef struct Bucket {
    uint64_t name;   /* 0: free */
    double n_tokens; /* at the time below */
    int64_t time_ms, full_ms;
} Bucket;

struct Limits {
    pthread_mutex_t mutex;
    CryptKey key;
    Bucket buckets[ROWS][ROW_BUCKETS];
};

Limits *limits_new(void)
{
    Limits *limits = ALLOC_NEW(Limits);

    if (!limits)
        return NULL;
    pthread_mutex_init(&limits->mutex, NULL);
    limits->key = crypt_make_key();
    return limits;
}

void limits_free(Limits *limits)
{
    if (!limits)
        return;
    pthread_mutex_destroy(&limits->mutex);
    free(limits);
}

static uint64_t hash_name(const Limits *limits, const LimitRule *rule, const char *key)
{
    char name[NAME_BYTES];
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t number;

    snprintf(name, sizeof name, "%s %s", rule->kind, key);
    crypt_hash(&limits->key, name, strlen(name), hash);
    memcpy(&number, hash, sizeof number);
    return number | 1; /* 0 is a free place */
}

static Bucket *find_bucket(Bucket *row, uint64_t name)
{
    Bucket *place = row;

    for (size_t i = 0; i < ROW_BUCKETS; i++) {
        if (row[i].name == name)
            return &row[i];
        if (place->name && (!row[i].name || row[i].full_ms < place->full_ms))
            place = &row[i];
    }
    *place = (Bucket){0};
    return place;
}

int64_t limits_take(Limits *limits, const LimitRule *rule, const char *key, int64_t now_ms)
{
    const uint64_t name = hash_name(limits, rule, key);
    const double capacity = (double)rule->n_tokens,
                 tokens_per_ms = capacity / (double)rule->period_ms;
    int64_t wait_ms = 0;
    Bucket *bucket;

    pthread_mutex_lock(&limits->mutex);
    bucket = find_bucket(limits->buckets[name / 2 % ROWS], name);
    if (!bucket->name)
        *bucket = (Bucket){.name = name, .n_tokens = capacity, .time_ms = now_ms};
    if (now_ms > bucket->time_ms)
        bucket->n_tokens += (double)(now_ms - bucket->time_ms) * tokens_per_ms;
    bucket->time_ms = now_ms;
    if (bucket->n_tokens > capacity)
        bucket->n_tokens = capacity;
    if (bucket->n_tokens >= 1)
        bucket->n_tokens -= 1;
    else
        wait_ms = (int64_t)((1 - bucket->n_tokens) / tokens_per_ms) + 1;
    bucket->full_ms = now_ms + (int64_t)((capacity - bucket->n_tokens) / tokens_per_ms);
    pthread_mutex_unlock(&limits->mutex);
    return wait_ms;
}
