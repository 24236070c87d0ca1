/* A loop whose passes run on several threads. */
#ifndef SRC_CMD_THREADS_H
#define SRC_CMD_THREADS_H

#include <stddef.h>

enum { THREADS_MAX = 64 };

/* Processors of this machine, at most THREADS_MAX. */
unsigned threads_get_default(void);

/*
 * Calls body(context, i) once for each i of [0, n), on n_threads threads (1..THREADS_MAX), and
 * returns when all are done. -1 if not one thread could be started.
 */
int threads_for_each(unsigned n_threads, size_t n, void (*body)(void *context, size_t i),
                     void *context);

#endif
