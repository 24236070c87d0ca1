/*
 * Requests that wait without a worker. The handler lies down and returns; its connection stays
 * suspended, and when somebody wakes it the handler runs once more, on any worker. Two references:
 * the waker's and the exchange's. A client that leaves meanwhile is noticed when the answer is
 * sent.
 */
#include <pthread.h>

#include "lib/base/alloc.h"
#include "src/http/exchange.h"

struct NapList {
    pthread_mutex_t mutex;
    HttpNap *first;
    bool is_closed;
};

struct HttpNap {
    NapList *list;
    HttpNap *next, *previous; /* guarded by the list's mutex */
    HttpExchange *exchange;
    pthread_mutex_t mutex;
    unsigned n_references;
    bool is_asleep; /* the handler has returned */
    bool is_woken;
};

NapList *nap_list_new(void)
{
    NapList *list = ALLOC_NEW(NapList);

    if (list)
        pthread_mutex_init(&list->mutex, NULL);
    return list;
}

void nap_list_free(NapList *list)
{
    if (!list)
        return;
    pthread_mutex_destroy(&list->mutex);
    free(list);
}

static bool enlist(NapList *list, HttpNap *nap)
{
    bool is_open;

    pthread_mutex_lock(&list->mutex);
    is_open = !list->is_closed;
    if (is_open) {
        nap->next = list->first;
        if (list->first)
            list->first->previous = nap;
        list->first = nap;
    }
    pthread_mutex_unlock(&list->mutex);
    return is_open;
}

static void delist(HttpNap *nap)
{
    pthread_mutex_lock(&nap->list->mutex);
    if (nap->previous)
        nap->previous->next = nap->next;
    else
        nap->list->first = nap->next;
    if (nap->next)
        nap->next->previous = nap->previous;
    pthread_mutex_unlock(&nap->list->mutex);
}

static void release(HttpNap *nap)
{
    unsigned n_left;

    pthread_mutex_lock(&nap->mutex);
    n_left = --nap->n_references;
    pthread_mutex_unlock(&nap->mutex);
    if (n_left)
        return;
    pthread_mutex_destroy(&nap->mutex);
    free(nap);
}

HttpNap *http_sleep(HttpExchange *exchange)
{
    HttpNap *nap;

    if (exchange->has_slept || exchange->response)
        return NULL;
    nap = ALLOC_NEW(HttpNap);
    if (!nap)
        return NULL;
    nap->list = exchange->naps;
    nap->exchange = exchange;
    nap->n_references = 2;
    pthread_mutex_init(&nap->mutex, NULL);
    exchange->has_slept = true;
    if (!enlist(nap->list, nap)) {
        nap->n_references = 1;
        release(nap);
        return NULL;
    }
    exchange->nap = nap;
    return nap;
}

bool http_has_slept(const HttpExchange *exchange)
{
    return exchange->has_slept;
}

void nap_end(HttpExchange *exchange)
{
    HttpNap *nap = TAKE_PTR(exchange->nap);

    if (!nap)
        return;
    delist(nap);
    release(nap);
}

bool nap_begin(HttpNap *nap)
{
    bool is_asleep;

    pthread_mutex_lock(&nap->mutex);
    is_asleep = nap->is_asleep = !nap->is_woken;
    pthread_mutex_unlock(&nap->mutex);
    return is_asleep;
}

/* The exchange is still suspended when it is run: so its server is there. */
static void wake(HttpNap *nap)
{
    bool must_run;

    pthread_mutex_lock(&nap->mutex);
    must_run = nap->is_asleep && !nap->is_woken;
    nap->is_woken = true;
    pthread_mutex_unlock(&nap->mutex);
    if (must_run)
        exchange_run_again(nap->exchange);
}

void http_wake(HttpNap *nap)
{
    wake(nap);
    release(nap);
}

/* Who is woken delists itself, on a worker: not before the loop has ended. */
void nap_list_close(NapList *list)
{
    pthread_mutex_lock(&list->mutex);
    list->is_closed = true;
    for (HttpNap *nap = list->first; nap; nap = nap->next)
        wake(nap);
    pthread_mutex_unlock(&list->mutex);
}
