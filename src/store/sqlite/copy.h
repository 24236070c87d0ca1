/* The driver's dump and load (driver.h). */
#ifndef SRC_STORE_SQLITE_COPY_H
#define SRC_STORE_SQLITE_COPY_H

#include "src/base/status.h"

int sqlite_dump(void *link, const char *path, Message *ret_message);
int sqlite_load(void *link, const char *path, Message *ret_message);

#endif
