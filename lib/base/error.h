/* Fills the caller's error once, where the fault is found. */
#ifndef LIB_BASE_ERROR_H
#define LIB_BASE_ERROR_H

#include <idphoto/error.h>

/* Sets status and message (error may be NULL) and returns status, for `return error_set(...)`. */
int error_set(IdpError *error, IdpStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
