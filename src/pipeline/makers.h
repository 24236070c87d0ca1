/*
 * The threads that make what waits in the queues: photos, and what comes after them.
 *
 * A maker without work sleeps until it is called, or for a second: then it looks itself, for what
 * other processes queued and for leases that ended. Each has a connection of its own; the engine is
 * shared. Makers run at a lower priority than the threads that answer requests. Thread-safe.
 */
#ifndef SRC_PIPELINE_MAKERS_H
#define SRC_PIPELINE_MAKERS_H

#include <stdio.h>

#include "src/pipeline/making.h"
#include "src/store/pool.h"

enum { MAKERS_MAX = 64 };

typedef struct Makers Makers;

typedef struct MakersOptions {
    Making making;   /* what it points to outlives the makers; its tally is set here */
    DbPool *db;      /* one connection a maker is taken for good */
    size_t n_makers; /* 1..MAKERS_MAX */
} MakersOptions;

/* ARGUMENT, MEMORY (threads too); whatever opening a connection may answer. */
int makers_start(const MakersOptions *options, Makers **ret_makers, Message *ret_message);

/* There is work. Takes NULL: other processes make the photos. */
void makers_wake(Makers *makers);

/* 0, or GONE where every maker's last look at the queue failed: nothing is made at present. */
int makers_check(Makers *makers, Message *ret_message);

/* What was made so far, in Prometheus' text format. */
void makers_print_metrics(const Makers *makers, FILE *stream);

/* Lets what is being made be finished, takes no more, frees. NULL is allowed. */
void makers_stop(Makers *makers);

#endif
