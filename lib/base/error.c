/* Status names and the error description. Thread-safe: touches only its arguments. */
#include "lib/base/error.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const status_names[] = {
    [-IDP_OK] = "ok",
    [-IDP_E_MEMORY] = "memory",
    [-IDP_E_ARGUMENT] = "argument",
    [-IDP_E_FORMAT] = "format",
    [-IDP_E_DAMAGED] = "damaged",
    [-IDP_E_TOO_LARGE] = "too-large",
    [-IDP_E_TOO_SMALL] = "too-small",
    [-IDP_E_CANCELLED] = "cancelled",
    [-IDP_E_MODEL] = "model",
    [-IDP_E_IO] = "io",
    [-IDP_E_UNSUPPORTED] = "unsupported",
    [-IDP_E_INTERNAL] = "internal",
};

const char *idp_status_get_name(int status)
{
    const int n_names = (int)(sizeof status_names / sizeof status_names[0]);

    return status <= 0 && status > -n_names ? status_names[-status] : "unknown";
}

/* In brackets: for the analyzer the name is a macro too. */
int(error_set)(IdpError *error, IdpStatus status, const char *format, ...)
{
    if (error) {
        va_list arguments;

        error->status = status;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}
