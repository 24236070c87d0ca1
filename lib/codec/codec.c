/*
 * Start of libvips, once per process, with everything off that a server for untrusted photos does
 * not want: all loaders but four, the operation cache, worker threads, messages on stderr.
 *
 * The error buffer of libvips belongs to the whole process, so what it says may be about another
 * thread's file: it is emptied after each fault and read only here, before there are threads.
 */
#include "lib/codec/codec.h"

#include <pthread.h>

#include "lib/base/error.h"
#include "lib/codec/vips_guard.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int init_status;
static char init_message[IDP_ERROR_MESSAGE_BYTES];
static _Thread_local unsigned n_messages;

unsigned vips_count_messages(void)
{
    return n_messages;
}

/* A library does not write to stderr. */
static void count_message(const char *domain, GLogLevelFlags level, const char *message,
                          void *context)
{
    (void)domain, (void)level, (void)message, (void)context;
    n_messages++;
}

static void init_once(void)
{
    static const char *const loaders[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng",
                                          "VipsForeignLoadHeif", "VipsForeignLoadWebp"};

    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, count_message, NULL);
    if (vips_init("idphoto")) {
        init_status = IDP_E_INTERNAL;
        g_strlcpy(init_message, vips_error_buffer(), sizeof init_message);
        vips_error_clear();
        return;
    }
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(loaders); i++)
        vips_operation_block_set(loaders[i], FALSE);
    vips_cache_set_max(0);
    vips_concurrency_set(1);
}

int codec_init(IdpError *error)
{
    pthread_once(&once, init_once);
    if (init_status)
        return error_set(error, IDP_E_INTERNAL, "libvips does not start: %s", init_message);
    return IDP_OK;
}

int vips_fault(IdpError *error, IdpStatus status, const char *what)
{
    vips_error_clear();
    return error_set(error, status, "%s", what);
}
