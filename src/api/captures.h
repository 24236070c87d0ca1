/* What a student is told about taking photos, for the answers that tell it besides others. */
#ifndef SRC_API_CAPTURES_H
#define SRC_API_CAPTURES_H

#include "src/api/json.h"
#include "src/app/captures.h"

/* NULL: out of memory. */
json_t *captures_api_pack(const CaptureAnswer *answer, int64_t now_ms);

/* Answers the problem of a refusal, with Retry-After where there is a time. */
void captures_api_refuse(const ApiCall *call, const CaptureAnswer *answer);

#endif
