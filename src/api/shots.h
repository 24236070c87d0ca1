/* A shot as it is told to its student, for the answers that do so. */
#ifndef SRC_API_SHOTS_H
#define SRC_API_SHOTS_H

#include "src/api/json.h"
#include "src/app/shots.h"

/* The shot as it is now, with this status. Answers a problem if it cannot be read. */
void shots_api_answer(const ApiCall *call, unsigned status, const char *public_id);

/*
 * The reasons to show first, of a report as it was written (NULL: none). Empty too where it is of a
 * version that this program does not read.
 */
json_t *shots_api_pack_reasons(const char *text);

#endif
