/* The parallel loop: threads take the next index from an atomic counter. */
#include "src/cmd/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

typedef struct Loop {
    atomic_size_t next;
    size_t n;
    void (*body)(void *context, size_t i);
    void *context;
} Loop;

unsigned threads_get_default(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static void *run(void *argument)
{
    Loop *loop = argument;

    for (size_t i; (i = atomic_fetch_add(&loop->next, 1)) < loop->n;)
        loop->body(loop->context, i);
    return NULL;
}

int threads_for_each(unsigned n_threads, size_t n, void (*body)(void *context, size_t i),
                     void *context)
{
    Loop loop = {.n = n, .body = body, .context = context};
    pthread_t threads[THREADS_MAX];
    unsigned n_started = 0;

    while (n_started < n_threads && n_started < n && n_started < THREADS_MAX &&
           !pthread_create(&threads[n_started], NULL, run, &loop))
        n_started++;
    for (unsigned i = 0; i < n_started; i++)
        pthread_join(threads[i], NULL);
    return n && !n_started ? -1 : 0;
}
