/*
 * What the server counts, as Prometheus reads it (text format 0.0.4): requests by route and status,
 * how long they took, and what the process is like. Names of routes are patterns, so nothing of a
 * person gets in. Counting is lock-free.
 */
#ifndef SRC_API_METRICS_H
#define SRC_API_METRICS_H

#include <stdio.h>

#include "lib/base/cleanup.h"
#include "src/http/http.h"

typedef struct Metrics Metrics;

/* NULL: out of memory. The routes must outlive it. */
Metrics *metrics_new(const HttpRoute *routes, size_t n_routes);
void metrics_free(Metrics *metrics);
DEFINE_CLEANUP(Metrics, metrics_free)

/* route: one of the routes, or NULL. */
void metrics_count(Metrics *metrics, const HttpRoute *route, unsigned status, int64_t duration_ms);

/* Writes the page, in that format. */
void metrics_print(const Metrics *metrics, const HttpLoad *load, FILE *stream);

/* One number of the page. type: "gauge" or "counter". */
void metrics_print_value(FILE *stream, const char *name, const char *type, const char *help,
                         double value);

#endif
