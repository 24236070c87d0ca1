/* What SQLite's last failure on a connection means. */
#ifndef SRC_STORE_SQLITE_FAILURE_H
#define SRC_STORE_SQLITE_FAILURE_H

#include <sqlite3.h>

#include "src/base/status.h"

/*
 * Fills the message and answers the status. SQLite's texts name tables and columns, not values.
 * errno was cleared before the call that failed.
 */
int failure_set(sqlite3 *handle, Message *ret_message);

#endif
