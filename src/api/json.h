/* JSON in and out, strictly: nothing unknown, nothing twice, nothing missing. */
#ifndef SRC_API_JSON_H
#define SRC_API_JSON_H

#include <jansson.h>

#include "lib/base/cleanup.h"
#include "src/api/call.h"

static inline void json_decref_p(json_t **json)
{
    json_decref(*json);
}

/*
 * The body as an object unpacked by jansson's format ("{s:s, s?s}"), with nothing besides. Strings
 * live as long as *ret_json, which the caller releases. 0, or -1: answered with a problem.
 */
int json_read(const ApiCall *call, json_t **ret_json, const char *format, ...);

/* Answers 200 with the object and releases it; NULL (no memory): 500. */
void json_answer(const ApiCall *call, unsigned status, json_t *json);

/*
 * Answers the problem with members of its own beside those that every problem has, and releases
 * them. zh: the guide's own words in place of the table's; NULL or "": the table's.
 */
void json_answer_problem(const ApiCall *call, ProblemId id, const char *zh, json_t *more);

/* A time, or null for 0. */
json_t *json_time(int64_t time_ms);

#endif
