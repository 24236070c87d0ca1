/* Fills the caller's error once, where the fault is found. */
#ifndef LIB_BASE_ERROR_H
#define LIB_BASE_ERROR_H

#include <idphoto/error.h>

/* Sets status and message (error may be NULL) and returns status, for `return error_set(...)`. */
int error_set(IdpError *error, IdpStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__
/* The analyzer cannot see that error_set returns its status, so that what follows is a failure. */
static inline int error_status_of(int same, IdpStatus status)
{
    (void)same;
    return status;
}
#define error_set(error, status, ...)                                                              \
    error_status_of((error_set)((error), (status), __VA_ARGS__), (status))
#endif

#endif
