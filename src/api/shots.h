/* A shot as it is told to its student, for the answers that do so. */
#ifndef SRC_API_SHOTS_H
#define SRC_API_SHOTS_H

#include "src/api/json.h"
#include "src/app/shots.h"

/* The shot as it is now, with this status. Answers a problem if it cannot be read. */
void shots_api_answer(const ApiCall *call, unsigned status, const char *public_id);

#endif
