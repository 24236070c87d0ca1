/* Atomics, and their print. */
#include "src/pipeline/tally.h"

#include <stddef.h>

static const double bounds_s[TALLY_BUCKETS] = {.25, .5, 1, 2, 4, 8, 16, 32};

void tally_count(Tally *tally, Outcome outcome, double duration_ms)
{
    size_t bucket = 0;

    while (bucket < TALLY_BUCKETS && duration_ms > bounds_s[bucket] * 1000)
        bucket++;
    atomic_fetch_add(&tally->by_outcome[outcome], 1);
    atomic_fetch_add(&tally->by_duration[bucket], 1);
    atomic_fetch_add(&tally->sum_ms, duration_ms > 0 ? (unsigned long)duration_ms : 0);
}

void tally_count_not_made(Tally *tally)
{
    atomic_fetch_add(&tally->n_not_made, 1);
}

void tally_print(const Tally *tally, FILE *stream)
{
    unsigned long n = 0;

    fputs("# HELP tucai_photos_total Photos judged, by outcome; not-made: tries without a result.\n"
          "# TYPE tucai_photos_total counter\n",
          stream);
    for (int i = 0; i < TALLY_OUTCOMES; i++)
        fprintf(stream, "tucai_photos_total{outcome=\"%s\"} %lu\n", outcome_get_name((Outcome)i),
                atomic_load(&tally->by_outcome[i]));
    fprintf(stream, "tucai_photos_total{outcome=\"not-made\"} %lu\n",
            atomic_load(&tally->n_not_made));
    fputs("# HELP tucai_photo_duration_seconds From the claim to the result.\n"
          "# TYPE tucai_photo_duration_seconds histogram\n",
          stream);
    for (int i = 0; i < TALLY_BUCKETS; i++) {
        n += atomic_load(&tally->by_duration[i]);
        fprintf(stream, "tucai_photo_duration_seconds_bucket{le=\"%g\"} %lu\n", bounds_s[i], n);
    }
    n += atomic_load(&tally->by_duration[TALLY_BUCKETS]);
    fprintf(stream,
            "tucai_photo_duration_seconds_bucket{le=\"+Inf\"} %lu\n"
            "tucai_photo_duration_seconds_sum %g\ntucai_photo_duration_seconds_count %lu\n",
            n, (double)atomic_load(&tally->sum_ms) / 1000, n);
}
