/*
 * How a function of the server ends: 0, or one of the negative numbers below.
 *
 * They say what a caller can do about it; the line in the Message says what happened, to the
 * operator, and holds no personal data. The numbers are stable: they go into logs.
 */
#ifndef SRC_BASE_STATUS_H
#define SRC_BASE_STATUS_H

#include "src/base/message.h"

typedef enum Status {
    STATUS_OK = 0,
    STATUS_INTERNAL = -1,  /* a fault of the program; also what message_set answers */
    STATUS_MEMORY = -2,    /* out of memory */
    STATUS_ARGUMENT = -3,  /* the caller broke the contract, or a value is not allowed */
    STATUS_NOT_FOUND = -4, /* what was named does not exist */
    STATUS_CONFLICT = -5,  /* it exists already, or something else depends on it */
    STATUS_BUSY = -6,      /* locked, or too many at once: try again */
    STATUS_GONE = -7,      /* database, disk or service cannot be reached or used */
    STATUS_FULL = -8,      /* the disk is full */
    STATUS_DAMAGED = -9,   /* stored data does not check */
    STATUS_DENIED = -10,   /* not permitted */
    STATUS_TOO_LARGE = -11 /* over a limit */
} Status;

/* Fills the message and is the status, for `return status_set(...)` where the fault is found. */
#define status_set(message, status, ...) (message_set((message), __VA_ARGS__), (status))

#endif
