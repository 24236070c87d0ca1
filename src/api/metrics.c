/* Arrays of atomics, by route. Thread-safe. */
#include "src/api/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/alloc.h"

enum { STATUSES = 600, BUCKETS = 11 };

static const int64_t bounds_ms[BUCKETS] = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};

typedef struct RouteCounts {
    atomic_ulong by_status[STATUSES];
    atomic_ulong by_duration[BUCKETS + 1]; /* not cumulated */
    atomic_ulong sum_ms;
} RouteCounts;

struct Metrics {
    const HttpRoute *routes;
    size_t n_routes;
    int64_t started_s;
    RouteCounts *counts; /* one more than routes: what fitted none */
};

Metrics *metrics_new(const HttpRoute *routes, size_t n_routes)
{
    Metrics *metrics = ALLOC_NEW(Metrics);

    if (!metrics)
        return NULL;
    *metrics =
        (Metrics){routes, n_routes, time(NULL), alloc_zeroed(n_routes + 1, sizeof(RouteCounts))};
    if (!metrics->counts) {
        free(metrics);
        return NULL;
    }
    return metrics;
}

void metrics_free(Metrics *metrics)
{
    if (!metrics)
        return;
    free(metrics->counts);
    free(metrics);
}

void metrics_count(Metrics *metrics, const HttpRoute *route, unsigned status, int64_t duration_ms)
{
    RouteCounts *counts =
        &metrics->counts[route ? (size_t)(route - metrics->routes) : metrics->n_routes];
    size_t bucket = 0;

    while (bucket < BUCKETS && duration_ms > bounds_ms[bucket])
        bucket++;
    atomic_fetch_add(&counts->by_status[status < STATUSES ? status : 0], 1);
    atomic_fetch_add(&counts->by_duration[bucket], 1);
    atomic_fetch_add(&counts->sum_ms, (unsigned long)(duration_ms > 0 ? duration_ms : 0));
}

static void print_labels(const Metrics *metrics, size_t i, FILE *stream)
{
    if (i < metrics->n_routes)
        fprintf(stream, "method=\"%s\",route=\"%s\"", metrics->routes[i].method,
                metrics->routes[i].pattern);
    else
        fputs("method=\"\",route=\"none\"", stream);
}

static void print_requests(const Metrics *metrics, FILE *stream)
{
    fputs("# HELP tucai_http_requests_total Requests answered.\n"
          "# TYPE tucai_http_requests_total counter\n",
          stream);
    for (size_t i = 0; i <= metrics->n_routes; i++)
        for (unsigned status = 0; status < STATUSES; status++) {
            const unsigned long n = atomic_load(&metrics->counts[i].by_status[status]);

            if (!n)
                continue;
            fputs("tucai_http_requests_total{", stream);
            print_labels(metrics, i, stream);
            fprintf(stream, ",status=\"%u\"} %lu\n", status, n);
        }
}

static void print_durations_of(const Metrics *metrics, size_t i, FILE *stream)
{
    const RouteCounts *counts = &metrics->counts[i];
    unsigned long n = 0;

    for (size_t k = 0; k <= BUCKETS; k++) {
        n += atomic_load(&counts->by_duration[k]);
        fputs("tucai_http_request_duration_seconds_bucket{", stream);
        print_labels(metrics, i, stream);
        if (k < BUCKETS)
            fprintf(stream, ",le=\"%g\"} %lu\n", (double)bounds_ms[k] / 1000, n);
        else
            fprintf(stream, ",le=\"+Inf\"} %lu\n", n);
    }
    fputs("tucai_http_request_duration_seconds_sum{", stream);
    print_labels(metrics, i, stream);
    fprintf(stream, "} %g\n", (double)atomic_load(&counts->sum_ms) / 1000);
    fputs("tucai_http_request_duration_seconds_count{", stream);
    print_labels(metrics, i, stream);
    fprintf(stream, "} %lu\n", n);
}

void metrics_print_value(FILE *stream, const char *name, const char *type, const char *help,
                         double value)
{
    fprintf(stream, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

static double get_resident_bytes(void)
{
    char text[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    char *end;

    if (!file)
        return 0;
    if (!fgets(text, sizeof text, file))
        text[0] = 0;
    fclose(file);
    strtoul(text, &end, 10); /* the first is the whole size */
    return (double)strtoul(end, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

static void print_process(const Metrics *metrics, FILE *stream)
{
    struct rusage usage = {.ru_maxrss = 0};

    getrusage(RUSAGE_SELF, &usage);
    metrics_print_value(stream, "process_cpu_seconds_total", "counter", "Processor time used.",
                        (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                            (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    metrics_print_value(stream, "process_resident_memory_bytes", "gauge", "Memory in use.",
                        get_resident_bytes());
    metrics_print_value(stream, "process_start_time_seconds", "gauge", "Since 1970 UTC.",
                        (double)metrics->started_s);
}

void metrics_print(const Metrics *metrics, const HttpLoad *load, FILE *stream)
{
    print_requests(metrics, stream);
    fputs("# HELP tucai_http_request_duration_seconds From headers to the end of the answer.\n"
          "# TYPE tucai_http_request_duration_seconds histogram\n",
          stream);
    for (size_t i = 0; i <= metrics->n_routes; i++)
        print_durations_of(metrics, i, stream);
    metrics_print_value(stream, "tucai_http_connections", "gauge", "Open connections.",
                        (double)load->n_connections);
    metrics_print_value(stream, "tucai_http_exchanges", "gauge", "Requests under way.",
                        (double)load->n_exchanges);
    metrics_print_value(stream, "tucai_workers_load", "gauge",
                        "Requests that run or wait for a worker.", (double)load->n_tasks);
    print_process(metrics, stream);
}
