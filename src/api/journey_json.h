/* The student's way as its client sees it. */
#ifndef SRC_API_JOURNEY_JSON_H
#define SRC_API_JOURNEY_JSON_H

#include "src/api/json.h"
#include "src/model/school.h"

/* 200 with the account's way as it is now. */
void journey_answer(const ApiCall *call);

/* {"code", "name", "contact"}; NULL: out of memory. */
json_t *journey_pack_school(const School *school);

#endif
