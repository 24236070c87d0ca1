/* What a parameter must keep to on both databases. Pure, thread-safe. */
#ifndef SRC_STORE_VALUES_H
#define SRC_STORE_VALUES_H

#include "src/store/db.h"

/*
 * 0; STATUS_ARGUMENT: too many, a text that is not UTF-8 or has a NUL, a REAL that is no number;
 * STATUS_TOO_LARGE: over DB_VALUE_BYTES_MAX.
 */
int values_check(const DbValue *params, size_t n_params, Message *ret_message);

#endif
