/*
 * Status codes and the error description.
 *
 * Every function that can fail returns an int: 0 (IDP_OK) or one of the negative numbers below. The
 * numbers are stable: they go into reports, logs and databases. A function that takes an IdpError
 * fills it once, where the fault is found; NULL is allowed and means "code only". Out-parameters
 * (ret_...) are untouched on failure.
 */
#ifndef IDPHOTO_ERROR_H
#define IDPHOTO_ERROR_H

#include <idphoto/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum IdpStatus {
    IDP_OK = 0,
    IDP_E_MEMORY = -1,       /* out of memory, or the job's memory limit is reached */
    IDP_E_ARGUMENT = -2,     /* the caller broke the contract of the function */
    IDP_E_FORMAT = -3,       /* not one of the accepted image types */
    IDP_E_DAMAGED = -4,      /* an accepted type, but cut short or not decodable */
    IDP_E_TOO_LARGE = -5,    /* more bytes or more pixels than allowed */
    IDP_E_TOO_SMALL = -6,    /* fewer pixels than allowed */
    IDP_E_CANCELLED = -7,    /* the caller's progress function asked to stop */
    IDP_E_MODEL = -8,        /* a model is missing, altered or cannot be run */
    IDP_E_IO = -9,           /* a file cannot be read or written */
    IDP_E_UNSUPPORTED = -10, /* well formed, but this build cannot do it */
    IDP_E_INTERNAL = -11     /* a fault of the library: please report it */
} IdpStatus;

enum { IDP_ERROR_MESSAGE_BYTES = 256 };

typedef struct IdpError {
    int status;                            /* IdpStatus */
    char message[IDP_ERROR_MESSAGE_BYTES]; /* English, one line, UTF-8, NUL-terminated; no user data
                                            */
} IdpError;

/* The stable lower-case word of a status ("damaged"), for logs and reports; "unknown" otherwise. */
IDP_EXPORT const char *idp_status_get_name(int status);

#ifdef __cplusplus
}
#endif

#endif
