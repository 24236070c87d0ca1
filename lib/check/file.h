/* Rule F01: the file itself. */
#ifndef LIB_CHECK_FILE_H
#define LIB_CHECK_FILE_H

#include "lib/check/rules.h"

/*
 * Enters whether the file could be read, from the status with which it was decoded, and keeps the
 * status in the report. A file that is no photo is a refusal, not an error: IDP_OK. What no other
 * file would have changed (memory, arguments, our own faults) is passed on.
 */
int check_file(Judge *judge, int decode_status);

#endif
